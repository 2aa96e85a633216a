"""Dates and years as Chinese government pages print them. Own patterns first, dateparser with fixed formats second.

Plain dateparser read 17 of 37 such dates and returned a wrong one for 9 (2020年 became the year 6); restricted to
fixed formats it invents nothing.
"""

import re
import unicodedata
from datetime import date
from urllib.parse import urlsplit

import dateparser

from pipelines.language.folding import squeeze

FIRST_YEAR = 2008  # 政府信息公开条例 took effect on 2008-05-01; no report speaks of an earlier year
_SPELLED = "〇○◯OoОоΟο零一二三四五六七八九壹贰叁肆伍陆柒捌玖"  # О Ο ο: Cyrillic and Greek letters typed for 〇
YEAR = f"[0-9{_SPELLED}]{{4}}"

_NUMERALS = ("零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖")  # the second as on cheques
_DIGITS = {char: str(number) for row in _NUMERALS for number, char in enumerate(row)} | dict.fromkeys(
    "〇○◯OoОоΟο０", "0"
)
_SPELLED_YEAR = re.compile(rf"(?:[二贰2][〇○◯OoОоΟο零0]|20)[{_SPELLED}\d]{{2}}(?=年)")
_SMALL = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}|元"
_PATTERNS = (
    re.compile(rf"(?<![0-9])({YEAR})\s*年\s*({_SMALL})\s*月\s*({_SMALL})\s*[日号]"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?!\d)"),
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_YEAR_NAME = re.compile(
    r"(20\d\d)(?:年?度?|nb|ndbg|ndgb|year|n)?(?:政府|政务)?(?:信息)?(?:公开)?(?:工作)?[(\[]?(?:年度?报告?|年报)?[)\]]?"
)
_FOLDER_YEAR = re.compile(r"/(?:n|nb|nd)?(20\d\d)(?:年度?|n|nb|ndbg|ndgb|nd|year)?(?:_\d+)?(?=/|$)", re.IGNORECASE)
_FORMATS = [
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S",
    "%a, %d %b %Y %H:%M:%S %Z",
    "%d %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
]


def first_date(text: str) -> date | None:
    """The first full date in a text, None when there is none or it is no day of the calendar."""
    found = dates(text)
    return found[0] if found else None


def dates(text: str) -> list[date]:
    """Every full date in a text, in order of place. `2020年`, `2021-02` and `昨天` are no dates."""
    return [day for _, _, day in _found(unicodedata.normalize("NFKC", text))]


def date_and_rest(text: str) -> tuple[date, str, str] | None:
    """The first full date in a text, with what stands before and behind it; None when there is none."""
    plain = unicodedata.normalize("NFKC", text)
    found = _found(plain)
    return (found[0][2], plain[: found[0][0]], plain[found[0][1] :]) if found else None


def leading_date(text: str) -> date | None:
    """The date a text begins with, as behind a label: `：2024-01-18 10:00`, ` 20240118`; None for any other text."""
    plain = unicodedata.normalize("NFKC", text).lstrip("])】 :\t\xa0")
    if match := _COMPACT.match(plain):
        return _day(match[1], match[2], match[3])
    found = _found(plain[:30])
    return found[0][2] if found and found[0][0] == 0 else None


def first_iso(text: str) -> str:
    """The first full date in a text, ISO; `""` when there is none."""
    found = first_date(text)
    return found.isoformat() if found else ""


def parse(text: str) -> date | None:
    """A text that is nothing but a date, such as a page label or an HTTP header; None when it is not one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if (day := first_date(plain)) is not None:
        return day
    if match := _COMPACT.fullmatch(plain):
        return _day(match[1], match[2], match[3])
    settings = {"PARSERS": ["custom-formats"]}
    parsed = (
        dateparser.parse(plain, date_formats=_FORMATS, languages=["zh", "en"], settings=settings) if plain else None
    )
    return parsed.date() if parsed else None


def year_number(text: str) -> int | None:
    """A year in any digits: `2020`, `２０２０`, `二〇二〇`; None for anything else and for years out of reach."""
    digits = "".join(_DIGITS.get(char, char) for char in unicodedata.normalize("NFKC", text))
    return int(digits) if re.fullmatch(r"20[0-4]\d", digits) else None


def with_digits(text: str) -> str:
    """The text with spelled years in digits, one for one: `二〇二三年`, `二О二三年` -> `2023年`."""
    return _SPELLED_YEAR.sub(lambda match: "".join(_DIGITS.get(char, char) for char in match[0]), text)


def year_label(text: str) -> int | None:
    """The year of a sub-column's name, `2023年`, `二〇二三年`, `2021nb`, `2023年政府信息公开年报`; None for others."""
    match = _YEAR_NAME.fullmatch(with_digits(squeeze(text)))
    return int(match[1]) if match else None


def is_bare_year(text: str) -> bool:
    """True for `2023年`, `二〇二三年`: the name of a year's column, or a cell of a table organ by year."""
    return bool(re.fullmatch(r"20\d\d年?度?", with_digits(squeeze(text))))


def folder_year(url: str) -> int | None:
    """The year a column's folder is named after, `/2022/`, `/2023n/`, `/n2023n/`, `/2021ndbg/`; None without one."""
    found = map(int, _FOLDER_YEAR.findall(urlsplit(url).path))
    years = {year for year in found if FIRST_YEAR <= year <= date.today().year}
    return years.pop() if len(years) == 1 else None


def _found(plain: str) -> list[tuple[int, int, date]]:
    """Begin, end and day of every full date in an NFKC text, in order of place."""
    matches = [match for pattern in _PATTERNS for match in pattern.finditer(plain)]
    days = [(match.start(), match.end(), _day(match[1], *match.groups()[-2:])) for match in matches]
    return sorted((start, end, day) for start, end, day in days if day is not None)


def _day(year: str, month: str, day: str) -> date | None:
    number = year_number(year)
    try:
        return date(number, _small(month), _small(day)) if number else None
    except ValueError:
        return None


def _small(text: str) -> int:
    """1 to 99 in Arabic or Chinese numerals: `12`, `十二`, `二十`, `三十一`."""
    if text == "元":  # 元月: January
        return 1
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)
    return int("".join(_DIGITS.get(char, char) for char in text))
