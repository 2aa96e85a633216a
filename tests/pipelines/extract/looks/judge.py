"""Which figures a report vouches for, and whether they are what is drawn.

A case whose figures are drawn as in the plain document, or whose ink is read as the figure, is in order. The judge
draws only what was vouched for: what was refused cannot be silently wrong.
"""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pypdfium2

from pipelines import readers
from pipelines.align import align, values
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.readers import libreoffice
from pipelines.readers.pdf import ink, pdfium
from pipelines.readers.pdf.ink import Place
from pipelines.readers.spreadsheets.xlsx_borders import with_borders
from pipelines.records import Grid, State, texts

_YEAR = 2023
_ALIKE = 10.0  # mean difference of two pictures' grey levels that is the renderer's rounding
_WHITE = 250


class Wrong(NamedTuple):
    """A figure vouched for that is drawn as another."""

    code: str
    given: Decimal | None  # None for a blank
    drawn: str


def vouched(body: bytes, name: str) -> dict[str, Decimal | None]:
    """Field -> what the report gives for it without a word of doubt; None for a blank."""
    report = extract(Document(body=body, file_name=name))
    named = {code for finding in report.findings if finding.severity != "info" for code in finding.fields}
    return {
        value.field_code: value.value
        for value in report.values
        if value.state in (State.NUMBER, State.BLANK) and value.field_code not in named
    }


def wrong(given: Mapping[str, Decimal | None], drawn: bytes, plain: "Drawn") -> list[Wrong]:
    """What of the figures vouched for is drawn otherwise; `plain` is the document without any look put on it."""
    seen = Drawn(drawn)
    if seen.letters == plain.letters and not seen.places:  # drawn as text without a table
        return []
    found = []
    elsewhere = seen.figures - Counter(seen.values[code] for code in given if code in seen.places)
    for code, value in given.items():
        place = seen.places.get(code)
        if place is None:  # its table may be drawn so that it is none any more
            if value is not None and not elsewhere[value]:
                found.append(Wrong(code, value, "nowhere"))
            elsewhere[value] -= 1
        elif not _alike(seen.picture(place), plain.picture(plain.places[code])) or plain.values[code] != value:
            shown = [_figure(ink.read(drawn, {place}, turn)[place].text) for turn in seen.turns]
            if value not in [values.parse(text).value for text in shown]:
                found.append(Wrong(code, value, " or ".join(shown)))
    return found


class Drawn:
    """A document as PDF: where its figures stand, and the pages' pictures."""

    def __init__(self, body: bytes) -> None:
        blocks = readers.read(body, "application/pdf").blocks
        aligned = align(blocks, _YEAR)
        written = [*texts(blocks), *(cell.text for block in blocks if isinstance(block, Grid) for cell in block.cells)]
        self.letters = re.sub(r"\s", "", "".join(written))
        self.figures = Counter(values.parse(word).value for text in written for word in text.split())
        self.places = {
            value.field_code: Place(value.page, value.bbox)
            for value in aligned.values
            if value.page is not None and value.bbox is not None
        }
        self.values = {value.field_code: value.value for value in aligned.values}
        with pypdfium2.PdfDocument(body) as document:  # a page that lies on its side is read from there, too
            self.turns = (0, 1, 2, 3) if any(page.get_rotation() for page in document) else (0,)
        pages = sorted({place.page for place in self.places.values()})
        self._pages = {number: (colours, dots / 72) for number, colours, dots in pdfium.render(body, pages)}

    def picture(self, place: Place) -> Any:
        """The ink of a place, cut to what is there."""
        colours, scale = self._pages[place.page]
        left, top, right, bottom = (round(edge * scale) for edge in place.box)
        grey = colours[top + 4 : bottom - 4, left + 4 : right - 4].mean(axis=2)
        rows, columns = np.nonzero((grey < _WHITE).any(axis=1))[0], np.nonzero((grey < _WHITE).any(axis=0))[0]
        return grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else grey[:0, :0]


def _figure(text: str) -> str:
    """What is read without the lines that hold no digit beside one that does: the sign of a note."""
    lines = [line for line in text.split("\n") if re.search(r"\d", line)]
    return "\n".join(lines) or text


def _alike(one: Any, other: Any) -> bool:
    if abs(one.shape[0] - other.shape[0]) > 1 or abs(one.shape[1] - other.shape[1]) > 1:
        return False
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    if not height or not width:
        return one.shape == other.shape
    return float(np.abs(one[:height, :width] - other[:height, :width]).mean()) < _ALIKE


def printed(files: Mapping[str, bytes], suffix: str) -> dict[str, bytes | None]:
    """Documents as LibreOffice prints them in one call, each by its name; None for one that it cannot."""
    target = "pdf"
    if suffix == "xlsx":
        files = {name: with_borders(body) for name, body in files.items()}
        target = libreoffice.SHEETS_TO_PDF
    found = libreoffice.converted(files, target)
    return {name: result if isinstance(result, bytes) else None for name, result in found.items()}
