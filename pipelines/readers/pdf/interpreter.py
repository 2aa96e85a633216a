"""pdfminer's interpreter of drawing operators, with what it passes over: clipping, opacity, layers, shadings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import Matrix, Rect, apply_matrix_pt

from pipelines.readers.pdf.plain import odd_state
from pipelines.readers.pdf.resources import odd_fonts, odd_spaces

STRAIGHT = 1.0  # points by which a line may miss the horizontal or vertical


@dataclass(frozen=True, slots=True)
class State:
    """What of the graphics state decides whether something is seen; `odd` names what is not plain in it."""

    clip: Rect
    opacity: float = 1.0
    odd: str = ""


class Interpreter(PDFPageInterpreter):
    """Keeps the clipping path and the opacity, which pdfminer passes over."""

    device: Any  # the canvas, which is told of each

    def init_resources(self, resources: dict[object, object]) -> None:
        super().init_resources(resources)
        own = {str(name): value for name, value in resources.items()} if resources else {}
        for name in odd_spaces(own):
            self.csmap[name] = PDFColorSpace("Odd", 1)
        for font, reason in odd_fonts(own, self.fontmap):
            self.device.note_font(font, reason)

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self._kept: list[State] = []

    def do_q(self) -> None:
        super().do_q()
        self._kept.append(self.device.state)

    def do_Q(self) -> None:
        super().do_Q()
        if self._kept:
            self.device.state = self._kept.pop()

    def do_Do(self, xobjid_arg: Any) -> None:
        kept = self.device.state
        drawing = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if isinstance(drawing, PDFStream) and "OC" in drawing:
            self.device.change(odd="a layer that can be switched off")
        super().do_Do(xobjid_arg)
        self.device.state = kept

    def do_W(self) -> None:
        points = [
            apply_matrix_pt(self.ctm, (x, y))
            for _, *operands in self.curpath
            for x, y in zip(operands[::2], operands[1::2], strict=False)
        ]
        if points:
            xs, ys = zip(*points, strict=True)
            self.device.narrow((min(xs), min(ys), max(xs), max(ys)))
            if not _is_box(points, "".join(str(segment[0]) for segment in self.curpath)):
                self.device.change(odd="a clipping path of its own shape")

    do_W_a = do_W

    def do_gs(self, name: Any) -> None:
        states = resolve1(self.resources.get("ExtGState"))
        state = resolve1(states.get(literal_name(name))) if isinstance(states, dict) else None
        if not isinstance(state, dict):
            return
        if odd := odd_state(state):
            self.device.change(odd=odd)
        opacity = resolve1(state.get("ca"))
        if isinstance(opacity, int | float):
            self.device.change(opacity=float(opacity))

    def do_sh(self, name: Any) -> None:
        self.device.note_shading()

    def do_BDC(self, tag: Any, props: Any) -> None:
        super().do_BDC(tag, props)
        self.device.begin_marked(isinstance(tag, PSLiteral) and literal_name(tag) == "OC")

    def do_BMC(self, tag: Any) -> None:
        super().do_BMC(tag)
        self.device.begin_marked(False)

    def do_EMC(self) -> None:
        super().do_EMC()
        self.device.end_marked()


def _is_box(points: Sequence[tuple[float, float]], shape: str) -> bool:
    """True if a path is one rectangle along the page's edges."""
    if shape not in ("mlllh", "mllllh", "mlll", "mllll") or len(points) > 5:
        return False
    xs, ys = [x for x, _ in points], [y for _, y in points]
    near = all(min(abs(x - min(xs)), abs(x - max(xs))) < STRAIGHT for x in xs)
    return near and all(min(abs(y - min(ys)), abs(y - max(ys))) < STRAIGHT for y in ys)
