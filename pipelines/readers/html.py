"""HTML pages: every table as a grid with its spans, every other line of text as a block, in document order.

A cell that holds tables or a whole article belongs to a layout table: its content is read in place as the page's
own. Hidden elements and Word's rows of no height are passed over.
"""

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.charsets import decode
from pipelines.records import Block, Cell, Grid, Metadata, Reading, TextBlock

MEDIA_TYPES = ("text/html",)

MAX_TABLES = 200
MAX_ROWS = 500  # the statutory forms have 30
MAX_COLUMNS = 60
MAX_CELLS = 20_000
_ARTICLE = 300  # characters; the longest label of the forms has 60
_SKIPPED = {"script", "style", "noscript", "template", "head", "select", "textarea", "object", "iframe"}
_LINE_TAGS = set("p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr section article header footer center pre form".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NO_HEIGHT = re.compile(r"(?:^|;)\s*height\s*:\s*0(?:\.0+)?(?:px|pt|cm|mm|in)?\s*(?:;|$)", re.I)
_LABELS = {
    "ArticleTitle": "article_title",
    "PubDate": "published",
    "ContentSource": "source",
    "ColumnName": "column_name",
}
_SOURCE_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
# libxml2 takes seconds for one tag with tens of thousands of attributes; no page of a portal has 64 kB in one tag
_HUGE_TAG = re.compile(r"<[A-Za-z][^<>]{65536}")


def read(body: bytes) -> Reading:
    """Blocks and page labels of an HTML document in any charset; raises DocumentError."""
    text, charset = decode(body)
    root = parse(text)
    blocks = tuple(_Walk().blocks(root))
    return Reading(blocks=blocks, metadata=_metadata(root, charset))


def parse(text: str) -> etree._Element:
    """Root element of an HTML text, whatever charset it declares."""
    if _HUGE_TAG.search(text):
        raise LimitExceeded("a tag of more than 64 kB: not a page a portal writes")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise UnreadableDocument("the page is empty")
    return root


class _Walk:
    """One walk over the tree: collects the text of a line until an element or a table ends it."""

    def __init__(self) -> None:
        self.line: list[str] = []
        self.tables = 0

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        # an explicit stack: pages nest deeper than Python's recursion allows
        stack: list[tuple[str, etree._Element]] = [("enter", root)]
        while stack:
            step, element = stack.pop()
            if step == "tail":
                self.line.append(_unwrapped(element.tail))
                continue
            if step == "leave":
                yield from self._end_line()
                continue
            if element is not root:
                stack.append(("tail", element))
            if not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
                continue
            if element.tag == "br":
                yield from self._end_line()
                continue
            if element.tag == "table":
                yield from self._end_line()
                yield from self._table(element)
                continue
            if element.tag in _LINE_TAGS:
                yield from self._end_line()
                stack.append(("leave", element))
            self.line.append(_unwrapped(element.text))
            stack.extend(("enter", child) for child in reversed(element))
        yield from self._end_line()

    def _end_line(self) -> Iterator[TextBlock]:
        text = "".join(self.line).strip()
        self.line.clear()
        if text:
            yield TextBlock(text=text)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        self.tables += 1
        if self.tables > MAX_TABLES:
            raise LimitExceeded(f"more than {MAX_TABLES} tables")
        flowing = [cell for cell in _own(table, ("td", "th", "caption")) if _holds_a_page(cell)]
        grid = _grid(table, flowing)
        if len(grid.cells) == 1:  # a frame round something: its text is text, not a table
            yield from self._lines(grid.cells[0].text)
        elif any(cell.text.strip() for cell in grid.cells):
            yield grid
        for cell in flowing:
            inner = _Walk()
            inner.tables = self.tables
            yield from inner.blocks(cell)
            self.tables = inner.tables

    @staticmethod
    def _lines(text: str) -> Iterator[TextBlock]:
        return (TextBlock(text=line.strip()) for line in text.split("\n") if line.strip())


def _grid(table: etree._Element, flowing: list[etree._Element]) -> Grid:
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    rows = [row for row in _own(table, ("tr",)) if not _is_hidden(row) and not _is_flat(row)]
    if len(rows) > MAX_ROWS:
        raise LimitExceeded(f"a table of {len(rows)} rows")
    tree = table.getroottree()
    for index, row in enumerate(rows):
        column = 0
        for element in row:
            if element.tag not in ("td", "th") or _is_hidden(element):
                continue
            while (index, column) in taken:
                column += 1
            colspan = min(_span(element, "colspan"), MAX_COLUMNS)
            rowspan = min(_span(element, "rowspan"), len(rows) - index)
            taken.update((r, c) for r in range(index, index + rowspan) for c in range(column, column + colspan))
            if len(taken) > MAX_CELLS:
                raise LimitExceeded(f"a table of more than {MAX_CELLS} cells")
            cells.append(
                Cell(
                    row=index,
                    column=column,
                    rowspan=rowspan,
                    colspan=colspan,
                    text="" if element in flowing else _text(element),
                    path=tree.getpath(element),
                )
            )
            column += colspan
    return Grid(cells=tuple(cells))


def _own(table: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Descendants with these tags that belong to this table, not to one inside it."""
    stack = list(reversed(table))
    while stack:
        element = stack.pop()
        if element.tag in tags:
            yield element
        elif element.tag in ("thead", "tbody", "tfoot", "tr"):
            stack.extend(reversed(element))


def _holds_a_page(cell: etree._Element) -> bool:
    """Is this a cell of a layout table, with tables or an article in it? Its content is then read as the page's own."""
    return next(cell.iter("table"), None) is not None or len("".join(cell.itertext()).strip()) > _ARTICLE


def _text(cell: etree._Element) -> str:
    """The cell's own text; a line break where an element or `<br>` breaks the line."""
    parts: list[str] = []
    stack: list[tuple[str, etree._Element]] = [("enter", cell)]
    while stack:
        step, element = stack.pop()
        if step == "tail":
            parts.append(_unwrapped(element.tail))
            continue
        if step == "leave":
            parts.append("\n")
            continue
        if element is not cell:
            stack.append(("tail", element))
        if not isinstance(element.tag, str) or element.tag in _SKIPPED or element.tag == "table" or _is_hidden(element):
            continue
        if element.tag == "br" or element.tag in _LINE_TAGS:
            parts.append("\n")
            stack.append(("leave", element))
        parts.append(_unwrapped(element.text))
        stack.extend(("enter", child) for child in reversed(element))
    lines = "".join(parts).split("\n")
    return "\n".join(line for line in lines if line.strip(" \t")).strip("\n")


def _unwrapped(text: str | None) -> str:
    """Text without the line breaks of the source: word processors wrap it anywhere, even inside a number."""
    return _SOURCE_BREAK.sub("", text or "")


def _span(element: etree._Element, name: str) -> int:
    match = re.match(r"\s*(\d{1,9})\s*$", element.get(name) or "")
    return max(1, int(match[1])) if match else 1


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_flat(row: etree._Element) -> bool:
    """Word and LibreOffice end a table with a row of no height that only carries column widths."""
    no_height = (row.get("height") or "").strip() == "0" or bool(_NO_HEIGHT.search(row.get("style") or ""))
    return no_height and not "".join(row.itertext()).strip()


def _metadata(root: etree._Element, charset: str) -> Metadata:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        field = _LABELS.get(meta.get("name") or "")
        if field:
            found.setdefault(field, (meta.get("content") or "").strip())
    title = root.find(".//title")
    return Metadata(title="".join(title.itertext()).strip() if title is not None else "", charset=charset, **found)
