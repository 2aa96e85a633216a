"""The tables of a release: where each comes from, what its columns hold, which of them are its key."""

from dataclasses import dataclass, field
from functools import cache

from pipelines.templates import figures

INTEGER, REAL, TEXT = "INTEGER", "REAL", "TEXT"
_DAYS = ("days_late", "days_after_31_january", "days_after_31_march")
_NUMBERS = ("year", "since_2021", "scope_count", "version", "verified", "error_count", "number", "ordinal")
_INTEGERS = frozenset((*_DAYS, *_NUMBERS, "valid_from", "valid_to"))
_REALS = frozenset(("value", "value_yuan", "old_value", "new_value"))
NEVER_NULL = frozenset({"raw"})  # "" is an answer there: the cell is empty


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the release, made from one view or table of the database."""

    name: str
    source: str
    key: tuple[str, ...]  # () where rows have none
    of_reports: bool = True  # one that has report_id, and is asked for some reports at a time
    without: frozenset[str] = field(default=frozenset())  # columns that stay inside

    def columns(self, names: list[str]) -> tuple[str, ...]:
        """The columns of the release, of those the source has."""
        return tuple(name for name in names if name not in self.without)


_INSIDE = frozenset({"error", "tls"})
TABLES = (
    Table("report", "report_current", ("report_id",), without=_INSIDE),
    Table("organ_year", "organ_year", ("organ_id", "year")),
    Table("panel", "panel", ("report_id",)),
    Table("applications", "applications", ("report_id", "outcome", "applicant")),
    Table("disclosure", "disclosure", ("report_id", "item", "measure")),
    Table("litigation", "litigation", ("report_id", "route", "result")),
    Table("value", "value_current", ("report_id", "field_code")),
    Table("finding", "finding_current", ()),
    Table("section", "section", ("report_id", "number"), without=frozenset({"masked_text"})),  # `text` is masked here
    Table("coverage", "coverage", ("organ_id", "year"), of_reports=False),
    Table("change", "change", (), of_reports=False),
    Table("field", "field", ("code", "layout"), of_reports=False),
    Table("region", "place", ("region_code",), of_reports=False),
    Table("description", "description", ("view_name", "column_name"), of_reports=False),
)


@cache
def kind(column: str) -> str:
    """INTEGER, REAL or TEXT: what a column of that name holds in every table."""
    if column in _INTEGERS or column.endswith("_is_imputed"):
        return INTEGER
    return REAL if column in _REALS or column in _figures() else TEXT


@cache
def _figures() -> frozenset[str]:
    names = {figure.name + "_yuan" * figure.is_money for figure in figures.load()}
    printed = {f"{figure.name}_printed" for figure in figures.load() if figure.is_money}
    return frozenset(names | {f"{name}_or_zero" for name in names} | printed)
