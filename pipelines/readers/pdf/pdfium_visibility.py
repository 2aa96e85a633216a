"""Which characters of a page PDFium would show: the twin of `pdfminer_visibility`, asked of PDFium's own objects."""

import ctypes
from typing import Any

import pypdfium2.raw as raw

from pipelines.readers.geometry.affine import Matrix, apply
from pipelines.readers.geometry.visibility import (
    MIN_OPACITY,
    SOLID,
    Covers,
    Grounds,
    holds_middle,
    is_faint,
    is_paper,
    overlap,
)
from pipelines.records import Box

_UNINKED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)


class Visibility:
    """What of one page's text can be seen. `note` is told of every object first."""

    def __init__(self, page_area: Box) -> None:
        self._page_area = page_area
        self._grounds = Grounds()
        self._covers = Covers()
        self._clips: dict[int, Box | None] = {}  # by the address of a text object; None for one without ink
        self._before: dict[int, int] = {}  # count of covers there were when a text object was drawn

    def note(self, kind: int, item: Any, outer: Matrix) -> None:
        """Takes in a path, picture or text; `outer` leads from what holds it to the sheet."""
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            is_uninked = raw.FPDFTextObj_GetTextRenderMode(item) in _UNINKED
            self._clips[_address(item)] = None if is_uninked else self._clip(item, outer)
            self._before[_address(item)] = self._covers.count
        elif kind == raw.FPDF_PAGEOBJ_IMAGE or (kind == raw.FPDF_PAGEOBJ_PATH and _is_coloured(item)):
            self._grounds.add(box_of(item, outer))
        elif kind == raw.FPDF_PAGEOBJ_PATH and _is_cover(item):
            self._covers.add(overlap(box_of(item, outer), self._clip(item, outer)))

    def sees(self, text: Any, index: int, box: Box) -> bool:
        """True if the character, which stands in this box of the sheet, is shown."""
        item = raw.FPDFText_GetTextObject(text, index)
        clip = self._clips.get(_address(item), self._page_area) if item else self._page_area
        if clip is None or not (holds_middle(self._page_area, box) and holds_middle(clip, box)):
            return False
        if self._covers.are_over(box, self._before.get(_address(item), 0) if item else 0):
            return False
        colour = _Colour()
        if not raw.FPDFText_GetFillColor(text, index, *colour):
            return True
        return colour.opacity >= MIN_OPACITY and (not colour.is_paper or self._grounds.are_under(box))

    def is_faint(self, text: Any, index: int, box: Box) -> bool:
        """True if a character that is shown is as faint as a watermark."""
        colour = _Colour()
        is_known = raw.FPDFText_GetFillColor(text, index, *colour)
        return bool(is_known and is_faint(colour.levels, colour.opacity)) and not self._grounds.are_under(box)

    def _clip(self, item: Any, outer: Matrix) -> Box:
        """The area every clipping path of the object leaves."""
        clip = raw.FPDFPageObj_GetClipPath(item)
        area = self._page_area
        x, y = ctypes.c_float(), ctypes.c_float()
        for path in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
            points = []
            for index in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
                raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
                points.append(apply(outer, x.value, y.value))
            if points:
                xs, ys = zip(*points, strict=True)
                area = overlap(area, (min(xs), min(ys), max(xs), max(ys)))
        return area


class _Colour(tuple[Any, Any, Any, Any]):
    """Red, green, blue and opacity, to be filled in by PDFium."""

    def __new__(cls) -> "_Colour":
        return super().__new__(cls, [ctypes.c_uint() for _ in range(4)])

    @property
    def is_paper(self) -> bool:
        return is_paper(self.levels)

    @property
    def levels(self) -> list[float]:
        return [level.value / 255 for level in self[:3]]

    @property
    def opacity(self) -> float:
        return float(self[3].value / 255)


def _is_coloured(path: Any) -> bool:
    """True if the path fills an area with anything but white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    colour = _Colour()
    is_known = raw.FPDFPageObj_GetFillColor(path, *colour)
    return bool(fill.value) and not (is_known and (colour.is_paper or colour.opacity < MIN_OPACITY))


def _is_cover(path: Any) -> bool:
    """True if the path fills a rectangle with solid white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    colour = _Colour()
    is_known = raw.FPDFPageObj_GetFillColor(path, *colour)
    is_white = is_known and colour.is_paper and colour.opacity >= SOLID
    return bool(fill.value) and is_white and raw.FPDFPath_CountSegments(path) in (4, 5)


def box_of(item: Any, outer: Matrix) -> Box:
    """left, top, right, bottom of an object on the sheet."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    (x0, y0), (x1, y1) = apply(outer, left.value, bottom.value), apply(outer, right.value, top.value)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _address(item: Any) -> int:
    return ctypes.addressof(item.contents)
