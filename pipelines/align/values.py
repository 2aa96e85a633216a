"""A printed cell -> state, number, unit and note. Nothing is guessed: what is not plainly a number is not one."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.language.folding import UNITS
from pipelines.records import PICTURE, STRUCK, Cell, State, is_printable

NOT_APPLICABLE = frozenset({"/", "-", "--", "无", "不适用", "\\", "N/A", "n/a"})

_OBSCURED = re.compile(f"[{PICTURE}{STRUCK}\ufffd]")
# marks of direction, too: digits within them still run from left to right, but for an override (U+202E)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202d\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
# raised digits, digits in circles and asterisks stand for footnotes: NFKC would make 12 and its note 1 the number 121
_MARK = re.compile(r"[\[(（]?(?P<mark>[⁰¹²³⁴-⁹₀-₉①-⑳⓪㉑-㉟*＊※]+)[\])）]?\s*")
_DASHES = str.maketrans(dict.fromkeys("—–―−﹣‐‑‒", "-"))
SHORT_MONEY = {"万": "万元", "亿": "亿元"}  # 12.5万 of money; of anything else it may be 12.5 or 125,000
_UNIT = "|".join(sorted([*UNITS, *SHORT_MONEY], key=len, reverse=True))
_NUMERALS = {char: number for number, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_THIN = re.compile(r"(?<=[0-9])[\u2006-\u2009\u202f](?=[0-9]{3}(?![0-9]))")  # blanks that only part thousands
_DIGITS = (  # no other scripts' digits, which \d takes too
    r"[1-9][0-9]{0,2}(?:,[0-9]{3})+|(?P<thousands>[1-9][0-9]{0,2}(?: [0-9]{3})+)|(?P<single>[1-9](?: [0-9])+)"
    r"|0|[1-9][0-9]*"
)
_NUMBER = rf"(?P<sign>[+-]|增加?|减少?)?(?P<digits>{_DIGITS})(?P<fraction>\.[0-9]+)?"
_MAX_LENGTH = 200  # characters of a number with its note; matching longer texts would take long and find nothing
_CORRECTED = re.compile(r"(?:更正|修正|订正|更改|改|应|实际?|误|勘误)(?:为|是|作|填|报)?.{0,4}\d")
_CELL = re.compile(rf"{_NUMBER}\s*(?P<unit>{_UNIT})?\s*(?:\((?P<note>[^()]*)\))?\s*(?P<unit2>{_UNIT})?")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one cell says. `value` is set if and only if `state` is NUMBER."""

    state: State
    value: Decimal | None = None
    unit: str | None = None
    note: str | None = None
    apart: int = 0  # digits between two blanks: 3 in `1 286`, 1 in `1 2 8 6`; what looks so may be several numbers
    is_doubtful: bool = False  # believed only when sums prove it: digits apart, and 一, which may be a dash


@lru_cache(maxsize=4096)  # a sheet prints few different cells, and several stages ask about each
def parse(raw: str, *, is_signed: bool = False) -> Parsed:
    """Read a numeric cell as printed.

    `is_signed`: the column is 本年增/减, where 减5 is -5 and 持平 is 0. Full-width digits, thousands separators,
    a unit and a note in brackets are understood. Thousands or single digits with a blank between them are a number in
    doubt (`apart`); other numbers in one cell, with a blank or line break between them, are unreadable: they may be
    one wrapped number or two cells run together. So is what is struck through or no text at all. A footnote's mark
    after the number is a note, not a digit.
    """
    if _OBSCURED.search(raw):
        return Parsed(State.UNREADABLE)
    printed, *marks = _MARK.split(raw, maxsplit=1)
    if marks and (marks[1:] != [""] or not printed.strip()):
        return Parsed(State.TEXT)
    text = unicodedata.normalize("NFKC", _THIN.sub(",", _INVISIBLE.sub("", printed))).translate(_DASHES).strip()
    if not text:
        return Parsed(State.BLANK)
    if text.replace(" ", "") in NOT_APPLICABLE:
        return Parsed(State.NOT_APPLICABLE)
    if len(text) > _MAX_LENGTH:
        return Parsed(State.TEXT)
    if is_signed and text == "持平":
        return Parsed(State.NUMBER, Decimal(0), note=text)
    if (numeral := _numeral(text)) is not None:
        return Parsed(State.NUMBER, Decimal(numeral), is_doubtful=text == "一")
    match = _CELL.fullmatch(text.replace("\u3000", " "))
    if match is None:
        return Parsed(State.UNREADABLE if re.search(r"\d\s+\d", text) else State.TEXT)
    if match["sign"] and match["sign"] not in "+-" and not is_signed:
        return Parsed(State.TEXT)
    return _number(match, marks[0] if marks else "")


def _number(match: re.Match[str], mark: str) -> Parsed:
    if match["note"] and _CORRECTED.search(match["note"]):  # 12（更正为3）: neither figure is printed as the one
        return Parsed(State.UNREADABLE)
    value = Decimal(match["digits"].replace(",", "").replace(" ", "") + (match["fraction"] or ""))
    if not is_printable(value):
        return Parsed(State.UNREADABLE)
    if match["sign"] and match["sign"][0] in "-减":
        value = -value
    note = (match["note"] or "").strip() or None
    unit = match["unit"] or match["unit2"]
    if note in UNITS:  # 58.3（万元）: the bracket holds the unit
        unit, note = unit or note, None
    apart = 3 if match["thousands"] else 1 if match["single"] else 0
    return Parsed(State.NUMBER, value, unit, "; ".join(filter(None, (note, mark))) or None, apart, bool(apart))


def _numeral(text: str) -> int | None:
    """A whole number below ten thousand in Chinese numerals: 零, 十二, 三百零五, 二〇; None for other words."""
    if not text or not set(text) <= {*_NUMERALS, *_TENS}:
        return None
    if not set(text) & set(_TENS):
        number = int("".join(str(_NUMERALS[char]) for char in text))
        return number if len(str(number)) == len(text) else None
    total, digit, least = 0, None, 10_000
    for char in text:
        if char in _TENS:
            if _TENS[char] >= least or digit == 0 or (digit is None and text[0] != char):
                return None
            least = _TENS[char]
            total += (1 if digit is None else digit) * least
            digit = None
        elif char in "零〇":
            digit = 0
        elif digit in (None, 0):
            digit = _NUMERALS[char]
        else:
            return None
    return total + (digit or 0)


def adds_up(cells: Sequence[Cell]) -> bool:
    """True if six parts make the total, blanks as 0: proof enough that an extra empty cell is no lost number."""
    parsed = [parse(cell.text) for cell in cells]
    if any(p.state not in (State.NUMBER, State.BLANK, State.NOT_APPLICABLE) for p in parsed):
        return False
    numbers = [p.value or 0 for p in parsed]
    return parsed[-1].state is not State.NUMBER or sum(numbers[:-1]) == numbers[-1]
