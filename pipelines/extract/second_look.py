"""The second look: a document with doubtful cells is drawn as people would see it, and the drawn cell decides.

A renderer makes a PDF of the document (a PDF is one already). The PDF reader reads its letters, the recogniser its ink.
Where letters and ink of a cell agree, the drawn cell is known. Where the first reader was sure, it must agree, too.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

from pipelines import readers
from pipelines.align import Aligned, values
from pipelines.align.confidence import CONFIDENT
from pipelines.exceptions import DocumentError
from pipelines.extract.font_proof import without_proven_fonts
from pipelines.readers.pdf import ink
from pipelines.readers.pdf.ink import Ink, Place
from pipelines.readers.pdf.plain import CUT
from pipelines.records import STRUCK, Block, Cell, Finding, Grid, Severity, State, Status, Value

Align = Callable[[Sequence[Block]], Aligned]

_PDF = "application/pdf"


def is_wanted(first: Aligned) -> bool:
    """True if a cell of the statutory tables has to be looked at."""
    return any(value.doubt for value in first.values)


def look(
    body: bytes, media_type: str, first: Aligned, align: Align, *, at_all: bool, fields: Collection[str] = ()
) -> Aligned:
    """The first reading with its doubtful cells decided by what is drawn; of `at_all`, with every cell compared.

    `fields` are cells of sums that fail: where the drawn cell says the same, it is confirmed.
    """
    try:
        drawn = readers.drawn(body, media_type)
        read = readers.read(drawn, _PDF).blocks
        blocks = without_proven_fonts(read, partial(_ink_of, drawn, read))
        wanted = {value.field_code for value in first.values if at_all or value.doubt or value.field_code in fields}
        asked = fields if media_type == _PDF and not at_all else wanted  # a PDF's own doubts are in its blocks
        letters = align(blocks).values
        places = {_place(value) for value in letters if value.doubt or value.field_code in asked}
        seen = _ink(drawn, blocks, {place for place in places if place is not None})
    except DocumentError as error:
        return _not_looked_at(first, str(error))
    second = align([_settled(block, seen) for block in blocks])
    looks = second.values if media_type == _PDF else (*_uncontradicted(letters, seen), *second.values)
    confirmed = _confirmed(first, looks, wanted)
    decided = _decided(first, second, wanted, is_same=media_type == _PDF)
    values = (replace(v, is_confirmed=True) if v.field_code in confirmed else v for v in decided.values)
    return replace(decided, values=tuple(values))


def _uncontradicted(letters: Sequence[Value], seen: Mapping[Place, Ink]) -> Iterator[Value]:
    """What the renderer wrote for certain where there is ink that the recogniser is not sure of: a lone 7, say."""
    for value in letters:
        place = _place(value)
        found = None if place is None else seen.get(place)
        if found is not None and found.is_there and (found.score or 0) < CONFIDENT and not value.doubt:
            yield value


def _confirmed(first: Aligned, looks: Iterable[Value], wanted: Collection[str]) -> set[str]:
    """The fields that were looked at and are drawn as they were read."""
    others = {value.field_code: value for value in looks if not value.doubt}
    return {
        value.field_code
        for value in first.values
        if value.field_code in wanted
        and (other := others.get(value.field_code)) is not None
        and (value.state, value.value) == (other.state, other.value)
    }


def _ink(drawn: bytes, blocks: Sequence[Block], places: Set[Place]) -> dict[Place, Ink]:
    """What the ink of these places says, page by page.

    Where a tenth of a page's cells cannot be settled, its text may lie on its side: it is looked at from there, too.
    """
    placed = ((_place(cell), cell) for cell in _cells(blocks))
    cells = {place: cell for place, cell in placed if place is not None and place in places}
    found: dict[Place, Ink] = {}
    for page in {place.page for place in cells}:
        of_page = {place for place in cells if place.page == page}
        fewest = len(of_page) + 1
        for turn in (0, 1, 3, 2):
            seen = ink.read(drawn, of_page, turn)
            left = sum(bool(_judged(cells[place], seen[place]).doubt) for place in of_page)
            if left < fewest:
                fewest = left
                found |= seen
            if 10 * fewest <= len(of_page):
                break
    return found


def _ink_of(drawn: bytes, blocks: Sequence[Block], cells: Sequence[Cell]) -> list[Ink | None]:
    """The ink of some cells."""
    places = [_place(cell) for cell in cells]
    seen = _ink(drawn, blocks, {place for place in places if place is not None})
    return [None if place is None else seen.get(place) for place in places]


def _cells(blocks: Sequence[Block]) -> Iterator[Cell]:
    return (cell for block in blocks if isinstance(block, Grid) for cell in block.cells)


@dataclass(frozen=True, slots=True)
class _Looked:
    """One field after the look."""

    value: Value
    is_different: bool = False


def _place(value: Value | Cell) -> Place | None:
    return None if value.page is None or value.bbox is None else Place(value.page, value.bbox)


def _settled(block: Block, seen: dict[Place, Ink]) -> Block:
    """The block with its cells' letters judged by their ink."""
    if not isinstance(block, Grid):
        return block
    cells = ((cell, seen.get(place)) if (place := _place(cell)) else (cell, None) for cell in block.cells)
    return replace(block, cells=tuple(cell if found is None else _judged(cell, found) for cell, found in cells))


def _judged(cell: Cell, found: Ink) -> Cell:
    letters, drawn = values.parse(cell.text), values.parse(found.text)
    is_blank = letters.state is State.BLANK
    if CUT in cell.doubt:
        return cell
    if (letters.state, letters.value) == (drawn.state, drawn.value) and found.is_there != is_blank:
        return cell._replace(doubt="")
    if is_blank and found.is_there and (found.score or 0) >= CONFIDENT:  # drawn without letters, as on a scan
        return cell._replace(text=found.text, score=found.score, doubt="")
    reason = f"its letters say {cell.text.strip()!r}, its ink {found.text!r}"
    return cell._replace(doubt=f"{cell.doubt}: {reason}" if cell.doubt else reason)


def _decided(first: Aligned, second: Aligned, wanted: Collection[str], *, is_same: bool) -> Aligned:
    """Both readings as one, where they were wanted; `is_same` if the second is the first one, looked at."""
    others = {value.field_code: value for value in second.values if is_same or value.field_code in wanted}
    looked = [_decide(value, others.get(value.field_code), is_same=is_same) for value in first.values]
    known = {value.field_code for value in first.values}
    added = [value for value in second.values if value.field_code not in known]
    kept = [each.value for each in looked]
    findings = [finding for finding in first.findings if finding.rule != "CELL_UNREADABLE"]
    settled = sum(bool(value.doubt) and not each.value.doubt for value, each in zip(first.values, looked, strict=True))
    findings += _findings(kept, [each.value for each in looked if each.is_different], settled, len(added))
    return replace(first, values=tuple(kept), findings=tuple(findings), status=_status(first, kept, findings))


def _decide(value: Value, other: Value | None, *, is_same: bool) -> _Looked:
    if other is None or STRUCK in value.raw:  # what the format says is struck, a program may print as plain
        return _Looked(value)
    if is_same or value.doubt:
        if other.state is State.UNREADABLE:
            reason = other.doubt or "it cannot be read as drawn either"
            return _Looked(replace(value, doubt=f"{value.doubt}; {reason}" if value.doubt else reason))
        return _Looked(replace(other, row=value.row, column=value.column, doubt=""))
    if other.state is State.UNREADABLE or (value.state, value.value) == (other.state, other.value):
        return _Looked(value)
    reason = f"read as {value.raw.strip()!r}, drawn as {other.raw.strip()!r}"
    return _Looked(
        replace(value, state=State.UNREADABLE, value=None, unit=None, unit_source=None, doubt=reason),
        is_different=True,
    )


def _findings(kept: Sequence[Value], different: Sequence[Value], settled: int, added: int) -> Iterator[Finding]:
    message = f"looked at as drawn: {settled} cells in doubt are decided by it"
    yield Finding(rule="LOOKED_AT", severity=Severity.INFO, message=message)
    lost = [value for value in kept if value.state is State.UNREADABLE]
    if lost:
        reasons = "; ".join(list(dict.fromkeys(value.doubt for value in lost if value.doubt))[:3])
        message = f"{len(lost)} cells cannot be read for certain ({reasons})"
        codes = tuple(value.field_code for value in lost)
        yield Finding(rule="CELL_UNREADABLE", severity=Severity.ERROR, message=message, fields=codes)
    if different:
        message = f"{len(different)} cells are drawn otherwise than they are written; neither is believed"
        codes = tuple(value.field_code for value in different)
        yield Finding(rule="READINGS_DIFFER", severity=Severity.ERROR, message=message, fields=codes)
    if added:
        message = f"the drawn document shows {added} cells that were not read"
        yield Finding(rule="READ_ONCE", severity=Severity.WARN, message=message)


def _not_looked_at(first: Aligned, reason: str) -> Aligned:
    severity = Severity.WARN if is_wanted(first) else Severity.INFO
    finding = Finding(rule="NOT_LOOKED_AT", severity=severity, message=f"a look was wanted and failed: {reason}")
    return replace(first, findings=(*first.findings, finding))


def _status(first: Aligned, kept: Sequence[Value], findings: Sequence[Finding]) -> Status:
    if first.status is Status.TABLES_MISSING:
        return first.status
    is_whole = all(value.state not in (State.UNREADABLE, State.TEXT) for value in kept)
    is_clean = all(finding.severity is Severity.INFO for finding in findings)
    return Status.OK if is_whole and is_clean else Status.PARTIAL
