"""PDF: any operator, graphics state, clip, cover, layer, font or annotation of ISO 32000-1 at a random figure."""

import re
from collections.abc import Iterator
from random import Random

from tests.pipelines.extract.looks.case import FORM, Case
from tests.pipelines.extract.looks.pdf_operators import (
    ANNOTATIONS,
    APPEARANCE,
    AROUND,
    FORM_OBJECT,
    INSIDE,
    SHOWN,
    STATE_NAME,
    STATES,
    Place,
    some_number,
)
from tests.pipelines.readers.paper import pdf, pdf_of, pdf_text
from tests.pipelines.readers.printed import HEIGHT, printed

_FIGURE = re.compile(r"BT /H (?P<size>[\d.]+) Tf (?P<x>[\d.]+) (?P<y>[\d.]+) Td \((?P<text>[\d.]+)\) Tj ET\n")


def base() -> Case:
    return Case(_packed(_page(), "", ""), "nothing")


def cases(seed: int, count: int) -> Iterator[Case]:
    chance = Random(seed)
    page = _page()
    for _ in range(count):
        yield _case(chance, page)


def _case(chance: Random, page: str) -> Case:
    found = chance.choice(list(_FIGURE.finditer(page)))
    place = Place(found)
    way = chance.choice(["around", "around", "around", "inside", "shown", "annotation", "page"])
    text, extra, annotation = found[0], "", ""
    match way:
        case "around":
            name = chance.choice([*sorted(AROUND), "cover", "cover", "clip", "colour", "marked"])
            before, after = AROUND[name](chance, place)
            text, what = f"q {before}{text}{after}Q\n", f"{before}| {after}"
        case "inside":
            name = chance.choice(sorted(INSIDE))
            before, after = INSIDE[name](chance, place)
            cut = chance.choice([0, 0, 1, len(place.text) - 1])
            one, other = place.text[:cut], place.text[cut:]
            shown = f"({one}) Tj {before}({other}) Tj {after}" if cut else f"{before}({other}) Tj {after}"
            text = f"q BT /H {place.size} Tf {place.x} {place.y} Td {shown}ET Q\n"
            what = shown
        case "shown":
            what = _shown(chance.choice(SHOWN), place, chance)
            text = f"q BT /H {place.size} Tf {place.x} {place.y} Td {what} ET Q\n"
        case "annotation":
            annotation = what = _annotation(chance, place)
        case _:
            extra = what = chance.choice(
                ["/Rotate 90", "/Rotate 180", "/UserUnit 2", "/CropBox[0 0 200 842]", "/CropBox[100 100 500 700]",
                 "/Group<</S/Transparency/K true>>", "/TrimBox[9 9 90 90]", "/Rotate 45", "/MediaBox[0 0 300 842]"]
            )  # fmt: skip
    changed = page[: found.start()] + text + page[found.end() :]
    return Case(_packed(changed, extra, annotation), f"{place.text} {way}: {what}")


def _shown(kind: str, place: Place, chance: Random) -> str:
    text = place.text
    one, rest = text[:1], text[1:]
    step = chance.choice([-3000, -300, -20, 300, 556, 1100])
    return {
        "Tj": f"({text}) Tj",
        "TJ": f"[({one}) {step} ({rest})] TJ",
        "quote": f"9 TL ({text}) '",
        "double": f'2 3 ({text}) "',
        "hex": f"<{text.encode().hex()}> Tj",
        "pieces": " ".join(f"({char}) Tj" for char in text),
        "twice": f"({text}) Tj ET BT /H {place.size} Tf {place.x + chance.choice([0, 0.3, 4])} {place.y} Td ({text}) Tj",
        "octal": "(" + "".join(f"\\{ord(char):03o}" for char in text) + ") Tj",
    }[kind]


def _annotation(chance: Random, place: Place) -> str:
    kind = chance.choice(ANNOTATIONS)
    x, y, width, height = map(float, place.box(chance).split())
    corners = f"{x} {y + height} {x + width} {y + height} {x} {y} {x + width} {y}"
    flags = chance.choice([0, 1, 2, 4, 32, 4])
    drawn = APPEARANCE if chance.random() < 0.6 else ""
    return (
        f"<</Type/Annot/Subtype/{kind}/Rect[{x} {y} {x + width} {y + height}]/QuadPoints[{corners}]/L[{x} {y} {x + width} {y}]"
        f"/InkList[[{x} {y} {x + width} {y + height}]]/Vertices[{x} {y} {x + width} {y + height}]/F {flags}/C[0 0 0]"
        f"/IC[{some_number(chance, 0, 1)}]/Contents(7)/DA(/H 8 Tf 0 g){drawn}"
        + ("/FT/Tx/V(7)/T(a)" if kind == "Widget" else "")
        + (f"/CA {some_number(chance, 0, 0.3, 1)}" if chance.random() < 0.3 else "")
        + ">>"
    )


def _page() -> str:
    """The first page of the form: the title, and table 2 with its figures."""
    page = printed(FORM)[0]
    end = next(top for _, top, text, _ in page.texts if text.startswith("三、"))
    rules = [f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S\n" for x0, y0, x1, y1 in page.rules if y1 < end]
    texts = [pdf_text(x, top, text, size=size) for x, top, text, size in page.texts if top < end]
    return "".join([*rules, *texts])


def _packed(page: str, extra: str, annotation: str) -> bytes:
    states = "".join(
        f"/{STATE_NAME}{key}{number}<</Type/ExtGState/{key} {value}>>"
        for key, values in STATES.items()
        for number, value in enumerate(values)
    )
    function = "<</FunctionType 2/Domain[0 1]/C0[0]/C1[1]/N 1>>"
    to_white = "<</FunctionType 2/Domain[0 1]/C0[1]/C1[1]/N 1>>"
    resources = (
        f"/ExtGState<<{states}>>/ColorSpace<</CSep[/Separation/Spot/DeviceGray {function}]/CInd[/Indexed/DeviceGray 1 <00FF>]"
        "/CLab[/Lab<</WhitePoint[0.95 1 1.09]>>]"
        f"/CDevN[/DeviceN[/Spot]/DeviceGray {to_white}]/CCal[/CalGray<</WhitePoint[0.95 1 1.09]>>]"
        f"/CNone[/Separation/None/DeviceGray {function}]>>"
        "/Pattern<</P1 904 0 R/P2 905 0 R>>/Shading<</Sh 906 0 R>>"
        "/XObject<</Im 907 0 R/Fm 903 0 R/FmOff 908 0 R/FmCut 909 0 R/FmMirror 910 0 R/FmGroup 911 0 R>>"
        "/Properties<</LayerOff 912 0 R/LayerOn 913 0 R/Member 914 0 R>>"
    )
    # the fonts' dictionary is paper.pdf's; further fonts stand in one of their own after it
    body = pdf([page], page_extra=extra + (f"/Annots[{annotation}]" if annotation else ""), resources=resources)
    return _with_objects(body)


_OBJECTS = {
    900: f"<<{FORM_OBJECT}/BBox[0 0 600 900]/Group<</S/Transparency/CS/DeviceGray>>/Length 31>>stream\n0.1 g 0 0 600 900 re f         \nendstream",
    901: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    902: "<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>",
    903: f"<<{FORM_OBJECT}/BBox[0 0 40 12]/Length 20>>stream\n1 0 0 rg 0 0 20 9 re f\nendstream",
    904: "<</PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4 4]/XStep 4/YStep 4/Resources<<>>/Length 17>>stream\n1 g 0 0 4 4 re f \nendstream",
    905: "<</PatternType 2/Shading 906 0 R>>",
    906: "<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 600 0]/Function<</FunctionType 2/Domain[0 1]/C0[1]/C1[0.9]/N 1>>/Extend[true true]>>",
    907: "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n\xfe\nendstream",
    908: f"<<{FORM_OBJECT}/BBox[0 0 600 900]/OC 912 0 R/Length 24>>stream\n0 g 40 300 500 400 re f  \nendstream",
    909: f"<<{FORM_OBJECT}/BBox[0 0 1 1]/Length 24>>stream\n0 g 40 300 500 400 re f  \nendstream",
    910: f"<<{FORM_OBJECT}/BBox[0 0 600 900]/Matrix[-1 0 0 1 595 0]/Length 24>>stream\n1 g 40 300 300 400 re f  \nendstream",
    911: f"<<{FORM_OBJECT}/BBox[0 0 600 900]/Group<</S/Transparency>>/Length 24>>stream\n1 g 40 300 500 400 re f  \nendstream",
    912: "<</Type/OCG/Name(off)>>",
    913: "<</Type/OCG/Name(on)>>",
    914: "<</Type/OCMD/OCGs[912 0 R 913 0 R]/P/AllOn>>",
    915: "<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>",
    916: "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>",
    917: "<</Type/Font/Subtype/Type3/FontBBox[0 0 10 10]/FontMatrix[0.1 0 0 0.1 0 0]/FirstChar 48/LastChar 57/Widths[6 6 6 6 6 6 6 6 6 6]"
    "/Encoding<</Type/Encoding/Differences[48/zero/one/two/three/four/five/six/seven/eight/nine]>>/CharProcs<<"
    + "".join(f"/{name} 920 0 R" for name in ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    + ">>/Resources<<>>>>",
    918: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[49/seven/eight]>>>>",
    919: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/FirstChar 48/LastChar 57/Widths[90 90 90 90 90 90 90 90 90 90]>>",
    920: "<</Length 29>>stream\n6 0 0 0 5 9 d1 0 0 5 9 re f   \nendstream",
    921: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 922 0 R>>",
    922: "<</Length 180>>stream\n/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
    "1 beginbfrange <30> <38> <0031> endbfrange endcmap end                                         \nendstream",
}  # fmt: skip
_FIRST = 900


def _with_objects(body: bytes) -> bytes:
    """The PDF with the objects that looks refer to, and their fonts and layers named."""
    pieces = re.findall(rb"\d+ 0 obj\n(.*?)\nendobj\n", body, re.S)
    shift = len(pieces) + 1
    numbers = {old: shift + place for place, old in enumerate(sorted(_OBJECTS))}

    def placed(data: bytes) -> bytes:
        return re.sub(rb"\b(9\d\d) 0 R", lambda found: b"%d 0 R" % numbers[int(found[1])], data)

    fonts = b"/Font<</Z 915 0 R/Sym 916 0 R/T3 917 0 R/Enc 918 0 R/Wide 919 0 R/Uni 921 0 R"
    layers = b"/Catalog/OCProperties<</OCGs[912 0 R 913 0 R]/D<</OFF[912 0 R]/ON[913 0 R]>>>>"
    objects = [
        placed(piece.replace(b"/Font<<", fonts).replace(b"/Catalog", layers, 1)) if b"stream" not in piece else piece
        for piece in pieces
    ]
    own = []
    for number in sorted(_OBJECTS):
        data = _OBJECTS[number].encode("latin-1")
        if b"stream\n" in data:
            head, _, rest = data.partition(b"stream\n")
            content = rest.removesuffix(b"\nendstream")
            head = re.sub(rb"/Length \d+", b"/Length %d" % len(content), head)
            data = head + b"stream\n" + content + b"\nendstream"
        own.append(placed(data))
    return pdf_of([*objects, *own])
