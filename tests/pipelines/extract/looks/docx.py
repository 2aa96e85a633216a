"""Word: any property of ECMA-376 Part 1, 17.3 to 17.7, on a run, paragraph, cell, row, table or style of a figure."""

import io
import re
import zipfile
from collections.abc import Iterator
from random import Random

from tests.city.forms.render_docx import package
from tests.pipelines.extract.looks.case import FORM, Case, content
from tests.pipelines.extract.looks.docx_properties import (
    BESIDE,
    CELL,
    PARAGRAPH,
    ROW,
    RUN,
    SPACES,
    TABLE,
    TABLE_BORDERS,
    W,
)

PLACES = {"run": RUN, "paragraph": PARAGRAPH, "cell": CELL, "row": ROW, "table": TABLE, "beside": BESIDE}
_FIGURE = re.compile(
    r'<w:tc><w:tcPr>(.*?)</w:tcPr><w:p>((?:<w:r><w:t xml:space="preserve">\d+</w:t></w:r>)+)</w:p></w:tc>'
)
_NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def base() -> Case:
    return Case(_package(_document(), ""), "nothing")


def cases(seed: int, count: int) -> Iterator[Case]:
    chance = Random(seed)
    document = _document()
    for _ in range(count):
        yield _case(chance, document)


def _case(chance: Random, document: str) -> Case:
    place = chance.choice([*PLACES, "run", "run", "style", "default"])
    if place in ("style", "default"):
        kind = chance.choice(["run", "paragraph"])
        inner = PLACES[kind][name := chance.choice(sorted(PLACES[kind]))](chance)
        properties = f"<w:{kind[0]}Pr>{inner}</w:{kind[0]}Pr>"
        if place == "default":
            return Case(_package(document, _defaults(kind, properties)), f"default {kind} {inner}")
        way = chance.choice(["paragraph", "character", "table", "part"])
        changed = _put(chance, document, *_STYLED[way])
        return Case(_package(changed, _style(way, properties)), f"style {way} {name} {inner}")
    name = chance.choice(sorted(PLACES[place]))
    inner = PLACES[place][name](chance)
    return Case(_package(_put(chance, document, place, inner), ""), f"{place} {name} {inner}")


_STYLED = {
    "paragraph": ("paragraph", '<w:pStyle w:val="Own"/>'),
    "character": ("run", '<w:rStyle w:val="Own"/>'),
    "table": ("table", '<w:tblStyle w:val="Own"/>'),
    "part": ("table", '<w:tblStyle w:val="Own"/>'),
}


def _style(way: str, properties: str) -> str:
    kind = "table" if way == "part" else way
    part = "firstCol" if way == "part" else ""
    inner = f'<w:tblStylePr w:type="{part}">{properties}</w:tblStylePr>' if part else properties
    return f'<w:style w:type="{kind}" w:styleId="Own"><w:name w:val="Own"/>{inner}</w:style>'


def _defaults(kind: str, properties: str) -> str:
    holder = f"{kind[0]}PrDefault"
    return f"<w:docDefaults><w:{holder}>{properties}</w:{holder}></w:docDefaults>"


def _put(chance: Random, document: str, place: str, inner: str) -> str:
    """The document with something put on one of its figures."""
    cell = chance.choice(list(_FIGURE.finditer(document)))
    text = "".join(re.findall(r">(\d+)<", cell[2]))
    cut = chance.randrange(len(text) + 1)
    properties, own = cell[1], ""
    runs = f"<w:r><w:t>{text}</w:t></w:r>"
    before, after = document[: cell.start()], document[cell.end() :]
    match place:
        case "run":
            one, other, *_ = sorted([cut, chance.randrange(len(text) + 1)])
            parts = (text[:one], text[one:other], text[other:]) if one < other else ("", text, "")
            runs = "".join(
                f"<w:r>{f'<w:rPr>{inner}</w:rPr>' if marked else ''}<w:t>{part}</w:t></w:r>"
                for part, marked in zip(parts, (False, True, False), strict=True)
                if part
            )
        case "beside":
            runs = f"<w:r><w:t>{text[:cut]}</w:t>{inner}<w:t>{text[cut:]}</w:t></w:r>"
        case "paragraph":
            own = f"<w:pPr>{inner}</w:pPr>"
        case "cell":
            properties += inner
        case "row":
            head, row, rest = before.rpartition("<w:tr>")
            before = f"{head}{row}<w:trPr>{inner}</w:trPr>{rest}"
        case "table":
            before = before.replace("<w:tblPr>", f"<w:tblPr>{inner}", 1)
    return f"{before}<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{own}{runs}</w:p></w:tc>{after}"


def _document() -> str:
    with zipfile.ZipFile(io.BytesIO(package(FORM.title, content()))) as file:
        found = file.read("word/document.xml").decode()
    wide = found.replace('w:w="800"', 'w:w="2200"').replace(f'xmlns:w="{W}"', SPACES)
    return wide.replace('<w:tblW w:w="0" w:type="auto"/>', f'<w:tblW w:w="0" w:type="auto"/>{TABLE_BORDERS}')


def _package(document: str, styles: str) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package(FORM.title, content()))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name).decode()
            if name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
                parts = "".join(
                    f'<Override PartName="/word/{part}.xml" ContentType="{kind}.{part}+xml"/>'
                    for part in ("styles", "numbering")
                )
                data = data.replace("</Types>", f"{parts}</Types>")
            new.writestr(name, document if name == "word/document.xml" else data)
        new.writestr("word/styles.xml", f"<w:styles {SPACES}>{styles}</w:styles>")
        new.writestr("word/numbering.xml", _NUMBERING)
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        links = "".join(
            f'<Relationship Id="r{part}" Type="{kind}/{part}" Target="{part}.xml"/>' for part in ("styles", "numbering")
        )
        relations = "http://schemas.openxmlformats.org/package/2006/relationships"
        new.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{relations}">{links}</Relationships>')
    return out.getvalue()
