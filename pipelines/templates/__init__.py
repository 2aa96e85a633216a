"""The statutory tables as data: one YAML per table layout, the codebook of field codes, the rules.

A file `*.yml` here with a `table` key describes a table in one layout, or in several that differ in some rows or
columns, and is in use by lying here. `load()` gives them all, one template a layout, checked: labels are not empty,
field codes stand in `codebook.csv`, no two rows of a group share a label.
"""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from pipelines.language.folding import bare, fold

HERE = Path(__file__).parent
KINDS = ("blocks", "matrix", "row", "list")  # list: one indicator a row, one figure each


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the codebook: what a field code means in one layout of its table."""

    code: str
    layout: str  # F2019 | F2021 | N14 | LSH
    table_name: str  # T2 | T3 | T4 | N14 | LSH
    row_key: str
    column_key: str
    years: str  # of the reports that print it: `2019-2020`, `2021-`
    label_zh: str
    label_en: str
    row_path: str
    column_label: str
    unit: str  # "" where the form states none
    value_type: str  # count | signed_count | money
    evidence: str
    maps_to: str
    comparability: str


@dataclass(frozen=True, slots=True)
class Label:
    """A row or column of a template, with every wording that means it (folded, without ordinal and asides)."""

    key: str
    label: str
    group: str = ""
    is_local: bool = False  # printed by some provinces only; its absence is no finding
    sums_from: str = ""  # key of the first of the rows or columns before it that add up to it
    is_of_which: bool = False  # 其中: counted by a row or column before it, so no part of a sum
    names: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """Columns and rows that stand together under one heading."""

    heading: str
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]


@dataclass(frozen=True)
class Template:
    """One table in one layout."""

    table: str  # T2 | T3 | T4 | N14 | LSH
    layout: str  # F2019 | F2021 | N14 | LSH
    since: int  # the first report year it is in force; 0 where nobody prescribed it
    kind: str
    blocks: tuple[Block, ...]
    titles: tuple[str, ...]  # the heading above the table; … stands for some characters, the numeral for any
    column_groups: frozenset[str]
    field_code: str  # pattern with {row} and {column}

    def code(self, row: Label, column: Label) -> str:
        """The field code of a cell."""
        return self.field_code.format(row=row.key, column=column.key)

    @property
    def rows(self) -> tuple[Label, ...]:
        return tuple(row for block in self.blocks for row in block.rows)

    @property
    def columns(self) -> tuple[Label, ...]:
        """Columns of the first block; the only ones where there is one block."""
        return self.blocks[0].columns

    def codes(self, *, with_local: bool = False) -> tuple[str, ...]:
        """Field codes a complete table holds, in the form's order; on request those of local rows, too."""
        return self._all_codes if with_local else self._own_codes

    @cached_property
    def _all_codes(self) -> tuple[str, ...]:
        return tuple(self._codes_of(lambda row: True))

    @cached_property
    def _own_codes(self) -> tuple[str, ...]:
        return tuple(self._codes_of(lambda row: not row.is_local))

    def _codes_of(self, is_wanted: Callable[[Label], bool]) -> Iterator[str]:
        for block in self.blocks:
            for row in filter(is_wanted, block.rows):
                yield from (self.code(row, column) for column in block.columns)


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows or columns of a form that add up to another one."""

    parts: tuple[Label, ...]
    whole: Label


def sums(labels: Sequence[Label]) -> Iterator[Sum]:
    """The sums that rows or columns state of themselves (`sums_from`)."""
    for place, whole in enumerate(labels):
        if whole.sums_from:
            first = next(start for start, label in enumerate(labels) if label.key == whole.sums_from)
            yield Sum(tuple(part for part in labels[first:place] if not part.is_of_which), whole)


@cache
def codebook() -> Mapping[tuple[str, str], Field]:
    """(code, layout) -> its row; a code may mean slightly different things in two layouts.

    A code that has no row for a layout means there what it meant in the layout before.
    """
    book = dict(_printed_codebook())
    for template in load():
        older = [other.layout for other in of(template.table) if other.since <= template.since]
        for code in template.codes(with_local=True):
            rows = [book[code, layout] for layout in older if (code, layout) in book]
            meant = replace(rows[-1], layout=template.layout, years=f"{template.since}-")
            book.setdefault((code, template.layout), meant)
    return book


@cache
def money_codes() -> frozenset[str]:
    """The codes that are money in every layout."""
    others = {code for (code, _), entry in codebook().items() if entry.value_type != "money"}
    return frozenset(code for code, _ in codebook()) - others


def layout_of(code: str, told: str | None) -> str | None:
    """The layout whose codebook row a cell refers to: its table's, or the newest that has such a cell; None for none.

    A sheet that mixes layouts is of the one that most of its rows speak for.
    """
    if told is not None and (code, told) in codebook():
        return told
    return _newest_layouts().get(code)


@cache
def _newest_layouts() -> Mapping[str, str]:
    return dict(sorted(codebook()))


@cache
def load() -> tuple[Template, ...]:
    """Every template of this folder, by table, the oldest layout first. ValueError names the file that is faulty."""
    found = [template for path in sorted(HERE.glob("*.yml")) for template in _templates(path)]
    return tuple(sorted(found, key=lambda template: (template.table, template.since)))


def of(table: str) -> tuple[Template, ...]:
    """The templates of one table, oldest layout first."""
    return tuple(template for template in load() if template.table == table)


def in_force(table: str, year: int) -> Template | None:
    """The layout prescribed for a table in reports on a year; None where none was."""
    return next((template for template in reversed(of(table)) if 0 < template.since <= year), None)


def printed(layouts: Sequence[Template], codes: Collection[str]) -> tuple[Template, ...]:
    """The layouts of a table whose own rows and columns are printed, the oldest first; several when nothing tells.

    `codes` are the fields that were found. Each that not all layouts have speaks for those that have it and against
    the others; of equals, the one that lacks fewer is printed.
    """
    held = [frozenset(template.codes(with_local=True)) for template in layouts]
    told = frozenset(codes) - frozenset.intersection(*held)
    lacking = [len(frozenset(template.codes()).difference(codes)) for template in layouts]
    scores = [(len(told & has) - len(told - has), -lacks) for has, lacks in zip(held, lacking, strict=True)]
    return tuple(template for template, score in zip(layouts, scores, strict=True) if score == max(scores))


@cache
def _printed_codebook() -> Mapping[tuple[str, str], Field]:
    with (HERE / "codebook.csv").open(encoding="utf-8", newline="") as file:
        rows = [Field(**row) for row in csv.DictReader(file)]
    return {(row.code, row.layout): row for row in rows}


def _templates(path: Path) -> list[Template]:
    """The layouts a file describes; none when it is no template."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "table" not in data:
        return []
    try:
        layouts = data["layouts"] if "layouts" in data else {data["layout"]: data["since"]}
        found = [_template(data, layout, since) for layout, since in layouts.items()]
        for template in found:
            _check(template, layouts, data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path.name}: {type(error).__name__} {error}") from error
    return found


def _template(data: dict[str, Any], layout: str, since: int) -> Template:
    return Template(
        table=data["table"],
        layout=layout,
        since=since,
        kind=data["kind"],
        blocks=tuple(_block(block, layout) for block in data.get("blocks") or [data]),
        titles=tuple(data.get("titles", ())),
        column_groups=frozenset(fold(text) for text in data.get("column_groups", ())),
        field_code=data["field_code"],
    )


def _block(data: dict[str, Any], layout: str) -> Block:
    return Block(
        heading=data.get("heading", ""),
        columns=tuple(_label(column) for column in data["columns"] if _is_in(column, layout)),
        rows=tuple(_label(row) for row in data["rows"] if _is_in(row, layout)),
    )


def _is_in(data: dict[str, Any], layout: str) -> bool:
    """True if a row or column belongs to a layout: it names the layout, or none."""
    return layout in data.get("layouts", (layout,))


def _label(data: dict[str, Any]) -> Label:
    wordings = [data["label"], *data.get("aliases", ())]
    return Label(
        key=data["key"],
        label=data["label"],
        group=data.get("group", ""),
        is_local=data.get("is_local", False),
        sums_from=data.get("sums_from", ""),
        is_of_which=data.get("is_of_which", False),
        names=frozenset(bare(wording) for wording in wordings),
    )


def _check(template: Template, layouts: Collection[str], data: dict[str, Any]) -> None:
    if template.kind not in KINDS:
        raise ValueError(f"kind {template.kind!r} is none of {', '.join(KINDS)}")
    for block in data.get("blocks") or [data]:
        for row in (*block["columns"], *block["rows"]):
            if unknown := set(row.get("layouts", ())).difference(layouts):
                raise ValueError(f"{row['key']} is of a layout that the file does not name: {', '.join(unknown)}")
    known = {code for code, _ in _printed_codebook()}
    if missing := [code for code in template.codes(with_local=True) if code not in known]:
        raise ValueError(f"{template.layout}: not in codebook.csv: {', '.join(missing)}")
    for block in template.blocks:
        for labels in (block.columns, block.rows):
            _check_labels(labels)


def _check_labels(labels: Sequence[Label]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for place, label in enumerate(labels):
        if label.sums_from and label.sums_from not in {before.key for before in labels[:place]}:
            raise ValueError(f"{label.key} sums from {label.sums_from!r}, which does not stand before it")
        for wording in label.names:
            if not wording:
                raise ValueError(f"{label.key} has an empty label")
            other = seen.setdefault((label.group, wording), label.key)
            if other != label.key:
                raise ValueError(f"{wording!r} is both {other} and {label.key}")
