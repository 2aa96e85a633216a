"""What a column can hold: exact numbers, text a database takes, words of a closed list."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Dialect, Numeric
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

OUTCOMES = ("ok", "partial", "blocked", "robots", "unreachable", "not_found", "moved")  # of a portal, best first
PENDING = "pending"  # expected and not yet settled; the view `coverage` shows it as an interrupted failure
TARGET_STATES = (
    "stored",
    "unchanged",
    "not_published",
    "not_found",
    "blocked",
    "robots",
    "unreachable",
    "failed",
    "moved",
    "incomplete",
)
ORIGINS = ("report", "series")  # of a finding: from one report alone, or from two years side by side

MAX_INTEGER = 2**63 - 1  # SQLite's INTEGER


def is_exact(number: Decimal) -> bool:
    """True if `Number` gives this number back exactly on both engines."""
    if not number.is_finite():
        return False
    if number == number.to_integral_value():
        return abs(number) <= MAX_INTEGER
    return Decimal(repr(float(number))) == number


def storable(value: str) -> str:
    """The text without what a database refuses: NUL and lone surrogates become U+FFFD."""
    if value.isascii() and "\x00" not in value:
        return value  # most are, and a report has a thousand
    return value.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Any(UserDefinedType[Any]):
    """SQLite's ANY, which in a STRICT table keeps INTEGER as INTEGER and REAL as REAL."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "ANY"


class Number(TypeDecorator[Decimal]):
    """An exact printed number: INTEGER when integral else REAL on SQLite, NUMERIC on PostgreSQL.

    A REAL is read back through its shortest decimal text, so that `24252.311082` stays `24252.311082`.
    Raises ValueError for a number that would not come back as it went in.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(_Any() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not is_exact(value):
            raise ValueError(f"{value} cannot be stored exactly")
        if value == value.to_integral_value():
            return int(value)
        return float(value) if dialect.name == "sqlite" else value.normalize()

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        return Decimal(repr(value))


def one_of(column: str, allowed: Iterable[str]) -> CheckConstraint:
    words = ", ".join(f"'{word}'" for word in allowed)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")
