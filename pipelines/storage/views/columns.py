"""What each view and each column is called and means, in both languages: `views.csv`, `columns.csv`, the figures."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.storage.views.wide import IMPUTED, OR_ZERO
from pipelines.templates import figures

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class View:
    """A view; `twin` is the name of its Chinese twin, "" where it has none."""

    view: str
    twin: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column, which means the same in every view that has it. `kind` names the words it holds, if it is of words."""

    column: str
    zh: str
    en: str
    text_zh: str
    kind: str


@cache
def views() -> tuple[View, ...]:
    """Every view, in the order they are made."""
    with (_HERE / "views.csv").open(encoding="utf-8", newline="") as file:
        return tuple(View(**row) for row in csv.DictReader(file))


@cache
def columns() -> Mapping[str, Column]:
    """Name -> what it is, of every column of every view."""
    with (_HERE / "columns.csv").open(encoding="utf-8", newline="") as file:
        found = [Column(**row) for row in csv.DictReader(file)]
    return {column.column: column for column in (*found, *_of_figures())}


def _of_figures() -> Iterator[Column]:
    for figure in figures.load():
        money = "_yuan" if figure.is_money else ""
        name, zh = figure.name + money, figure.zh + ("_元" if figure.is_money else "")
        fields = figure.codes.replace("|", ", or ")
        about = f"{figure.en}, from {fields}"
        yield Column(name, zh, f"{about}. NULL: not a number there.", f"{figure.zh}；没有数字则为空。", "")
        yield Column(
            name + OR_ZERO,
            f"{zh}_计零",
            f"{about}, with cells that are blank or / counted as 0. NULL: unreadable, words, or not on the form.",
            f"{figure.zh}；空白与“/”按零计；无法辨认、文字或表上没有则为空。",
            "",
        )
        yield Column(
            name + IMPUTED,
            f"{zh}_计零标记",
            f"1 where a blank cell counts as 0 in {name}{OR_ZERO}, else 0.",
            "上一列有空白按零计的为 1，否则为 0。",
            "",
        )
        if figure.is_money:
            yield Column(
                f"{figure.name}_printed", f"{figure.zh}_原数", f"{about}: the number as printed.", "原表数字。", ""
            )
            yield Column(f"{figure.name}_unit", f"{figure.zh}_原单位", f"{about}: its unit.", "原表单位。", "")
