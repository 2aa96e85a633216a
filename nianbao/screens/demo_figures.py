"""`nianbao demo`: a few figures of each report, the sums that do not hold, and what to try next."""

import shlex
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from nianbao.program import program
from nianbao.queries.report_queries import FindingRow, ReportRow, ValueRow
from nianbao.screens.render import STYLES, number, one_line, plain_table, show_text, table_lines

_COLUMNS = {  # header -> field
    "new\napplications": "t3_new_received__total",
    "licence\ndecisions": "t2_license_decisions",
    "change in\nlicence items": "t2_license_items_change",
    "government\nprocurement": "t2_procure_amount",
    "direct\nsuits": "t4_suit_direct_total",
}
_NOTED = "t4_suit_direct_other"  # what its note says stands below the table
_MONEY = "t2_procure_amount"
FIELDS = (*_COLUMNS.values(), _NOTED)
_QUERIES = (
    "SELECT organ_name, year, new_received, granted, round(100.0 * granted / total_processed) AS percent_granted"
    " FROM panel WHERE total_processed > 0 ORDER BY percent_granted DESC LIMIT 5",
    "SELECT organ_name, year, rule, message FROM finding_current WHERE severity = 'error' ORDER BY organ_name, year",
    "SELECT organ_name, state, count(*) AS years, min(year), max(year) FROM coverage GROUP BY organ_name, state",
)


def show_figures(out: Console, reports: Sequence[ReportRow], values: Mapping[int, Mapping[str, ValueRow]]) -> None:
    """A line per report under its organ; a number with a note has a star, and the note below."""
    table = plain_table("\nyear", *_COLUMNS)
    for column in table.columns[1:]:
        column.justify = "right"
    notes = []
    for report in reports:
        figures = values.get(report.report_id, {})
        cells = [_amount(figures.get(field)) for field in _COLUMNS.values()]
        noted = figures.get(_NOTED)
        if noted and noted.note:
            cells[-1] += "*"
            notes.append(
                f"{report.organ_name} {report.year}: {_amount(noted)} of the direct suits ended otherwise, {noted.note}"
            )
        table.add_row(str(report.year or ""), *cells)
    lines = table_lines(out, table)
    header, rows = lines[: -len(reports)], iter(lines[-len(reports) :])
    for line in header:
        out.print(Text("  ") + line)
    for (_, organ), group in groupby(reports, key=lambda report: (report.region_code, report.organ_name)):
        out.print(Text(one_line(organ), style="bold"))
        for _ in group:
            out.print(Text("  ") + next(rows))
    for note in notes:
        show_text(out, note, lead="* ")


def show_failed_sums(
    out: Console, reports: Sequence[ReportRow], errors: Sequence[FindingRow], sums: Collection[str]
) -> None:
    """The findings of rules in `sums` under their title, in the order of the reports; other errors under another."""
    place = {report.report_id: position for position, report in enumerate(reports)}
    ordered = sorted(errors, key=lambda finding: place[finding.report_id])
    failed = [finding for finding in ordered if finding.rule in sums]
    others = [finding for finding in ordered if finding.rule not in sums]
    _show_errors(out, "Sums that do not hold as printed (both numbers are kept, nothing is corrected)", reports, failed)
    _show_errors(out, "Other errors", reports, others)


def _show_errors(out: Console, title: str, reports: Sequence[ReportRow], errors: Sequence[FindingRow]) -> None:
    if not errors:
        return
    names = {report.report_id: f"{report.organ_name} {report.year}" for report in reports}
    out.print(f"\n{title}:")
    for finding in errors:
        lead = f"{names[finding.report_id]} {finding.rule} "
        show_text(out, finding.message, lead=lead, style=STYLES["error"])


def queries(database: Path) -> list[str]:
    """Lines for a shell, each with an answer worth seeing."""
    return [f'sqlite3 {shlex.quote(str(database))} "{query}"' for query in _QUERIES]


def show_next_steps(out: Console, folder: Path, database: Path) -> None:
    """What to paste into a shell, where the demo lies, how to be rid of it."""
    shown = shlex.quote(str(folder))
    out.print("\nAsk the database; each line can be pasted into a shell:")
    for query in queries(database):
        out.print(query)
    out.print("\nLead one number back to the cell it is printed in:")
    out.print(f"{program()} explain 370406 2020 t2_procure_amount --data {shown}")
    out.print("\nMake pages of it, to be opened in a browser:")
    out.print(f"{program()} site {shown}/site --data {shown}")
    out.print(f"\nThe demo lies in {folder}; this removes it:\nrm -r {shown}")


def _amount(value: ValueRow | None) -> str:
    """The number with the unit of money, or what is printed in its place; nothing when the form has no such cell."""
    if value is None:
        return ""
    if value.state != "number":
        return one_line(value.raw) or value.state
    unit = value.unit or "" if value.field_code == _MONEY else ""  # counts are told by their header
    return one_line(f"{number(value.value)} {unit}").strip()
