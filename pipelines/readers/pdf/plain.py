"""What is plain on a PDF page: the operators and settings whose look the reader can vouch for (ISO 32000-1).

Everything that is not named here puts the cells it touches in doubt: they are looked at as PDFium draws them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pdfminer.pdffont import PDFFont
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral, literal_name

TEXT_MODES = frozenset({0, 2, 3, 7})  # fill, fill and stroke; 3 and 7 leave no ink, which the reader knows (table 106)
# colour spaces whose levels mean light, or ink of the four colours; in others they mean anything
COLOUR_SPACES = frozenset({"DeviceGray", "CalGray", "DeviceRGB", "CalRGB", "DeviceCMYK", "ICCBased"})
# a single ink by its name, for which 1 is most
TINTS = frozenset({"Separation"})
# graphics state parameters that change no shape and no place of a text (table 58)
_STATE = frozenset(
    {"Type", "LW", "LC", "LJ", "ML", "D", "RI", "Font", "FL", "SM", "SA", "OP", "op", "OPM", "AIS", "TK", "CA", "ca"}
    | {"BG", "BG2", "UCR", "UCR2"}
)
_STATE_VALUES = {"BM": {"Normal", "Compatible"}, "SMask": {"None"}, "TR": {"Identity"}, "TR2": {"Identity", "Default"}}
ODD_FONT = "a font that numbers its digits in no order"  # with its number in brackets
CUT = "an edge of what is shown runs through a digit"  # half a digit is no proof, whatever it looks like
_MIN_SIZE = 3.0  # points; smaller type is not read on paper
_STRETCH = 3.0  # times as wide as high, or as high as wide, up to which type is still read as what it is
_LEAN = 0.6  # of its height by which slanted type leans


def odd_state(state: Mapping[str, Any]) -> str:
    """What of a graphics state dictionary is not plain; "" where all of it is."""
    for name, value in state.items():
        kept = resolve1(value)
        if name in _STATE or (isinstance(kept, PSLiteral) and literal_name(kept) in _STATE_VALUES.get(name, ())):
            continue
        if name == "BM" and isinstance(kept, list) and kept and literal_name(kept[0]) in _STATE_VALUES["BM"]:
            continue
        return f"the graphics state {name}"
    return ""


def odd_type(matrix: Sequence[float], size: float, scaling: float) -> str:
    """What is not plain in how a character is set, by its text matrix, its height on the page, and how wide it is drawn
    beside its own width."""
    a, b, c, d, *_ = matrix
    a, b = a * scaling, b * scaling
    if a * d - b * c <= 0:
        return "mirrored type"
    along, across = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
    if not 1 / _STRETCH < along / across < _STRETCH or abs(a * c + b * d) > _LEAN * along * across:
        return "type out of shape"
    return "type too small to read" if size < _MIN_SIZE else ""


class Fonts:
    """Which fonts' digits are what the document says of them.

    A font names its glyphs by numbers of its own, and the document's table from these to characters may say anything.
    It is believed where the digits it holds stand in one run, as they do in fonts: 0 before 1 before 2.
    """

    def __init__(self) -> None:
        self._first: dict[int, int] = {}  # by font: number of the glyph for 0
        self.odd: set[int] = set()

    def note(self, font: PDFFont, glyph: int, digit: str) -> None:
        """One more digit seen of a font."""
        key = id(font)
        if self._first.setdefault(key, glyph - int(digit)) != glyph - int(digit):
            self.odd.add(key)
