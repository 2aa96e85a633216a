from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from pipelines.storage import models
from pipelines.storage.column_types import is_exact, storable
from pipelines.storage.database import write_session

PRINTED = ("24252.311082", "75394432.52", "0.1", "11398889", "-140", "0", "140.00", "9223372036854775807")


def a_report(session: Session) -> int:
    session.execute(
        insert(models.Region).values(code="370406", name="山亭区", level="county", full_name="枣庄市山亭区")
    )
    session.execute(insert(models.Document).values(sha256="a" * 64, first_seen_at="2026-01-01T00:00:00+00:00"))
    organ = models.Organ(region_code="370406", name="山亭区人民政府", kind="government")
    session.add(organ)
    session.flush()
    report = models.Report(
        organ_id=organ.organ_id,
        year=2024,
        scope="unknown",
        version=1,
        document_sha256="a" * 64,
        source_url="",
        title="",
        format="text/html",
        layouts="{}",
        status="ok",
        scope_evidence="",
    )
    session.add(report)
    session.flush()
    return report.report_id


def a_value(report_id: int, **changes: object) -> dict[str, object]:
    return {
        "report_id": report_id,
        "field_code": "t3_granted__total",
        "raw": "1",
        "state": "number",
        "value": Decimal(1),
        "table_name": "T3",
        **changes,
    }


@pytest.mark.parametrize("printed", PRINTED)
def test_a_printed_number_comes_back_exactly(engine: Engine, printed: str) -> None:
    with write_session(engine) as session:
        session.execute(insert(models.Value).values(a_value(a_report(session), value=Decimal(printed))))
    with write_session(engine) as session:
        assert session.execute(select(models.Value.value)).scalar_one() == Decimal(printed)


def test_a_printed_number_is_a_number_to_the_database_and_no_text(engine: Engine) -> None:
    with write_session(engine) as session:
        report_id = a_report(session)
        for code, printed in enumerate(PRINTED):
            session.execute(
                insert(models.Value).values(a_value(report_id, field_code=str(code), value=Decimal(printed)))
            )
        type_of = "typeof" if engine.dialect.name == "sqlite" else "pg_typeof"
        types = session.connection().exec_driver_sql(f"SELECT field_code, {type_of}(value) FROM value ORDER BY 1")
        found = [str(kind) for _, kind in types]
    if engine.dialect.name == "sqlite":
        assert found == ["real" if "." in printed and printed != "140.00" else "integer" for printed in PRINTED]
    else:
        assert set(found) == {"numeric"}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_fifteen_digits_are_always_exact(number: Decimal) -> None:
    assert is_exact(number)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "123456789012345678.12", "9223372036854775808"])
def test_a_number_that_would_not_come_back_is_refused(engine: Engine, number: str) -> None:
    with pytest.raises(StatementError, match="cannot be stored exactly"), write_session(engine) as session:
        session.execute(insert(models.Value).values(a_value(a_report(session), value=Decimal(number))))


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "number", "value": None},
        {"state": "blank", "value": Decimal(0)},
        {"state": "guessed", "value": None},
    ],
)
def test_a_value_without_a_number_and_a_number_without_its_state_are_refused(
    engine: Engine, changes: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), write_session(engine) as session:
        session.execute(insert(models.Value).values(a_value(a_report(session), **changes)))


def test_a_row_that_refers_to_nothing_is_refused(engine: Engine) -> None:
    with pytest.raises(IntegrityError), write_session(engine) as session:
        session.execute(insert(models.Value).values(a_value(99)))


def test_words_are_refused_in_an_integer_column(engine: Engine) -> None:
    with pytest.raises(DBAPIError), write_session(engine) as session:
        session.connection().exec_driver_sql("INSERT INTO document (sha256, size, first_seen_at) VALUES ('a', 'b', '')")


def test_text_no_database_takes_is_marked_and_the_rest_kept() -> None:
    assert storable("申\x00请\ud800") == "申\ufffd请\ufffd"
    assert storable("𠮷 １,2 /") == "𠮷 １,2 /"
