"""Plain documents of every format: no error, no warning, no cell refused. A few every day, a thousand at night."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from unittest import mock

import pytest

from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.readers import libreoffice
from pipelines.readers.pdf import ink
from pipelines.records import State
from tests.city.forms import render_docx, render_html, render_text, render_xlsx
from tests.city.forms.layout import F2019, F2021
from tests.city.forms.report import ReportForm
from tests.pipelines.readers.converted import NEEDS_LIBREOFFICE, converted, has_libreoffice
from tests.pipelines.readers.printed import printed_ofd, printed_pdf
from tests.pipelines.readers.test_formats import made

Writer = Callable[[ReportForm], bytes]
TOGETHER = 25  # documents LibreOffice makes in one call


def _page(form: ReportForm, style: str) -> bytes:
    return render_html.page(form, style).encode()


WRITERS: dict[str, Writer] = {
    **{f"html {style}": partial(_page, style=style) for style in render_html.STYLES},
    **{f"docx {style}": partial(render_docx.docx, style=style) for style in render_docx.STYLES},
    **{f"xlsx {style}": partial(render_xlsx.xlsx, style=style) for style in render_xlsx.STYLES},
    "txt": lambda form: render_text.text(form).encode(),
    "pdf": printed_pdf,
    "pdf without borders": partial(printed_pdf, has_rules=False),
    "ofd": printed_ofd,
}
# what LibreOffice writes -> what it is made of
OFFICE: dict[str, tuple[str, Writer]] = {
    **dict.fromkeys(("doc", "rtf", "odt", "docx"), ("docx", render_docx.docx)),
    **dict.fromkeys(("xls", "xlsx", "ods"), ("xlsx", render_xlsx.xlsx)),
}
READ_BY_OFFICE = ("rtf", "odt", "ods")


def _forms(first: int, count: int) -> list[ReportForm]:
    return [made(seed, F2021 if seed % 2 else F2019) for seed in range(first, first + count)]


def _told(body: bytes, suffix: str) -> str:
    """What is said against a document where nothing can look at it; "" where nothing is."""
    libreoffice.command.cache_clear()
    is_blind = suffix not in READ_BY_OFFICE
    path: AbstractContextManager[object] = mock.patch.dict(os.environ, PATH="/nowhere") if is_blind else nullcontext()
    with path, mock.patch.object(ink, "is_installed", return_value=False):
        report = check(extract(Document(body=body, file_name=f"report.{suffix}")))
    libreoffice.command.cache_clear()
    rules = [finding.rule for finding in report.findings if finding.severity != "info"]
    refused = [value.field_code for value in report.values if value.state in (State.UNREADABLE, State.TEXT)]
    return f"{rules} {refused[:3]} of {len(report.values)}" if rules or refused or not report.values else ""


def alarms(first: int, count: int) -> list[str]:
    """What is said against so many documents of each writer of ours."""
    pairs = [(name, form) for name in WRITERS for form in _forms(first, count)]
    return [f"{name}: {told}" for name, form in pairs if (told := _told(WRITERS[name](form), name.split()[0]))]


def alarms_of_office(kinds: Sequence[str], first: int, count: int) -> list[str]:
    """What is said against so many documents of each of these formats as LibreOffice writes them."""
    found = []
    for kind in kinds:
        source, write = OFFICE[kind]
        for start in range(first, first + count, TOGETHER):
            forms = _forms(start, min(TOGETHER, first + count - start))
            bodies = converted([write(form) for form in forms], source, kind)
            found += [f"{kind} by LibreOffice: {told}" for body in bodies if (told := _told(body, kind))]
    return found


def test_plain_documents_raise_no_alarm() -> None:
    assert alarms(1, 1) == []


@pytest.mark.skipif(not has_libreoffice(), reason=NEEDS_LIBREOFFICE)
def test_plain_documents_of_an_office_program_raise_no_alarm() -> None:
    assert alarms_of_office(["doc", "xls"], 1, 2) == []


@pytest.mark.night
def test_a_thousand_plain_documents_raise_no_alarm() -> None:
    assert alarms(100, 50) == []
    assert alarms_of_office(list(OFFICE), 100, 45) == []
