"""Plain documents of every format: no error, no warning, no cell refused. A few every day, a thousand at night."""

import os
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from unittest import mock

import pytest

from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.readers.pdf import ink
from pipelines.records import State
from tests.city.forms import render_docx, render_html, render_text, render_xlsx
from tests.city.forms.layout import F2019, F2021
from tests.city.forms.report import ReportForm
from tests.pipelines.readers.printed import printed_ofd, printed_pdf
from tests.pipelines.readers.test_formats import made


def _page(form: ReportForm, style: str) -> bytes:
    return render_html.page(form, style).encode()


WRITERS: dict[str, Callable[[ReportForm], bytes]] = {
    **{f"html {style}": partial(_page, style=style) for style in render_html.STYLES},
    **{f"docx {style}": partial(render_docx.docx, style=style) for style in render_docx.STYLES},
    **{f"xlsx {style}": partial(render_xlsx.xlsx, style=style) for style in render_xlsx.STYLES},
    "txt": lambda form: render_text.text(form).encode(),
    "pdf": printed_pdf,
    "pdf without borders": partial(printed_pdf, has_rules=False),
    "ofd": printed_ofd,
}


def alarms(first: int, count: int) -> list[str]:
    """What is said against plain documents where nothing can look at them."""
    found = []
    for seed, (name, write) in islice(enumerate(cycle(WRITERS.items()), start=first), count):
        form = made(seed, F2021 if seed % 2 else F2019)
        body = write(form)
        with mock.patch.dict(os.environ, PATH="/nowhere"), mock.patch.object(ink, "is_installed", return_value=False):
            report = extract(Document(body=body, file_name=f"report.{name.split()[0]}"))
        told = [finding.rule for finding in report.findings if finding.severity != "info"]
        refused = [value.field_code for value in report.values if value.state in (State.UNREADABLE, State.TEXT)]
        if told or refused or not report.values:
            found.append(f"{name} {seed}: {told} {refused[:3]} of {len(report.values)}")
    return found


def test_plain_documents_raise_no_alarm() -> None:
    assert alarms(1, len(WRITERS)) == []


@pytest.mark.night
def test_a_thousand_plain_documents_raise_no_alarm() -> None:
    assert alarms(100, 1000) == []
