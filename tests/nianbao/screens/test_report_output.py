"""Reports and lines as the commands print them."""

from rich.console import Console

from nianbao.screens.render import one_line
from nianbao.screens.report_output import report_json, show_report
from pipelines.records import Finding, Report, Severity, State, Status, Value


def test_a_title_cannot_steer_the_terminal() -> None:
    assert one_line("年报\x1b]0;owned\x07\n2023") == "年报 ]0;owned 2023"


def test_status_and_value_names_of_the_json_are_plain_words() -> None:
    value = Value(field_code="t2_normdoc_issued", raw="/", state=State.NOT_APPLICABLE)
    printed = report_json(Report(values=(value,), status=Status.PARTIAL))
    assert type(printed["status"]) is str
    assert printed["status"] == "partial"
    assert printed["values"]["t2_normdoc_issued"]["state"] == "not_applicable"
    assert printed["values"]["t2_normdoc_issued"]["value"] is None


def test_a_sum_that_fails_says_whose_error_it_is_and_which_cells_would_explain_it() -> None:
    sets = (("t4_review_total",), *((f"t3_{place}", "t3_total") for place in range(8)))
    finding = Finding(rule="T4_SUM", severity=Severity.ERROR, message="11 ≠ 0", cause="source", suspects=sets)
    report = Report(status=Status.OK, findings=(finding,), is_verified=True)
    assert report_json(report)["findings"][0]["cause"] == "source"
    assert report_json(report)["findings"][0]["suspects"] == [list(cells) for cells in sets]
    assert report_json(report)["verified"] is True
    out = Console(record=True, width=200)
    show_report(out, "report.html", report)
    shown = out.export_text()
    assert "the source's: two independent looks agree" in shown
    assert "another figure in t4_review_total | t3_0 with t3_total |" in shown
    assert "3 more" in shown
    assert "verified" in shown


def test_a_finding_that_is_no_sum_blames_nobody() -> None:
    finding = Finding(rule="UNIT_UNSTATED", severity=Severity.INFO, message="no unit")
    out = Console(record=True, width=200)
    show_report(out, "report.html", Report(findings=(finding,)))
    assert "error" not in out.export_text()
    assert set(report_json(Report(findings=(finding,)))["findings"][0]) == {"rule", "severity", "message", "fields"}
