"""Every golden document reads as its expectation says: cells, states, units, notes, identity, failing sums."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.records import Report, Value

FOLDER = Path(__file__).parent / "golden"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))
ARITHMETIC = ("T3_", "T4_", "T2A_ITEMS", "T2A_DISCLOSED", "T2A_MADE", "T2B_", "N14_", "LSH_")


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    found = {}
    for name in NAMES:
        (path,) = (FOLDER / name).glob("document.*")
        found[name] = check(extract(Document(body=path.read_bytes(), file_name=path.name)))
    return found


def expectation(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_a_golden_document_reads_as_printed(name: str, reports: dict[str, Report]) -> None:
    expected, values = expectation(name), {value.field_code: value for value in reports[name].values}
    wrong = {}
    for code, cell in expected["values"].items():
        table = code.split("_")[0].upper()
        if table in expected.get("refused", ()):
            continue
        found = values.get(code)
        if found is not None and found.state == "unreadable" and expected.get("is_lenient"):
            continue
        if found is None and expected.get("is_lenient"):
            continue
        if found is None or shown(found) != shown_expected(cell):
            wrong[code] = (found and shown(found), shown_expected(cell))
    assert wrong == {}
    invented = [code for code, value in values.items() if code not in expected["values"] and value.value is not None]
    assert invented == []


@pytest.mark.parametrize("name", [name for name in NAMES if expectation(name).get("refused")])
def test_a_refused_table_gives_no_number(name: str, reports: dict[str, Report]) -> None:
    refused = expectation(name)["refused"]
    assert [v.field_code for v in reports[name].values if v.table in refused and v.value is not None] == []
    assert any(finding.rule in ("TEXT_REFUSED", "ROWS_MISSING") for finding in reports[name].findings)


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_document_tells_whose_year_it_is(name: str, reports: dict[str, Report]) -> None:
    expected, report = expectation(name), reports[name]
    assert (report.organ_name, report.year, report.published_on) == (
        expected["organ_name"],
        expected["year"],
        expected["published_on"],
    )
    assert report.status == expected["status"]
    assert "scope" not in expected or report.scope == expected["scope"]
    if not expected.get("is_lenient"):
        assert dict(report.layouts) == {
            k: v for k, v in expected["layouts"].items() if k not in expected.get("refused", ())
        }


@pytest.mark.parametrize("name", [name for name in NAMES if not expectation(name).get("is_lenient")])
def test_the_sums_that_fail_as_printed_are_findings_and_no_others(name: str, reports: dict[str, Report]) -> None:
    rules = {f.rule for f in reports[name].findings if f.rule.startswith(ARITHMETIC)}
    assert rules == set(expectation(name)["findings"])


def shown(value: Value) -> tuple[Any, ...]:
    return (value.state.value, value.value, value.unit)


def shown_expected(cell: dict[str, Any]) -> tuple[Any, ...]:
    number = None if cell["value"] is None else Decimal(str(cell["value"]))
    return (cell["state"], number, cell.get("unit"))
