"""Reading one document of each format, beside what a user would pick instead and beside the least it could cost."""

from collections.abc import Callable, Iterator
from io import BytesIO

import docx
import pandas
import pdfplumber
import pypdfium2
from lxml import etree
from python_calamine import CalamineWorkbook

from benchmarks.measure import Figure, in_turns, ratio
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from tests.city.forms import render_docx, render_html, render_xlsx
from tests.city.forms.layout import F2021
from tests.pipelines.readers.converted import converted, has_libreoffice
from tests.pipelines.readers.printed import printed_pdf
from tests.pipelines.readers.test_formats import made

TURNS = 15
Peer = tuple[str, str, Callable[[bytes], object], float | None]  # key, what it is, what it does, target


def figures() -> Iterator[Figure]:
    """From bytes to values and findings, in this process."""
    for name, body, peers in documents():
        document = Document(body=body, region_code="370406", region_name="山亭区")
        extract(document)  # what is loaded once is loaded

        tasks = [lambda document=document: extract(document)]  # type: ignore[misc]
        tasks += [lambda task=task, body=body: task(body) for _, _, task, _ in peers]  # type: ignore[misc]
        ours, *others = in_turns(tasks, TURNS)
        for (key, beside, _, target), theirs in zip(peers, others, strict=True):
            yield Figure(
                key=f"read.{name}.{key}",
                work=f"{name.upper()} to values and findings",
                ours=f"{min(ours) * 1000:.1f} ms",
                beside=beside,
                ratio=ratio(ours, theirs),
                target=target,
            )


def documents() -> Iterator[tuple[str, bytes, list[Peer]]]:
    """(format, bytes, what it is compared with)."""
    form = made(1, F2021)
    page = render_html.page(form, "clean").encode()
    sheet = render_xlsx.xlsx(form)
    yield (
        "html",
        page,
        [("lxml", "a bare lxml parse", _lxml, 5), ("pandas", "`pandas.read_html`", _pandas_html, 1 / 1.3)],
    )
    yield (
        "pdf",
        printed_pdf(form),
        [
            ("pdfplumber", "`pdfplumber.extract_tables`", _pdfplumber, 0.45),
            ("pdfium", "pdfium's text of each page", _pdfium, None),
        ],
    )
    yield "docx", render_docx.docx(form), [("python-docx", "python-docx opening it", _python_docx, 3)]
    yield (
        "xlsx",
        sheet,
        [
            ("calamine", "calamine's cells", _calamine, 10),
            ("openpyxl", "`pandas.read_excel`, openpyxl", _openpyxl, None),
        ],
    )
    if has_libreoffice():
        yield (
            "xls",
            converted([sheet], "xlsx", "xls")[0],
            [("calamine", "calamine's cells", _calamine, 10), ("xlrd", "`pandas.read_excel`, xlrd", _xlrd, None)],
        )


def _lxml(body: bytes) -> object:
    return etree.HTML(body, etree.HTMLParser(encoding="utf-8"))


def _pandas_html(body: bytes) -> object:
    return pandas.read_html(BytesIO(body), encoding="utf-8")


def _pdfplumber(body: bytes) -> object:
    with pdfplumber.open(BytesIO(body)) as document:
        return [page.extract_tables() for page in document.pages]


def _pdfium(body: bytes) -> object:
    document = pypdfium2.PdfDocument(body)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def _python_docx(body: bytes) -> object:
    return docx.Document(BytesIO(body))


def _calamine(body: bytes) -> object:
    book = CalamineWorkbook.from_filelike(BytesIO(body))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _openpyxl(body: bytes) -> object:
    return pandas.read_excel(BytesIO(body), sheet_name=None, engine="openpyxl")


def _xlrd(body: bytes) -> object:
    return pandas.read_excel(BytesIO(body), sheet_name=None, engine="xlrd")
