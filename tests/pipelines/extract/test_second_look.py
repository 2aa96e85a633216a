"""A cell in doubt is decided by what is drawn: letters and ink agree, or it stays unreadable and says why."""

import shutil

import pypdfium2
import pytest

from pipelines.document import Document
from pipelines.extract.pipeline import TASKS, extract, extract_safely
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.readers.html.chromium import PROGRAMS, print_to_pdf
from pipelines.readers.ocr import scan
from pipelines.records import Report, State, Status
from tests.city.forms import render_html
from tests.city.forms.layout import F2021
from tests.pipelines.readers.test_formats import made

needs_eyes = pytest.mark.skipif(
    not (scan.is_installed() and any(map(shutil.which, PROGRAMS))), reason="needs Chromium and the extra ocr"
)
CODE = "t2_license_decisions"


def report(markup: str) -> Report:
    return extract(Document(body=markup.encode(), file_name="report.html"))


def changed(style: str, inner: str) -> str:
    """A plain page with the figure of one cell drawn in another way."""
    page = render_html.page(made(1, F2021), "clean")
    before, label, after = page.partition("行政许可")
    opening, tag, rest = after.partition("<td")
    attributes, end, rest = rest.partition(">")
    return f"{before}{label}{opening}{tag}{attributes}{end}{inner}</td>{rest.partition('</td>')[2]}".replace(
        "</head>", f"<style>{style}</style></head>"
    )


def field(found: Report) -> State:
    return next(value.state for value in found.values if value.field_code == CODE)


def test_a_plain_page_is_not_looked_at() -> None:
    found = report(render_html.page(made(1, F2021), "clean"))
    assert found.status is Status.OK
    assert not any(finding.rule in ("LOOKED_AT", "NOT_LOOKED_AT") for finding in found.findings)


def test_a_figure_in_doubt_is_unreadable_where_nothing_can_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = report(changed(".x::after { content: '0' }", "<b class=x>4</b>"))
    assert field(found) is State.UNREADABLE
    assert any(CODE in finding.fields and "generated content" in finding.message for finding in found.findings)
    assert any("not installed" in finding.message for finding in found.findings if finding.rule == "NOT_LOOKED_AT")


@needs_eyes
@pytest.mark.parametrize(
    ("style", "inner", "drawn"),
    [
        (".x::after { content: '07' }", "<b class=x>34</b>", 3407),
        ("", "<b id=k></b><script>document.getElementById('k').textContent = 3821</script>", 3821),
        (".x { unicode-bidi: bidi-override; direction: rtl }", "<b class=x>9432</b>", 2349),
    ],
)
def test_a_figure_in_doubt_is_what_chromium_draws(style: str, inner: str, drawn: int) -> None:
    found = report(changed(style, inner))
    assert found.numbers()[CODE] == drawn
    assert any(finding.rule == "LOOKED_AT" for finding in found.findings)


@needs_eyes
def test_a_readers_process_looks_too_though_it_may_start_no_browser_itself() -> None:
    body = changed(".x::after { content: '07' }", "<b class=x>34</b>").encode()
    with Sandbox(TASKS) as sandbox:
        found = extract_safely(sandbox, Document(body=body, file_name="report.html"))
    assert found.numbers()[CODE] == 3407
    assert [finding.rule for finding in found.findings if finding.rule in ("LOOKED_AT", "NOT_LOOKED_AT")] == [
        "LOOKED_AT"
    ]


@needs_eyes
def test_letters_that_are_not_seen_are_not_believed() -> None:
    found = report(changed(".x { clip-path: inset(0 0 50% 0) }", "<b class=x>3740</b>"))
    assert field(found) is State.UNREADABLE
    assert any(CODE in finding.fields for finding in found.findings)


@needs_eyes
def test_a_page_wider_than_a_desk_is_drawn_whole() -> None:
    drawn = print_to_pdf("<table><tr>" + "<td><div style='width:300px'>7</div>" * 8 + "</table>")
    with pypdfium2.PdfDocument(drawn) as document:
        assert [page.get_width() > 8 * 300 * 0.75 for page in document] == [True]
