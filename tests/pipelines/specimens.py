"""One report in every format, with figures that are all different, so that each can be found in the bytes.

A specimen knows the parts its figures stand in: of a container the members behind the compression, of a bare format
the file itself. Damage is done to the file or to a part, and the file put together again around it.
"""

import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.city.forms import render_text
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2021, codes
from tests.city.forms.render_docx import docx
from tests.city.forms.render_html import page
from tests.city.forms.render_xlsx import xlsx
from tests.city.forms.report import Paragraph, ReportForm, blocks
from tests.pipelines.damage import damaged, places
from tests.pipelines.readers.converted import converted
from tests.pipelines.readers.paper import pdf_of
from tests.pipelines.readers.printed import chinese_font, picture_of, printed, printed_ofd, printed_pdf

Spelling = Callable[[str], list[bytes]]


class Mutant(NamedTuple):
    """A damaged document, and whether the figure of a field still stands in it untouched.

    The cell with its markup, and the place where its row's label meets the first figure: a row whose label was lost
    shows its figures under another one. Cells in between may be lost; then the figure must not move.
    """

    body: bytes
    keeps: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A sound document."""

    body: bytes
    parts: tuple[bytes, ...]  # where its figures stand
    around: Callable[[int, bytes], bytes]  # (number of a part, its bytes) -> the document with that part
    spelled: Spelling  # how a figure is written in a part
    reach: int  # bytes before and after a figure that say where and how it is printed

    def mutant(self, chance: random.Random) -> Mutant:
        """Half of those of a container are damaged outside. Compressed, no figure is shown by the bytes that change."""
        if self.parts != (self.body,) and chance.random() < 0.5:
            return Mutant(damaged(self.body, chance).body, lambda code: True)
        number = chance.randrange(len(self.parts))
        part = damaged(self.parts[number], chance)

        def keeps(code: str) -> bool:
            found = places(self.parts[number], self.spelled(FORM.printed[code]), self.reach)
            before = places(self.parts[number], self.spelled(FORM.printed[_LEADERS[code]]), _LABEL + self.reach)
            return all(map(part.keeps, found + before))

        return Mutant(self.around(number, part.body), keeps)


@dataclass(frozen=True, slots=True)
class Picture:
    """A sound picture of table 2."""

    points: NDArray[np.uint8]
    boxes: dict[str, tuple[int, int, int, int]]  # figure -> left, top, right, bottom of the place where it is printed

    @property
    def body(self) -> bytes:
        return _png(self.points)

    def mutant(self, chance: random.Random) -> Mutant:
        """One in five has pieces painted over by white, black, noise or another piece; the others' file is damaged."""
        if chance.random() < 0.8:
            return Mutant(damaged(self.body, chance).body, lambda code: True)
        points = self.points.copy()
        height, width = points.shape
        for _ in range(chance.randint(1, 4)):
            tall, wide = chance.randint(1, height // 6), chance.randint(1, width // 6)
            top, left = chance.randrange(height - tall), chance.randrange(width - wide)
            noise = np.frombuffer(chance.randbytes(tall * wide), np.uint8).reshape(tall, wide)
            other = self.points[height - tall - top : height - top, width - wide - left : width - left]
            points[top : top + tall, left : left + wide] = chance.choice([np.uint8(0), np.uint8(255), noise, other])

        def keeps(code: str) -> bool:
            left, top, right, bottom = self.boxes[FORM.printed[code]]
            return np.array_equal(points[top:bottom, left:right], self.points[top:bottom, left:right])

        return Mutant(_png(points), keeps)


def distinct_form() -> ReportForm:
    """A valid report of 2022 without two equal figures and without zeros."""
    numbers = count(211, 4)

    def draw(low: int, high: int) -> int:
        return 0 if (low, high) == (0, 2) else next(numbers)  # 0 of 2: this outcome occurred

    applicants = [code.rpartition("__")[2] for code in codes(F2021, F2021) if code.startswith("t3_carried_out__")]
    before = {f"t3_carried_out__{applicant}": str(next(numbers)) for applicant in applicants}
    figures = valid_figures(draw, F2021, F2021, before)
    figures |= {code: str(next(numbers)) for code in figures if figures[code] == "0"}
    assert len(set(figures.values())) == len(figures), "a sum equals another figure: begin elsewhere"
    return ReportForm(organ="青岚市望溪区人民政府", year=2022, printed=figures, published_on="2023-01-20")


def html() -> Specimen:
    body = page(distinct_form(), "word").encode()
    return _bare(body, _plain, 250)


def text() -> Specimen:
    return _bare(render_text.text(FORM).encode(), _plain, 2)


def doc() -> Specimen:
    return _bare(converted([docx(FORM)], "docx", "doc")[0], _plain, 2)


def xls() -> Specimen:
    return _bare(converted([xlsx(FORM)], "xlsx", "xls")[0], _in_binary, 12)


def word() -> Specimen:
    return _packed(docx(FORM), _in_runs, 80)


def spreadsheet() -> Specimen:
    return _packed(xlsx(FORM), _plain, 16)


def ofd() -> Specimen:
    return _packed(printed_ofd(FORM), _plain, 150)


def archive() -> Specimen:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("年度报告.html", page(FORM))
        package.writestr("说明.txt", "附件见文件。")
    return _packed(out.getvalue(), _plain, 8)


def pdf() -> Specimen:
    body = printed_pdf(FORM)
    streams = [match.span(1) for match in re.finditer(rb"stream\n(.*?)\nendstream", body, re.DOTALL)]
    return Specimen(
        body,
        tuple(zlib.decompress(body[first:after]) for first, after in streams),
        lambda number, part: _with_stream(body, number, part),
        lambda figure: [b"(" + figure.encode() + b")"],
        40,
    )


def _bare(body: bytes, spelled: Spelling, reach: int) -> Specimen:
    return Specimen(body, (body,), lambda _, part: part, spelled, reach)


def _packed(body: bytes, spelled: Spelling, reach: int) -> Specimen:
    """A ZIP; its parts are the members that hold figures."""
    members = {info.filename: content for info, content in _members(body)}
    names = [name for name, content in members.items() if len(content) > 2000]
    return Specimen(
        body,
        tuple(members[name] for name in names),
        lambda number, part: _zipped(members | {names[number]: part}),
        spelled,
        reach,
    )


def _members(body: bytes) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(BytesIO(body)) as package:
        for info in package.infolist():
            yield info, package.read(info)


def _zipped(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _with_stream(body: bytes, number: int, content: bytes) -> bytes:
    """The PDF with other content of a page; its cross-references are made anew."""
    objects = [match[1] for match in re.finditer(rb"\d+ 0 obj\n(.*?)\nendobj\n", body, re.DOTALL)]
    places = [place for place, value in enumerate(objects) if b"stream\n" in value]
    packed = zlib.compress(content)
    objects[places[number]] = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream"
    return pdf_of(objects)


def _plain(figure: str) -> list[bytes]:
    return [figure.encode(), figure.encode("utf-16-le")]


def _in_runs(figure: str) -> list[bytes]:
    """As render_docx writes a text: its first character in a run of its own."""
    first, rest = figure[:1].encode(), figure[1:].encode()
    return [first + b'</w:t></w:r><w:r><w:t xml:space="preserve">' + rest + b"<"]


def _in_binary(figure: str) -> list[bytes]:
    """As Excel 97 stores a number: an integer or hundredths in 30 bits ([MS-XLS] 2.5.218), a double, or text."""
    number = float(figure)
    hundredths = [struct.pack("<i", (round(number * 100) << 2) | 3)]
    integer = [struct.pack("<i", (int(number) << 2) | 2)] if number.is_integer() else []
    return [*integer, *hundredths, struct.pack("<d", number), *_plain(figure)]


def scan() -> Picture:
    (sheet,) = printed(replace(FORM, tables=("T2",)))
    top, bottom = min(rule[1] for rule in sheet.rules), max(rule[3] for rule in sheet.rules)
    texts = [text for text in sheet.texts if top <= text[1] <= bottom]
    with Image.open(BytesIO(picture_of([replace(sheet, texts=texts)], str(chinese_font()), dots=_DOTS))) as picture:
        points = np.asarray(picture)
    scale = _DOTS / 72
    boxes = {
        text: (int((x - 2) * scale), int((y - 3) * scale), int((x + 60) * scale), int((y + size + 3) * scale))
        for x, y, text, size in texts
    }
    return Picture(points, boxes)


def _png(points: NDArray[np.uint8]) -> bytes:
    out = BytesIO()
    Image.fromarray(points).save(out, "PNG")
    return out.getvalue()


_DOTS = 150
_LABEL = 20  # bytes; the end of a row's label
FORM = distinct_form()
_LEADERS = {
    cell.code: next(each.code for each in row if each.code)  # the first figure of its row
    for sheet in blocks(FORM)
    if not isinstance(sheet, Paragraph)
    for row in sheet
    for cell in row
    if cell.code
}
SPECIMENS: dict[str, Callable[[], Specimen | Picture]] = {
    "html": html,
    "text": text,
    "docx": word,
    "doc": doc,
    "xls": xls,
    "xlsx": spreadsheet,
    "pdf": pdf,
    "ofd": ofd,
    "zip": archive,
    "scan": scan,
}
