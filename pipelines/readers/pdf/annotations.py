"""What annotations put on a PDF page: form fields and notes print text, marks strike it out or cover it.

pdfminer draws none of them. ISO 32000-1, 12.5 and 12.7.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import decode_text
from pdfplumber.page import Page

_INVISIBLE = 1 << 1 | 1 << 5  # flags Hidden and NoView (table 165)
_ICONS = frozenset({"Text", "FileAttachment", "Sound"})  # drawn in a size of their own, whatever their box
_ICON = 24.0  # points; programs draw it to any side of the box
_WRITTEN = frozenset({"Widget", "FreeText"})
_MAX_PARENTS = 10


class Annotation(NamedTuple):
    box: tuple[float, float, float, float]  # left, bottom, right, top in the page's own space
    kind: str
    text: str  # what it prints, "" for one that is a mark

    @property
    def is_text(self) -> bool:
        return self.kind in _WRITTEN


def annotations(page: Page) -> Iterator[Annotation]:
    """The annotations of a page that may change what is seen of it."""
    for reference in resolve1(page.page_obj.annots) or ():
        item = resolve1(reference)
        if not isinstance(item, dict):
            continue
        kind, box, flags = _name(item.get("Subtype")), resolve1(item.get("Rect")), resolve1(item.get("F"))
        is_shown = not (isinstance(flags, int) and flags & _INVISIBLE)
        if _is_unseen(kind, item) or not is_shown or not isinstance(box, list) or len(box) != 4:
            continue
        x0, y0, x1, y1 = (float(resolve1(edge)) for edge in box)
        if kind in _ICONS:
            x0, y0, x1, y1 = x0 - _ICON, y0 - _ICON, x1 + _ICON, y1 + _ICON
        text = _words(_inherited(item, "V") if kind == "Widget" else item.get("Contents")) if kind in _WRITTEN else ""
        yield Annotation((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), kind, text)


def _is_unseen(kind: str, item: dict[str, Any]) -> bool:
    """True for what draws nothing: the window of a note, and a link without a frame (tables 164 and 173)."""
    if kind != "Link" or "AP" in item:
        return kind == "Popup"
    style = resolve1(item.get("BS"))
    frame = resolve1(item.get("Border", [0, 0, 1]))
    width = resolve1(style.get("W", 1)) if isinstance(style, dict) else None
    if width is None and isinstance(frame, list) and len(frame) >= 3:
        width = resolve1(frame[2])
    return width == 0


def _inherited(item: dict[str, Any], name: str) -> Any:
    """A field's attribute, its own or that of the field it belongs to."""
    for _ in range(_MAX_PARENTS):
        if name in item:
            return item[name]
        parent = resolve1(item.get("Parent"))
        if not isinstance(parent, dict):
            break
        item = parent
    return None


def _name(value: Any) -> str:
    found = resolve1(value)
    return str(literal_name(found)) if isinstance(found, PSLiteral) else ""


def _words(value: Any) -> str:
    found = resolve1(value)
    return decode_text(found).strip() if isinstance(found, bytes) else ""
