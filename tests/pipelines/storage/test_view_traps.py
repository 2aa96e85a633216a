"""Questions that gave a wrong answer, or two, before the views were made for them: both engines, one right answer each.

A small world is stored once per engine: organs whose figures make each trap bite, and what they printed is known here.
"""

import functools
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipelines.records import Finding, Report, Severity, State, Value
from pipelines.storage.database import open_database, read_session, write_session
from pipelines.storage.models import Correction, Region, RegionName, RegionSuccessor
from pipelines.storage.upsert import upsert
from pipelines.storage.views import report_figures
from pipelines.templates import codebook, figures
from tests.databases import _folder, fresh_postgres
from tests.pipelines.stored import report, save

FORMS = {form: tuple((table, form) for table in ("T2", "T3", "T4")) for form in ("F2019", "F2021")}
REGIONS = (
    ("370000", "山东省", "province", None, 1981, None),
    ("370400", "枣庄市", "prefecture", "370000", 1981, None),
    ("370406", "山亭区", "county", "370400", 1983, None),
    ("370499", "旧山县", "county", "370400", 1981, 2019),
    ("370405", "新山区", "county", "370400", 2020, None),
)
GRANTED, TOTAL = "t3_granted__total", "t3_total_processed__total"


def cell(code: str, raw: str, unit: str = "件") -> Value:
    """A cell as readers give it: a number, an empty cell, or a slash."""
    table = code[:2].upper()
    if raw in ("", "/"):
        return Value(field_code=code, raw=raw, state=State.BLANK if not raw else State.NOT_APPLICABLE, table=table)
    if raw == "?":
        return Value(field_code=code, raw="1 2", state=State.UNREADABLE, table=table)
    return Value(field_code=code, raw=raw, state=State.NUMBER, value=Decimal(raw), unit=unit, table=table)


def sheet(year: int, printed: dict[str, str], units: dict[str, str] | None = None) -> tuple[Value, ...]:
    """Every cell of the forms of that year: 0, but for what is given."""
    layout = "F2019" if year < 2021 else "F2021"
    codes = dict.fromkeys(code for code, form in codebook() if form == layout)
    return tuple(cell(code, printed.get(code, "0"), (units or {}).get(code, "件")) for code in codes)


def made(name: str, organ: str, year: int, printed: dict[str, str], units: Any = None, **changes: Any) -> Report:
    """The report of an organ on a year: of the form in force, with these figures."""
    facts: dict[str, Any] = {
        "organ_name": organ, "year": year, "values": sheet(year, printed, units), "findings": (), "sections": (),
        "layouts": FORMS["F2019" if year < 2021 else "F2021"], "published_on": f"{year + 1}-02-10",
    }  # fmt: skip
    return report(name, **{**facts, **changes})


WORLD = (
    made("gov21", "山亭区人民政府", 2021, {GRANTED: "1", TOTAL: "3", "t3_denied_process_info__total": "2",
        "t3_new_received__total": "3", "t3_new_received__natural_person": "3", "t2_fee_amount": "12.5"},
        {"t2_fee_amount": "万元"}, scope="aggregate", is_verified=True),
    made("gov21own", "山亭区人民政府", 2021, {GRANTED: "1", TOTAL: "1", "t2_fee_amount": "40"}, {"t2_fee_amount": "元"},
        scope="organ_only"),
    made("gov20", "山亭区人民政府", 2020, {GRANTED: "2", TOTAL: "7", "t3_other__total": "5", "t2_normdoc_new_made": "4",
        "t2_license_decisions": "9", "t2_procure_amount": "0.001"}, {"t2_procure_amount": "亿元"}),
    made("gov22", "山亭区人民政府", 2022, {GRANTED: "2", TOTAL: "9", "t3_other_misc__total": "4",
        "t3_other_fee_unpaid__total": "3", "t2_normdoc_issued": "6", "t2_license_decisions": "8"},
        findings=(Finding(rule="T3_BALANCE", severity=Severity.ERROR, message="m", fields=(GRANTED,)),
                  Finding(rule="T3_ROWSUM", severity=Severity.ERROR, message="n", fields=(GRANTED,)))),
    made("fin21", "山亭区财政局", 2021, {GRANTED: "", TOTAL: "/", "t3_partial__total": "?"}, organ_kind="department",
        scope="organ_only"),
    made("fin21all", "山亭区财政局", 2021, {GRANTED: "50", TOTAL: "50"}, organ_kind="department", scope="aggregate"),
    made("town21", "城头镇人民政府", 2021, {"t2_fee_amount": "24252.311082"}, {"t2_fee_amount": "万元"},
        organ_kind="township", published_on=None),
    made("new21", "新山区人民政府", 2021, {TOTAL: "4"}, region_code="370405"),
    made("old18", "新山区人民政府", 2018, {}, region_code="370405", values=(), layouts=()),
)  # fmt: skip
UNDATED = report("undated", organ_name="山亭区教育局", year=None, organ_kind="department")


@functools.cache
def world(kind: str) -> Engine:
    engine = open_database(f"sqlite:///{_folder()}/traps.sqlite" if kind == "sqlite" else fresh_postgres())
    names = ("code", "name", "level", "parent_code", "valid_from", "valid_to")
    with write_session(engine) as session:
        upsert(session, Region, [{**dict(zip(names, row, strict=True)), "full_name": row[1]} for row in REGIONS])
        upsert(session, RegionName, [{"code": "370405", "valid_from": 2020, "name": "新山区", "valid_to": None}])
        upsert(session, RegionSuccessor, [{"code": "370499", "successor_code": "370405"}])
    save(engine, *WORLD, UNDATED)
    with write_session(engine) as session:
        town = session.execute(text("SELECT r.report_id, r.document_sha256 FROM report r JOIN organ o"
                                    " ON o.organ_id = r.organ_id WHERE o.name = '城头镇人民政府'")).one()  # fmt: skip
        for number, (code, kind_, value) in enumerate(
            ((GRANTED, "value", Decimal(6)), ("n14_req_received", "value", Decimal(5)), (TOTAL, "not_in_source", None)),
            1,
        ):
            session.add(Correction(
                correction_id=number, region_code="370406", organ_name="城头镇人民政府", scope="unknown",
                field_code=code, document_sha256=town.document_sha256, kind=kind_, told="", raw="0", who="w",
                corrected_on="2026-01-01", why="w", evidence="e", standing="applies",
                year=2021, value=value, report_id=town.report_id,
            ))  # fmt: skip
        session.flush()
        report_figures.renew(session.connection(), [town.report_id])
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(request: pytest.FixtureRequest) -> Engine:
    return world(request.param)


GOV = "organ_name = '山亭区人民政府'"
TRAPS: dict[str, tuple[str, Any]] = {
    "division of two counts is real division": (
        f"SELECT granted / total_processed FROM organ_year WHERE {GOV} AND year = 2022", 2 / 9),
    "so is that of the panel": (
        f"SELECT granted / total_processed FROM panel WHERE {GOV} AND year = 2020", 2 / 7),
    "an average of shares is not 0": (
        f"SELECT avg(granted / total_processed) FROM organ_year WHERE {GOV}", (1 / 3 + 2 / 7 + 2 / 9) / 3),
    "cells divide in the long table, too": (
        "SELECT a.value / b.value FROM applications a JOIN applications b ON b.report_id = a.report_id"
        " AND b.applicant = 'total' AND b.outcome = 't3_total_processed' WHERE a.outcome = 't3_granted'"
        " AND a.applicant = 'total' AND a.organ_name = '山亭区人民政府' AND a.year = 2020", 2 / 7),
    "cells of value_current divide": (
        f"SELECT value / 4 FROM value_current WHERE field_code = '{GRANTED}' AND {GOV} AND year = 2020", 0.5),
    "two scopes of a government are one organ-year, the aggregate": (
        f"SELECT sum(granted), max(scope), max(scope_count) FROM organ_year WHERE {GOV} AND year = 2021",
        (1, "aggregate", 2)),
    "a department answers for itself": (
        "SELECT max(scope), count(*) FROM organ_year WHERE organ_name = '山亭区财政局'", ("organ_only", 1)),
    "the panel keeps each scope": (
        f"SELECT count(*), count(DISTINCT scope) FROM panel WHERE {GOV} AND year = 2021", (2, 2)),
    "a report of no year is no organ-year": (
        "SELECT count(*) FROM organ_year WHERE organ_name = '山亭区教育局'", 0),
    "an organ-year is one row": (
        "SELECT count(*) - count(DISTINCT organ_id * 10000 + year) FROM organ_year", 0),
    "the results add up to the total in the form of 2019": (
        f"SELECT granted + partial + denied + unable + rejected + other - total_processed FROM organ_year WHERE {GOV}"
        " AND year = 2020", 0),
    "and in that of 2021": (
        f"SELECT granted + partial + denied + unable + rejected + other - total_processed FROM organ_year WHERE {GOV}"
        " AND year = 2022", 0),
    "other bridges the change of form": (
        f"SELECT min(other), max(other) FROM organ_year WHERE {GOV} AND year <> 2021", (5, 7)),
    "documents issued bridge it, too": (
        f"SELECT min(normdoc_issued), max(normdoc_issued) FROM organ_year WHERE {GOV} AND year <> 2021", (4, 6)),
    "documents in force do not: their definition broke": (
        f"SELECT count(normdoc_in_force) FROM organ_year WHERE {GOV} AND year = 2020", 0),
    "money is yuan, whatever is printed": (
        f"SELECT fee_amount_yuan, fee_amount_printed, fee_amount_unit FROM organ_year WHERE {GOV} AND year = 2021",
        (125000, 12.5, "万元")),
    "the same amount in another unit compares": (
        f"SELECT sum(fee_amount_yuan) FROM panel WHERE {GOV} AND year = 2021", 125040),
    "亿元 is yuan": (f"SELECT procure_amount_yuan FROM organ_year WHERE {GOV} AND year = 2020", 100000),
    "a fraction of 万元 comes out to the fen": (
        "SELECT fee_amount_yuan FROM organ_year WHERE organ_name = '城头镇人民政府'", 242523110.82),
    "money of the long table is yuan": (
        "SELECT sum(value_yuan) FROM disclosure WHERE item = 't2_fee' AND measure = 'amount' AND"
        " organ_name = '山亭区人民政府' AND year = 2021", 125040),
    "counts have no yuan": ("SELECT count(value_yuan) FROM disclosure WHERE measure = 'decisions'", 0),
    "a blank is not zero": (
        "SELECT count(granted), count(total_processed) FROM organ_year WHERE organ_name = '山亭区财政局'", (0, 0)),
    "its twin says zero and that it does": (
        "SELECT granted_or_zero, granted_is_imputed, total_processed_or_zero FROM organ_year WHERE"
        " organ_name = '山亭区财政局'", (0, 1, 0)),
    "what is printed is not imputed": (
        f"SELECT granted_or_zero, granted_is_imputed FROM organ_year WHERE {GOV} AND year = 2022", (2, 0)),
    "what cannot be read is not zero": (
        "SELECT count(partial_or_zero), max(partial_is_imputed) FROM organ_year WHERE organ_name = '山亭区财政局'",
        (0, 0)),
    "what is not on the form is not zero": (
        f"SELECT count(other_misc_or_zero), max(other_misc_is_imputed) FROM organ_year WHERE {GOV} AND year = 2020",
        (0, 0)),
    "the codebook joins one to one": (
        f"SELECT count(*), count(DISTINCT v.report_id) FROM value_current v JOIN field f ON f.code = v.field_code AND"
        f" f.layout = v.layout WHERE v.field_code = 't2_license_decisions' AND {GOV}", (4, 4)),
    "an applicant's total stands beside the kinds, not among them": (
        "SELECT sum(value) FROM applications WHERE outcome = 't3_new_received' AND applicant <> 'total' AND"
        " organ_name = '山亭区人民政府' AND year = 2021 AND scope = 'aggregate'", 3),
    "findings do not double a report's figures": (
        f"SELECT sum(total_processed), max(error_count) FROM organ_year WHERE {GOV} AND year = 2022", (9, 2)),
    "a correction is in the wide row": (
        "SELECT granted, total_processed FROM organ_year WHERE organ_name = '城头镇人民政府'", (6, None)),
    "and in the long one": (
        "SELECT value, origin FROM applications WHERE outcome = 't3_granted' AND applicant = 'total' AND"
        " organ_name = '城头镇人民政府'", (6, "corrected")),
    "a cell that a person supplied is there": (
        "SELECT value, layout FROM value_current WHERE field_code = 'n14_req_received'", (5, "N14")),
    "days late count from 31 March for a government": (
        f"SELECT days_late, days_after_31_january FROM organ_year WHERE {GOV} AND year = 2021", (-49, 10)),
    "and from 31 January for a department": (
        "SELECT days_late FROM organ_year WHERE organ_name = '山亭区财政局'", 10),
    "nothing is late without a date of publication": (
        "SELECT count(days_late), count(days_after_31_march) FROM organ_year WHERE organ_name = '城头镇人民政府'",
        (0, 0)),
    "the dummy turns in 2021": (
        f"SELECT min(year) FROM organ_year WHERE since_2021 = 1 AND {GOV}", 2021),
    "years are numbers": (f"SELECT max(year) - min(year) FROM organ_year WHERE {GOV}", 2),
    "the largest is the largest, not the last in the alphabet": (
        "SELECT organ_name FROM organ_year WHERE total_processed IS NOT NULL ORDER BY total_processed DESC LIMIT 1",
        "山亭区人民政府"),
    "province and prefecture have names": (
        f"SELECT max(province_name), max(prefecture_name), max(region_level) FROM organ_year WHERE {GOV}",
        ("山东省", "枣庄市", "county")),
    "a report from before a region's code has the code of its year": (
        "SELECT region_code_in_year, region_code_today FROM panel WHERE organ_name = '新山区人民政府' AND year = 2018",
        ("370499", "370405")),
    "and one since has its own": (
        "SELECT region_code_in_year FROM panel WHERE organ_name = '新山区人民政府' AND year = 2021", "370405"),
    "verified is what the last reading proved": (
        f"SELECT max(verified), min(verified) FROM panel WHERE {GOV} AND year = 2021", (1, 0)),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_a_question_has_the_right_answer(stored: Engine, trap: str) -> None:
    query, wanted = TRAPS[trap]
    with read_session(stored) as session:
        found = [tuple(row) for row in session.execute(text(query))]
    expected = wanted if isinstance(wanted, tuple) else (wanted,)
    assert found == [pytest.approx(expected)]


def test_both_engines_give_the_same_rows_of_every_view() -> None:
    names = ("organ_year", "panel", "applications", "disclosure", "litigation", "value_current", "finding_current",
             "机关年度", "面板", "依申请公开", "主动公开", "行政复议诉讼", "核对提示")  # fmt: skip
    for name in names:
        rows = []
        for kind in ("sqlite", "postgresql"):
            with read_session(world(kind)) as session:
                rows.append(sorted(map(repr, map(tuple, session.execute(text(f'SELECT * FROM "{name}"'))))))
        assert rows[0], name
        assert rows[0] == rows[1], name


def test_every_view_and_column_is_described_in_the_database(stored: Engine) -> None:
    with stored.connect() as connection:
        described = {(v, c) for v, c in connection.execute(text("SELECT view_name, column_name FROM description"))}
        for view in {view for view, _ in described}:
            names = connection.execute(text(f'SELECT * FROM "{view}" LIMIT 0')).keys()
            assert {(view, ""), *((view, name) for name in names)} <= described
        empty = text("SELECT count(*) FROM description WHERE en = '' OR zh = ''")
        assert connection.execute(empty).scalar_one() == 0


def test_a_figure_with_two_forms_is_one_the_codebook_calls_comparable() -> None:
    book = codebook()
    for figure in figures.load():
        for code in {code for form in figure.forms for code in form}:
            assert any(known == code for known, _ in book), code
        if len(figure.forms) > 1:
            told = {entry.comparability for (code, _), entry in book.items() if code in figure.forms[0]}
            assert told <= {"same", "approx"}, figure.name


PLANS = {
    "one region's series": "SELECT year, granted FROM organ_year WHERE region_code = '370406' ORDER BY year",
    "one field of all": f"SELECT year, sum(value) FROM value_current WHERE field_code = '{GRANTED}' GROUP BY year",
    "one outcome of all": "SELECT year, sum(value) FROM applications WHERE outcome = 't3_granted'"
    " AND applicant = 'total' GROUP BY year",
    "one year of a wide view": "SELECT * FROM organ_year WHERE year = 2021",
    "one year of a long view": "SELECT count(*) FROM litigation WHERE year = 2021",
}


@pytest.mark.parametrize("question", PLANS)
def test_the_cells_of_a_question_are_found_by_their_key(question: str) -> None:
    with world("sqlite").connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {PLANS[question]}")]
    scans = [step for step in plan if step.startswith("SCAN") and step.split()[1] in ("v", "x", "value")]
    assert not scans, plan
    assert not [step for step in plan if "AUTOMATIC" in step and step.split()[1] in ("v", "x", "value")], plan
