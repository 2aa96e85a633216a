"""Cells that another reading of the same document changes are kept as they were, with the time they were replaced."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pipelines.storage.column_types import storable
from pipelines.storage.models import Value, ValueHistory

_KEPT = ("raw", "state", "value", "unit", "note")  # what a reader of the figures sees; the place on the page is not


def keep_replaced(session: Session, report_id: int, rows: Sequence[Mapping[str, Any]], *, at: str) -> None:
    """Add a row for every cell of the report that `rows`, the values about to be written, change, add or take away.

    A report that holds no value yet has no history: what is written is its first reading.
    """
    query = select(Value.field_code, *(getattr(Value, name) for name in _KEPT)).where(Value.report_id == report_id)
    stored = {row.field_code: {name: getattr(row, name) for name in _KEPT} for row in session.execute(query)}
    if not stored:
        return
    new = {row["field_code"]: {name: _storable(row[name]) for name in _KEPT} for row in rows}
    history = list(_replaced(stored, new))
    if history:
        session.execute(insert(ValueHistory), [{"report_id": report_id, "replaced_at": at, **row} for row in history])


def _replaced(
    stored: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    for code in sorted(stored.keys() | new.keys()):
        if stored.get(code) != new.get(code):
            yield {"field_code": code, **(stored.get(code) or dict.fromkeys(_KEPT))}


def _storable(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value
