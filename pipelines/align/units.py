"""Units that a table states outside its cells and headers: 单位：元 above it, 注：收费金额单位为元 below it.

The nearest statement wins: cell, header, label, caption, note, form. Statements that contradict one another are a
finding: 元 and 万元 differ ten thousandfold, and only a look at the document tells which is meant.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines.align.cells import Table
from pipelines.language import folding
from pipelines.records import Block, Grid, Severity, State, TextBlock, Value
from pipelines.templates import money_codes

_SAID = re.compile(r"单位(?:均|都)?[:为是以/.]*(?P<units>[^,;。]{1,12})|[以按](?P<counted>[^,;。:]{1,6}?)(?:为单位|计)")
_WORDS = re.compile("|".join(sorted(folding.MONEY | folding.SCALED, key=len, reverse=True)))
_SCALES = frozenset("百千万亿")  # 单位：万
_NOTE = re.compile(r"^\(?(?:注|备注|说明)\d?[:.]")
_HEADING = re.compile(r"[一二三四五六七八九十]+、")
_ABOUT_MONEY = re.compile(r"收费|金额|采购|经费|费用")
_MAX_LENGTH = 60  # characters of a line that states a unit
_NEAR = 3  # paragraphs above and below a table that may state its unit


def settle(table: Table, blocks: Sequence[Block]) -> None:
    """Give the amounts of a table the unit that its caption or note states, and tell of statements that contradict.

    A caption in 万件 contradicts every count of the table: no form asks for ten thousands.
    """
    numbers = [value for value in table.values.values() if value.state is State.NUMBER]
    said = list(_stated(blocks, {value.raw.strip() for value in numbers})) if numbers else []
    amounts = {value.field_code for value in numbers if _is_amount(value)}
    scaled = [unit for _, unit in said if unit in folding.SCALED or unit in _SCALES]
    if scaled and (counts := [value.field_code for value in numbers if value.field_code not in amounts]):
        message = f"the counts of the table are stated in {scaled[0]}; the form asks for single ones"
        table.find("UNIT_CONTRADICTS", Severity.WARN, message, counts)
    money = {place: unit for place, unit in said if unit in folding.MONEY}
    for value in (value for value in numbers if value.field_code in amounts):
        if value.unit_source == "form" and money:
            source = "caption" if "caption" in money else "note"
            table.values[value.field_code] = value = replace(value, unit=money[source], unit_source=source)
        every = {said_unit for said_unit in (value.unit, *money.values()) if said_unit}
        if len(every) > 1:
            message = (
                f"the amount {value.raw.strip()} is stated in {' and in '.join(sorted(every))}; {value.unit} is nearest"
            )
            table.find("UNIT_CONTRADICTS", Severity.WARN, message, [value.field_code])


def _is_amount(value: Value) -> bool:
    return value.field_code in money_codes()


def _stated(blocks: Sequence[Block], raws: set[str]) -> Iterator[tuple[str, str]]:
    """(caption | note, unit) said beside or inside the grids in which the numbers stand; of money, where some is."""
    for place, block in enumerate(blocks):
        if not isinstance(block, Grid) or not raws & {cell.text.strip() for cell in block.cells}:
            continue
        is_about_money = _ABOUT_MONEY.search("\n".join(cell.text for cell in block.cells)) is not None
        above, below = reversed(blocks[max(place - _NEAR, 0) : place]), blocks[place + 1 : place + 1 + _NEAR]
        around = [*_texts(above), *_texts(below)]
        lines = [line for beside in around for line in beside.text.split("\n")]
        lines += [row[0] for row in _single(block)]
        for line in lines:
            unit = _unit(line)
            if unit is not None and (is_about_money or unit not in folding.MONEY):
                yield "note" if _NOTE.match(folding.fold(line)) else "caption", unit


def _texts(blocks: Iterable[Block]) -> Iterator[TextBlock]:
    """The paragraphs up to the next grid or the next section's heading."""
    for block in blocks:
        if not isinstance(block, TextBlock) or _HEADING.match(block.text.strip()):
            return
        yield block


def _single(grid: Grid) -> Iterator[list[str]]:
    """The texts of rows with one filled cell."""
    filled = ([cell.text for cell in row if cell.text.strip()] for row in grid.rows())
    return (row for row in filled if len(row) == 1)


def _unit(line: str) -> str | None:
    """The one unit of money, or of counts by the hundred and more, that a line states; None for none and for several.

    >>> _unit("单位：件、万元"), _unit("单位：万"), _unit("注：表中金额以元计。"), _unit("单位：件")
    ('万元', '万', '元', None)
    """
    text = folding.fold(line)
    match = _SAID.search(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        return None
    said = match["units"] or match["counted"]
    found = set(_WORDS.findall(said)) or {said.strip(".)")} & _SCALES
    return found.pop() if len(found) == 1 else None
