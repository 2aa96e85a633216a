"""What Word may say of a figure, a paragraph, a cell, a row or a table, one property each."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.pipelines.extract.looks.case import colour, on_off

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" mc:Ignorable="w14"'
)
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH"))
TABLE_BORDERS = f'<w:tblBorders>{_BORDERS}<w:insideV w:val="single" w:sz="4"/></w:tblBorders>'

Make = Callable[[Random], str]


def _value(name: str, *values: Any) -> Make:
    return lambda chance: f'<w:{name} w:val="{chance.choice(values)}"/>'


def _switch(name: str) -> Make:
    return lambda chance: f"<w:{name}{on_off(chance)}/>"


def _shade(chance: Random) -> str:
    kind = chance.choice(
        ["clear", "solid", "nil", "pct5", "pct25", "pct50", "pct90", "diagStripe", "horzStripe", "thinDiagCross"]
    )
    theme = chance.choice(["", "", f' w:themeFill="{_theme(chance)}"'])
    return f'<w:shd w:val="{kind}" w:color="{_colour(chance)}" w:fill="{_colour(chance)}"{theme}/>'


def _colour(chance: Random) -> str:
    return chance.choice(["auto", colour(chance), colour(chance)])


def _theme(chance: Random) -> str:
    return chance.choice(["dark1", "light1", "dark2", "light2", "accent1", "accent3", "text1", "background1", "none"])


def _coloured(chance: Random) -> str:
    theme = f' w:themeColor="{_theme(chance)}"' if chance.random() < 0.3 else ""
    shade = f' w:themeTint="{chance.choice(["33", "99", "FF"])}"' if theme and chance.random() < 0.5 else ""
    return f'<w:color w:val="{_colour(chance)}"{theme}{shade}/>'


def _edge(name: str) -> Make:
    kinds = ["single", "nil", "double", "thick", "dashed", "wave", "apples", "dashDotStroked", "inset"]
    return lambda chance: (
        f'<w:{name} w:val="{chance.choice(kinds)}" w:sz="{chance.choice([2, 4, 24, 96])}" w:space="{chance.choice([0, 1, 31])}"'
        f' w:color="{_colour(chance)}"/>'
    )


def _box(holder: str, *sides: str) -> Make:
    return lambda chance: f"<w:{holder}>{_edge(chance.choice(sides))(chance)}</w:{holder}>"


def _indent(chance: Random) -> str:
    side = chance.choice(["left", "right", "start", "end", "firstLine", "hanging", "leftChars", "firstLineChars"])
    return f'<w:ind w:{side}="{chance.choice([-9000, -2000, -500, -100, 0, 100, 720, 2000, 9000])}"/>'


def _spacing(chance: Random) -> str:
    rule = chance.choice(["auto", "exact", "atLeast"])
    line = chance.choice([0, 1, 20, 60, 120, 240, 480, 4000])
    return f'<w:spacing w:before="{chance.choice([0, 100, 3000])}" w:after="0" w:line="{line}" w:lineRule="{rule}"/>'


def _frame(chance: Random) -> str:
    return (
        f'<w:framePr w:w="{chance.choice([200, 900, 3000])}" w:wrap="{chance.choice(["around", "none", "through"])}" '
        f'w:vAnchor="{chance.choice(["page", "text"])}" w:hAnchor="{chance.choice(["page", "text"])}" '
        f'w:x="{chance.choice([1, 2000, 6000])}" w:y="{chance.choice([1, 2000, 6000])}"/>'
    )


RUN: dict[str, Make] = {
    **{
        name: _switch(name)
        for name in (
            "b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
            "webHidden rtl cs specVanish oMath"
        ).split()
    },
    "rStyle": _value("rStyle", "Own", "None"),
    "rFonts": lambda chance: (
        f'<w:rFonts w:ascii="{(font := chance.choice(["Symbol", "Wingdings", "Arial", "仿宋", "OpenSymbol", "ZapfDingbats"]))}" '
        f'w:hAnsi="{font}" w:cs="{font}" w:eastAsia="{font}"/>'
    ),
    "color": _coloured,
    "spacing": _value("spacing", -400, -200, -100, -40, -10, 0, 20, 200, 900),
    "w": _value("w", 1, 10, 33, 50, 90, 100, 150, 300, 600),
    "kern": _value("kern", 0, 2, 28),
    "position": _value("position", -40, -12, -6, -5, -2, 0, 2, 4, 6, 12, 40),
    "sz": _value("sz", 2, 4, 6, 8, 12, 21, 24, 48, 200),
    "szCs": _value("szCs", 2, 21, 48),
    "highlight": _value(
        "highlight", "black", "blue", "cyan", "darkBlue", "darkGray", "green", "lightGray", "red", "yellow"
    ),
    "u": _value("u", "single", "double", "wave", "thick", "dash", "words", "none", "wavyDouble"),
    "effect": _value("effect", "blinkBackground", "lights", "antsBlack", "shimmer", "sparkle"),
    "bdr": _edge("bdr"),
    "shd": _shade,
    "fitText": _value("fitText", 50, 300, 2000),
    "vertAlign": _value("vertAlign", "superscript", "subscript", "baseline"),
    "em": _value("em", "dot", "comma", "circle", "underDot", "none"),
    "lang": _value("lang", "ar-SA", "zh-CN", "he-IL"),
    "eastAsianLayout": lambda chance: (
        f'<w:eastAsianLayout w:id="1" {chance.choice(["w:combine", "w:vert", "w:vertCompress"])}="1"/>'
    ),
    "w14": lambda chance: chance.choice(
        [
            "<w14:textFill><w14:noFill/></w14:textFill>",
            '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill></w14:textFill>',
            '<w14:numForm w14:val="oldStyle"/>',
            '<w14:glow w14:rad="63500"><w14:srgbClr w14:val="000000"/></w14:glow>',
            '<w14:textOutline w14:w="90000"><w14:solidFill><w14:srgbClr w14:val="000000"/></w14:solidFill></w14:textOutline>',
            '<w14:reflection w14:blurRad="6350" w14:stA="50000"/>',
        ]
    ),
    "del": lambda chance: '<w:del w:id="9" w:author="a"/>',
    "ins": lambda chance: '<w:ins w:id="9" w:author="a"/>',
    "rPrChange": lambda chance: '<w:rPrChange w:id="9" w:author="a"><w:rPr><w:strike/></w:rPr></w:rPrChange>',
}
PARAGRAPH: dict[str, Make] = {
    **{
        name: _switch(name)
        for name in (
            "keepNext keepLines pageBreakBefore widowControl suppressLineNumbers suppressAutoHyphens kinsoku "
            "wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
            "contextualSpacing mirrorIndents suppressOverlap"
        ).split()
    },
    "pStyle": _value("pStyle", "Own", "None"),
    "framePr": _frame,
    "numPr": lambda chance: f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{chance.choice([0, 1])}"/></w:numPr>',
    "pBdr": _box("pBdr", "top", "left", "bottom", "right", "between", "bar"),
    "shd": _shade,
    "tabs": lambda chance: (
        f'<w:tabs><w:tab w:val="{chance.choice(["left", "bar", "decimal", "clear"])}" w:pos="200"/></w:tabs>'
    ),
    "spacing": _spacing,
    "ind": _indent,
    "jc": _value(
        "jc", "left", "center", "right", "both", "distribute", "start", "end", "thaiDistribute", "highKashida"
    ),
    "textDirection": _value("textDirection", "lrTb", "tbRl", "btLr", "lrTbV", "tbRlV", "tbLrV"),
    "textAlignment": _value("textAlignment", "top", "center", "baseline", "bottom", "auto"),
    "textboxTightWrap": _value("textboxTightWrap", "none", "allLines"),
    "outlineLvl": _value("outlineLvl", 0, 3, 9),
    "divId": _value("divId", 5),
    "rPr": lambda chance: f"<w:rPr>{RUN[chance.choice(sorted(RUN))](chance)}</w:rPr>",
}
CELL: dict[str, Make] = {
    "cnfStyle": _value("cnfStyle", "100000000000", "000010000000"),
    "tcW": lambda chance: f'<w:tcW w:w="{chance.choice([1, 40, 800, 4000])}" w:type="dxa"/>',
    "hMerge": _value("hMerge", "restart", "continue"),
    "vMerge": _value("vMerge", "restart", "continue"),
    "tcBorders": _box("tcBorders", "top", "left", "bottom", "right", "tl2br", "tr2bl", "insideH", "start"),
    "shd": _shade,
    "noWrap": _switch("noWrap"),
    "tcMar": lambda chance: (
        f'<w:tcMar><w:{chance.choice(["top", "left", "bottom", "right"])} w:w="{chance.choice([0, 60, 900, 9000])}" '
        'w:type="dxa"/></w:tcMar>'
    ),
    "textDirection": _value("textDirection", "lrTb", "tbRl", "btLr", "lrTbV", "tbRlV", "tbLrV"),
    "tcFitText": _switch("tcFitText"),
    "vAlign": _value("vAlign", "top", "center", "bottom", "both"),
    "hideMark": _switch("hideMark"),
    "cellDel": lambda chance: '<w:cellDel w:id="9" w:author="a"/>',
    "cellIns": lambda chance: '<w:cellIns w:id="9" w:author="a"/>',
}
ROW: dict[str, Make] = {
    "cantSplit": _switch("cantSplit"),
    "trHeight": lambda chance: (
        f'<w:trHeight w:val="{chance.choice([1, 40, 120, 160, 200, 400, 3000])}" '
        f'w:hRule="{chance.choice(["exact", "atLeast", "auto"])}"/>'
    ),
    "tblHeader": _switch("tblHeader"),
    "tblCellSpacing": lambda chance: f'<w:tblCellSpacing w:w="{chance.choice([10, 400])}" w:type="dxa"/>',
    "jc": _value("jc", "left", "center", "right"),
    "hidden": _switch("hidden"),
    "gridAfter": _value("gridAfter", 1),
    "ins": lambda chance: '<w:ins w:id="9" w:author="a"/>',
    "del": lambda chance: '<w:del w:id="9" w:author="a"/>',
}
TABLE: dict[str, Make] = {
    "tblStyle": _value("tblStyle", "OwnTable", "None"),
    "tblpPr": lambda chance: (
        f'<w:tblpPr w:horzAnchor="page" w:tblpX="{chance.choice([-9000, 1, 900, 11000])}" w:tblpY="2000"/>'
    ),
    "tblOverlap": _value("tblOverlap", "never", "overlap"),
    "bidiVisual": _switch("bidiVisual"),
    "tblW": lambda chance: (
        f'<w:tblW w:w="{chance.choice([0, 900, 5000, 30000])}" w:type="{chance.choice(["auto", "dxa", "pct"])}"/>'
    ),
    "jc": _value("jc", "left", "center", "right"),
    "tblCellSpacing": lambda chance: f'<w:tblCellSpacing w:w="{chance.choice([10, 400])}" w:type="dxa"/>',
    "tblInd": lambda chance: f'<w:tblInd w:w="{chance.choice([-20000, -900, 0, 900, 20000])}" w:type="dxa"/>',
    "shd": _shade,
    "tblLayout": lambda chance: f'<w:tblLayout w:type="{chance.choice(["fixed", "autofit"])}"/>',
    "tblCellMar": lambda chance: (
        f'<w:tblCellMar><w:left w:w="{chance.choice([0, 500, 5000])}" w:type="dxa"/></w:tblCellMar>'
    ),
    "tblLook": _value("tblLook", "04A0", "0000", "FFFF"),
}
_BOX = (
    '<w:pict><v:rect style="position:absolute;margin-left:{x}pt;margin-top:{y}pt;width:{w}pt;height:20pt;z-index:{z}" '
    'fillcolor="{fill}"><v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox>'
    "</v:rect></w:pict>"
)


def _drawn(chance: Random) -> str:
    return _BOX.format(
        x=chance.choice([-40, -5, 0, 30, 200]),
        y=chance.choice([-30, -5, 0, 20]),
        w=chance.choice([8, 30, 120]),
        z=chance.choice([-5, 5]),
        fill=chance.choice(["white", "#000000", "yellow", "none"]),
        text=chance.choice(["", "7", "见附件"]),
    )


def _field(chance: Random) -> str:
    code = chance.choice(
        ["PAGE", "NUMPAGES", "QUOTE 7", "= 3 + 4", "SEQ a", "REF nowhere", "EQ \\o(3,7)", "DATE", "FORMTEXT"]
    )
    shown = chance.choice(["", "<w:r><w:t>7</w:t></w:r>"])
    if chance.random() < 0.4:
        return f'</w:r><w:fldSimple w:instr="{code}">{shown}</w:fldSimple><w:r>'
    return (
        f'<w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar '
        f'w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/>'
    )


def _outside(inner: str) -> Make:
    """Something beside runs; it stands between them."""
    return lambda chance: f"</w:r>{inner}<w:r>"


BESIDE: dict[str, Make] = {  # what may stand in a paragraph beside a figure's text
    **{
        name: (lambda chance, name=name: f"<w:{name}/>")
        for name in (
            "br cr tab noBreakHyphen softHyphen dayShort monthLong yearLong pgNum separator "
            "continuationSeparator annotationRef footnoteRef lastRenderedPageBreak"
        ).split()
    },
    "sym": lambda chance: (
        f'<w:sym w:font="{chance.choice(["Wingdings", "Symbol"])}" w:char="{chance.choice(["F031", "F0FC", "F037"])}"/>'
    ),
    "ptab": lambda chance: '<w:ptab w:alignment="right" w:relativeTo="margin" w:leader="none"/>',
    "footnoteReference": lambda chance: '<w:footnoteReference w:id="2"/>',
    "delText": lambda chance: "<w:delText>7</w:delText>",
    "ruby": lambda chance: (
        '<w:ruby><w:rubyPr><w:hps w:val="10"/></w:rubyPr><w:rt><w:r><w:t>7</w:t></w:r></w:rt><w:rubyBase><w:r>'
        "<w:t>8</w:t></w:r></w:rubyBase></w:ruby>"
    ),
    "pict": _drawn,
    "field": _field,
    "ins": _outside('<w:ins w:id="8" w:author="a"><w:r><w:t>7</w:t></w:r></w:ins>'),
    "moveFrom": _outside('<w:moveFrom w:id="8" w:author="a"><w:r><w:t>7</w:t></w:r></w:moveFrom>'),
    "moveTo": _outside('<w:moveTo w:id="8" w:author="a"><w:r><w:t>7</w:t></w:r></w:moveTo>'),
    "dir": _outside('<w:dir w:val="rtl"><w:r><w:t>12</w:t></w:r></w:dir>'),
    "bdo": _outside('<w:bdo w:val="rtl"><w:r><w:t>12</w:t></w:r></w:bdo>'),
    "oMath": _outside("<m:oMath><m:r><m:t>7</m:t></m:r></m:oMath>"),
    "power": _outside(
        "<m:oMath><m:sSup><m:e><m:r><m:t>7</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    ),
    "hyperlink": _outside('<w:hyperlink w:anchor="a"><w:r><w:t>7</w:t></w:r></w:hyperlink>'),
    "smartTag": _outside('<w:smartTag w:element="x"><w:r><w:t>7</w:t></w:r></w:smartTag>'),
    "sdt": _outside(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>7</w:t></w:r></w:sdtContent></w:sdt>"
    ),
    "checkbox": _outside(
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☒'
        "</w:t></w:r></w:sdtContent></w:sdt>"
    ),
    "choice": _outside(
        '<w:r><mc:AlternateContent><mc:Choice Requires="w14"><w:t>7</w:t></mc:Choice><mc:Fallback><w:t>8</w:t>'
        "</mc:Fallback></mc:AlternateContent></w:r>"
    ),
    "bookmark": _outside('<w:bookmarkStart w:id="0" w:name="a"/><w:bookmarkEnd w:id="0"/>'),
    "comment": _outside('<w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/>'),
    "subDoc": _outside('<w:subDoc r:id="rId9"/>'),
}
