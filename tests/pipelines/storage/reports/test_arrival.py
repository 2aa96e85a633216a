"""The same documents in every order give the same rows."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from sqlalchemy import Engine, insert, select

from pipelines.records import Report, State, Status, Value
from pipelines.storage import models
from pipelines.storage.database import read_session, write_session
from pipelines.storage.reports.store import MIN_EQUAL_FIGURES
from tests.databases import engine as engine
from tests.pipelines.stored import CODE, report, save

PAGE = "https://www.shanting.gov.cn/2024.html"


def sheet(first: int) -> tuple[Value, ...]:
    return tuple(
        Value(field_code=f"field_{number}", raw=str(number), state=State.NUMBER, value=Decimal(number))
        for number in range(first, first + MIN_EQUAL_FIGURES)
    )


WHOLE = replace(report("whole"), values=sheet(1), source_url=PAGE)
BODY = replace(report("body"), values=sheet(1), source_url=f"{PAGE}#content")
COPY = replace(WHOLE, source_url=f"{PAGE}?from=list")  # the same bytes
BETTER = replace(report("better"), values=sheet(2), source_url="https://www.shanting.gov.cn/long/2024.pdf")
POOR = replace(BETTER, document_sha256="f" * 64, source_url="https://www.shanting.gov.cn/2", status=Status.PARTIAL)
LATER = replace(report("later"), values=sheet(3), source_url=f"{PAGE}/2", published_on="2025-03-01")
MOST = replace(report("most"), values=sheet(4), source_url="https://www.shanting.gov.cn/1.xls", status=Status.PARTIAL)
FEES = replace(MOST, document_sha256="e" * 64, source_url="https://www.shanting.gov.cn/2.xls", values=sheet(4)[:3])


def fetched(engine: Engine, reports: tuple[Report, ...], run_ids: dict[str, int]) -> None:
    with write_session(engine) as session:
        session.execute(
            insert(models.Region), [{"code": CODE, "name": "山亭区", "level": "county", "full_name": "山亭区"}]
        )
        for number in sorted(set(run_ids.values())):
            run = {"run_id": number, "command": "", "arguments": "{}", "version": "", "started_at": ""}
            session.execute(insert(models.Run), [run])
        for sha256 in {each.document_sha256 for each in reports}:
            session.execute(insert(models.Document), [{"sha256": sha256, "first_seen_at": ""}])
        rows = [
            {
                "region_code": CODE,
                "url": each.source_url,
                "document_sha256": each.document_sha256,
                "referrer_url": "",
                "title": "",
                "role": "page",
                "fetched_at": "",
                "status": 200,
                "headers": "[]",
                "redirect_urls": "[]",
                "run_id": run_ids[each.source_url],
            }
            for each in reports
        ]
        session.execute(insert(models.Download), rows)


def stored(engine: Engine) -> list[tuple[int, str]]:
    with read_session(engine) as session:
        query = select(models.Report.version, models.Report.source_url).order_by(models.Report.version)
        return [(row.version, row.source_url) for row in session.execute(query)]


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ((WHOLE, BODY), [PAGE]),
        ((WHOLE, COPY), [PAGE]),
        ((WHOLE, BODY, COPY), [PAGE]),
        ((BETTER, POOR), [BETTER.source_url]),
        ((WHOLE, BODY, LATER), [PAGE, LATER.source_url]),
        ((FEES, MOST), [FEES.source_url, MOST.source_url]),
        ((WHOLE, BODY, BETTER, LATER), [PAGE, BETTER.source_url, LATER.source_url]),
    ],
)
def test_what_one_run_finds_is_stored_alike_in_every_order(
    engine: Engine, reports: tuple[Report, ...], expected: list[str]
) -> None:
    fetched(engine, reports, dict.fromkeys((each.source_url for each in reports), 1))
    for order in permutations(reports):
        save(engine, *order)
        assert stored(engine) == list(enumerate(expected, 1)), [each.source_url for each in order]
        save(engine, *reversed(order))  # the next night fetches all of it again
        assert stored(engine) == list(enumerate(expected, 1)), [each.source_url for each in order]
        with write_session(engine) as session:
            session.query(models.Report).delete()


def test_what_an_earlier_run_stored_stays_where_it_was_found(engine: Engine) -> None:
    fetched(engine, (WHOLE, BODY), {WHOLE.source_url: 2, BODY.source_url: 1})
    save(engine, BODY, WHOLE)
    assert stored(engine) == [(1, BODY.source_url)]


def test_what_no_run_fetched_stays_where_it_was_found(engine: Engine) -> None:
    save(engine, BODY, WHOLE)
    assert stored(engine) == [(1, BODY.source_url)]
