"""How long each format takes to read, as ratios to a plain library or to a bound: `make bench-readers`.

All figures are CPU seconds of one process and the best of several runs, so that they compare on a busy machine too.
Documents: our own, and the collected samples and pages where ../shared lies beside the checkout.

A page is measured against what anybody does first with its bytes, `lxml.etree.HTML(body)` with the right charset, which
makes a tree and nothing of it. Both take turns; beside the ratio of the best stand the median of the turns' ratios, and
the floor: the bare parse and as many cells as the page has, made of nothing. As with timeit, garbage is not collected.
"""

import argparse
import gc
import math
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median

import pdfplumber
from lxml import etree

from pipelines import readers
from pipelines.document import Document
from pipelines.extract.pipeline import TASKS, extract
from pipelines.intake.media_types import sniff
from pipelines.readers.html import reader
from pipelines.readers.ocr import scan
from pipelines.records import Cell, Grid
from tests.city.forms import render_docx, render_html, render_xlsx
from tests.city.forms.layout import F2021
from tests.pipelines.readers.converted import converted, has_libreoffice
from tests.pipelines.readers.printed import chinese_font, printed_ofd, printed_pdf, printed_picture
from tests.pipelines.readers.test_formats import made

REPORTS = Path(__file__).resolve().parents[1].parent / "shared" / "reports"
RUNS = 7
TURNS = 40  # of reading and bare parsing, for pages
_BOUNDS = {  # media type, or how it ends -> seconds it may take
    "wordprocessingml.document": 0.030,
    "application/msword": 0.030,
    "spreadsheetml.sheet": 0.005,
    "application/ofd": 0.150,
}
_OCR_SECONDS = 4.0  # a page
_SCANS = (".jpg", ".png", ".tiff", "_scan.pdf")


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table."""

    name: str
    seconds: float
    against: str  # what `bound` is
    bound: float  # seconds
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.seconds / self.bound


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 1 when a format takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-ocr", action="store_true", help="leave the pictures out, which take minutes")
    options = parser.parse_args(arguments)
    print(f"{'document':34}{'CPU ms':>9}  {'against':36}{'ms':>9}{'ratio':>8}")
    is_within = True
    for name, body in documents(with_pictures=not options.without_ocr and scan.is_installed()):
        measured = measure(name, body)
        is_within &= measured.ratio <= 1
        print(
            f"{name:34}{measured.seconds * 1000:9.1f}  {measured.against:36}{measured.bound * 1000:9.1f}"
            f"{measured.ratio:8.2f}{'' if measured.ratio <= 1 else '  too slow'}{measured.note}",
            flush=True,
        )
    sent = measure_sending()
    is_within &= sent.ratio <= 1
    print(
        f"{sent.name:34}{sent.seconds * 1000:9.2f}  {sent.against:36}{sent.bound * 1000:9.2f}{sent.ratio:8.2f}"
        f"{'' if sent.ratio <= 1 else '  too slow'}"
    )
    return 0 if is_within else 1


def documents(*, with_pictures: bool) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of what is measured."""
    form = made(1, F2021)
    yield "own clean.html", render_html.page(form, "clean").encode()
    yield "own word.html", render_html.page(form, "word", head='<meta charset="gb18030">').encode("gb18030")
    yield "own.docx", render_docx.docx(form)
    if has_libreoffice():
        yield "own.doc", converted([render_docx.docx(form)], "docx", "doc")[0]
    yield "own.xlsx", render_xlsx.xlsx(form)
    yield "own.pdf", printed_pdf(form)
    yield "own.ofd", printed_ofd(form)
    if (font := chinese_font()) and with_pictures:
        yield "own.tiff", printed_picture(form, font)
    suffixes = ("html", "docx", "doc", "xlsx", "pdf", "ofd", "jpg", "png")
    for path in (path for suffix in suffixes for path in sorted((REPORTS / "samples").glob(f"*.{suffix}"))):
        if with_pictures or not path.name.endswith(_SCANS):
            yield path.name, path.read_bytes()
    for path in sorted((REPORTS / "files").rglob("*.html")):  # portals' own pages, and exports of word processors
        yield path.name[-34:], path.read_bytes()


def measure(name: str, body: bytes) -> Measured:
    media_type = sniff(body)
    read = readers.registry()[media_type]
    if name.endswith(_SCANS):
        read(body)  # starts the engine, once for all documents
        pages = _pages(body)
        return Measured(
            name, best(lambda: read(body), 2) / pages, "bound, a page", _OCR_SECONDS, f"  {pages:.2g} pages"
        )
    if media_type == "text/html":
        return _page(name, body)
    if media_type == "application/pdf":
        ours, plain = in_turns((lambda: read(body), lambda: _plain_tables(body)), 4)
        return Measured(name, min(ours), "plain pdfplumber.extract_tables", min(plain))
    bound = next(bound for kind, bound in _BOUNDS.items() if media_type.endswith(kind))
    return Measured(name, best(lambda: read(body), RUNS), "bound", bound)


def measure_sending() -> Measured:
    """A document to a reader's process and its report back, against a pickle of both, which checks nothing."""
    document = Document(body=render_html.page(made(1, F2021), "clean").encode(), region_code="370406")
    report = extract(document)
    task = TASKS.find(extract.__name__)

    def wire() -> None:
        for _ in range(10):
            task.arguments.decode(task.message((document,)))
            task.result.decode_exactly(task.result.encode_exactly(report))

    def pickled() -> None:
        for _ in range(10):
            pickle.loads(pickle.dumps((document,), protocol=pickle.HIGHEST_PROTOCOL))
            pickle.loads(pickle.dumps(report, protocol=pickle.HIGHEST_PROTOCOL))

    ours, plain = in_turns((wire, pickled), TURNS)
    return Measured("a report between processes", min(ours) / 10, "a pickle, unchecked", min(plain) / 10)


def best(task: Callable[[], object], runs: int) -> float:
    """CPU seconds of the quickest of some runs."""
    return min(_seconds(task) for _ in range(runs))


def in_turns(tasks: Sequence[Callable[[], object]], turns: int) -> list[list[float]]:
    """CPU seconds of each task in each turn: side by side, so that a machine that slows down slows all of them."""
    return [list(times) for times in zip(*([_seconds(task) for task in tasks] for _ in range(turns)), strict=True)]


def _seconds(task: Callable[[], object]) -> float:
    gc.disable()
    start = time.process_time()
    task()
    taken = time.process_time() - start
    gc.enable()
    return taken


def _page(name: str, body: bytes) -> Measured:
    reading = reader.read(body)
    count = sum(len(block.cells) for block in reading.blocks if isinstance(block, Grid))
    parser = etree.HTMLParser(encoding=reading.metadata.charset.removesuffix("-sig"))
    tasks = (
        lambda: etree.HTML(body, parser),
        lambda: reader.read(body),
        lambda: (etree.HTML(body, parser), _cells(count)),
    )
    times = in_turns(tasks, TURNS)
    bare, read, floor = map(min, times)
    usual = median(ours / parse for parse, ours, _ in zip(*times, strict=True))
    note = f"  {read / bare:.1f} × the parse, median {usual:.1f}, floor {floor / bare:.1f}"
    return Measured(name, read, "twice a bare lxml parse", 2 * bare, note)


def _cells(count: int) -> list[Cell]:
    return [Cell._make((number, 0, "0", 1, 1, None, None, "", None, "")) for number in range(count)]


def _plain_tables(body: bytes) -> object:
    with pdfplumber.open(BytesIO(body)) as document:
        return [page.extract_tables() for page in document.pages]


def _pages(body: bytes) -> float:
    """Pages of a PDF or a TIFF; a screenshot has as many as sheets of A4 of its width would hold it."""
    if sniff(body) == "application/pdf":
        with pdfplumber.open(BytesIO(body)) as document:
            return len(document.pages)
    from PIL import Image

    with Image.open(BytesIO(body)) as picture:
        return float(max(getattr(picture, "n_frames", 1), picture.height / picture.width / math.sqrt(2)))


if __name__ == "__main__":
    sys.exit(main())
