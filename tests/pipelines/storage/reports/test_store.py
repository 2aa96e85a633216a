from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from pipelines.records import State, Status, Value
from pipelines.storage import models
from pipelines.storage.crawls import expectations, ledger
from pipelines.storage.database import read_session, write_session
from pipelines.storage.reports import store
from pipelines.storage.reports.rows import TOO_LONG
from pipelines.storage.reports.store import MIN_EQUAL_FIGURES
from tests.databases import snapshot
from tests.pipelines.stored import AT, CODE, LATER, carry, number, report, save


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
        expectations.expect(
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


def test_the_pipeline_stores_reports_and_lets_other_items_pass(engine: Engine) -> None:
    pipeline = store.StorePipeline(engine, carry)
    assert pipeline.process_item(report()) == report()
    assert pipeline.process_item("else") == "else"
    assert len(stored(engine)) == 1


def test_the_same_sheets_at_another_address_are_a_sighting_unless_they_are_a_correction(engine: Engine) -> None:
    sheet = tuple(
        Value(field_code=f"field_{number}", raw=str(number), state=State.NUMBER, value=Decimal(number))
        for number in range(MIN_EQUAL_FIGURES)
    )
    first = replace(report("a"), values=sheet, source_url="http://a.gov.cn/1")
    copy = replace(report("b"), values=sheet, source_url="http://a.gov.cn/2")
    correction = replace(report("c"), values=sheet, source_url="http://a.gov.cn/3", title="2023年年度报告（更正版）")
    assert save(engine, first, copy, correction) == ["inserted", "unchanged", "superseded"]


def test_a_lone_surrogate_is_stored_as_the_mark_of_what_cannot_be_read(engine: Engine) -> None:
    save(engine, report(title="年\ud800报"))
    with read_session(engine) as session:
        assert session.scalars(select(models.Report.title)).all() == ["年\ufffd报"]
