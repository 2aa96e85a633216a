"""OFD: any attribute, part or object of GB/T 33190 at a random figure.

Nothing that is free draws OFD, so that each look says itself whether the figure is seen as it was, by the standard.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from random import Random
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from tests.pipelines.extract.looks.case import FORM
from tests.pipelines.readers.printed import printed_ofd

_FIGURE = re.compile(
    r'<ofd:TextObject Boundary="(?P<x>[\d.]+) (?P<y>[\d.]+) (?P<width>[\d.]+) (?P<height>[\d.]+)" Size="(?P<size>[\d.]+)" >'
    r'<ofd:TextCode X="0" Y="(?P<base>[\d.]+)" DeltaX="(?P<steps>[^"]+)">(?P<text>\d[\d.]*)</ofd:TextCode></ofd:TextObject>'
)
_SAME, _OTHER = True, False


class Look(NamedTuple):
    body: bytes
    what: str
    is_same: bool  # the figure is seen as in the plain document


_ATTRIBUTES = [  # of the text object
    ('Name="a"', _SAME), ('Visible="true"', _SAME), ('Visible="false"', _OTHER), ('CTM="1 0 0 1 0 0"', _SAME),
    ('CTM="-1 0 0 1 9 0"', _OTHER), ('CTM="1 0 0 -1 0 3"', _OTHER), ('CTM="0 1 -1 0 0 0"', _SAME), ('CTM="1 0 0 1 400 0"', _OTHER),
    ('CTM="0.1 0 0 0.1 0 0"', _OTHER), ('CTM="0.05 0 0 1 0 0"', _OTHER), ('LineWidth="0.1"', _SAME), ('Cap="Round"', _SAME), ('Join="Bevel"', _SAME),
    ('MiterLimit="2"', _SAME), ('DashOffset="1"', _SAME), ('DashPattern="1 1"', _SAME), ('Alpha="255"', _SAME), ('Alpha="0"', _OTHER),
    ('Alpha="8"', _OTHER), ('DrawParam="801"', _OTHER), ('DrawParam="802"', _SAME), ('DrawParam="803"', _OTHER), ('Font="901"', _SAME), ('Font="902"', _OTHER), ('Fill="true"', _SAME),
    ('Fill="false"', _OTHER), ('Stroke="true"', _SAME), ('Fill="false" Stroke="false"', _OTHER), ('HScale="1"', _SAME),
    ('HScale="0.05"', _OTHER), ('HScale="-1"', _OTHER), ('ReadDirection="180"', _OTHER), ('ReadDirection="90"', _OTHER), ('ReadDirection="0"', _SAME),
    ('CharDirection="180"', _OTHER), ('CharDirection="90"', _OTHER), ('Weight="700"', _SAME), ('Italic="true"', _SAME), ('Own="1"', _OTHER),
    ('Decoration="1"', _OTHER), ('CharSpacing="-3"', _OTHER), ('BlendMode="Multiply"', _OTHER),
]  # fmt: skip
_COLOURS = [
    ('Value="0 0 0"', _SAME), ('Value="255 255 255"', _OTHER), ('Value="254 254 250"', _OTHER), ('Value="200 0 0"', _SAME),
    ('Value="#FFFFFF"', _OTHER), ('Value="0 0 0" Alpha="0"', _OTHER), ('Value="0 0 0" Alpha="5"', _OTHER), ('Value="1" ColorSpace="701"', _SAME),
    ('Index="0" ColorSpace="702"', _OTHER), ('Value="0 0 0 0" ColorSpace="703"', _OTHER), ('Value="255" ColorSpace="704"', _OTHER), ('Own="1"', _OTHER),
]  # fmt: skip
_SHADED = (
    '<ofd:AxialShd StartPoint="0 0" EndPoint="9 0"><ofd:Segment><ofd:Color Value="255 255 255"/></ofd:Segment><ofd:Segment>'
    '<ofd:Color Value="255 255 255"/></ofd:Segment></ofd:AxialShd>'
)
_PARTS = [  # in the text object, before its text
    (f"<ofd:FillColor>{_SHADED}</ofd:FillColor>", _OTHER),
    ('<ofd:FillColor><ofd:Pattern Width="9" Height="9"><ofd:CellContent/></ofd:Pattern></ofd:FillColor>', _OTHER),
    ('<ofd:StrokeColor Value="255 0 0"/>', _SAME),
    (
        '<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>26</ofd:Glyphs></ofd:CGTransform>',
        _OTHER,
    ),
    ('<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="0"/>', _OTHER),
    ("<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary='0 0 1 1'/></ofd:Area></ofd:Clip></ofd:Clips>", _OTHER),
    ('<ofd:Actions><ofd:Action Event="CLICK"><ofd:URI URI="x"/></ofd:Action></ofd:Actions>', _SAME),
    ("<ofd:Extra/>", _OTHER),
]


def _box(x: float, y: float, width: float, height: float, inner: str, attributes: str = 'Fill="true"') -> str:
    return (
        f'<ofd:PathObject Boundary="{x:.2f} {y:.2f} {width:.2f} {height:.2f}" {attributes}>{inner}<ofd:AbbreviatedData>'
        f"M 0 0 L {width:.2f} 0 L {width:.2f} {height:.2f} L 0 {height:.2f} C</ofd:AbbreviatedData></ofd:PathObject>"
    )


def base() -> bytes:
    return printed_ofd(FORM)


def cases(seed: int, count: int) -> Iterator[Look]:
    chance = Random(seed)
    for _ in range(count):
        yield _look(chance)


def _look(chance: Random) -> Look:
    with ZipFile(BytesIO(base())) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    page = parts["Doc_0/Pages/0.xml"]
    found = chance.choice([each for each in _FIGURE.finditer(page) if len(each["text"]) > 1])
    x, y, size = float(found["x"]), float(found["y"]), float(found["size"])
    width = size * len(found["text"])
    text = found[0]
    way = chance.choice(
        ["attribute", "attribute", "attribute", "colour", "part", "steps", "boundary", "over", "layer", "document"]
    )
    match way:
        case "attribute":
            what, is_same = chance.choice(_ATTRIBUTES)
            text = text.replace(" >", f" {what}>", 1)
        case "colour":
            what, is_same = chance.choice(_COLOURS)
            text = text.replace("<ofd:TextCode", f"<ofd:FillColor {what}/><ofd:TextCode")
        case "part":
            what, is_same = chance.choice(_PARTS)
            text = text.replace("<ofd:TextCode", f"{what}<ofd:TextCode")
        case "steps":
            what, is_same = chance.choice(
                [(f'DeltaX="{-size:.2f}"', _OTHER), ('DeltaX="0"', _OTHER), (f'DeltaY="{size:.2f}"', _OTHER), ('DeltaX="60"', _OTHER),
                 (f'DeltaX="g 9 {size * 0.5:.2f}"', _SAME), ('DeltaX="0.05 0.05"', _OTHER), (f'Own="1" DeltaX="{size}"', _OTHER)]
            )  # fmt: skip
            text = text.replace(f'DeltaX="{found["steps"]}"', what)
        case "boundary":
            cut, is_same = chance.choice(
                [("1 1", _OTHER), ("0 0", _OTHER), (f"{width:.2f} 0.5", _OTHER), ("90 9", _SAME)]
            )
            what = f"boundary {cut}"
            text = text.replace(f'{found["width"]} {found["height"]}"', f'{cut}"', 1)
        case "over":
            what, is_same = chance.choice(_overs(x, y, width, size))
            text += what
        case "layer":
            what, is_same = chance.choice(
                [('<ofd:Layer Type="Background">', _SAME), ('<ofd:Layer Type="Foreground">', _SAME), ('<ofd:Layer DrawParam="801">', _OTHER),
                 ('<ofd:Layer Visible="false">', _OTHER), ('<ofd:Layer DrawParam="802">', _SAME), ('<ofd:Layer Own="1">', _OTHER)]
            )  # fmt: skip
            text = f"</ofd:Layer>{what}{text}</ofd:Layer><ofd:Layer>"
        case _:
            what, is_same = chance.choice(
                [("annotation cover", _OTHER), ("annotation text", _OTHER), ("annotation hidden", _SAME), ("template cover", _OTHER), ("template below", _SAME),
                 ("page block", _SAME), ("page area", _OTHER), ("seal", _OTHER)]
            )  # fmt: skip
            text = _of_document(what, parts, text, x, y, width, size)
            page = parts["Doc_0/Pages/0.xml"]
            found = (
                next(each for each in _FIGURE.finditer(page) if each.start() == found.start())
                if what != "page area"
                else found
            )
    before, after = page[: found.start()], page[found.end() :]
    if what == "page area":
        before = page.replace(
            "<ofd:Content>", "<ofd:Area><ofd:PhysicalBox>0 0 30 30</ofd:PhysicalBox></ofd:Area><ofd:Content>", 1
        )[: found.start() + len("<ofd:Area><ofd:PhysicalBox>0 0 30 30</ofd:PhysicalBox></ofd:Area>")]
    parts["Doc_0/Pages/0.xml"] = before + text + after
    return Look(_packed(parts), f"{found['text']} {way}: {what}", is_same)


def _overs(x: float, y: float, width: float, size: float) -> list[tuple[str, bool]]:
    white, black = '<ofd:FillColor Value="255 255 255"/>', '<ofd:FillColor Value="0 0 0"/>'
    return [
        (_box(x, y, width, size * 1.3, white), _OTHER),
        (_box(x, y, width / 2, size * 1.3, white), _OTHER),
        (_box(x, y, width, size * 1.3, black), _OTHER),
        (_box(x, y, width, size * 1.3, f"<ofd:FillColor>{_SHADED}</ofd:FillColor>"), _OTHER),
        (_box(x + 100, y, 5, 1, black), _SAME),
        (_box(x, y, width, size * 1.3, '<ofd:FillColor Value="0 0 0" Alpha="0"/>', 'Fill="true" Stroke="false"'), _SAME),
        (f'<ofd:PathObject Boundary="{x} {y} {width} {size}"><ofd:AbbreviatedData>M 0 0 L {width} {size}</ofd:AbbreviatedData></ofd:PathObject>', _OTHER),
        (f'<ofd:PathObject Boundary="{x} {y} {width} {size}"><ofd:AbbreviatedData>M 0 1 B 3 9 6 -9 {width} 1</ofd:AbbreviatedData></ofd:PathObject>', _OTHER),
        (f'<ofd:PathObject Boundary="{x} {y} {width} {size}"><ofd:AbbreviatedData>M 0 {size * 0.7} L {width} {size * 0.7}</ofd:AbbreviatedData></ofd:PathObject>', _OTHER),
        (f'<ofd:ImageObject Boundary="{x} {y} {width} {size}" ResourceID="1"/>', _OTHER),
        (f'<ofd:CompositeObject Boundary="{x} {y} {width} {size}" ResourceID="601"/>', _OTHER),
        (f'<ofd:CompositeObject Boundary="{x} {y} {width} {size}" ResourceID="nowhere"/>', _SAME),
        (f'<ofd:TextObject Boundary="{x} {y} 9 9" Size="{size}"><ofd:TextCode X="0" Y="{size}">7</ofd:TextCode></ofd:TextObject>', _OTHER),
        (f'<ofd:VideoObject Boundary="{x} {y} {width} {size}" ResourceID="1"/>', _OTHER),
        (f'<ofd:CellContent Boundary="{x} {y} {width} {size}"/>', _OTHER),
    ]  # fmt: skip


def _of_document(what: str, parts: dict[str, str], text: str, x: float, y: float, width: float, size: float) -> str:
    cover = _box(0, 0, width, size * 1.3, '<ofd:FillColor Value="255 255 255"/>')
    figure = f'<ofd:TextObject Boundary="0 0 9 9" Size="{size}"><ofd:TextCode X="0" Y="{size}">7</ofd:TextCode></ofd:TextObject>'
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    if what.startswith("annotation"):
        inner = figure if what.endswith("text") else cover
        seen = "false" if what.endswith("hidden") else "true"
        parts["Doc_0/Annotations.xml"] = (
            f'<ofd:Annotations {space}><ofd:Page PageID="0"><ofd:FileLoc>Annots/0.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
        )
        parts["Doc_0/Annots/0.xml"] = (
            f'<ofd:PageAnnot {space}><ofd:Annot ID="9" Type="Stamp" Visible="{seen}"><ofd:Appearance Boundary="{x} {y} {width} {size}">'
            f"{inner}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
        )
        parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
            "</ofd:Document>", "<ofd:Annotations>Annotations.xml</ofd:Annotations></ofd:Document>"
        )
    elif what.startswith("template"):
        order = "Foreground" if what.endswith("cover") else "Background"
        over = _box(x, y, width, size * 1.3, '<ofd:FillColor Value="255 255 255"/>')
        parts["Doc_0/Tpls/0.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{over}</ofd:Layer></ofd:Content></ofd:Page>"
        )
        parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
            "</ofd:CommonData>", '<ofd:TemplatePage ID="501" BaseLoc="Tpls/0.xml"/></ofd:CommonData>'
        )
        parts["Doc_0/Pages/0.xml"] = parts["Doc_0/Pages/0.xml"].replace(
            "</ofd:Content>", f'</ofd:Content><ofd:Template TemplateID="501" ZOrder="{order}"/>'
        )
    elif what == "page block":
        return f"<ofd:PageBlock>{text}</ofd:PageBlock>"
    elif what == "seal":
        parts["OFD.xml"] = parts["OFD.xml"].replace(
            "</ofd:DocBody>", "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody>"
        )
        parts["Doc_0/Signs/Signatures.xml"] = (
            f'<ofd:Signatures {space}><ofd:Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>'
        )
        parts["Doc_0/Signs/Sign_0/Signature.xml"] = (
            f'<ofd:Signature {space}><ofd:SignedInfo><ofd:StampAnnot ID="1" PageRef="0" Boundary="{x} {y} {width} {size}"/>'
            "</ofd:SignedInfo></ofd:Signature>"
        )
    return text


def _packed(parts: dict[str, str]) -> bytes:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    cover = _box(0, 0, 30, 9, '<ofd:FillColor Value="255 255 255"/>')
    parts["Doc_0/PublicRes.xml"] = (
        f'<ofd:Res {space} BaseLoc="Res"><ofd:ColorSpaces><ofd:ColorSpace ID="701" Type="GRAY"/><ofd:ColorSpace ID="702" Type="RGB"><ofd:Palette>'
        '<ofd:CV>255 255 255</ofd:CV></ofd:Palette></ofd:ColorSpace><ofd:ColorSpace ID="703" Type="CMYK"/><ofd:ColorSpace ID="704" Type="GRAY"/>'
        '</ofd:ColorSpaces><ofd:DrawParams><ofd:DrawParam ID="801"><ofd:FillColor Value="255 255 255"/></ofd:DrawParam><ofd:DrawParam ID="802" '
        'LineWidth="0.2"/><ofd:DrawParam ID="803" Relative="801"/></ofd:DrawParams><ofd:Fonts><ofd:Font ID="901" FontName="宋体"/><ofd:Font ID="902" FontName="Wingdings"/>'
        f'</ofd:Fonts><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="601" Width="30" Height="9"><ofd:Content>'
        f"{cover}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace(
        "</ofd:PageArea>", "</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", 1
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()
