import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from pipelines import ledger, models, store
from pipelines.database import read_session, write_session
from pipelines.records import Finding, Report, Section, Severity, State, Status, Value
from pipelines.store import LEAST_ALIKE, TOO_LONG
from tests.databases import snapshot

CODE, AT, LATER = "370406", "2026-02-01T00:00:00+00:00", "2026-02-02T00:00:00+00:00"
ORGAN = "山亭区人民政府"


def number(code: str, value: str) -> Value:
    return Value(field_code=code, raw=value, state=State.NUMBER, value=Decimal(value), unit="件", table="T3")


def report(name: str = "a", **changes: Any) -> Report:
    """A report whose document is known by `name`."""
    facts: dict[str, Any] = {
        "document_sha256": hashlib.sha256(name.encode()).hexdigest(),
        "source_url": f"https://www.shanting.gov.cn/{name}.html",
        "region_code": CODE,
        "title": "2024年政府信息公开工作年度报告",
        "organ_name": ORGAN,
        "organ_kind": "government",
        "year": 2024,
        "published_on": "2025-01-20",
        "media_type": "text/html",
        "layouts": (("T3", "F2021"), ("T2", "F2021")),
        "values": (
            number("t3_new_received__total", "12"),
            number("t2_fee_amount", "24252.311082"),
            Value(field_code="t3_carried_in__total", raw="", state=State.BLANK, table="T3"),
            Value(field_code="t4_review_total", raw="/", state=State.NOT_APPLICABLE, table="T4", bbox=(0.5, 1, 2, 3)),
        ),
        "sections": (Section(number=1, heading="一、总体情况", text="本年\x00"),),
        "findings": (Finding(rule="T3_BALANCE", severity=Severity.ERROR, message="12 != 11", fields=("a", "b")),),
        "status": Status.OK,
    }
    return Report(**{**facts, **changes})


def save(engine: Engine, *reports: Report, at: str = AT, series: store.Series | None = None) -> list[str]:
    outcomes = []
    for each in reports:
        with write_session(engine) as session:
            outcomes.append(store.save(session, each, at=at, series=series))
    return outcomes


def stored(engine: Engine) -> list[tuple[int | None, str, int, str]]:
    query = select(models.Report.year, models.Report.scope, models.Report.version, models.Report.source_url)
    with read_session(engine) as session:
        rows = session.execute(query.order_by(models.Report.report_id))
        return [(year, scope, version, url.rsplit("/")[-1]) for year, scope, version, url in rows]


def target(engine: Engine, year: int = 2024) -> tuple[str, str, str]:
    query = select(models.Target.state, models.Target.reason, models.Target.since).where(models.Target.year == year)
    with read_session(engine) as session:
        state, reason, since = session.execute(query).one()
        return state, reason, since


def carry(prev: dict[str, Decimal | None], cur: dict[str, Decimal | None], *, year: int) -> tuple[Finding, ...]:
    """A check across years in the manner of the real ones."""
    before, now = prev.get("t3_carried_out__total"), cur.get("t3_carried_in__total")
    if before == now:
        return ()
    return (Finding(rule="T3_CARRY", severity=Severity.WARN, message=f"{year}: {before} became {now}"),)


def carrying(year: int, into: str, out: str, **changes: Any) -> Report:
    values = (number("t3_carried_in__total", into), number("t3_carried_out__total", out))
    return report(changes.pop("name", str(year)), year=year, values=values, findings=(), **changes)


def series_findings(engine: Engine) -> list[tuple[int, str]]:
    with read_session(engine) as session:
        rows = session.execute(
            select(models.Report.year, models.Finding.message)
            .join(models.Finding, models.Finding.report_id == models.Report.report_id)
            .where(models.Finding.origin == "series")
            .order_by(models.Report.year)
        )
        return [(int(year), message) for year, message in rows]


def test_storing_twice_is_storing_once(engine: Engine) -> None:
    reports = (report(), report("b", year=2023), report("undated", year=None), report("bad", status=Status.UNREADABLE))
    assert save(engine, *reports, series=carry) == ["inserted"] * 3 + ["superseded"]
    with engine.connect() as connection:
        before = snapshot(connection)
    assert save(engine, *reports, at=LATER, series=carry) == ["unchanged"] * 4
    with engine.connect() as connection:
        assert snapshot(connection) == before


def test_every_part_of_a_report_is_kept(engine: Engine) -> None:
    save(engine, report())
    with read_session(engine) as session:
        values = {value.field_code: value for value in session.execute(select(models.Value)).scalars()}
        assert values["t2_fee_amount"].value == Decimal("24252.311082")
        assert (values["t3_carried_in__total"].value, values["t3_carried_in__total"].state) == (None, "blank")
        assert (values["t4_review_total"].raw, values["t4_review_total"].bbox) == ("/", "[0.5, 1, 2, 3]")
        row = session.execute(select(models.Report)).scalar_one()
        assert (row.layouts, row.format, row.status) == ('{"T2": "F2021", "T3": "F2021"}', "text/html", "ok")
        assert session.execute(select(models.Section.text)).scalar_one() == "本年\ufffd"
        assert session.execute(select(models.Finding.fields)).scalar_one() == '["a", "b"]'
        assert session.execute(select(models.Document.media_type)).scalar_one() == "text/html"


def test_a_better_reading_of_the_same_document_changes_its_values_in_place(engine: Engine) -> None:
    better = (number("t3_new_received__total", "13"), number("t3_granted__total", "9"))
    outcomes = save(engine, report(), report(values=better, findings=()), report(values=better, findings=()))
    assert outcomes == ["inserted", "updated", "unchanged"]
    with read_session(engine) as session:
        rows = session.execute(select(models.Value.field_code, models.Value.value).order_by(models.Value.field_code))
        assert rows.all() == [("t3_granted__total", 9), ("t3_new_received__total", 13)]
        assert session.execute(select(models.Finding)).first() is None
        assert session.execute(select(models.Event.kind)).scalars().all() == ["reread"]


def test_another_document_is_a_further_version_and_the_first_stays(engine: Engine) -> None:
    assert save(engine, report("a"), report("b"), report("c", scope="aggregate")) == [
        "inserted",
        "superseded",
        "inserted",
    ]
    assert stored(engine) == [
        (2024, "unknown", 1, "a.html"),
        (2024, "unknown", 2, "b.html"),
        (2024, "aggregate", 1, "c.html"),
    ]


def test_the_same_bytes_at_a_second_address_say_nothing_new(engine: Engine) -> None:
    again = report(source_url="https://www.shanting.gov.cn/copy.html", title="other link text")
    assert save(engine, report(), again) == ["inserted", "unchanged"]
    assert stored(engine) == [(2024, "unknown", 1, "a.html")]


def test_the_same_bytes_at_a_second_address_count_when_they_read_better_there(engine: Engine) -> None:
    poor = report(status=Status.PARTIAL, values=())
    again = report(source_url="https://www.shanting.gov.cn/copy.html")
    assert save(engine, poor, again, poor) == ["inserted", "updated", "unchanged"]
    assert stored(engine) == [(2024, "unknown", 1, "copy.html")]


@pytest.mark.parametrize("change", [{"year": 2023}, {"scope": "aggregate"}, {"organ_name": "山亭区财政局"}])
def test_a_reading_that_corrects_the_key_leaves_no_row_behind(engine: Engine, change: dict[str, Any]) -> None:
    assert save(engine, report(), report(**change), at=LATER) == ["inserted", "updated"]
    assert len(stored(engine)) == 1
    assert stored(engine)[0][:2] == (change.get("year", 2024), change.get("scope", "unknown"))


def test_a_year_whose_only_report_turned_out_to_be_another_is_no_longer_stored(engine: Engine) -> None:
    save(engine, report(), report(year=2023), at=LATER)
    assert target(engine, 2023)[0] == "stored"
    assert target(engine, 2024)[:2] == (
        "failed",
        "the document stored for it is now read as 山亭区人民政府, 2023, unknown",
    )


def test_a_page_without_tables_that_offers_files_is_only_their_cover(engine: Engine) -> None:
    cover = report(status=Status.TABLES_MISSING, values=(), attachments=("https://www.shanting.gov.cn/a.pdf",))
    assert save(engine, cover, cover) == ["cover", "cover"]
    assert stored(engine) == []
    with read_session(engine) as session:
        assert session.execute(select(models.Document.sha256)).scalar_one() == cover.document_sha256
        assert session.execute(select(models.Target)).first() is None


def test_a_report_that_is_found_out_to_be_a_cover_is_taken_back(engine: Engine) -> None:
    cover = report(status=Status.TABLES_MISSING, values=(), attachments=("https://www.shanting.gov.cn/a.pdf",))
    assert save(engine, report(), cover) == ["inserted", "cover"]
    assert stored(engine) == []
    assert target(engine)[0] == "failed"


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (Status.OK, None, ("stored", "")),
        (Status.PARTIAL, None, ("stored", "")),
        (Status.TABLES_MISSING, None, ("failed", "the document holds no statutory table")),
        (Status.UNREADABLE, "encrypted", ("failed", "encrypted")),
    ],
)
def test_the_target_gets_the_state_its_report_earns(
    engine: Engine, status: Status, error: str | None, expected: tuple[str, str]
) -> None:
    save(engine, report(status=status, error=error))
    assert target(engine) == (*expected, AT)


def test_a_bad_document_does_not_unmake_a_good_one_whatever_the_order(engine: Engine) -> None:
    bad = report("bad", status=Status.UNREADABLE, error="damaged", scope="aggregate")
    save(engine, report(), bad)
    assert target(engine)[0] == "stored"
    save(engine, replace(bad, year=2023), report("good", year=2023))
    assert target(engine, 2023)[0] == "stored"


def test_a_document_that_tells_no_year_or_no_organ_is_stored_and_owed_by_nobody(engine: Engine) -> None:
    assert save(engine, report(year=None), report("b", organ_name="")) == ["inserted", "inserted"]
    assert stored(engine) == [(None, "unknown", 1, "a.html"), (2024, "unknown", 1, "b.html")]
    with read_session(engine) as session:
        assert session.execute(select(models.Target)).first() is None


def test_saving_settles_what_the_crawl_expects(engine: Engine) -> None:
    with write_session(engine) as session:
        ledger.register_portal(
            session, region_code=CODE, name="山亭区", level="county", portal_url="u", full_name="枣庄市山亭区"
        )
        ledger.expect(
            session, region_code=CODE, organ_name="枣庄市山亭区人民政府", organ_kind="", years=(2024,), since=AT
        )
    save(engine, report(), at=LATER)
    assert target(engine) == ("stored", "", LATER)


def test_a_number_with_too_many_digits_is_marked_not_rounded(engine: Engine) -> None:
    save(engine, report(values=(number("t2_fee_amount", "123456789012345678.12"),)))
    with read_session(engine) as session:
        value = session.execute(select(models.Value)).scalar_one()
        assert (value.value, value.state, value.note, value.raw) == (
            None,
            "unreadable",
            TOO_LONG,
            "123456789012345678.12",
        )


def test_two_values_of_one_field_are_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="value: 2 rows for 1 keys"):
        save(engine, report(values=(number("t2_fee_amount", "1"), number("t2_fee_amount", "2"))))
    assert stored(engine) == []


def test_a_report_of_no_region_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no region"):
        save(engine, report(region_code=""))


def test_numbers_are_those_of_the_best_and_newest_version(engine: Engine) -> None:
    worse = report("worse", status=Status.UNREADABLE, values=())
    save(engine, report("a"), report("b", values=(number("t3_granted__total", "7"),)), worse)
    with read_session(engine) as session:
        organ = session.execute(select(models.Organ.organ_id)).scalar_one()
        assert store.numbers(session, organ, 2024, "unknown") == {"t3_granted__total": Decimal(7)}
        assert store.numbers(session, organ, 2024, "aggregate") == {}


def test_years_are_compared_whichever_comes_first(engine: Engine) -> None:
    save(engine, carrying(2024, "5", "1"), carrying(2022, "0", "3"), carrying(2023, "2", "4"), series=carry)
    assert series_findings(engine) == [(2023, "2023: 3 became 2"), (2024, "2024: 4 became 5")]


def test_a_corrected_year_renews_the_findings_beside_it(engine: Engine) -> None:
    save(engine, carrying(2022, "0", "3"), carrying(2023, "2", "4"), carrying(2024, "5", "1"), series=carry)
    save(engine, carrying(2023, "3", "5", name="corrected"), series=carry)
    assert series_findings(engine) == []


def test_years_of_different_scope_and_years_without_numbers_are_not_compared(engine: Engine) -> None:
    save(engine, carrying(2022, "0", "3", scope="aggregate"), carrying(2023, "2", "4"), series=carry)
    save(engine, report("bad", year=2024, values=(), status=Status.UNREADABLE), series=carry)
    assert series_findings(engine) == []


def test_findings_of_a_report_and_of_its_series_live_side_by_side(engine: Engine) -> None:
    finding = Finding(rule="T3_SUM", severity=Severity.ERROR, message="own")
    this = replace(carrying(2024, "5", "1"), findings=(finding,))
    assert save(engine, carrying(2023, "0", "3"), this, this, series=carry) == ["inserted", "inserted", "unchanged"]
    with read_session(engine) as session:
        assert sorted(session.execute(select(models.Finding.rule)).scalars()) == ["T3_CARRY", "T3_SUM"]


def test_the_pipeline_stores_reports_and_lets_other_items_pass(engine: Engine) -> None:
    pipeline = store.StorePipeline(engine, carry)
    assert pipeline.process_item(report()) == report()
    assert pipeline.process_item("else") == "else"
    assert len(stored(engine)) == 1


def test_the_same_sheets_at_another_address_are_a_sighting_unless_they_are_a_correction(engine: Engine) -> None:
    sheet = tuple(
        Value(field_code=f"field_{number}", raw=str(number), state=State.NUMBER, value=Decimal(number))
        for number in range(LEAST_ALIKE)
    )
    first = replace(report("a"), values=sheet, source_url="http://a.gov.cn/1")
    copy = replace(report("b"), values=sheet, source_url="http://a.gov.cn/2")
    correction = replace(report("c"), values=sheet, source_url="http://a.gov.cn/3", title="2023年年度报告（更正版）")
    assert save(engine, first, copy, correction) == ["inserted", "unchanged", "superseded"]
