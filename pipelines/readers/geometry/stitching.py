"""Pieces of a table on consecutive pages -> one table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.readers.geometry.lattice import SLIVER, group_edges, nearest
from pipelines.records import Cell

_JITTER = 4.0  # points by which the outer edges of two pieces may differ
# `（一）`, `1.`, `三、`: a label that begins so begins a row; one that does not may be the rest of the row before
_ENUMERATED = re.compile(r"\s*[（(]?[一二三四五六七八九十\d]{1,2}\s*[)）、.．]")
_NUMBER = re.compile(r"[-－]?[\d.,，]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A table, or the part of one that stands on a page."""

    xs: tuple[float, ...]  # its vertical edges
    row_count: int
    cells: tuple[Cell, ...]  # in reading order
    page: int  # where it ends
    top: float
    bottom: float
    is_open_above: bool  # no border is drawn there
    is_open_below: bool


def is_continued(above: Fragment, below: Fragment) -> bool:
    """True if the piece at the top of a page goes on with the one at the foot of the page before.

    The outer edges must agree, and so must most of the inner edges of the piece that has fewer: 表 2 and 表 3 are as
    wide as each other and may follow one another without a heading.
    """
    if below.page != above.page + 1:
        return False
    if abs(above.xs[0] - below.xs[0]) > _JITTER or abs(above.xs[-1] - below.xs[-1]) > _JITTER:
        return False
    fewer, more = sorted((above.xs[1:-1], below.xs[1:-1]), key=len)
    shared = sum(any(abs(one - other) <= _JITTER for other in more) for one in fewer)
    return 2 * shared >= len(fewer)


def stitch(above: Fragment, below: Fragment) -> Fragment:
    """Both pieces as one table: columns united, a header printed again left out, a row cut in two made whole."""
    xs = group_edges((*above.xs, *below.xs), SLIVER)
    head = _placed(above, xs)
    tail = _without_header(head, _placed(below, xs))
    cells = _join(head, tail, above.row_count, above.is_open_below or below.is_open_above)
    return replace(
        above,
        xs=tuple(xs),
        row_count=max(cell.row + cell.rowspan for cell in cells),
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        page=below.page,
        bottom=below.bottom,
        is_open_below=below.is_open_below,
    )


def without_blank_ends(fragment: Fragment) -> Fragment:
    """The piece without the blank row that a page break leaves where only the verticals run on."""
    if fragment.is_open_below:
        fragment = _without_blank_row(fragment, fragment.row_count - 1)
    if fragment.is_open_above:
        fragment = _without_blank_row(fragment, 0)
    return fragment


def _without_blank_row(fragment: Fragment, row: int) -> Fragment:
    crossing = [cell for cell in fragment.cells if cell.row <= row < cell.row + cell.rowspan]
    if fragment.row_count < 2 or any(cell.rowspan == 1 and cell.text.strip() for cell in crossing):
        return fragment
    cells = []
    for cell in fragment.cells:
        if cell in crossing:
            if cell.rowspan == 1:
                continue
            cell = cell._replace(rowspan=cell.rowspan - 1)
        elif cell.row > row:
            cell = cell._replace(row=cell.row - 1)
        cells.append(cell)
    return replace(fragment, cells=tuple(cells), row_count=fragment.row_count - 1)


def _placed(fragment: Fragment, xs: Sequence[float]) -> list[Cell]:
    """The cells in the columns between `xs`."""
    columns = [nearest(xs, x) for x in fragment.xs]
    return [
        cell._replace(column=columns[cell.column], colspan=columns[cell.column + cell.colspan] - columns[cell.column])
        for cell in fragment.cells
    ]


def _without_header(head: Sequence[Cell], tail: Sequence[Cell]) -> list[Cell]:
    """The later piece without the rows that only repeat the first rows of the table; its rows count from 0 again."""
    rows = max(cell.row + cell.rowspan for cell in tail)
    repeated = 0
    for count in range(1, rows):
        first = [_likeness(cell) for cell in head if cell.row < count]
        again = [_likeness(cell) for cell in tail if cell.row < count]
        if first != again or any(_NUMBER.fullmatch(cell.text.strip()) for cell in tail if cell.row < count):
            break
        if all(cell.row + cell.rowspan <= count for cell in tail if cell.row < count):
            repeated = count if any(cell.text.strip() for cell in tail if cell.row < count) else 0
    return [cell._replace(row=cell.row - repeated) for cell in tail if cell.row >= repeated]


def _likeness(cell: Cell) -> tuple[int, int, int, int, str]:
    return cell.row, cell.column, cell.rowspan, cell.colspan, "".join(cell.text.split())


def _join(head: list[Cell], tail: list[Cell], seam: int, is_border_missing: bool) -> list[Cell]:
    """All cells, those cut by the seam (the first row of `tail`, counted in the whole) made one."""
    feet = {(cell.column, cell.colspan): cell for cell in head if cell.row + cell.rowspan == seam}
    tops = {(cell.column, cell.colspan): cell for cell in tail if cell.row == 0}
    halves = [(feet[place], tops[place]) for place in sorted(feet.keys() & tops.keys())]
    spans = [(foot, top) for foot, top in halves if _is_one_span(foot, top, head, tail)]
    singles = [(foot, top) for foot, top in halves if foot.rowspan == top.rowspan == 1]
    is_cut = len(spans) + len(singles) == len(tops) and _is_one_row(singles, is_border_missing)
    if is_cut:
        spans += singles
    joined = {id(cell) for pair in spans for cell in pair}
    start = seam - is_cut
    return [
        *(cell for cell in head if id(cell) not in joined),
        *(cell._replace(row=cell.row + start) for cell in tail if id(cell) not in joined),
        *(_one_cell(foot, top, top.rowspan - is_cut) for foot, top in spans),
    ]


def _is_one_row(halves: Sequence[tuple[Cell, Cell]], is_border_missing: bool) -> bool:
    """True if the last row of a page and the first of the next are one row that the page cut.

    Then each value stands in one half. That alone would also fit a row that was left blank, so either no border is
    drawn between them, or the label of the second half does not read like the beginning of a row. Where both halves
    hold parts of one value, the second has no label, and its numbers stand below others.
    """
    if len(halves) < 2:
        return False
    (foot_label, top_label), *values = halves
    foot_is_blank = not any(foot.text.strip() for foot, _ in values)
    top_is_blank = not any(top.text.strip() for _, top in values)
    if is_border_missing and (foot_is_blank or top_is_blank):
        return True
    if not top_label.text.strip():
        return all(map(_fits_together, values))
    is_parted = not any(foot.text.strip() and top.text.strip() for foot, top in values)
    return is_parted and bool(_ENUMERATED.match(foot_label.text)) and not _begins_a_row(top_label)


def _fits_together(halves: tuple[Cell, Cell]) -> bool:
    """True if a value stands on one page, or is a number of several lines on both."""
    foot, top = (cell.text.strip() for cell in halves)
    return not (foot and top) or bool(_NUMBER.fullmatch(foot) and _NUMBER.fullmatch(top))


def _is_one_span(foot: Cell, top: Cell, head: Sequence[Cell], tail: Sequence[Cell]) -> bool:
    """True if both are one merged label that runs over the page: `（四）无` and `法提供`, or words on one side only."""
    if foot.rowspan == top.rowspan == 1:
        return False
    if not top.text.strip():
        return _has_label_beside(top, tail)
    if not foot.text.strip():
        return _has_label_beside(foot, head)
    return bool(_ENUMERATED.match(foot.text)) and not _begins_a_row(top)


def _begins_a_row(cell: Cell) -> bool:
    return bool(_ENUMERATED.match(cell.text) or _NUMBER.fullmatch(cell.text.strip()))


def _has_label_beside(cell: Cell, cells: Sequence[Cell]) -> bool:
    """True if words stand to the right of the cell: it is a group's label, not the value or header of a column."""
    return any(
        other.column > cell.column
        and cell.row <= other.row < cell.row + cell.rowspan
        and other.text.strip()
        and not _NUMBER.fullmatch(other.text.strip())
        for other in cells
    )


def _one_cell(foot: Cell, top: Cell, added_rows: int) -> Cell:
    """Both halves in one; a number cut by the page is whole and doubted, as one broken over lines is."""
    shown = foot if foot.text.strip() else top._replace(row=foot.row, rowspan=foot.rowspan)
    texts = [cell.text for cell in (foot, top) if cell.text.strip()]
    is_number = len(texts) == 2 and all(_NUMBER.fullmatch(text.strip()) for text in texts)
    scores = [0.0] * is_number + [cell.score for cell in (foot, top) if cell.score is not None]
    text = ("" if is_number else "\n").join(texts)
    doubt = ", ".join(filter(None, dict.fromkeys((foot.doubt, top.doubt))))
    return shown._replace(text=text, rowspan=foot.rowspan + added_rows, score=min(scores, default=None), doubt=doubt)
