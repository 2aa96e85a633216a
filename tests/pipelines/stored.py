"""Reports made up for the tests of storing, and how they are stored."""

import hashlib
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from pipelines.records import Finding, Report, Section, Severity, State, Status, Value
from pipelines.storage.database import write_session
from pipelines.storage.reports import store

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


def carry(
    prev: dict[str, Decimal | None], cur: dict[str, Decimal | None], *, year: int, are_verified: bool
) -> tuple[Finding, ...]:
    """A check across years in the manner of the real ones."""
    before, now = prev.get("t3_carried_out__total"), cur.get("t3_carried_in__total")
    if before == now:
        return ()
    return (Finding(rule="T3_CARRY", severity=Severity.WARN, message=f"{year}: {before} became {now}"),)
