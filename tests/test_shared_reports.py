"""The real reports beside the checkout, cell by cell against what people transcribed from them.

They are government pages without a licence and stay outside the repository; without them these tests skip.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines import readers
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.intake import media_types
from pipelines.records import Report
from tests.pipelines.extract.test_second_look import needs_eyes

REPORTS = Path(__file__).resolve().parents[2] / "shared" / "reports"
TEXT = ("_flattened.txt", ".md")  # running text may refuse a cell, but never get one wrong
SCANS = ("_scan.pdf", "_scan_p2-4.pdf", ".png", ".jpg")

pytestmark = pytest.mark.skipif(
    not REPORTS.exists(), reason="../shared is not here: the real reports have no licence to be in git"
)


def cases() -> list[Any]:
    found = []
    for folder, files in (
        (REPORTS / "expected", REPORTS / "files"),
        (REPORTS / "samples/expected", REPORTS / "samples"),
    ):
        for path in sorted(folder.glob("*.json")):
            expected = json.loads(path.read_text(encoding="utf-8"))
            for name in expected["files"]:
                if (files / name).exists() and readable(files / name):
                    found.append(pytest.param(files / name, expected, id=name))
    return found


def readable(path: Path) -> bool:
    return not path.name.endswith(SCANS) and media_types.sniff(path.read_bytes()) in readers.registry()


def read(path: Path) -> Report:
    return check(extract(Document(body=path.read_bytes(), file_name=path.name)))


@pytest.mark.parametrize(("path", "expected"), cases() if REPORTS.exists() else [])
def test_every_cell_of_a_real_report_is_exact(path: Path, expected: dict[str, Any]) -> None:
    values = {value.field_code: value for value in read(path).values}
    wrong, missing = {}, []
    for code, printed in expected["values"].items():
        want = None if isinstance(printed, str) else printed  # "/" is printed, but no number
        have = None if code not in values else values[code].value
        if have is None and want is not None:
            missing.append(code)
        elif have is not None and (want is None or float(have) != want):
            wrong[code] = (have, want)
    assert wrong == {}
    if not (path.name.endswith(TEXT) or expected["partial"]):
        assert missing == []


def test_the_report_the_project_began_from_comes_out_whole() -> None:
    report = read(REPORTS / "files" / "shandong_zaozhuang_shantingqu_2020.txt")
    values = {value.field_code: value for value in report.values}
    assert (report.organ_name, report.year, report.published_on) == ("枣庄市山亭区人民政府", 2020, "2021-02-20")
    assert report.status == "ok"
    assert values["t2_license_items_prev"].note == "行政许可229"
    assert values["t4_suit_direct_other"].note == "裁定撤诉"
    assert values["t4_suit_direct_other"].value == 1
    assert (values["t2_procure_amount"].unit, values["t2_procure_amount"].unit_source) == ("亿元", "header")
    assert [finding for finding in report.findings if finding.severity == "error"] == []
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def test_a_sum_that_fails_on_the_page_is_a_finding_and_the_printed_numbers_stay() -> None:
    report = read(REPORTS / "files" / "fujian_pingtan_2020_recon.html")
    found = [finding.message for finding in report.findings if finding.rule == "T3_COLSUM_2019"]
    assert any("26 ≠ 20" in message for message in found)
    assert any("27 ≠ 21" in message for message in found)
    assert report.numbers()["t3_total_processed__natural_person"] == 20


@pytest.mark.parametrize(
    ("name", "rule", "fields", "printed"),
    [
        pytest.param(
            "fujian_pingtan_2020_recon.html",
            "T3_COLSUM_2019",
            ("t3_total_processed__natural_person", "t3_total_processed__total"),
            (20, 21),
            marks=needs_eyes,
        ),
        ("jiangsu_huaian_hongzequ_2023.pdf", "T4_SUM", ("t4_review_total", "t4_suit_postreview_total"), (0, 0)),
    ],
)
def test_a_report_that_contradicts_itself_is_the_sources_error(
    name: str, rule: str, fields: tuple[str, ...], printed: tuple[int, ...]
) -> None:
    report = read(REPORTS / "files" / name)
    failing = [finding for finding in report.findings if finding.rule == rule]
    assert [finding.cause for finding in failing] == ["source"] * len(fields)
    assert all(code in finding.fields for code, finding in zip(fields, failing, strict=True))
    assert all(finding.suspects for finding in failing)
    assert tuple(report.numbers()[code] for code in fields) == printed
    assert not report.is_verified


@pytest.mark.parametrize("year", [2020, 2023])
def test_glued_text_gives_no_number_of_table_two(year: int) -> None:
    report = read(REPORTS / "files" / f"fujian_pingtan_{year}_flattened.txt")
    assert [value.field_code for value in report.values if value.table == "T2" and value.value is not None] == []
    assert any(finding.rule == "TEXT_REFUSED" for finding in report.findings)
