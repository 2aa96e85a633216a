"""Reports and lines as the commands print them."""

from nianbao.screens.render import one_line
from nianbao.screens.report_output import report_json
from pipelines.records import Report, State, Status, Value


def test_a_title_cannot_steer_the_terminal() -> None:
    assert one_line("年报\x1b]0;owned\x07\n2023") == "年报 ]0;owned 2023"


def test_status_and_value_names_of_the_json_are_plain_words() -> None:
    value = Value(field_code="t2_normdoc_issued", raw="/", state=State.NOT_APPLICABLE)
    printed = report_json(Report(values=(value,), status=Status.PARTIAL))
    assert type(printed["status"]) is str
    assert printed["status"] == "partial"
    assert printed["values"]["t2_normdoc_issued"]["state"] == "not_applicable"
    assert printed["values"]["t2_normdoc_issued"]["value"] is None
