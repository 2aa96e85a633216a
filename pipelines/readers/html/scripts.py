"""Scripts that may write into a table: its cells are in doubt until a browser has run them.

A script gets at what is in a table by its parts' names or by the words for rows and cells. Scripts that use none of
them leave tables alone; those in other files are not there to be read, and a browser without network runs none.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from pipelines.readers.html import plain
from pipelines.readers.html.cell_doubts import Doubts

_WORD = re.compile(r"[\w\u4e00-\u9fff-]+")
_NAMED_BY = ("id", "name", "class")
_CODE = re.compile(r"|.{0,40}(?:java|ecma)script.{0,40}|module|text/babel", re.I)
_WRITES_ALL = re.compile(  # also where a name is put together from parts, so that nobody knows what is reached
    r"""\[\s*['"]\w*['"]\s*\+\s*['"]|\b(?:body|documentElement)\s*(?:\.|\[\s*['"])(?:inner|outer)(?:HTML|Text)|getElementsByTagName\(\s*['"]\*"""
)


def writing(root: etree._Element, tables: Sequence[etree._Element]) -> Doubts:
    """What of these tables a script may write into, with that as the reason."""
    scripts = [script for script in root.iter("script") if _CODE.fullmatch(script.get("type") or "")]
    doubts: Doubts = {}
    words = set[str]()
    for script in scripts:
        text = "".join(map(str, script.itertext()))
        if not text.strip():
            continue
        words.update(_WORD.findall(text))
        cell = next(script.iterancestors("td", "th", "table"), None)
        if cell is not None and cell.tag != "table" and next(cell.iterdescendants("table"), None) is None:
            doubts[cell] = "a script in the cell"
        if _WRITES_ALL.search(text):
            words.add("td")
    is_reached = not words.isdisjoint(plain.REACHING)
    for table in tables if words else ():
        if is_reached:
            doubts[table] = "a script that reaches into tables"
            continue
        for element in table.iter("*"):
            if not words.isdisjoint(_names(element)):
                doubts.setdefault(element, "a script that names a part of the table")
    return doubts


def _names(element: etree._Element) -> Iterator[str]:
    for attribute in _NAMED_BY:
        yield from (element.get(attribute) or "").split()
    yield from (name for name in map(str, element.attrib) if name.startswith("data-"))
    yield from (name.removeprefix("data-") for name in map(str, element.attrib) if name.startswith("data-"))
