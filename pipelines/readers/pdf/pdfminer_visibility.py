"""A PDF page as pdfminer draws it, less what nobody who looks at the page can see: a hidden figure is no figure.

pdfminer hands on text of every kind: drawn without ink (the layer a scanner's recognition leaves), in the colour of
the paper, fully transparent, outside the page or outside the clipping path.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTCurve, LTLayoutContainer, LTPage, LTRect
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextSeq
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFGraphicState, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import Matrix, PathSegment, Rect, apply_matrix_rect
from pdfplumber.page import Page

from pipelines.exceptions import UnreadableDocument
from pipelines.readers.geometry.affine import quarter_turns
from pipelines.readers.geometry.visibility import (
    CONTRAST,
    MIN_OPACITY,
    PALER,
    SOLID,
    Covers,
    Grounds,
    holds_middle,
    is_faint,
    is_paper,
    light,
    overlap,
)
from pipelines.readers.pdf.interpreter import STRAIGHT, Interpreter, State
from pipelines.readers.pdf.plain import COLOUR_SPACES, CUT, ODD_FONT, TEXT_MODES, TINTS, Fonts, odd_type

_UNINKED = (3, 7)  # text rendering modes that neither fill nor stroke (ISO 32000-1, table 106)
_MAX_RISE = 0.1  # of its size by which type may be set off its line
_SMALL = (1.5, 12.0, 15.0)  # points: thicker than a rule, narrower and lower than a cell
_SLIM = 0.25  # share of its height that a digit is wide at the least; narrower ones are set over one another
_CUT = 0.3  # share of a character's width or height that a clipping path may take off


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page shows, in pdfminer's coordinates."""

    layout: LTPage
    faint: set[int]  # ids of the characters as faint as a watermark
    crossed: set[int]  # ids of the characters a stroke runs through that is no rule
    doubts: list[tuple[Rect, str]]  # areas in which something takes part that is not plain, and what


def draw(page: Page) -> Drawing:
    """What the page shows. Raises UnreadableDocument for a damaged page."""
    canvas = _Canvas(page.pdf.rsrcmgr, pageno=page.page_number)
    try:
        Interpreter(page.pdf.rsrcmgr, canvas).process_page(page.page_obj)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # pdfminer names no kind for what it meets in a damaged page
        raise UnreadableDocument(f"page {page.page_number} of the PDF is damaged: {error!r}") from error
    canvas.finish()
    return Drawing(canvas.get_result(), canvas.faint, canvas.crossed, canvas.doubts)


class _Canvas(PDFPageAggregator):
    """Collects what is drawn; leaves out characters that cannot be seen, and tells what is not plain."""

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        super().begin_page(page, ctm)
        self.state = State(apply_matrix_rect(ctm, page.mediabox))
        self._mode = 0
        self._grounds = Grounds()
        self._covers = Covers()
        self._fonts = Fonts()
        self._odd_fonts: dict[int, str] = {}
        self._layers: list[bool] = []  # of the marked content that is open: can it be switched off?
        self.faint: set[int] = set()
        self.crossed: set[int] = set()
        self.doubts: list[tuple[Rect, str]] = []
        self._drawn: list[tuple[LTLayoutContainer, LTChar, int]] = []  # what holds it, the count of covers before it
        self._digits: list[tuple[LTChar, int, float | None]] = []  # with the id of its font and its light
        self._strokes: list[Rect] = []  # boxes of lines that are no rules
        self.narrow(apply_matrix_rect(ctm, page.cropbox))

    def change(self, **changed: Any) -> None:
        self.state = replace(self.state, **changed)

    def narrow(self, area: Rect) -> None:
        """From here on only what lies in this area, too, is seen."""
        self.change(clip=overlap(self.state.clip, area))

    def begin_marked(self, is_layer: bool) -> None:
        self._layers.append(is_layer)

    def end_marked(self) -> None:
        if self._layers:
            self._layers.pop()

    def note_font(self, font: PDFFont, reason: str) -> None:
        """A font whose digits are not what their codes say."""
        self._odd_fonts[id(font)] = reason

    def note_shading(self) -> None:
        self._covers.add(self.state.clip)
        self._grounds.add(self.state.clip)
        self.doubts.append((self.state.clip, "a shading"))

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        mode, state = textstate.render, self.state
        ink, space = (graphicstate.scolor, graphicstate.scs) if mode == 1 else (graphicstate.ncolor, graphicstate.ncs)
        levels = _levels(ink, space.name)
        self._is_inked = mode not in _UNINKED and state.opacity >= MIN_OPACITY
        self._is_paper, self._is_pale = is_paper(levels), is_faint(levels, state.opacity)
        self._light = light(levels)
        self._odd = state.odd
        if mode not in TEXT_MODES:
            self._odd = self._odd or "outlined type"
        elif not levels:
            self._odd = self._odd or "a colour of its own kind"
        elif any(self._layers):
            self._odd = self._odd or "a layer that can be switched off"
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(  # pdfminer calls it by position
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate)
        char = self.cur_item._objs[-1]
        if isinstance(char, LTChar):
            if self._is_seen(char):
                self._drawn.append((self.cur_item, char, self._covers.count))
                if self._is_pale and not self._grounds.are_under(char.bbox):
                    self.faint.add(id(char))
                if char.get_text() in _DIGITS:
                    self._note_digit(char, font, cid, scaling, abs(rise) > _MAX_RISE * abs(fontsize))
            else:
                self.cur_item._objs.pop()
                if self._is_inked and char.get_text() in _DIGITS and _meets(self.state.clip, char.bbox):
                    self.doubts.append((char.bbox, CUT))  # what is left of it may look like another
        return advance

    def _note_digit(self, char: LTChar, font: PDFFont, glyph: int, scaling: float, is_raised: bool) -> None:
        self._fonts.note(font, glyph, char.get_text())
        self._digits.append((char, id(font), self._light))
        odd = self._odd or self._odd_fonts.get(id(font), "") or odd_type(char.matrix, char.size, scaling)
        if not odd and is_raised:
            odd = "raised type"
        if not odd and min(char.width, char.height) < _SLIM * max(char.width, char.height):
            odd = "type set over type"
        if not odd and _is_cut(self.state.clip, char.bbox):
            odd = CUT
        if not odd and quarter_turns(char.matrix) is None:
            odd = "type askew"
        if not odd and self._light is not None:
            ground = self._grounds.light_under(char.bbox)
            if ground is None:
                odd = "a picture under a digit"
            elif abs(ground - self._light) < CONTRAST and not self._is_pale:
                odd = "type in the colour of its ground"
        if odd:
            self.doubts.append((char.bbox, odd))

    def finish(self) -> None:
        """Of the finished page, takes out the characters painted over, and tells what the whole page shows."""
        covered: dict[int, tuple[LTLayoutContainer, set[int]]] = {}
        for holder, char, before in self._drawn:
            if before < self._covers.count and self._covers.are_over(char.bbox, before):
                covered.setdefault(id(holder), (holder, set()))[1].add(id(char))
                self.doubts.append((char.bbox, "something painted over a character"))
        for holder, chars in covered.values():
            holder._objs = [item for item in holder._objs if id(item) not in chars]
        usual = median([light for _, _, light in self._digits if light is not None] or [0.0])
        self.faint.update(id(char) for char, _, light in self._digits if light is not None and light > usual + PALER)
        for char, font, _ in self._digits:
            if font in self._fonts.odd:
                self.doubts.append((char.bbox, f"{ODD_FONT} ({char.fontname})"))
        for stroke in self._strokes:
            self.doubts.append((stroke, "lines that are no rules"))
            self.crossed.update(id(char) for char, _, _ in self._digits if _meets(stroke, char.bbox))

    def paint_path(
        self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        before = len(self.cur_item._objs)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        if self.state.opacity < MIN_OPACITY:
            return
        levels = _levels(gstate.ncolor, gstate.ncs.name) if fill else []
        for item in self.cur_item._objs[before:]:
            if not isinstance(item, LTCurve):
                continue
            if (fill or stroke) and not _is_straight(item):
                self._strokes.append(overlap(item.bbox, self.state.clip))
            if isinstance(item, LTRect) and _is_small(item.bbox):
                self.doubts.append((overlap(item.bbox, self.state.clip), "a box as small as a character"))
            if not fill:
                continue
            is_solid = self.state.opacity >= SOLID
            if not is_paper(levels):
                self._grounds.add(item.bbox, light(levels) if is_solid and isinstance(item, LTRect) else None)
            if isinstance(item, LTRect) and is_solid:
                self._covers.add(overlap(item.bbox, self.state.clip))

    def render_image(self, name: str, stream: PDFStream) -> None:
        super().render_image(name, stream)
        area = overlap(self.cur_item.bbox, self.state.clip)
        self._grounds.add(self.cur_item.bbox)
        if not any(mask in stream for mask in ("SMask", "Mask", "ImageMask")) and self.state.opacity >= SOLID:
            self._covers.add(area)
        self.doubts.append((area, "a picture"))

    def _is_seen(self, char: LTChar) -> bool:
        if not self._is_inked or not holds_middle(self.state.clip, char.bbox):
            return False
        return not self._is_paper or self._grounds.are_under(char.bbox)


_DIGITS = frozenset("0123456789")


def _is_straight(item: LTCurve) -> bool:
    """True if a path runs along the page's edges only: rules and boxes, of which tables are made."""
    path = item.original_path or ()
    if any(segment[0] not in ("m", "l", "h") for segment in path):
        return False
    steps = pairwise(end_point(segment) for segment in path if segment[0] != "h")
    return all(min(abs(x1 - x0), abs(y1 - y0)) <= STRAIGHT for (x0, y0), (x1, y1) in steps)


def _is_small(box: Rect) -> bool:
    """True for what is no rule and no ground: it may be taken for a character, or hide one."""
    width, height = box[2] - box[0], box[3] - box[1]
    return _SMALL[0] < min(width, height) and width < _SMALL[1] and height < _SMALL[2]


def end_point(segment: tuple[Any, ...]) -> tuple[float, float]:
    """Where a path segment ends: pdfplumber hands on pdfminer's (operator, point, …)."""
    x, y = segment[-1]
    return x, y


def _is_cut(clip: Rect, box: Rect) -> bool:
    width, height = _CUT * (box[2] - box[0]), _CUT * (box[3] - box[1])
    return (
        box[0] + width < clip[0] or box[2] - width > clip[2] or box[1] + height < clip[1] or box[3] - height > clip[3]
    )


def _meets(stroke: Rect, box: Rect) -> bool:
    left, bottom, right, top = overlap(stroke, box)
    return left < right and bottom < top


def _levels(colour: Any, space: str) -> list[float]:
    """The levels of a colour whose meaning is known, else none."""
    levels = list(colour) if isinstance(colour, tuple | list) else [colour]
    if not all(isinstance(level, int | float) for level in levels):
        return []
    if space in TINTS and len(levels) == 1:
        return [1 - levels[0]]
    return levels if space in COLOUR_SPACES else []
