"""Without means to look at ink, a font in doubt is believed unless the form's sums hold better with other digits."""

from dataclasses import replace

import pytest

from pipelines import readers
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.readers.ocr import scan
from pipelines.readers.pdf.plain import ODD_FONT
from pipelines.records import Block, Cell, Grid, Reading, Report, Severity, State, Status
from tests.city.forms import render_html
from tests.city.forms.layout import F2021
from tests.pipelines.readers.test_formats import made


def read_in_odd_font(monkeypatch: pytest.MonkeyPatch, shown: str, said: str, *, misprint: str = "") -> Report:
    """A form whose figures are set in a font in doubt, which shows some digits and says others."""
    table = str.maketrans(shown, said)

    def in_odd_font(cell: Cell) -> Cell:
        is_figure = cell.text.strip().replace(".", "").isdecimal()
        return cell._replace(text=cell.text.translate(table), doubt=f"{ODD_FONT} (A+Song)") if is_figure else cell

    def changed(block: Block) -> Block:
        return replace(block, cells=tuple(map(in_odd_font, block.cells))) if isinstance(block, Grid) else block

    read = readers.read

    def read_so(body: bytes, media_type: str) -> Reading:
        found = read(body, media_type)
        return replace(found, blocks=tuple(map(changed, found.blocks)))

    monkeypatch.setattr(scan, "is_installed", lambda: False)
    monkeypatch.setattr(readers, "read", read_so)
    monkeypatch.setenv("PATH", "/nowhere")
    form = made(1, F2021)
    if misprint:
        form = replace(form, printed={**form.printed, misprint: "9876"})
    return extract(Document(body=render_html.page(form, "clean").encode(), file_name="report.html"))


def test_figures_whose_sums_hold_are_read_and_a_finding_says_that_nobody_looked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = read_in_odd_font(monkeypatch, "", "")
    assert report.status is Status.OK
    assert [(f.rule, f.severity) for f in report.findings] == [("FONT_NOT_PROVEN", Severity.INFO)]
    assert "ocr" in report.findings[0].message


def test_a_misprint_does_not_cost_the_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    report = read_in_odd_font(monkeypatch, "", "", misprint="t3_granted__natural_person")
    assert not any(value.state is State.UNREADABLE for value in report.values)


@pytest.mark.parametrize(("shown", "said"), [("12", "21"), ("69", "96"), ("345", "453"), ("123456789", "987654321")])
def test_digits_that_were_exchanged_are_not_believed(monkeypatch: pytest.MonkeyPatch, shown: str, said: str) -> None:
    report = read_in_odd_font(monkeypatch, shown, said)
    assert not any(value.state is State.NUMBER for value in report.values)
    assert any(ODD_FONT in finding.message for finding in report.findings if finding.rule == "CELL_UNREADABLE")
