"""The statutory tables as data: one YAML per table layout, the codebook of field codes, the rules.

A file `*.yml` here with a `table` key is a template and is in use by lying here. `load()` gives them all, checked:
labels are not empty, field codes stand in `codebook.csv`, no two rows of a group share a label.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.language.folding import bare, fold

HERE = Path(__file__).parent
KINDS = ("blocks", "matrix", "row", "list")  # list: one indicator a row, one figure each


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the codebook: what a field code means."""

    code: str
    table_name: str
    formats: str  # `F2019+F2021`
    years: str
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
    layouts: tuple[str, ...] = ()  # empty: in every layout of the table
    is_local: bool = False  # printed by some provinces only; its absence is no finding
    names: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """Columns and rows that stand together under one heading."""

    heading: str
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One table in one layout, or in several that differ in rows alone."""

    table: str  # T2 | T3 | T4 | N14 | LSH
    layouts: tuple[str, ...]
    kind: str
    blocks: tuple[Block, ...]
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

    def codes(self, layout: str) -> Iterator[str]:
        """Field codes a complete table of a layout holds, in the form's order."""
        for block in self.blocks:
            for row in block.rows:
                if not row.is_local and (not row.layouts or layout in row.layouts):
                    yield from (self.code(row, column) for column in block.columns)


@cache
def codebook() -> Mapping[tuple[str, str], Field]:
    """(code, layout) -> its row; a code may mean slightly different things in two layouts."""
    with (HERE / "codebook.csv").open(encoding="utf-8", newline="") as file:
        rows = [Field(**row) for row in csv.DictReader(file)]
    return {(row.code, layout): row for row in rows for layout in row.formats.split("+")}


@cache
def load() -> tuple[Template, ...]:
    """Every template of this folder, in the order of table and layout."""
    found = [template for path in sorted(HERE.glob("*.yml")) if (template := _template(path)) is not None]
    return tuple(sorted(found, key=lambda template: (template.table, template.layouts)))


def of(table: str) -> tuple[Template, ...]:
    """The templates of one table, oldest layout first."""
    return tuple(template for template in load() if template.table == table)


def _template(path: Path) -> Template | None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "table" not in data:
        return None
    try:
        template = Template(
            table=data["table"],
            layouts=tuple(data.get("layouts") or [data["layout"]]),
            kind=data["kind"],
            blocks=tuple(_block(block) for block in data.get("blocks") or [data]),
            column_groups=frozenset(fold(text) for text in data.get("column_groups", ())),
            field_code=data["field_code"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: {type(error).__name__} {error}") from error
    _check(path.name, template)
    return template


def _block(data: dict[str, Any]) -> Block:
    columns = tuple(_label(column) for column in data["columns"])
    return Block(heading=data.get("heading", ""), columns=columns, rows=tuple(_label(row) for row in data["rows"]))


def _label(data: dict[str, Any]) -> Label:
    wordings = [data["label"], *data.get("aliases", ())]
    return Label(
        key=data["key"],
        label=data["label"],
        group=data.get("group", ""),
        layouts=tuple(data.get("layouts", ())),
        is_local=data.get("is_local", False),
        names=frozenset(bare(wording) for wording in wordings),
    )


def _check(name: str, template: Template) -> None:
    if template.kind not in KINDS:
        raise ValueError(f"{name}: kind {template.kind!r} is none of {', '.join(KINDS)}")
    for layout in template.layouts:
        unknown = [code for code in template.codes(layout) if (code, layout) not in codebook()]
        if unknown:
            raise ValueError(f"{name}: not in codebook.csv for {layout}: {', '.join(unknown)}")
    for block in template.blocks:
        for labels in (block.columns, block.rows):
            seen: dict[tuple[str, str], str] = {}
            for label in labels:
                for wording in label.names:
                    if not wording:
                        raise ValueError(f"{name}: {label.key} has an empty label")
                    other = seen.setdefault((label.group, wording), label.key)
                    if other != label.key:
                        raise ValueError(f"{name}: {wording!r} is both {other} and {label.key}")
