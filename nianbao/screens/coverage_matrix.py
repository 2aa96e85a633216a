"""`nianbao coverage`: which organ has a report on which year, and why the others have none."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from nianbao.queries.report_queries import CoverageRow
from nianbao.screens.render import organ_labels, plain_table, show_phrases, show_table, show_text, year_spans

MARKS = {  # one sign per state of an expected report: letter, colour, what it says
    "stored": ("S", "green", "stored"),
    "unchanged": ("=", "green", "stored, unchanged since the last crawl"),
    "incomplete": ("I", "yellow", "stored in part"),
    "moved": ("M", "yellow", "moved, or its portal did"),
    "not_published": ("-", "dim", "not published"),
    "not_found": ("?", "yellow", "not found"),
    "blocked": ("B", "red", "the portal refuses crawlers"),
    "robots": ("R", "red", "robots.txt keeps crawlers out"),
    "unreachable": ("U", "red", "the portal does not answer"),
    "failed": ("F", "red", "failed"),
}
_STORED = ("stored", "unchanged")
_NOTHING = "not_published"
_YEAR_WIDTH = 3  # cells: two digits and a blank


def show_matrix(out: Console, rows: Sequence[CoverageRow], names: Mapping[str, str]) -> None:
    """Organs down, years across (their last two digits), a mark each, and what the marks mean.

    Years in which nobody published are named below instead of shown; years that do not fit come in a block below.
    """
    if not rows:
        show_text(out, "no report is expected here: `nianbao crawl REGION` makes the list and works through it")
        return
    labels = organ_labels(((row.region_code, row.organ_name) for row in rows), names)
    organs: dict[str, dict[int, str]] = {}
    for row in rows:
        organs.setdefault(labels[row.region_code, row.organ_name], {})[row.year] = row.state
    told = {row.year for row in rows if row.state != _NOTHING}
    empty = sorted({row.year for row in rows} - told)
    years = sorted(told)
    width = max(map(cell_len, organs))
    fitting = max(1, (out.width - width - 1) // _YEAR_WIDTH)
    for first in range(0, len(years), fitting):
        _show_block(out, organs, years[first : first + fitting])
    used = {state for states in organs.values() for year, state in states.items() if year in told}
    legend = [f"{sign} {meaning}" for state, (sign, _, meaning) in MARKS.items() if state in used]
    if any(year not in states for states in organs.values() for year in told):
        legend.append("blank: no report expected")
    show_phrases(out, legend)
    if empty:
        show_text(out, f"not published by any of them: {year_spans(empty)}")


def _show_block(out: Console, organs: Mapping[str, Mapping[int, str]], years: Sequence[int]) -> None:
    table = plain_table("organ", *(f"{year % 100:02}" for year in years), gap=1)
    for organ, states in organs.items():
        marks = [_mark(states[year]) if year in states else Text("") for year in years]
        if any(year in states for year in years):
            table.add_row(organ, *marks)
    show_table(out, table)


def show_reasons(out: Console, rows: Sequence[CoverageRow], names: Mapping[str, str]) -> None:
    """Why each report that is not stored is not; an organ's years with the same reason share a line."""
    labels = organ_labels(((row.region_code, row.organ_name) for row in rows), names)
    years: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        if row.state not in _STORED:
            organ = labels[row.region_code, row.organ_name]
            years.setdefault((organ, row.state, row.reason or MARKS[row.state][2]), []).append(row.year)
    for (organ, state, reason), missing in years.items():
        sign, style, _ = MARKS[state]
        show_text(out, f"{organ} {year_spans(missing)}: {reason}", lead=f"{sign} ", style=style)


def _mark(state: str) -> Text:
    sign, style, _ = MARKS[state]
    return Text(sign, style=style)
