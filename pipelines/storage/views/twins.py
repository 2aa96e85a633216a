"""Chinese twins of the views: the same rows under Chinese names, their words in Chinese."""

from sqlalchemy import Connection, inspect

from pipelines.storage.views.columns import columns, views
from pipelines.templates import words

NAMES = tuple((view.view, view.twin) for view in views() if view.twin)
_KINDS = {
    ("coverage", "state"): "coverage",
    ("finding_current", "origin"): "",
}  # of columns that mean another thing there


def statement(view: str, names: list[str]) -> str:
    """The CREATE VIEW statement of a view's twin; `names` are the view's columns."""
    twin = dict(NAMES)[view]
    shown = ",\n    ".join(f'{_shown(view, name)} AS "{columns()[name].zh}"' for name in names)
    return f'CREATE VIEW "{twin}" AS\nSELECT\n    {shown}\nFROM {view} v'


def create(connection: Connection) -> None:
    """Make every twin; the English views are there."""
    seen = inspect(connection)
    for view, _ in NAMES:
        connection.exec_driver_sql(statement(view, [str(column["name"]) for column in seen.get_columns(view)]))


def _shown(view: str, name: str) -> str:
    kind = _KINDS.get((view, name), columns()[name].kind)
    if not kind:
        return f"v.{name}"
    cases = " ".join(f"WHEN '{word.code}' THEN '{word.zh}'" for word in words.of(kind))
    return f"CASE v.{name} {cases} ELSE v.{name} END"
