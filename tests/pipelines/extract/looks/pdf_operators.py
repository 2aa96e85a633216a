"""What a PDF may put around a figure, inside its text and beside it, one kind each."""

import re
from collections.abc import Callable
from random import Random

Make = Callable[[Random, "Place"], tuple[str, str]]  # operators before the text's showing, and after it


class Place:
    """Where a figure stands, in points from the bottom left."""

    def __init__(self, found: re.Match[str]) -> None:
        self.x, self.y, self.size = float(found["x"]), float(found["y"]), float(found["size"])
        self.text = found["text"]
        self.width = 0.56 * self.size * len(self.text)

    def box(self, chance: Random) -> str:
        """Some box over, beside or far from the figure."""
        x = self.x + chance.choice([-30, -1, 0, self.width / 2, self.width + 2, 200])
        y = self.y + chance.choice([-40, -2, 0, 3, 30])
        return f"{x:.1f} {y:.1f} {chance.choice([1, self.width / 2, self.width + 2, 90]):.1f} {chance.choice([0.5, 4, 11]):.1f}"


def some_number(chance: Random, *values: float) -> str:
    return f"{chance.choice(values):g}"


def _some_state(key: str, *values: str) -> Make:
    """A graphics state dictionary; its name is found in the resources."""
    return lambda chance, place: (f"/{STATE_NAME}{key}{chance.choice(range(len(values)))} gs ", "")


STATE_NAME = "G"
STATES = {  # table 58: key -> values
    "ca": ("0", "0.01", "0.2", "0.6", "1"),
    "CA": ("0", "0.5", "1"),
    "BM": ("/Normal", "/Multiply", "/Screen", "/Difference", "/Exclusion", "/ColorDodge", "/Luminosity", "[/Nonsense /Normal]"),
    "SMask": ("/None", "<</Type/Mask/S/Luminosity/G 900 0 R>>", "<</Type/Mask/S/Alpha/G 900 0 R>>"),
    "LW": ("0", "9"),
    "LC": ("1",),
    "LJ": ("2",),
    "ML": ("1",),
    "D": ("[[1 3] 0]",),
    "RI": ("/Saturation",),
    "Font": ("[901 0 R 1]", "[901 0 R 9]"),
    "FL": ("50",),
    "SM": ("0.5",),
    "SA": ("true",),
    "OP": ("true", "false"),
    "op": ("true",),
    "OPM": ("1",),
    "AIS": ("true",),
    "TK": ("false",),
    "TR": ("/Identity", "902 0 R"),
    "TR2": ("/Default", "902 0 R"),
    "BG": ("902 0 R",),
    "UCR": ("902 0 R",),
    "HT": ("/Default",),
}  # fmt: skip


def _text_matrix(chance: Random, place: Place) -> tuple[str, str]:
    a, b, c, d = chance.choice(
        [(1, 0, 0, 1), (-1, 0, 0, 1), (1, 0, 0, -1), (-1, 0, 0, -1), (0, 1, -1, 0), (0, -1, 1, 0), (0.1, 0, 0, 1), (1, 0, 0.3, 1),
         (1, 0, 1.5, 1), (4, 0, 0, 1), (1, 0, 0, 0.1), (0.2, 0, 0, 0.2), (0.97, 0.26, -0.26, 0.97), (0.7, 0.7, -0.7, 0.7)]
    )  # fmt: skip
    return f"{a} {b} {c} {d} {place.x + chance.choice([0, 8, 20])} {place.y} Tm ", ""


def _world(chance: Random, place: Place) -> tuple[str, str]:
    a, d = chance.choice([(1, 1), (-1, 1), (1, -1), (0.3, 1), (0.1, 0.1), (2, 1)])
    return f"{a} 0 0 {d} {place.x * (1 - a):.2f} {place.y * (1 - d) + chance.choice([0, 0, 300]):.2f} cm ", ""


def _colour(chance: Random, place: Place) -> tuple[str, str]:
    levels = chance.choice([0, 0.2, 0.5, 0.7, 0.8, 0.9, 0.97, 1])
    return (
        chance.choice(
            [
                f"{levels} g ", f"{levels} {levels} {levels} rg ", f"0 0 0 {1 - levels:g} k ", f"1 {levels} {levels} rg ",
                f"/DeviceGray cs {levels} sc ", f"/CSep cs {levels} scn ", f"/CInd cs {chance.choice([0, 1])} sc ",
                f"/CLab cs {levels * 100} 0 0 sc ", "/Pattern cs /P1 scn ", "/Pattern cs /P2 scn ", f"/CDevN cs {levels} scn ",
                f"{levels} G ", f"/CCal cs {levels} sc ", f"/CNone cs {levels} scn ",
            ]
        ),
        "",
    )  # fmt: skip


def _clip(chance: Random, place: Place) -> tuple[str, str]:
    how = chance.choice(["W n ", "W* n "])
    if chance.random() < 0.6:
        return f"{place.box(chance)} re {how}", ""
    x, y, width = place.x, place.y, place.width
    shape = chance.choice(
        [
            f"{x} {y} m {x + width} {y} l {x + width / 2} {y + 9} l h ",
            f"{x} {y - 2} m {x + width} {y - 2} l {x + width} {y + 3} l {x} {y + 3} l h ",
            f"{x} {y} m {x} {y + 20} {x + 9} {y + 20} {x + 9} {y} c h ",
            "",
        ]
    )
    return f"{shape}{how}", ""


def _cover(chance: Random, place: Place) -> tuple[str, str]:
    """Something drawn before or after the figure."""
    level = chance.choice([0, 0.3, 0.6, 0.8, 0.95, 1])
    x, y, width = place.x, place.y, place.width
    drawn = chance.choice(
        [
            f"{level} g {place.box(chance)} re f ",
            f"{level} g {place.box(chance)} re f* ",
            f"{level} g {place.box(chance)} re B ",
            f"{level} G {place.box(chance)} re S ",
            f"0 G {chance.choice([0.2, 1, 8])} w {x} {y + chance.choice([0, 3, 6])} m {x + width} {y + 3} l S ",
            f"0 G 1 w {x} {y} m {x + width} {y + 7} l S ",
            f"0 G 1 w {x} {y} m {x + 5} {y + 9} {x + 9} {y - 9} {x + width} {y + 4} c S ",
            f"{level} g {x} {y} m {x} {y + 12} {x + width} {y + 12} {x + width} {y} c h f ",
            f"q {width} 0 0 9 {x} {y - 1} cm /Im Do Q ",
            f"q {width} 0 0 9 {x} {y - 1} cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q ",
            f"q {place.box(chance)} re W n /Sh sh Q ",
            f"q 1 0 0 1 {x} {y} cm /Fm Do Q ",
            f"BT /H {place.size} Tf {x} {y} Td ({chance.choice(['7', '0000', ' '])}) Tj ET ",
            f"BT /H 30 Tf 0.9 g {x - 20} {y - 5} Td (7777) Tj ET ",
        ]
    )
    drawn = f"q {drawn}Q "
    return (drawn, "") if chance.random() < 0.5 else ("", drawn)


def _marked(chance: Random, place: Place) -> tuple[str, str]:
    return (
        chance.choice(
            ["/OC /LayerOff BDC ", "/OC /LayerOn BDC ", "/OC /Member BDC ", "/Span <</ActualText (7)>> BDC ", "/Artifact BMC ",
             "/Span BMC ", "/OC /Nowhere BDC ", "/P <</MCID 0>> BDC ", "BX /OC /LayerOff BDC EX "]
        ),
        "EMC ",
    )  # fmt: skip


def _form(chance: Random, place: Place) -> tuple[str, str]:
    return chance.choice(["/FmOff Do ", "/FmCut Do ", "/FmMirror Do ", "/FmGroup Do "]), ""


AROUND: dict[str, Make] = {  # between q and Q
    "cm": _world,
    "colour": _colour,
    "clip": _clip,
    "cover": _cover,
    "marked": _marked,
    "form": _form,
    "i": lambda chance, place: (f"{some_number(chance, 0, 50, 100)} i ", ""),
    "w": lambda chance, place: (f"{some_number(chance, 0, 1, 9)} w ", ""),
    "d": lambda chance, place: ("[1 2] 0 d ", ""),
    "ri": lambda chance, place: ("/Perceptual ri ", ""),
    **{key: _some_state(key, *values) for key, values in STATES.items()},
}
INSIDE: dict[str, Make] = {  # between BT and ET
    "Tr": lambda chance, place: (f"{chance.randrange(8)} Tr ", chance.choice(["", "0 Tr "])),
    "Ts": lambda chance, place: (f"{some_number(chance, -400, -9, -3, 0, 2, 4, 9, 400)} Ts ", ""),
    "Tz": lambda chance, place: (f"{some_number(chance, -100, 0, 1, 20, 50, 90, 150, 500)} Tz ", ""),
    "Tc": lambda chance, place: (f"{some_number(chance, -20, -6, -4, -1, 0, 3, 12, 60)} Tc ", ""),
    "Tw": lambda chance, place: (f"{some_number(chance, -9, 9)} Tw ", ""),
    "TL": lambda chance, place: ("9 TL ", "T* "),
    "Tm": _text_matrix,
    "Tf": lambda chance, place: (f"/{chance.choice(['H', 'Z', 'Sym', 'T3', 'Enc', 'Wide', 'Uni'])} {some_number(chance, 0.5, 2, 4, 8, -8, 16)} Tf ", ""),
    "Td": lambda chance, place: (f"{some_number(chance, -900, -30, 2, 30)} {some_number(chance, -9, 0, 900)} Td ", ""),
    "colour": _colour,
}  # fmt: skip
SHOWN = ["Tj", "TJ", "quote", "double", "hex", "pieces", "twice", "octal"]
ANNOTATIONS = (
    "Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp "
    "Caret Ink Popup FileAttachment Sound Movie Widget Screen PrinterMark TrapNet Watermark 3D Redact "
    "Projection RichMedia"
).split()
APPEARANCE = "/AP<</N 903 0 R>>"
FORM_OBJECT = "/Type/XObject/Subtype/Form"
