"""Names in Latin letters: pinyin of regions, English names of provinces, keys that a search finds."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin

_PROVINCES = Path(__file__).with_name("provinces.csv")
_SUFFIXES = ("自治区", "自治州", "自治县", "自治旗", "省", "市", "区", "县", "旗", "州", "盟")


@dataclass(frozen=True, slots=True)
class Province:
    """A province and its place on the tile map, counted from the top left."""

    code: str
    zh: str  # short
    en: str
    column: int
    row: int


@cache
def provinces() -> tuple[Province, ...]:
    """Every province, in the map's order."""
    with _PROVINCES.open(encoding="utf-8", newline="") as file:
        found = [
            Province(row["code"], row["zh"], row["en"], int(row["column"]), int(row["row"]))
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(found, key=lambda one: (one.row, one.column)))


@cache
def romanised(name: str) -> str:
    """`Shanting Qu`: pinyin without tones, the kind of place as a word of its own."""
    suffix = next((one for one in _SUFFIXES if name.endswith(one) and len(name) > len(one)), "")
    parts = (name.removesuffix(suffix), suffix) if suffix else (name,)
    return " ".join("".join(_syllables(part)).capitalize() for part in parts)


@cache
def keys(name: str) -> tuple[str, str]:
    """What a person types to find a name: its pinyin in one word, and the first letters of it."""
    return "".join(_syllables(name)).lower(), "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def _syllables(name: str) -> list[str]:
    found = lazy_pinyin(name, v_to_u=False)
    return [one if place == 0 or one[:1] not in "aoe" else f"'{one}" for place, one in enumerate(found)]
