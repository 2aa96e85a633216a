"""A PDF page as pdfminer draws it, less what nobody who looks at the page can see: a hidden figure is no figure.

pdfminer hands on text of every kind: drawn without ink (the layer a scanner's recognition leaves), in the colour of
the paper, fully transparent, outside the page or outside the clipping path.
"""

from collections.abc import Sequence
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTLayoutContainer, LTPage, LTRect
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextSeq
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import Matrix, PathSegment, Rect, apply_matrix_pt, apply_matrix_rect
from pdfplumber.page import Page

from pipelines.exceptions import UnreadableDocument
from pipelines.readers.geometry.visibility import (
    FAINTEST,
    SOLID,
    Covers,
    Grounds,
    holds_middle,
    is_faint,
    is_paper,
    overlap,
)

_UNINKED = (3, 7)  # text rendering modes that neither fill nor stroke (ISO 32000-1, table 106)
# colour spaces whose levels mean light, or ink of the four colours; in others they mean anything
_SPACES = frozenset({"DeviceGray", "CalGray", "DeviceRGB", "CalRGB", "DeviceCMYK", "ICCBased"})


def draw(page: Page) -> tuple[LTPage, set[int]]:
    """What the page shows, and the ids of its faint characters. Raises UnreadableDocument for a damaged page."""
    canvas = _Canvas(page.pdf.rsrcmgr, pageno=page.page_number)
    try:
        _Interpreter(page.pdf.rsrcmgr, canvas).process_page(page.page_obj)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # pdfminer names no kind for what it meets in a damaged page
        raise UnreadableDocument(f"page {page.page_number} of the PDF is damaged: {error!r}") from error
    canvas.take_out_covered()
    return canvas.get_result(), canvas.faint


class _Interpreter(PDFPageInterpreter):
    """Keeps the clipping path and the opacity, which pdfminer passes over."""

    device: "_Canvas"

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self._kept: list[tuple[Rect, float]] = []

    def do_q(self) -> None:
        super().do_q()
        self._kept.append((self.device.clip, self.device.opacity))

    def do_Q(self) -> None:
        super().do_Q()
        if self._kept:
            self.device.clip, self.device.opacity = self._kept.pop()

    def do_Do(self, xobjid_arg: Any) -> None:
        kept = self.device.clip, self.device.opacity
        super().do_Do(xobjid_arg)
        self.device.clip, self.device.opacity = kept

    def do_W(self) -> None:
        points = [
            apply_matrix_pt(self.ctm, (x, y))
            for _, *operands in self.curpath
            for x, y in zip(operands[::2], operands[1::2], strict=False)
        ]
        if points:
            xs, ys = zip(*points, strict=True)
            self.device.narrow((min(xs), min(ys), max(xs), max(ys)))

    do_W_a = do_W

    def do_gs(self, name: Any) -> None:
        states = resolve1(self.resources.get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        opacity = resolve1(state.get("ca")) if isinstance(state, dict) else None
        if isinstance(opacity, int | float):
            self.device.opacity = float(opacity)


class _Canvas(PDFPageAggregator):
    """Collects what is drawn; leaves out characters that cannot be seen."""

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        super().begin_page(page, ctm)
        self.clip = apply_matrix_rect(ctm, page.mediabox)
        self.opacity = 1.0
        self._mode = 0
        self._grounds = Grounds()
        self._covers = Covers()
        self.faint: set[int] = set()
        self._drawn: list[tuple[LTLayoutContainer, LTChar, int]] = []  # what holds it, the count of covers before it
        self.narrow(apply_matrix_rect(ctm, page.cropbox))

    def narrow(self, area: Rect) -> None:
        """From here on only what lies in this area, too, is seen."""
        self.clip = overlap(self.clip, area)

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        self._mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, *drawn: Any) -> float:
        advance = super().render_char(*drawn)
        char = self.cur_item._objs[-1]
        if isinstance(char, LTChar):
            if self._is_seen(char):
                self._drawn.append((self.cur_item, char, self._covers.count))
                if self._is_faint(char):
                    self.faint.add(id(char))
            else:
                self.cur_item._objs.pop()
        return advance

    def take_out_covered(self) -> None:
        """Of the finished page, the characters painted over."""
        covered: dict[int, tuple[LTLayoutContainer, set[int]]] = {}
        for holder, char, before in self._drawn:
            if before < self._covers.count and self._covers.are_over(char.bbox, before):
                covered.setdefault(id(holder), (holder, set()))[1].add(id(char))
        for holder, chars in covered.values():
            holder._objs = [item for item in holder._objs if id(item) not in chars]

    def paint_path(
        self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        before = len(self.cur_item._objs)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        if not fill:
            return
        is_cover = _is_paper(gstate.ncolor, gstate.ncs.name)
        for item in self.cur_item._objs[before:]:
            if not is_cover:
                self._grounds.add(item.bbox)
            elif isinstance(item, LTRect) and self.opacity >= SOLID:
                self._covers.add(overlap(item.bbox, self.clip))

    def render_image(self, name: str, stream: PDFStream) -> None:
        super().render_image(name, stream)
        self._grounds.add(self.cur_item.bbox)

    def _is_seen(self, char: LTChar) -> bool:
        if self._mode in _UNINKED or self.opacity < FAINTEST or not holds_middle(self.clip, char.bbox):
            return False
        return not _is_paper(*self._ink(char)) or self._grounds.are_under(char.bbox)

    def _is_faint(self, char: LTChar) -> bool:
        levels = _levels(*self._ink(char))
        return is_faint(levels, self.opacity) and not self._grounds.are_under(char.bbox)

    def _ink(self, char: LTChar) -> tuple[Any, str]:
        state = char.graphicstate
        ink, space = (state.scolor, state.scs) if self._mode == 1 else (state.ncolor, state.ncs)
        return ink, space.name


def _is_paper(colour: Any, space: str) -> bool:
    return is_paper(_levels(colour, space))


def _levels(colour: Any, space: str) -> list[float]:
    """The levels of a colour whose meaning is known, else none."""
    levels = list(colour) if isinstance(colour, tuple | list) else [colour]
    return levels if space in _SPACES and all(isinstance(level, int | float) for level in levels) else []
