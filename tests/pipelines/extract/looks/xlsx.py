"""Spreadsheets: any number format, font, fill, border, alignment, cell type or part of a sheet (ECMA-376 Part 1, 18)."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from random import Random

from tests.city.forms.render_xlsx import _placed, _workbook, _worksheet
from tests.pipelines.extract.looks.case import Case, colour, content

_CELL = re.compile(r'<c r="([A-Z]+\d+)"><v>([\d.]+)</v></c>')
_TOKENS = (
    '0 # ? , . % ; @ * _ \\ "件" "-" "1" "万" E+ E- [Red] [White] [>100] [<1] [$¥-804] [$-804] [DBNum1] '
    "[DBNum2] General / 0.00 #,##0 yyyy mm dd h ss AM/PM ! 万 !. 件 元 $ ( ) + - : ' 1 7 00 000 #. .0 "
    "[Color2] [Black] [h] e b"
).split()
_CODES = [
    *(["0,", ";0,,", ";#,##0,", ";0.0,;0!.0,;0!.0000;0\\.0000;0.00%;0%;;;;;;0;-0;0;0;0;;0;(0);-0;0;0;;00000;0000000;?0;#;#.##;"]),
    '"7"0', '0"7"', '0"万"', "0_0", "0*7", "[>1000]0,;0", '[=0]"";0', "[<100]0;#,##0,", "@", "General", "0E+00", "# ?/?",
    "[DBNum1]0", "[DBNum2]General", "[$-804]0", "[DBNum1][$-804]0", "yyyy/m/d", "General件", '0"件"', "#,##0.00", "0.0", "0.000",
    '"—"', '""', "[White]0", "[Color2]0", "[Red]0", "-0", "+0", "(0)", "0-", "0.", "00", "#,#", "0 0", "0\\ 0", "!70", "\\70",
    "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", "0;-0;;@", "#,##0;-#,##0;-", '0;"(" 0 ")"', "0,,", "0.0,,\"百万\"",
    "[h]:mm", "0%", "0‰", "0\"%\"", "\\1General", "General\\0", "GENERAL", "Standard", "0\u200b0", "０",
]  # fmt: skip
_FONTS = ("name sz b i u strike color outline shadow condense extend vertAlign charset family scheme").split()
_PATTERNS = (
    "none solid gray125 gray0625 mediumGray darkGray lightGray darkHorizontal darkVertical darkDown "
    "darkUp darkGrid darkTrellis lightHorizontal lightVertical lightDown lightUp lightGrid lightTrellis"
).split()
_EDGES = ["left", "right", "top", "bottom", "diagonal", "start", "end", "vertical", "horizontal"]
_LINES = ["none", "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashDot", "slantDashDot"]

Change = tuple[str, str, str]  # style parts: font, fill, border, alignment; the cell; what stands after the rows


def _colour(chance: Random, name: str = "color") -> str:
    said = chance.choice(
        [
            f'rgb="FF{colour(chance)}"',
            f'theme="{chance.randrange(12)}"',
            f'theme="{chance.randrange(4)}" tint="{chance.choice([-0.9, -0.25, 0.4, 0.8, 0.99])}"',
            f'indexed="{chance.choice([0, 1, 2, 8, 9, 10, 13, 22, 26, 43, 44, 63, 64, 65])}"',
            'auto="1"',
        ]
    )
    return f"<{name} {said}/>"


def _font(chance: Random) -> str:
    parts = {
        "name": f'<name val="{chance.choice(["Symbol", "Wingdings", "Arial", "宋体", "OpenSymbol", "Webdings"])}"/>',
        "sz": f'<sz val="{chance.choice([1, 2, 4, 5, 8, 11, 40, 200])}"/>',
        "u": f'<u val="{chance.choice(["single", "double", "singleAccounting", "none"])}"/>',
        "strike": chance.choice(["<strike/>", '<strike val="0"/>', '<strike val="1"/>']),
        "color": _colour(chance),
        "vertAlign": f'<vertAlign val="{chance.choice(["superscript", "subscript", "baseline"])}"/>',
        "charset": f'<charset val="{chance.choice([2, 134])}"/>',
        "family": '<family val="2"/>',
        "scheme": '<scheme val="minor"/>',
    }
    name = chance.choice(_FONTS)
    return parts.get(name, f"<{name}/>")


def _fill(chance: Random) -> str:
    if chance.random() < 0.1:
        stops = "".join(f'<stop position="{at}">{_colour(chance)}</stop>' for at in (0, 1))
        return f'<gradientFill degree="90">{stops}</gradientFill>'
    inner = (_colour(chance, "fgColor") if chance.random() < 0.8 else "") + (
        _colour(chance, "bgColor") if chance.random() < 0.6 else ""
    )
    return f'<patternFill patternType="{chance.choice([*_PATTERNS, "solid", "solid"])}">{inner}</patternFill>'


def _border(chance: Random) -> str:
    edge = chance.choice([*_EDGES, "diagonal"])
    turns = ' diagonalUp="1"' if edge == "diagonal" and chance.random() < 0.8 else ""
    turns += ' diagonalDown="1"' if edge == "diagonal" and chance.random() < 0.5 else ""
    return f'<border{turns}><{edge} style="{chance.choice(_LINES)}">{_colour(chance)}</{edge}></border>'


def _alignment(chance: Random) -> str:
    said = chance.choice(
        [
            f'horizontal="{chance.choice(["general", "left", "center", "right", "fill", "justify", "centerContinuous", "distributed"])}"',
            f'vertical="{chance.choice(["top", "center", "bottom", "justify", "distributed"])}"',
            f'textRotation="{chance.choice([0, 1, 45, 90, 91, 135, 180, 255])}"',
            'wrapText="1"',
            'shrinkToFit="1"',
            f'indent="{chance.choice([1, 4, 15, 60])}"',
            f'readingOrder="{chance.choice([0, 1, 2])}"',
            'justifyLastLine="1"',
        ]
    )
    return f"<alignment {said}/>"


def code(chance: Random) -> str:
    """A number format."""
    if chance.random() < 0.6:
        return chance.choice(_CODES)
    return "".join(chance.choice(_TOKENS) for _ in range(chance.randint(1, 5)))


def _styles(chance: Random, part: str) -> tuple[str, str]:
    """(xl/styles.xml with one style of its own, what is odd in it)."""
    number, own = 164, ""
    odd = {"font": "", "fill": "", "border": "", "alignment": "", "extra": "", "xf": ""}
    match part:
        case "code":
            own = code(chance)
        case "built in":
            number = chance.randrange(82)
        case "font":
            odd["font"] = _font(chance)
        case "fill":
            odd["fill"] = _fill(chance)
        case "border":
            odd["border"] = _border(chance)
        case "alignment":
            odd["alignment"] = _alignment(chance)
        case "both":
            odd["font"] = _colour(chance)
            odd["fill"] = f'<patternFill patternType="solid">{_colour(chance, "fgColor")}</patternFill>'
        case _:
            odd["xf"] = chance.choice(['quotePrefix="1"', 'pivotButton="1"', 'applyProtection="1"'])
    escaped = own.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    if part not in ("code", "built in"):
        number = 0
    formats = f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{escaped}"/></numFmts>' if own else ""
    style = (
        f'<xf numFmtId="{number}" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" '
        f'applyFill="1" applyBorder="1" applyAlignment="1" {odd["xf"]}>{odd["alignment"]}</xf>'
    )
    none = '<patternFill patternType="none"/>'
    plain = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    markup = (
        f'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{formats}<fonts count="2"><font>'
        f'<sz val="11"/></font><font>{odd["font"]}</font></fonts><fills count="3"><fill><patternFill patternType="none"/>'
        f'</fill><fill><patternFill patternType="gray125"/></fill><fill>{odd["fill"] or none}'
        f'</fill></fills><borders count="2">{plain}{odd["border"] or plain}</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{style}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
    what = own or f"number {number}" if part in ("code", "built in") else " ".join(filter(None, odd.values()))
    return markup, f"{part}: {what}"


def _cell(chance: Random, address: str, value: str) -> tuple[str, str]:
    """A cell of another kind, and what it is."""
    cut = chance.randrange(len(value) + 1)
    rich = f"<r><t>{value[:cut]}</t></r><r><rPr>{_font(chance)}</rPr><t>{value[cut:]}7</t></r>"
    kinds = {
        "formula": f'<c r="{address}"><f>{chance.choice(["1+1", "NA()", "TODAY()", "3*7", "SUM(A1:A2)"])}</f><v>{value}</v></c>',
        "no result": f'<c r="{address}"><f>1+1</f></c>',
        "error": f'<c r="{address}" t="e"><v>#N/A</v></c>',
        "boolean": f'<c r="{address}" t="b"><v>1</v></c>',
        "string": f'<c r="{address}" t="str"><f>"7"</f><v>{value}</v></c>',
        "date": f'<c r="{address}" t="d"><v>2023-01-01</v></c>',
        "inline": f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>',
        "rich": f'<c r="{address}" t="inlineStr"><is>{rich}</is></c>',
        "phonetic": f'<c r="{address}" t="inlineStr"><is><t>{value}</t><rPh sb="0" eb="1"><t>7</t></rPh></is></c>',
        "spaces": f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{" " * chance.choice([1, 300])}{value}</t></is></c>',
        "fraction": f'<c r="{address}"><v>{value}.4999</v></c>'
        if "." not in value
        else f'<c r="{address}"><v>{value}</v></c>',
        "tiny": f'<c r="{address}"><v>1.5E-7</v></c>',
        "huge": f'<c r="{address}"><v>123456789012345678</v></c>',
        "metadata": f'<c r="{address}" cm="1" vm="1" ph="1"><v>{value}</v></c>',
        "style 9": f'<c r="{address}" s="9"><v>{value}</v></c>',
    }
    kind = chance.choice(sorted(kinds))
    return kinds[kind], f"cell {kind}"


def _after(chance: Random, address: str) -> tuple[str, str]:
    """Something after the rows of a sheet."""
    dxf = 'priority="1"' + chance.choice(["", ' dxfId="0"'])
    rules = {
        "data bar": f'<cfRule type="dataBar" {dxf}><dataBar showValue="0"><cfvo type="min"/><cfvo type="max"/>{_colour(chance)}</dataBar></cfRule>',
        "icons": f'<cfRule type="iconSet" {dxf}><iconSet showValue="0"><cfvo type="percent" val="0"/><cfvo type="percent" val="33"/><cfvo type="percent" val="67"/></iconSet></cfRule>',
        "scale": f'<cfRule type="colorScale" {dxf}><colorScale><cfvo type="min"/><cfvo type="max"/>{_colour(chance)}{_colour(chance)}</colorScale></cfRule>',
        "is": f'<cfRule type="cellIs" operator="greaterThan" {dxf}><formula>0</formula></cfRule>',
        "expression": f'<cfRule type="expression" {dxf}><formula>TRUE</formula></cfRule>',
    }
    kinds = {
        "merged over": f'<mergeCells count="1"><mergeCell ref="A{address[1:]}:{address}"/></mergeCells>',
        "filter": f'<autoFilter ref="A1:{address}"><filterColumn colId="0"><filters><filter val="x"/></filters></filterColumn></autoFilter>',
        "hyperlink": f'<hyperlinks><hyperlink ref="{address}" display="7"/></hyperlinks>',
        "validation": f'<dataValidations count="1"><dataValidation type="list" sqref="{address}"><formula1>"1,2"</formula1></dataValidation></dataValidations>',
        "background": '<picture r:id="rId9" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>',
        "breaks": '<rowBreaks count="1"><brk id="2" max="16383" man="1"/></rowBreaks>',
        "protection": '<sheetProtection sheet="1"/>',
        **{
            name: f'<conditionalFormatting sqref="{address}">{rule}</conditionalFormatting>'
            for name, rule in rules.items()
        },
    }
    kind = chance.choice(sorted(kinds))
    return kinds[kind], f"after {kind}"


def _before(chance: Random, address: str) -> tuple[str, str]:
    """Something before the rows of a sheet."""
    column = ord(address[0]) - ord("A") + 1
    width = chance.choice(['width="0.3" customWidth="1"', 'width="1" customWidth="1"', 'width="3" customWidth="1"', 'hidden="1"',
                           'width="0" customWidth="1"', 'width="9" collapsed="1"', 'style="1"'])  # fmt: skip
    kinds = {
        "zeros": '<sheetViews><sheetView workbookViewId="0" showZeros="0"/></sheetViews>',
        "formulas": '<sheetViews><sheetView workbookViewId="0" showFormulas="1"/></sheetViews>',
        "right to left": '<sheetViews><sheetView workbookViewId="0" rightToLeft="1"/></sheetViews>',
        "zoom": '<sheetViews><sheetView workbookViewId="0" zoomScale="10"/></sheetViews>',
        "no height": '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>',
        "low rows": f'<sheetFormatPr defaultRowHeight="{chance.choice([0.5, 3, 6])}" customHeight="1"/>',
        "narrow": '<sheetFormatPr defaultColWidth="0.5" defaultRowHeight="15"/>',
        "column": f'<cols><col min="{column}" max="{column}" {width}/></cols>',
        "properties": '<sheetPr><tabColor rgb="FFFFFFFF"/><outlinePr summaryBelow="0"/></sheetPr>',
    }
    kind = chance.choice(sorted(kinds))
    return kinds[kind], f"before {kind} {width if kind == 'column' else ''}"


def base() -> Case:
    return Case(_packed(_sheet(), ""), "nothing")


def cases(seed: int, count: int) -> Iterator[Case]:
    chance = Random(seed)
    sheet = _sheet()
    for _ in range(count):
        yield _case(chance, sheet)


_STYLED = ("code", "code", "code", "built in", "font", "fill", "both", "border", "alignment", "xf")
Make = Callable[[Random, str], tuple[str, str]]


def _case(chance: Random, sheet: str) -> Case:
    found = chance.choice(list(_CELL.finditer(sheet)))
    before, after, address, value = sheet[: found.start()], sheet[found.end() :], found[1], found[2]
    part = chance.choice([*_STYLED, "cell", "after", "before", "row"])
    cell, styles = found[0], ""
    match part:
        case "cell":
            cell, what = _cell(chance, address, value)
        case "after":
            markup, what = _after(chance, address)
            after = after.replace("</sheetData>", f"</sheetData>{markup}")
        case "before":
            markup, what = _before(chance, address)
            before = before.replace("<sheetData>", f"{markup}<sheetData>")
            if "style" in markup:
                styles = _styles(chance, "font")[0]
        case "row":
            what = chance.choice(['ht="0.5" customHeight="1"', 'ht="3" customHeight="1"', 'ht="6" customHeight="1"', 'hidden="1"',
                                  'ht="0" customHeight="1"', 'collapsed="1"', 's="1" customFormat="1"', 'ht="300" customHeight="1"'])  # fmt: skip
            head, row, rest = before.rpartition("<row ")
            before = f"{head}{row}{what} {rest}"
            styles = _styles(chance, "font")[0] if "s=" in what else ""
        case _:
            styles, what = _styles(chance, part)
            cell = f'<c r="{address}" s="1"><v>{value}</v></c>'
    return Case(_packed(before + cell + after, styles), f"{address} {value} {what}")


def _sheet() -> str:
    return (
        _worksheet(list(_placed(content())))
        .replace("<sheetData>", '<cols><col min="1" max="5" width="22" customWidth="1"/></cols><sheetData>')
        .replace("</cols><cols>", "")
    )


def _packed(sheet: str, styles: str) -> bytes:
    if sheet.count("<cols>") > 1:  # one's own goes before the plain one
        sheet = sheet.replace('<cols><col min="1" max="5" width="22" customWidth="1"/></cols>', "", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook([sheet]))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name).decode()
            if name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
                data = data.replace("</Types>", f'<Override PartName="/xl/styles.xml" ContentType="{kind}"/></Types>')
            if name == "xl/_rels/workbook.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
                data = data.replace(
                    "</Relationships>", f'<Relationship Id="rId99" Type="{kind}" Target="styles.xml"/></Relationships>'
                )
            new.writestr(name, data)
        new.writestr("xl/styles.xml", styles or _styles(Random(0), "none")[0].replace(' quotePrefix="1"', ""))
    return out.getvalue()
