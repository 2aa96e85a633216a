"""A report's figures laid out as the statutory form that was in force: rows and columns of the layout's YAML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from nianbao.site.reports import Report
from pipelines import templates
from pipelines.templates import Label, Template, words

STATUTORY = ("T2", "T3", "T4")
_ORGANISATIONS = "org_"  # keys of the columns that stand together under 法人或其他组织


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the form that names a row, a column or a group of them."""

    zh: str
    en: str
    across: int = 1  # columns
    down: int = 1  # rows
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what names it, then the field codes of its cells. Without codes it is a heading of columns."""

    heads: tuple[Head, ...]
    codes: tuple[str, ...] = ()
    is_total: bool = False
    unused: int = 0  # columns that the row leaves to blocks with more of them


@dataclass(frozen=True, slots=True)
class Form:
    """One table as it is printed."""

    table: str  # T2 | T3 | T4 | N14 | LSH
    layout: str
    since: int
    lines: tuple[Line, ...]
    is_found: bool  # False: the form of the year, of which the report shows nothing

    def codes(self) -> Iterator[str]:
        """The fields of the form."""
        for line in self.lines:
            yield from line.codes


def forms(report: Report) -> list[Form]:
    """The statutory tables in the layouts that the report prints, else in those in force; then statistics sheets."""
    layouts = dict(report.shown.layouts)
    found = []
    for table in (*STATUTORY, "N14", "LSH"):
        template = next((one for one in templates.of(table) if one.layout == layouts.get(table)), None)
        is_found = template is not None
        if template is None and table in STATUTORY and report.year is not None:
            template = templates.in_force(table, report.year)
        if template is not None:
            found.append(_form(template, report, is_found))
    return found


def _form(template: Template, report: Report, is_found: bool) -> Form:
    local = (template.code(row, block.columns[0]) for block in template.blocks for row in block.rows if row.is_local)
    lines = _lines(template.table, template.layout, any(code in report.values for code in local))
    return Form(template.table, template.layout, template.since, lines, is_found)


@cache
def _lines(table: str, layout: str, with_local: bool) -> tuple[Line, ...]:
    """The form's rows; on request with those that some provinces added."""
    template = next(one for one in templates.of(table) if one.layout == layout)
    if template.kind == "blocks":
        return tuple(_blocks(template, with_local))
    return tuple({"matrix": _matrix, "row": _row, "list": _list}[template.kind](template))


def _blocks(template: Template, with_local: bool) -> Iterator[Line]:
    width = max(len(block.columns) for block in template.blocks)
    for block in template.blocks:
        yield Line((Head(block.heading, "", across=width + 1, is_group=True),))
        first = block.rows[0]
        columns = [_column(template, first, column, "measure") for column in block.columns]
        unused = width - len(columns)
        yield Line((Head("信息内容", "item"), *columns), unused=unused)
        for row in block.rows:
            codes = tuple(template.code(row, column) for column in block.columns)
            if with_local or not row.is_local:
                yield Line((_row_head(template, row, "item"),), codes, unused=unused)


def _matrix(template: Template) -> Iterator[Line]:
    columns, rows = template.columns, template.rows
    inner = [column for column in columns if column.key.startswith(_ORGANISATIONS)]
    corner = Head("办理情况", "outcome", across=2, down=3)
    yield Line((corner, Head("申请人情况", "applicants", across=len(columns), is_group=True)))
    heads = [_column(template, rows[0], column, "applicant") for column in columns]
    split = next((place for place, column in enumerate(columns) if column in inner), len(columns))
    after = split + len(inner)
    group = Head("法人或其他组织", "legal persons and other organisations", across=len(inner), is_group=True)
    yield Line((*(_tall(one) for one in heads[:split]), *([group] if inner else []), *map(_tall, heads[after:])))
    yield Line(tuple(heads[split:after]))
    seen: set[str] = set()
    for row in rows:
        head = _row_head(template, row, "outcome", across=1 if row.group else 2)
        heads_of_row: tuple[Head, ...] = (head,)
        if row.group and row.group not in seen:
            seen.add(row.group)
            down = sum(one.group == row.group for one in rows)
            heads_of_row = (Head(row.group, _group_in_english(template, row), down=down, is_group=True), head)
        yield Line(heads_of_row, tuple(template.code(row, column) for column in columns), bool(row.sums_from))


def _row(template: Template) -> Iterator[Line]:
    columns, rows = template.columns, template.rows
    width = len(columns)
    top = [row.group or row.label for row in rows]
    heads = []
    for name in dict.fromkeys(top):
        own = [row for row in rows if (row.group or row.label) == name]
        english = "administrative litigation" if own[0].group else _word("route", template, own[0], columns[0])
        across, down = width * len(own), 1 if own[0].group else 2
        heads.append(Head(name, english, across=across, down=down, is_group=True))
    yield Line(tuple(heads))
    grouped = [row for row in rows if row.group]
    routes = [(row, _word("route", template, row, columns[0])) for row in grouped]
    yield Line(tuple(Head(row.label, english, across=width, is_group=True) for row, english in routes))
    yield Line(tuple(_column(template, row, column, "result") for row in rows for column in columns))
    yield Line((), tuple(template.code(row, column) for row in rows for column in columns))


def _list(template: Template) -> Iterator[Line]:
    group = ""
    for row in template.rows:
        codes = tuple(template.code(row, column) for column in template.columns)
        if row.group and row.group != group:
            yield Line((Head(row.group, "", across=2, is_group=True),))
        group = row.group
        yield Line((Head(row.label, templates.codebook()[codes[0], template.layout].label_en),), codes)


def _tall(head: Head) -> Head:
    return Head(head.zh, head.en, down=2)


def _column(template: Template, row: Label, column: Label, kind: str) -> Head:
    return Head(column.label, _word(kind, template, row, column))


def _row_head(template: Template, row: Label, kind: str, across: int = 1) -> Head:
    english = _word(kind, template, row, template.columns[0])
    return Head(row.label, english.partition(": ")[2] or english if row.group else english, across=across)


def _group_in_english(template: Template, row: Label) -> str:
    return _word("outcome", template, row, template.columns[0]).partition(": ")[0]


def _word(kind: str, template: Template, row: Label, column: Label) -> str:
    block = next(block for block in template.blocks if row in block.rows)
    column = column if column in block.columns else block.columns[0]
    entry = templates.codebook()[template.code(row, column), template.layout]
    key = entry.row_key if kind in ("outcome", "item", "route") else entry.column_key
    return _english(kind).get(key, "")


def _english(kind: str) -> Mapping[str, str]:
    return {word.code: word.en for word in words.of(kind)}
