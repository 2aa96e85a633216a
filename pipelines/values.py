"""A printed cell -> state, number, unit and note. Nothing is guessed: what is not plainly a number is not one."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.labels import UNITS
from pipelines.records import State

NOT_APPLICABLE = frozenset({"/", "-", "--", "无", "不适用", "\\", "N/A", "n/a"})

PICTURE = "\ufffc"  # what readers put for a picture, a form control or a symbol: something is there, but no text
STRUCK = "\u0336"  # the stroke readers put over digits that are printed struck through
_OBSCURED = re.compile(f"[{PICTURE}{STRUCK}\ufffd]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")
# raised digits and digits in circles stand for footnotes: NFKC would make 12 and its note 1 the number 121
_MARK = re.compile(r"[\[(（]?(?P<mark>[⁰¹²³⁴-⁹₀-₉①-⑳⓪㉑-㉟]+)[\])）]?\s*")
_DASHES = str.maketrans(dict.fromkeys("—–―−﹣‐‑‒", "-"))
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER = r"(?P<sign>[+-]|增加?|减少?)?(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|0|[1-9]\d*)(?P<fraction>\.\d+)?"
_LONGEST = 200  # characters of a number with its note; matching longer texts would take long and find nothing
_CELL = re.compile(rf"{_NUMBER}\s*(?P<unit>{_UNIT})?\s*(?:\((?P<note>[^()]*)\))?\s*(?P<unit2>{_UNIT})?")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one cell says. `value` is set if and only if `state` is NUMBER."""

    state: State
    value: Decimal | None = None
    unit: str | None = None
    note: str | None = None


@lru_cache(maxsize=4096)  # a sheet prints few different cells, and several stages ask about each
def parse(raw: str, *, is_signed: bool = False) -> Parsed:
    """Read a numeric cell as printed.

    `is_signed`: the column is 本年增/减, where 减5 is -5 and 持平 is 0. Full-width digits, thousands separators,
    a unit and a note in brackets are understood. Two numbers in one cell, with a blank or line break between
    them, are unreadable: they may be one wrapped number or two cells run together. So is what is struck through or
    no text at all. A footnote's mark after the number is a note, not a digit.
    """
    if _OBSCURED.search(raw):
        return Parsed(State.UNREADABLE)
    printed, *marks = _MARK.split(raw, maxsplit=1)
    if marks and (marks[1:] != [""] or not printed.strip()):
        return Parsed(State.TEXT)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", printed)).translate(_DASHES).strip()
    if not text:
        return Parsed(State.BLANK)
    if text.replace(" ", "") in NOT_APPLICABLE:
        return Parsed(State.NOT_APPLICABLE)
    if len(text) > _LONGEST:
        return Parsed(State.TEXT)
    if text in ("零", "〇") or (is_signed and text == "持平"):
        return Parsed(State.NUMBER, Decimal(0), note=text if text == "持平" else None)
    match = _CELL.fullmatch(text.replace("\u3000", " "))
    if match is None:
        return Parsed(State.UNREADABLE if re.search(r"\d\s+\d", text) else State.TEXT)
    if match["sign"] and match["sign"] not in "+-" and not is_signed:
        return Parsed(State.TEXT)
    return _number(match, marks[0] if marks else "")


def _number(match: re.Match[str], mark: str) -> Parsed:
    value = Decimal(match["digits"].replace(",", "").replace(" ", "") + (match["fraction"] or ""))
    if match["sign"] and match["sign"][0] in "-减":
        value = -value
    note = (match["note"] or "").strip() or None
    unit = match["unit"] or match["unit2"]
    if note in UNITS:  # 58.3（万元）: the bracket holds the unit
        unit, note = unit or note, None
    return Parsed(State.NUMBER, value, unit, "; ".join(filter(None, (note, mark))) or None)
