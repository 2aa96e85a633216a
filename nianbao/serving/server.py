"""Datasette as this program runs it: one database that nobody can change, small answers within seconds."""

from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.serving.metadata import DATABASE, metadata
from pipelines.exceptions import InputError
from pipelines.extras import with_extra

if TYPE_CHECKING:
    from datasette.app import Datasette

MILLISECONDS = 1500  # that a statement may take
_SETTINGS = {
    "sql_time_limit_ms": MILLISECONDS,
    "facet_time_limit_ms": 400,
    "facet_suggest_time_limit_ms": 50,
    "max_returned_rows": 500,
    "default_page_size": 50,
    "allow_download": False,
    "allow_facet": True,
    "suggest_facets": False,
    "num_sql_threads": 3,
}


def application(path: Path) -> "Datasette":
    """Datasette over the copy. Raises InputError where the extra is missing."""
    try:
        from datasette.app import Datasette
        from datasette.plugins import pm
    except ImportError:
        raise InputError(f"Datasette is not installed: {with_extra('serve', 'serve')}") from None
    from nianbao.serving import guard

    # it prints every local variable of a statement that is refused, which takes a second
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(guard):
        pm.register(guard, name="nianbao-guard")
    made = Datasette(immutables=[str(path)], metadata=metadata(path), settings=_SETTINGS)
    # nothing is ever attached, and the pragma that Datasette would ask is refused to all, for it tells the path
    made.databases[DATABASE].attached_databases = _none
    return made


async def _none() -> list[object]:
    return []
