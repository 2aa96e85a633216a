"""What the commands print: tables for people, in colour and as wide as need be on a terminal, plain elsewhere."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nianbao.queries.report_queries import CoverageRow, FindingRow, PlaceRow, PortalRow, ReportRow, ValueRow

MARKS = {  # one sign per state of an expected report: letter, colour
    "stored": ("S", "green"),
    "unchanged": ("=", "green"),
    "incomplete": ("I", "yellow"),
    "moved": ("M", "yellow"),
    "not_published": ("-", "dim"),
    "not_found": ("?", "yellow"),
    "blocked": ("B", "red"),
    "robots": ("R", "red"),
    "unreachable": ("U", "red"),
    "failed": ("F", "red"),
}
DEMO_FIELDS = (
    "t3_new_received__total",
    "t2_license_decisions",
    "t2_license_items_change",
    "t2_procure_amount",
    "t4_suit_direct_total",
    "t4_suit_direct_other",
)
STYLES = {"error": "bold red", "warn": "yellow", "info": "cyan"}  # by severity of a finding
_STORED = ("stored", "unchanged")


def console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is: no markup, no emoji, nothing cut off when it is not a terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr,
        width=None if stream.isatty() else 240,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=True,
    )


def plain_table(*headers: str) -> Table:
    """A table without rules, which also reads well in a mail or a log."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def one_line(text: object) -> str:
    """Text from outside on one line, without the control characters that could steer a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())


def number(value: Decimal | float | int | str | None) -> str:
    """13964 -> `13,964`; 3.580 -> `3.58`; None -> ``."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    return f"{int(exact):,}" if exact == exact.to_integral_value() else f"{exact.normalize():,f}"


def show_lines(parts: Mapping[str, Sequence[str]]) -> None:
    """Lines under their titles; a part without lines is passed over."""
    out = console()
    for title, lines in parts.items():
        if lines and title:
            out.print(title)
        for line in lines:
            indent = line[: len(line) - len(line.lstrip())]
            out.print(indent + one_line(line))


def show_portals(out: Console, portals: Iterable[PortalRow]) -> None:
    """The portals that are not `ok`, and why."""
    for portal in portals:
        if portal.outcome != "ok":
            out.print(
                Text(portal.outcome or "unfinished", style="yellow"), one_line(f"{portal.portal_url}  {portal.reason}")
            )


def show_matrix(out: Console, rows: Sequence[CoverageRow], names: Mapping[str, str]) -> None:
    """Organs down, years across (their last two digits), a mark each, and what the marks mean."""
    if not rows:
        out.print("no report is expected here: `nianbao crawl REGION` makes the list and works through it")
        return
    years = sorted({row.year for row in rows})
    organs: dict[tuple[str, str], dict[int, str]] = {}
    for row in rows:
        organs.setdefault((row.region_code, row.organ_name), {})[row.year] = row.state
    table = plain_table("region", "organ", *(f"{year % 100:02}" for year in years))
    for (code, organ), states in organs.items():
        marks = [_mark(states[year]) if year in states else Text("") for year in years]
        table.add_row(one_line(names.get(code) or code), one_line(organ), *marks)
    out.print(table)
    used = {row.state for row in rows}
    out.print("   ".join(f"{mark} {state}" for state, (mark, _) in MARKS.items() if state in used))


def show_reasons(out: Console, rows: Sequence[CoverageRow], names: Mapping[str, str]) -> None:
    """Why each report that is not stored is not; years in a row with the same reason share a line."""
    missing = [row for row in rows if row.state not in _STORED]
    for (code, organ, state, reason, _), group in groupby(
        enumerate(missing),  # along years in a row, year minus position stays the same
        key=lambda item: (
            item[1].region_code,
            item[1].organ_name,
            item[1].state,
            item[1].reason,
            item[1].year - item[0],
        ),
    ):
        years = [row.year for _, row in group]
        span = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
        out.print(_mark(state), one_line(f"{names.get(code) or code} {organ} {span}: {reason or state}"))


def show_trail(out: Console, portals: Sequence[PortalRow], names: Mapping[str, str]) -> None:
    """How the crawl got from a portal's front page to the column of annual reports."""
    for portal in portals:
        name = names.get(portal.region_code, "")
        out.print(Text(one_line(f"{portal.region_code} {name}  {portal.portal_url}"), style="bold"))
        out.print(one_line(f"outcome {portal.outcome or 'unfinished'}  {portal.reason or ''}"))
        out.print(one_line(f"family  {portal.family or 'none recognised'}"))
        out.print(one_line(f"column  {portal.column_url or 'not found'}  stated {portal.stated}, seen {portal.seen}"))
        for position, step in enumerate(portal.trail, 1):
            score = "" if step.get("score") is None else f" [{step['score']}]"
            out.print(one_line(f"  {position}. {step.get('title') or '(no title)'}{score}  {step.get('url', '')}"))
            if step.get("reason"):
                out.print(one_line(f"     {step['reason']}"))


def show_place(out: Console, place: PlaceRow, archived: Path, findings: Sequence[FindingRow]) -> None:
    """One number, back to its place on the page it was printed on."""
    unit = f"{place.unit} (stated by: {place.unit_source})" if place.unit else "none stated"
    lines = {
        "report": f"{place.organ_name} {place.year}, version {place.version}: {place.title}",
        "field": place.field_code,
        "printed": repr(place.raw),
        "state": place.state,
        "value": number(place.value) or "none",
        "unit": unit,
        "note": place.note or "",
        "cell": ", ".join(f"{key} {value}" for key, value in place.position().items() if value not in (None, "")),
        "source": place.source_url,
        "document": place.document_sha256,
        "archive": str(archived),
        "fetched": place.fetched_at or "",
    }
    for label, text in lines.items():
        if text:
            out.print(Text(f"{label:9}", style="bold"), one_line(text))
    show_findings(out, findings)


def show_findings(out: Console, findings: Iterable[FindingRow]) -> None:
    for finding in findings:
        head = Text(f"{finding.severity:5} {finding.rule}", style=STYLES.get(finding.severity, ""))
        out.print(head, one_line(finding.message))


def show_demo(
    out: Console,
    reports: Sequence[ReportRow],
    values: Mapping[int, Mapping[str, ValueRow]],
    errors: Sequence[FindingRow],
) -> None:
    """A few figures of each report, and the sums that do not hold as printed."""
    figures = ("new applications", "licence decisions", "change in licence items", "procurement", "direct suits")
    table = plain_table("organ", "year", *figures)
    for report in reports:
        row = values.get(report.report_id, {})
        table.add_row(
            one_line(report.organ_name or report.region_name),
            str(report.year or ""),
            _amount(row.get("t3_new_received__total")),
            _amount(row.get("t2_license_decisions")),
            _amount(row.get("t2_license_items_change")),
            _amount(row.get("t2_procure_amount"), with_unit=True),
            _suits(row.get("t4_suit_direct_total"), row.get("t4_suit_direct_other")),
        )
    out.print(table)
    if errors:
        titles = {report.report_id: f"{report.organ_name} {report.year}" for report in reports}
        out.print("\nSums that do not hold as printed (both numbers are kept, nothing is corrected):")
        for finding in errors:
            head = Text(f"{titles.get(finding.report_id, '')} {finding.rule}", style=STYLES["error"])
            out.print(head, one_line(finding.message))


def show_hints(out: Console, database_url: str) -> None:
    """Two queries to go on with."""
    out.print(f"\nThe database: {database_url}\nTwo queries to try there:")
    out.print("  SELECT region_name, year, title, status FROM report_current ORDER BY region_code, year;")
    out.print("  SELECT region_code, organ_name, year, state, reason FROM coverage WHERE state <> 'stored';")


def _mark(state: str) -> Text:
    sign, style = MARKS.get(state, ("*", "red"))
    return Text(sign, style=style)


def _amount(value: ValueRow | None, *, with_unit: bool = False) -> str:
    """The number, or what is printed in its place; nothing when the form has no such cell."""
    if value is None:
        return ""
    shown = number(value.value) if value.state == "number" else one_line(value.raw) or value.state
    return f"{shown} {value.unit or '(no unit stated)'}" if with_unit and value.state == "number" else shown


def _suits(total: ValueRow | None, other: ValueRow | None) -> str:
    text = _amount(total)
    if other is None or not other.note:
        return text
    return one_line(f"{text}, of which {_amount(other)} other result ({other.note})")
