import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipelines.records import Finding, Report, Severity, State, Status, Value
from pipelines.storage import views
from pipelines.storage.crawls import expectations, ledger
from pipelines.storage.database import CODEBOOK, open_database, read_session, write_session
from pipelines.storage.views import twins
from tests.pipelines.stored import CODE, ORGAN, number, report, save

# what researchers may rely on: ARCHITECTURE, the contract of the database
PROMISED = {
    "report_current": "report_id region_code region_name organ_name organ_kind scope year title published_on format "
    "source_url document_sha256 status version verified",
    "cell": "report_id field_code value raw state unit note origin",
    "value_current": "report_id region_code organ_name year field_code layout value raw state unit note origin",
    "finding_current": "report_id rule severity message cause suspects standing",
    "change": "report_id region_code organ_name year field_code old_raw old_value new_raw new_value first_seen_at why",
    "value_asof": "report_id region_code organ_name year field_code value raw state unit valid_from valid_to",
    "portal_current": "region_code portal_url outcome family column_url stated seen reason",
    "coverage": "region_code organ_name year state reason since evidence",
    "cell_read": "report_id field_code layout value",
    "cell_added": "report_id field_code layout value",
    "region_today": "code today_code",
    "place": "region_code prefecture_code province_code",
    "applications": "report_id region_code organ_name year scope outcome applicant value state",
    "disclosure": "report_id region_code organ_name year scope item measure value value_yuan unit",
    "litigation": "report_id region_code organ_name year scope route result value",
    "panel": "region_code organ_name year scope new_received carried_in granted partial denied_state_secret "
    "total_processed carried_out license_decisions penalty_decisions coercion_decisions review_total "
    "suit_direct_total suit_postreview_total",
    "organ_year": "organ_id year scope scope_count region_code_in_year region_code_today province_name since_2021 "
    "days_late verified error_count source_url version granted granted_or_zero granted_is_imputed denied other "
    "fee_amount_yuan fee_amount_printed fee_amount_unit normdoc_issued review_corrected",
    "依申请公开": "行政区划代码 行政机关 年度 口径 办理情况 申请人 数值 状态",
    "主动公开": "行政区划代码 行政机关 年度 口径 信息内容 指标 数值 单位 金额_元",
    "行政复议诉讼": "行政区划代码 行政机关 年度 口径 途径 结果 数值",
    "面板": "行政区划代码 行政机关 年度 口径 本年新收申请 办理结果总计 行政许可决定 行政复议_总计",
    "机关年度": "行政区划代码 行政机关 年度 口径 予以公开 予以公开_计零 予以公开_计零标记",
    "收录情况": "行政区划代码 行政机关 年度 状态 原因",
    "核对提示": "报告编号 规则 程度 内容",
    "变更": "行政机关 年度 字段 原先数值 现在数值 缘由",
}


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with read_session(engine) as session:
        return [tuple(row) for row in session.execute(text(query))]


def all_fields(prefix: str) -> list[str]:
    with CODEBOOK.open(encoding="utf-8-sig", newline="") as file:
        return sorted({row["code"] for row in csv.DictReader(file) if row["code"].startswith(prefix)})


def full_report() -> Report:
    """A report in which every field of tables 2 to 4 holds a number of its own."""
    codes = [code for prefix in ("t2_", "t3_", "t4_") for code in all_fields(prefix)]
    return report(values=tuple(number(code, str(place)) for place, code in enumerate(codes, start=1)))


@pytest.mark.parametrize("view", PROMISED)
def test_a_view_has_the_columns_promised(engine: Engine, view: str) -> None:
    with read_session(engine) as session:
        columns = list(session.execute(text(f'SELECT * FROM "{view}"')).keys())
    assert [name for name in PROMISED[view].split() if name not in columns] == []


def test_every_file_of_the_folder_is_made_a_view_and_none_is_promised_in_vain() -> None:
    folder = Path(str(views.__file__)).parent
    assert {path.stem for path in folder.glob("*.sql")} == set(views.NAMES)
    assert {*views.NAMES, *(twin for _, twin in twins.NAMES)} == set(PROMISED)


def test_the_current_report_is_the_best_read_and_then_the_newest(engine: Engine) -> None:
    save(
        engine,
        report("a", status=Status.PARTIAL),
        report("b"),
        report("c"),
        report("d", status=Status.UNREADABLE),
        report("whole", scope="aggregate", status=Status.TABLES_MISSING),
        report("u1", year=None),
        report("u2", year=None),
    )
    found = rows(engine, "SELECT year, scope, version, source_url FROM report_current ORDER BY report_id")
    assert [(year, scope, version, url.split("/")[-1]) for year, scope, version, url in found] == [
        (2024, "unknown", 3, "c.html"),
        (2024, "aggregate", 1, "whole.html"),
        (None, "unknown", 1, "u1.html"),
        (None, "unknown", 1, "u2.html"),
    ]


def test_of_two_issues_the_one_published_last_is_current_whichever_was_stored_first(engine: Engine) -> None:
    march, january = report("a", published_on="2025-03-30"), report("b", published_on="2025-01-12")
    save(engine, march, january, report("c", published_on=None))
    assert rows(engine, "SELECT source_url, version FROM report_current") == [(march.source_url, 1)]


def test_values_and_findings_are_those_of_the_current_report(engine: Engine) -> None:
    old = Finding(rule="OLD", severity=Severity.WARN, message="")
    save(engine, report("a", findings=(old,)), report("b", values=(number("t3_granted__total", "7"),)))
    assert rows(engine, "SELECT field_code, value FROM value_current") == [("t3_granted__total", 7)]
    assert rows(engine, "SELECT rule FROM finding_current") == [("T3_BALANCE",)]


def test_whose_error_and_whether_a_report_verified_can_be_asked(engine: Engine) -> None:
    sets = (("t3_granted__total",), ("t3_new_received__total", "t3_partial__total"))
    failing = Finding(rule="T3_BALANCE", severity=Severity.ERROR, message="", cause="source", suspects=sets)
    other = Finding(rule="CELL_UNREADABLE", severity=Severity.WARN, message="")
    save(engine, report("a", year=2023, findings=(failing, other)), report("b", findings=(), is_verified=True))
    found = rows(engine, "SELECT rule, cause, suspects FROM finding_current ORDER BY rule")
    assert found[0] == ("CELL_UNREADABLE", None, None)
    assert found[1][:2] == ("T3_BALANCE", "source")
    assert json.loads(found[1][2]) == [list(cells) for cells in sets]
    assert rows(engine, "SELECT year, verified FROM report_current ORDER BY year") == [(2023, 0), (2024, 1)]


@pytest.mark.parametrize(("prefix", "view"), [("t2_", "disclosure"), ("t3_", "applications"), ("t4_", "litigation")])
def test_every_field_of_a_table_is_one_row_of_its_view(engine: Engine, prefix: str, view: str) -> None:
    everything = full_report()
    save(engine, everything)
    expected = sorted(value.value for value in everything.values if value.field_code.startswith(prefix) and value.value)
    assert sorted(Decimal(value) for (value,) in rows(engine, f"SELECT value FROM {view}")) == expected


def test_the_long_views_name_row_and_column_of_the_form(engine: Engine) -> None:
    save(
        engine,
        report(
            values=(
                number("t3_denied_state_secret__org_public_interest", "1"),
                number("t2_hb_otherdoc_total_disclosed", "2"),
                number("t4_suit_postreview_pending", "3"),
            )
        ),
    )
    assert rows(engine, "SELECT outcome, applicant, value FROM applications") == [
        ("t3_denied_state_secret", "org_public_interest", 1)
    ]
    assert rows(engine, "SELECT item, measure, value, unit FROM disclosure") == [
        ("t2_hb_otherdoc", "total_disclosed", 2, "件")
    ]
    assert rows(engine, "SELECT route, result, value FROM litigation") == [("suit_postreview", "pending", 3)]
    assert rows(engine, 'SELECT "办理情况", "申请人", "口径", "状态" FROM "依申请公开"') == [
        ("不予公开：属于国家秘密", "社会公益组织", "未说明", "数字")
    ]
    assert rows(engine, 'SELECT "途径", "结果" FROM "行政复议诉讼"') == [("行政诉讼：复议后起诉", "尚未审结")]
    assert rows(engine, 'SELECT "信息内容", "指标" FROM "主动公开"') == [("其他主动公开文件", "对外公开总数量")]


def test_the_chinese_views_leave_no_code_untranslated(engine: Engine) -> None:
    save(engine, full_report())
    for view, columns in {
        "依申请公开": ("办理情况", "申请人"),
        "主动公开": ("信息内容", "指标"),
        "行政复议诉讼": ("途径", "结果"),
    }.items():
        for column in columns:
            words = {word for (word,) in rows(engine, f'SELECT "{column}" FROM "{view}"')}
            assert {word for word in words if word.isascii()} == set()


def test_the_chinese_views_hold_the_same_rows(engine: Engine) -> None:
    save(engine, full_report())
    for english, chinese in (
        ("applications", "依申请公开"),
        ("disclosure", "主动公开"),
        ("litigation", "行政复议诉讼"),
    ):
        assert sorted(rows(engine, f"SELECT value FROM {english}")) == sorted(
            rows(engine, f'SELECT "数值" FROM "{chinese}"')
        )
    assert rows(engine, "SELECT total_processed FROM panel") == rows(engine, 'SELECT "办理结果总计" FROM "面板"')


def test_the_panel_shows_every_total_and_leaves_blanks_empty(engine: Engine) -> None:
    everything = full_report()
    save(engine, everything)
    save(engine, report("b", year=2023, values=(Value(field_code="t3_granted__total", raw="", state=State.BLANK),)))
    with read_session(engine) as session:
        full, blank = session.execute(text("SELECT * FROM panel ORDER BY year DESC")).mappings().all()
    printed = everything.numbers()
    assert full["new_received"] == printed["t3_new_received__total"]
    assert full["license_decisions"] == printed["t2_license_decisions"]
    assert full["suit_postreview_corrected"] == printed["t4_suit_postreview_corrected"]
    assert (full["fee_amount_printed"], full["fee_amount_unit"]) == (printed["t2_fee_amount"], "件")
    assert (full["fee_amount_yuan"], full["other_misc"]) == (None, printed["t3_other_misc__total"])
    assert (blank["granted"], blank["carried_in"], blank["error_count"]) == (None, None, 1)


def test_coverage_shows_an_interrupted_run_as_failed_and_the_portal_without_outcome(engine: Engine) -> None:
    with write_session(engine) as session:
        ledger.register_portal(
            session,
            region_code=CODE,
            name="山亭区",
            level="county",
            portal_url="https://x.gov.cn/",
            full_name="枣庄市山亭区",
        )
        expectations.expect(
            session, region_code=CODE, organ_name=ORGAN, organ_kind="government", years=(2023, 2024), since="t"
        )
        ledger.settle(
            session, region_code=CODE, organ_name=ORGAN, year=2023, state="robots", reason="r", evidence="e", since="t"
        )
    assert rows(engine, "SELECT region_name, year, state, reason, since FROM coverage ORDER BY year") == [
        ("山亭区", 2023, "robots", "r", "t"),
        ("山亭区", 2024, "failed", "interrupted", "t"),
    ]
    assert rows(engine, "SELECT outcome, reason FROM portal_current") == [(None, "interrupted")]


def test_the_installed_codebook_is_what_a_new_database_holds(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/n.sqlite")
    with CODEBOOK.open(encoding="utf-8-sig", newline="") as file:
        assert rows(engine, "SELECT count(*) FROM field") == [(sum(1 for _ in csv.DictReader(file)),)]
    engine.dispose()
