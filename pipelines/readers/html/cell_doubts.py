"""What of a page is not plain -> the cells of its tables it touches.

A table that has tables in its cells lays the page out: what is said of it counts as said around the tables in it.
"""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from pipelines.readers.html import plain

ATTRIBUTE = "doubt"
_FRAME = 4  # cells; a table of fewer that stands in a cell is a frame round its text
_CELLS = ("td", "th")
_MAX_LENGTH = 60

Doubts = dict[etree._Element, str]


def mark(doubts: Doubts) -> None:
    """Write each reason into the cells it touches. Changes the tree."""
    for element, reason in doubts.items():
        for cell in _cells(element):
            _add(cell, reason)


def of_surroundings(tables: list[etree._Element]) -> Doubts:
    """What is said around tables that is not plain there, by the table."""
    doubts: Doubts = {}
    seen: dict[etree._Element, str] = {}
    for table in tables:
        for around in table.iterancestors():
            if around not in seen:
                seen[around] = plain.odd_around(around.get("style") or "")
            if seen[around]:
                doubts[table] = seen[around]
                break
    return doubts


def forms(root: etree._Element) -> Iterator[etree._Element]:
    """The tables that hold cells of text and not other tables."""
    for table in root.iter("table"):
        inner = (each for each in table.iterdescendants("table"))
        if not any(len(list(islice(each.iter(*_CELLS), _FRAME))) == _FRAME for each in inner):
            yield table


def _add(cell: etree._Element, reason: str) -> None:
    known = cell.get(ATTRIBUTE)
    reason = "".join(char for char in reason.replace('"', "'") if char.isprintable())[:_MAX_LENGTH]  # as XML takes it
    if known is None:
        cell.set(ATTRIBUTE, reason)
    elif reason not in known:
        cell.set(ATTRIBUTE, f"{known}, {reason}")


def _cells(element: etree._Element) -> Iterator[etree._Element]:
    """The cell an element stands in or is, and those within it."""
    for each in (element, *element.iterancestors()):
        if each.tag in _CELLS:
            yield each
            break
        if each.tag in ("table", "body"):
            break
    yield from (cell for cell in element.iter(*_CELLS) if cell is not element)
