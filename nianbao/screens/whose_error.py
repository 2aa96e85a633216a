"""Says in words who made the error behind a failing sum, and which cells would explain it."""

from collections.abc import Sequence

from rich.console import Console

from nianbao.screens.render import show_text
from pipelines.checks.whose_error import READING, SOURCE, UNCONFIRMED

_CAUSES = {
    SOURCE: "the source's: two independent looks agree on every figure, they are printed so",
    READING: "the reading's: two looks at the document differ on these figures",
    UNCONFIRMED: "unconfirmed: only one look was possible, the figures are printed so or misread",
}
_MANY = 6  # sets of cells; more are counted
_INDENT = 6


def show_whose_error(out: Console, cause: str, suspects: Sequence[Sequence[str]]) -> None:
    """Two lines below a finding; none for what is no sum."""
    if not cause:
        return
    show_text(out, f"error {_CAUSES[cause]}", indent=_INDENT, hang=2)
    if suspects:
        sets = " | ".join(" with ".join(cells) for cells in suspects[:_MANY])
        more = f" | {len(suspects) - _MANY} more" if len(suspects) > _MANY else ""
        show_text(out, f"explained by another figure in {sets}{more}", indent=_INDENT, hang=2)
