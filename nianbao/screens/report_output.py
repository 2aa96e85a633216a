"""One report that was read, for people and for programs: what `nianbao extract` prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from nianbao.screens.render import STYLES, number, one_line, plain_table, show_phrases, show_table, show_text
from nianbao.screens.whose_error import show_whose_error
from pipelines import templates
from pipelines.records import Finding, Report, Severity, State, Status, Value

_WORST_FIRST = list(Severity)
_STATUS_STYLES = {Status.OK: "green", Status.UNREADABLE: STYLES[Severity.ERROR]}
_WIDE = 140  # characters of a terminal on which table 3 stands with its headers on one line
_MIN_ROOM = 12  # cells for a label, however narrow the terminal
_FEW = 5  # columns that fit beside the labels anywhere
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where a form prints a figure; `heading` is the group of rows it stands in, or ""."""

    heading: str
    row: str
    column: str


def report_json(report: Report) -> dict[str, Any]:
    """The report as `nianbao extract --json` prints it: the keys are a contract."""
    return {
        "title": report.title,
        "organ_name": report.organ_name,
        "organ_kind": report.organ_kind,
        "year": report.year,
        "scope": report.scope,
        "published_on": report.published_on,
        "published_source": report.published_source,
        "media_type": report.media_type,
        "layouts": dict(report.layouts),
        "values": {value.field_code: _value_json(value) for value in report.values},
        "sections": [
            {"number": section.number, "heading": section.heading, "text": section.text} for section in report.sections
        ],
        "findings": [
            {
                "rule": finding.rule,
                "severity": str(finding.severity),
                "message": finding.message,
                "fields": list(finding.fields),
                **({"cause": finding.cause, "suspects": [list(s) for s in finding.suspects]} if finding.cause else {}),
            }
            for finding in report.findings
        ],
        "status": str(report.status),
        "verified": report.is_verified,
        "error": report.error,
    }


def show_report(out: Console, name: str, report: Report) -> None:
    """Head, tables as the form has them, findings, the sections' headings with their lengths."""
    untold = "" if report.year else " (the year is not told)"
    show_text(out, f"{report.title or name}{untold}", style="bold")
    year = str(report.year or "")
    published = f"published {report.published_on}" if report.published_on else ""
    verified = "verified" if report.is_verified else ""
    head = (report.organ_name, report.organ_kind, year, f"scope {report.scope}", published, report.media_type, verified)
    show_phrases(out, [part for part in head if part], gap="  ")
    show_text(out, report.error or "", lead=f"{report.status} ", style=_STATUS_STYLES.get(report.status, "yellow"))
    layouts = dict(report.layouts)
    for table, values in groupby(report.values, key=lambda value: value.table):
        layout = layouts.get(table, "")
        out.print(Text(f"\n{table} {layout}", style="bold"))
        _show_table(out, list(values), layout)
    others = [finding for finding in report.findings if finding.message != report.error]  # that one stands at the head
    for finding in sorted(others, key=lambda finding: _WORST_FIRST.index(finding.severity)):
        _show_finding(out, finding)
    for section in report.sections:
        show_text(out, f"section {section.number} {section.heading}: {len(section.text)} characters")


def _show_table(out: Console, values: Sequence[Value], layout: str) -> None:
    """Rows that share their columns stand under one header, rows of a group under its heading, as on the form."""
    rows: dict[tuple[str, str], dict[str, Value]] = {}
    for value in values:
        place = _form_places().get((value.field_code, layout), FormPlace("", value.field_code, ""))
        rows.setdefault((place.heading, place.row), {})[place.column] = value
    for columns, group in groupby(rows.items(), key=lambda item: tuple(item[1])):
        _show_rows(out, columns, list(group))


def _show_rows(
    out: Console, columns: Sequence[str], rows: Sequence[tuple[tuple[str, str], Mapping[str, Value]]]
) -> None:
    """Rows with the same columns; labels have the room that the figures leave, and go on below where it is small."""
    is_tight = len(columns) > _FEW and out.width < _WIDE
    headers = [_in_pieces(column) if is_tight else column for column in columns]
    gap = 1 if is_tight else 2
    table = plain_table("", *headers, gap=gap)
    for figures in table.columns[1:]:
        figures.justify = "right"
    cells = [[_cell(values[column]) for column in columns] for _, values in rows]
    room = out.width - gap
    for position, header in enumerate(headers):
        room -= gap + max(cell_len(text) for text in (*header.split("\n"), *(row[position].plain for row in cells)))
    last_heading = ""
    for ((heading, label), _), shown in zip(rows, cells, strict=True):
        if heading and heading != last_heading:
            table.add_row(Text(one_line(heading), style="dim"))
        last_heading = heading
        table.add_row(_folded(one_line(label), room, _INDENT if heading else ""), *shown)
    show_table(out, table)


@cache
def _form_places() -> Mapping[tuple[str, str], FormPlace]:
    """(field code, layout) -> its place on the form."""
    return {
        (template.code(row, column), template.layout): FormPlace(block.heading or row.group, row.label, column.label)
        for template in templates.load()
        for block in template.blocks
        for row in block.rows
        for column in block.columns
    }


def _in_pieces(header: str) -> str:
    """`社会公益组织` in pieces of two characters, so that the rows' labels have the room."""
    return "\n".join(header[at : at + 2] for at in range(0, len(header), 2))


def _folded(label: str, room: int, indent: str) -> str:
    """The label in lines of at most `room` cells; what goes on stands two cells deeper."""
    lines = [indent]
    for sign in label:
        if cell_len(lines[-1] + sign) > max(room, _MIN_ROOM):
            lines.append(f"{indent}  ")
        lines[-1] += sign
    return "\n".join(lines)


def _show_finding(out: Console, finding: Finding) -> None:
    lead = f"{finding.severity:5} {finding.rule} "
    show_text(out, finding.message, lead=lead, style=STYLES[finding.severity], hang=6)
    show_whose_error(out, finding.cause, finding.suspects)


def _cell(value: Value) -> Text:
    """The number with its unit and note, or in its place what is printed or the state."""
    if value.state is State.NUMBER:
        words: Iterable[str | None] = (number(value.value), value.unit if _is_money(value) else None)
        note = f"({value.note})" if value.note else None
        return Text(one_line(" ".join(word for word in (*words, note) if word)))
    return Text(one_line(value.raw) or str(value.state), style="dim" if value.state is not State.UNREADABLE else "red")


def _is_money(value: Value) -> bool:
    """True if the unit must be said: counts are told by their label, amounts of money come in three units."""
    return (value.unit or "").endswith("元")


def _value_json(value: Value) -> dict[str, Any]:
    return {
        "value": _json_number(value.value),
        "raw": value.raw,
        "state": str(value.state),
        "unit": value.unit,
        "unit_source": value.unit_source,
        "note": value.note,
        "page": value.page,
        "table": value.table,
        "row": value.row,
        "column": value.column,
        "bbox": None if value.bbox is None else list(value.bbox),
    }


def _json_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
