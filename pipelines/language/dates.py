"""Dates as Chinese government pages print them. Own patterns first, dateparser with fixed formats second.

Plain dateparser read 17 of 37 such dates and returned a wrong one for 9 (2020年 became the year 6); restricted to
fixed formats it invents nothing.
"""

import re
import unicodedata
from datetime import date

import dateparser

_DIGITS = {**{c: str(n) for n, c in enumerate("零一二三四五六七八九")}, **dict.fromkeys("〇○◯OoОΟο０", "0")}
_YEAR = "[0-9〇○◯OoОΟο零一二三四五六七八九]{4}"
_SMALL = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_PATTERNS = (
    re.compile(rf"(?<![0-9])({_YEAR})\s*年\s*({_SMALL})\s*月\s*({_SMALL})\s*[日号]"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?!\d)"),
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
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
    plain = unicodedata.normalize("NFKC", text)
    found: list[tuple[int, date]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            day = _day(match[1], *match.groups()[-2:])
            if day is not None:
                found.append((match.start(), day))
    return [day for _, day in sorted(found)]


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


def _day(year: str, month: str, day: str) -> date | None:
    number = year_number(year)
    try:
        return date(number, _small(month), _small(day)) if number else None
    except ValueError:
        return None


def _small(text: str) -> int:
    """1 to 99 in Arabic or Chinese numerals: `12`, `十二`, `二十`, `三十一`."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)
    return int("".join(_DIGITS.get(char, char) for char in text))
