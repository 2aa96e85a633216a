"""What is plain in a spreadsheet: the number formats, fonts and grounds whose look the reader can vouch for.

A cell with anything else is looked at as LibreOffice prints it. ECMA-376 Part 1, 18.8 (styles) and 18.8.30 (formats).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

BUILT_IN = {  # numbers of formats a file need not spell out
    **{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"},
    **{37: "#,##0_)", 38: "#,##0_)", 39: "#,##0.00_)", 40: "#,##0.00_)"},
}
_LITERAL = r"""(?:_.|\s|\\[ 件个项条份人次元]|"[ 件个项条份人次元]*"|[件个项条份人次元])*"""
_SECTION = re.compile(
    rf"(?:\[(?:Black|Red|Blue|Green|黑色|红色|蓝色|DBNum0|\$-[0-9A-Fa-f]+)\])*{_LITERAL}(?P<sign>-|\\-)?"
    rf"(?:(?P<free>General|G/通用格式)|(?:#,##)?0(?P<fraction>\.0+)?)(?P<unit>{_LITERAL})(?:;.*)?",
    re.I | re.S,
)
_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*\Z)')
_MIN_SIZE = 5.0  # points; smaller type is not read
_MAX_SIZE = 36.0
_MIN_CONTRAST = 0.3  # of light between text and its ground
_THEME = {0: 1.0, 1: 0.0, 2: 0.92, 3: 0.25}  # lightness of the colours of themes: ground, text, second ground and text
_ACCENT = 0.45  # of the others


@dataclass(frozen=True, slots=True)
class Font:
    """What of a font decides whether a figure is read."""

    size: float = 11.0  # points
    light: float | None = 0.0  # None for a colour nobody knows
    is_struck: bool = False
    is_raised: bool = False
    odd: str = ""

    def doubt_on(self, ground: float | None) -> str:
        """Why text in this font on a ground has to be looked at, "" where it is plain."""
        if self.odd or self.is_raised:
            return self.odd or "raised type"
        if not _MIN_SIZE <= self.size <= _MAX_SIZE:
            return "type too small or too large to read"
        if self.light is None or ground is None:
            return "a colour of its own kind"
        return "" if abs(self.light - ground) >= _MIN_CONTRAST else "text in the colour of its ground"


@lru_cache(256)
def decimals(code: str, section: int) -> int | None:
    """How many decimals a format shows in one of its sections (0: all or positive, 1: negative, 2: zero).

    -1 for as many as there are; None for a format that is not plain.
    """
    sections = _SECTIONS.split(code)
    own = sections[section] if section < len(sections) else sections[0]
    if code == "@":
        return -1
    found = _SECTION.fullmatch(own)
    if found is None or (found["sign"] and (section != 1 or len(sections) < 2)):
        return None
    if section == 1 and len(sections) > 1 and not found["sign"]:
        return None  # a negative number without its sign
    return -1 if found["free"] else len(found["fraction"] or ".") - 1


def printed(code: str, value: str) -> str | None:
    """A stored number as its format prints it, without commas; None for a format that is not plain."""
    number = Decimal(value)
    sections = len(_SECTIONS.split(code))
    section = 1 if number < 0 and sections > 1 else 2 if number == 0 and sections > 2 else 0
    places = decimals(code, section)
    if places is None:
        return None
    if places < 0 or number == round(number, places):
        return value
    return str(number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def light_of(colour: Mapping[str, str]) -> float | None:
    """How light a colour is, by its attributes `rgb`, `theme` with `tint`, `indexed` or `auto`; None for an unknown."""
    if rgb := colour.get("rgb"):
        return _of_rgb(rgb)
    if (theme := colour.get("theme", "")).isdecimal():
        tint = float(colour.get("tint") or 0)
        base = _THEME.get(int(theme), _ACCENT)
        return base * (1 + tint) if tint < 0 else base * (1 - tint) + tint
    if (indexed := colour.get("indexed", "")).isdecimal():
        return {0: 0.0, 8: 0.0, 64: 0.0, 1: 1.0, 9: 1.0, 65: 1.0, 2: 0.3, 10: 0.3, 4: 0.11, 12: 0.11}.get(int(indexed))
    return 0.0 if colour.get("auto") or not colour else None


def _of_rgb(rgb: str) -> float | None:
    if not re.fullmatch(r"[0-9A-Fa-f]{6,8}", rgb):
        return None
    red, green, blue = (int(rgb[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue
