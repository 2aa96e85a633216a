"""Grids and text -> values by field code. Each table is found by its own labels, wherever and however it is printed.

`align(blocks)` tries the grids first; a table that no grid holds is looked for in the running text (`stream`).
Every cell of a table that is found ends as a value, and every row that could not be read as a finding.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines import templates
from pipelines.align import applications, disclosure, flat, litigation, running_text, statistics, units
from pipelines.align.cells import Table, lines
from pipelines.align.confidence import settle
from pipelines.align.this_year import compares, of_this_year
from pipelines.align.transposed import read_either_way
from pipelines.language import folding
from pipelines.records import PICTURE, Block, Finding, Grid, Severity, State, Status, TextBlock, Value
from pipelines.templates import Template

_PAGE_NUMBER = re.compile(r"\s*(?:[-—–―]\s*\d{1,3}\s*[-—–―]|第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3})\s*")
_NAMES = {"T2": "表二 主动公开", "T3": "表三 申请", "T4": "表四 复议诉讼"}


@dataclass(frozen=True, slots=True)
class Aligned:
    """The tables of a document as values, with what could not be read and how complete the whole is."""

    layouts: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]
    findings: tuple[Finding, ...]
    status: Status


def align(blocks: Sequence[Block], year: int | None = None) -> Aligned:
    """Read every statutory table of a document's blocks. Pure; never raises for what a document prints.

    `year` is the report's own: a table that sets years side by side is read only where no other holds its cells.
    """
    compared = [block for block in blocks if isinstance(block, Grid) and compares(block)]
    own = [block for block in blocks if not any(block is grid for grid in compared)]
    cut = [grid for each in compared if (grid := of_this_year(each, year)) is not None]
    texts = (block.text for block in blocks if isinstance(block, TextBlock))
    lines_of_text = "\n".join(texts).split("\n")
    text = folding.common("\n".join(line for line in lines_of_text if not _PAGE_NUMBER.fullmatch(line)))
    tables = _tables(own, text)
    if cut:
        beside = zip(tables, _tables(cut, ""), strict=True)
        tables = [other if _is_read(other) and not _is_read(one) else one for one, other in beside]
    for table in tables:
        units.settle(table, own)
    _settle_alike(tables)
    lists = _lists(blocks, text)
    if cut and not any(_is_read(table) for table in lists):
        lists = _lists(cut, "")
    return _whole(tables, lists, [_beside_the_form(grid) for grid in compared])


def _tables(blocks: Sequence[Block], text: str) -> list[Table]:
    """Tables 2, 3 and 4 of the statutory form."""
    rows = list(lines(blocks))
    t2, t3, t4 = templates.of("T2"), templates.of("T3"), templates.of("T4")
    disclosed = disclosure.align(rows, t2)
    if not disclosed.values:
        disclosed = read_either_way(lambda rows: flat.align(rows, t2), rows, blocks)
    requested = read_either_way(lambda rows: applications.align(rows, t3), rows, blocks)
    remedied = read_either_way(lambda rows: litigation.align(rows, t4), rows, blocks)
    return [
        _or_text(disclosed, running_text.align_disclosure(text, t2)),
        _or_text(requested, running_text.align_requests(text, t3)),
        _or_text(remedied, running_text.align_remedies(text, t4)),
    ]


def _lists(blocks: Sequence[Block], text: str) -> list[Table]:
    """The statistics sheets before 2019."""
    rows = list(lines(blocks))
    forms = [form for form in templates.load() if form.kind == "list"]
    return [_or_text(statistics.align(rows, form), statistics.refuse_text(text, form)) for form in forms]


def _is_read(table: Table) -> bool:
    return any(value.state is not State.UNREADABLE for value in table.values.values())


def _settle_alike(tables: Sequence[Table]) -> None:
    """A table that several layouts print alike is of the one in force with the report's first table that tells."""
    two, three, four = tables
    told = [table for table in (three, two, four) if len(table.alike) == 1]
    since = told[0].alike[0].since if told else None
    for table in tables:
        if len(table.alike) > 1:
            in_force = [form for form in table.alike if since is None or form.since <= since]
            table.layout = (in_force or table.alike[:1])[-1].layout


def _beside_the_form(grid: Grid) -> Finding:
    shown = f"{grid.cells[0].text.strip()[:40]!r}, {grid.row_count} rows"
    message = f"a table compares years; all but the report's own was left out: {shown}"
    return Finding(rule="COMPARISON_TABLE", severity=Severity.INFO, message=message)


def _or_text(from_grids: Table, from_text: Table) -> Table:
    """The grids' reading; the text's only where the grids hold nothing of the table."""
    return from_grids if from_grids.values or not (from_text.values or from_text.findings) else from_text


def _whole(tables: Sequence[Table], lists: Sequence[Table], remarks: Sequence[Finding]) -> Aligned:
    values: list[Value] = []
    findings = list(remarks)
    found = [table for table in tables if table.values]
    for table in tables:
        findings += table.findings
        if table.values and table.layout:
            (form,) = (form for form in templates.of(table.name) if form.layout == table.layout)
            codes = list(form.codes())
            place = {code: number for number, code in enumerate(codes)}
            values += sorted(table.values.values(), key=lambda value: place.get(value.field_code, len(place)))
            findings += [*_mixed(table, form), *_gaps(table, codes)]
        elif found and not any(finding.rule == "TEXT_REFUSED" for finding in table.findings):
            message = f"{_NAMES[table.name]}: the document holds no such table that can be read"
            findings.append(Finding(rule="TABLE_MISSING", severity=Severity.WARN, message=message))
    for table in lists:  # a report holds one or none: their absence is no finding
        findings += table.findings
        values += table.values.values()
    found += [table for table in lists if table.values]
    layouts = tuple((table.name, table.layout) for table in found if table.layout)
    values, doubts = settle(values, frozenset(layouts))
    findings += doubts
    findings += [*_unexplained(values, findings), *_all_blank(values)]
    is_whole = all(value.state not in (State.UNREADABLE, State.TEXT) for value in values) and all(
        finding.severity is Severity.INFO for finding in findings
    )
    status = Status.TABLES_MISSING if not found else Status.OK if is_whole else Status.PARTIAL
    return Aligned(layouts, tuple(values), tuple(findings), status)


def _all_blank(values: Sequence[Value]) -> list[Finding]:
    """A finding for tables without any figure: forms nobody filled in, or figures nobody saw."""
    if not values or any(value.state is not State.BLANK for value in values):
        return []
    message = f"all {len(values)} cells are blank: an empty form, or figures that are not there as text"
    return [Finding(rule="ALL_BLANK", severity=Severity.WARN, message=message)]


def _unexplained(values: Sequence[Value], findings: Sequence[Finding]) -> list[Finding]:
    """A finding for unreadable cells that no warning or error speaks of yet."""
    told = (finding for finding in findings if finding.severity is not Severity.INFO)
    explained = {code for finding in told for code in finding.fields}
    lost = [value for value in values if value.state is State.UNREADABLE and value.field_code not in explained]
    codes = [value.field_code for value in lost]
    shown = dict.fromkeys(" ".join(value.raw.replace(PICTURE, "a picture").split())[:20] for value in lost)
    reasons = "; ".join(list(dict.fromkeys(value.doubt for value in lost if value.doubt))[:3])
    message = f"{len(codes)} cells are printed and cannot be read for certain: {', '.join(list(shown)[:3])}"
    message += f" ({reasons})" if reasons else ""
    return (
        [Finding(rule="CELL_UNREADABLE", severity=Severity.ERROR, message=message, fields=tuple(codes))]
        if codes
        else []
    )


def _mixed(table: Table, form: Template) -> list[Finding]:
    """A warning when rows of another layout are printed beside the form's own."""
    homes = {
        code: other.layout for other in reversed(templates.of(table.name)) for code in other.codes(with_local=True)
    }
    own = frozenset(form.codes(with_local=True))
    foreign = [code for code in table.values if code in homes and code not in own]
    if not foreign:
        return []
    shown = ", ".join(sorted({form.layout, *(homes[code] for code in foreign)}))
    message = f"table {table.name[1:]} has headers of several layouts: {shown}"
    return [Finding(rule="MIXED_LAYOUT", severity=Severity.WARN, message=message)]


def _gaps(table: Table, codes: Sequence[str]) -> list[Finding]:
    missing = [code for code in codes if code not in table.values]
    if not missing:
        return []
    rows = list(dict.fromkeys(code.split("__")[0] for code in missing))
    message = f"{_NAMES[table.name]}: {len(missing)} of {len(codes)} cells are not in the document: {', '.join(rows)}"
    return [Finding(rule="ROWS_MISSING", severity=Severity.ERROR, message=message, fields=tuple(missing))]
