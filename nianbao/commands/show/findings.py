"""`nianbao findings`: what the id of a finding means."""

from typing import Annotated

import typer

from nianbao.screens.render import console, show_text
from pipelines.checks.findings import registry
from pipelines.exceptions import InputError


def findings(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Ids as `extract` prints them; all where none is given."),
    ] = None,
) -> None:
    """Say what a finding means and what to do about it."""
    known = registry()
    wanted = [name.upper() for name in ids or known]
    if unknown := [name for name in wanted if name not in known]:
        raise InputError(f"{', '.join(unknown)}: no such finding; `nianbao findings` lists them all")
    out = console()
    for rule in map(known.__getitem__, wanted):
        show_text(out, f"{rule.id} ({' or '.join(rule.severities)})", style="bold")
        show_text(out, f"{rule.meaning} {rule.meaning_zh}", indent=2)
        show_text(out, rule.advice, lead="do: ", indent=2)
