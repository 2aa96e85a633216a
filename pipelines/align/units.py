"""Units that a table states outside its cells and headers: 单位：元 above it, 注：收费金额单位为元 below it.

The nearest statement wins: cell, header, label, caption, note, form. Statements that contradict one another are a
finding: 元 and 万元 differ ten thousandfold, and only a look at the document tells which is meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.align.cells import Table
from pipelines.language import folding
from pipelines.records import Block, Grid, Severity, State, TextBlock, Value
from pipelines.templates import codebook

_SAID = re.compile(r"单位(?:均|都)?[:为是以/.]*(?:人民币)?(?P<units>[^,;。]{1,12})")
_WORDS = re.compile("|".join(sorted(folding.MONEY, key=len, reverse=True)))
_NOTE = re.compile(r"^\(?(?:注|备注|说明)\d?[:.]")
_MAX_LENGTH = 60  # characters of a line that states a unit


def settle(table: Table, blocks: Sequence[Block]) -> None:
    """Give the amounts of a table the unit that its caption or note states, and tell of statements that contradict."""
    amounts = [value for value in table.values.values() if _is_amount(value)]
    said = dict(_stated(blocks, {value.raw.strip() for value in amounts})) if amounts else {}
    for value in amounts:
        if value.unit_source == "form" and said:
            source = "caption" if "caption" in said else "note"
            table.values[value.field_code] = value = replace(value, unit=said[source], unit_source=source)
        every = {said_unit for said_unit in (value.unit, *said.values()) if said_unit}
        if len(every) > 1:
            message = (
                f"the amount {value.raw.strip()} is stated in {' and in '.join(sorted(every))}; {value.unit} is nearest"
            )
            table.find("UNIT_CONTRADICTS", Severity.WARN, message, [value.field_code])


def _is_amount(value: Value) -> bool:
    kinds = {entry.value_type for (code, _), entry in codebook().items() if code == value.field_code}
    return value.state is State.NUMBER and kinds == {"money"}


def _stated(blocks: Sequence[Block], raws: set[str]) -> Iterator[tuple[str, str]]:
    """(caption | note, unit of money) said right beside or inside the grid in which the amounts stand."""
    for place, block in enumerate(blocks):
        if not isinstance(block, Grid) or not raws & {cell.text.strip() for cell in block.cells}:
            continue
        if not any(_is_about_money(cell.text) for cell in block.cells):
            continue
        around = [beside for beside in blocks[max(place - 1, 0) : place + 2] if isinstance(beside, TextBlock)]
        lines = [line for beside in around for line in beside.text.split("\n")]
        lines += [row[0] for row in _single(block)]
        for line in lines:
            if (unit := _unit(line)) is not None:
                yield "note" if _NOTE.match(folding.fold(line)) else "caption", unit


def _single(grid: Grid) -> Iterator[list[str]]:
    """The texts of rows with one filled cell."""
    filled = ([cell.text for cell in row if cell.text.strip()] for row in grid.rows())
    return (row for row in filled if len(row) == 1)


def _unit(line: str) -> str | None:
    """The one unit of money that a line states: `单位：元`, `单位：件、万元`; None for none and for several."""
    text = folding.fold(line)
    match = _SAID.search(text) if len(text) <= _MAX_LENGTH else None
    found = set(_WORDS.findall(match["units"])) if match else set()
    return found.pop() if len(found) == 1 else None


def _is_about_money(text: str) -> bool:
    return bool(re.search(r"收费|金额|采购|经费|费用", text))
