"""Rows out of data whose names nobody told us: the largest array whose members have a title and an address."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from crawler.portals.page.pages import Stated
from crawler.portals.page.turning import PAGES_NAME, TOTAL_NAME
from pipelines.language import dates, organ_names

_TITLE = re.compile(r".{0,60}(?:title|subject|topic|biaoti|^bt$|name|mc|bt)", re.IGNORECASE)
_ADDRESS = re.compile(r".{0,60}(?:url|href|link|path|address|addr|dz|src)", re.IGNORECASE)
_ORGAN = re.compile(
    r".{0,60}(?:organ|dept|department|publisher|unit|agency|office|source|fbjg|fwjg|gkjg|jgmc|bmmc)\w{0,40}",
    re.IGNORECASE,
)
_LOOKS_LIKE_ADDRESS = re.compile(
    r"(?:https?:)?//\S+|\.{0,2}/\S*|[\w./-]+\.(?:s?html?|jhtml|aspx?|jspx?|do|php|pdf|docx?)\b\S*"
)
_HAN = re.compile(r"[一-鿿]{4}")
_MARKUP = re.compile(r"<(?:li|a|tr|dd)\b", re.IGNORECASE)
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row as data: title and address as they stand there, a day (ISO) and an organ, `""` where none is named."""

    title: str
    address: str
    date: str = ""
    organ: str = ""


def data_rows(data: Any, address_of: Callable[[dict[str, Any]], str] | None = None) -> tuple[list[DataRow], Stated]:
    """The rows of a list and its length, from an interface's answer or an object of a script; no rows where no array
    is a list.

    `address_of`: the address that the page's own template makes of a member without one (`/info/` + id).
    """
    best: list[DataRow] = []
    said = Stated()
    for rows, beside in _arrays(unfolded(data), ()):
        found = _rows(rows, address_of)
        if len(found) > len(best):
            best, said = found, _stated(beside, len(rows))
    return best, said


def markup_in(data: Any) -> str:
    """The longest text of an answer that is markup of a list; `""` when none is."""
    texts = [text for text in _texts(unfolded(data), 0) if _MARKUP.search(text)]
    return max(texts, key=len, default="")


def unfolded(data: Any, depth: int = 0) -> Any:
    """The data with JSON that stands in its texts read too."""
    if depth > _MAX_DEPTH:
        return data
    if isinstance(data, dict):
        return {name: unfolded(value, depth + 1) for name, value in data.items()}
    if isinstance(data, list):
        return [unfolded(value, depth + 1) for value in data]
    if isinstance(data, str) and data.lstrip()[:1] in ("{", "["):
        try:
            return unfolded(json.loads(data), depth + 1)
        except ValueError:
            return data
    return data


def _arrays(data: Any, beside: tuple[dict[str, Any], ...]) -> Iterator[tuple[list[Any], tuple[dict[str, Any], ...]]]:
    """Every array with the objects it stands in, the innermost first."""
    if len(beside) > _MAX_DEPTH:
        return
    if isinstance(data, dict):
        for value in data.values():
            yield from _arrays(value, (data, *beside))
    elif isinstance(data, list):
        yield data, beside
        for value in data:
            yield from _arrays(value, beside)


def _rows(members: list[Any], address_of: Callable[[dict[str, Any]], str] | None) -> list[DataRow]:
    objects = [member for member in members if isinstance(member, dict)]
    title = _key(objects, _TITLE, _HAN.search)
    if not title:
        return []
    address = _key(objects, _ADDRESS, _LOOKS_LIKE_ADDRESS.fullmatch)
    organ = _key(objects, _ORGAN, lambda text: organ_names.is_organ_name(text))
    found = []
    for one in objects:
        where = str(one.get(address) or "") if address else ""
        where = where or (address_of(one) if address_of else "")
        text = re.sub(r"<[^<>]*>", "", str(one.get(title) or ""))
        if where and text:
            days = (dates.first_iso(str(value)) for value in one.values())
            found.append(DataRow(text, where, next(filter(None, days), ""), str(one.get(organ) or "") if organ else ""))
    return found


def _key(objects: list[dict[str, Any]], name: re.Pattern[str], looks: Callable[[str], object]) -> str:
    """The name under which most members hold a text that looks right, a telling name before others."""
    counts: Counter[str] = Counter()
    for one in objects:
        counts.update(key for key, value in one.items() if isinstance(value, str) and looks(value.strip()))
    best = max(counts.items(), key=lambda item: (bool(name.fullmatch(item[0])), item[1]), default=("", 0))
    return best[0]


def _stated(beside: tuple[dict[str, Any], ...], shown: int) -> Stated:
    """The total that stands nearest to the array, never less than it shows."""
    records = pages = None
    for one in beside:
        numbers = {name: int(str(value)) for name, value in one.items() if str(value).isdecimal()}
        totals = [number for name, number in numbers.items() if TOTAL_NAME.fullmatch(name) and number >= shown]
        counts = [number for name, number in numbers.items() if PAGES_NAME.fullmatch(name) and number]
        records = records if records is not None else max(totals, default=None)
        pages = pages if pages is not None else max(counts, default=None)
    return Stated(records, pages)


def _texts(data: Any, depth: int) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in inner if depth < _MAX_DEPTH else ():
        yield from _texts(value, depth + 1)
