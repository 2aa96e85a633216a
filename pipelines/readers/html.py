"""HTML pages: every table as a grid with its spans, every other line of text as a block, in document order.

A cell that holds tables or a whole article belongs to a layout table: its content is read in place as the page's
own. Hidden elements and Word's rows of no height are passed over.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.charsets import decode
from pipelines.readers.marks import PICTURE, raised, struck
from pipelines.records import Block, Cell, Grid, Metadata, Reading, TextBlock

MEDIA_TYPES = ("text/html",)

MAX_TABLES = 200
MAX_ROWS = 500  # the statutory forms have 30
MAX_COLUMNS = 60
MAX_CELLS = 20_000
_FRAMES = 3  # tables of one cell that stand as frames round a cell's text
_ARTICLE = 300  # characters; the longest label of the forms has 60
_SKIPPED = {"script", "style", "noscript", "template", "head", "select", "textarea", "object", "iframe", "rt", "rp"}
_PICTURES = ("img", "object", "canvas", "svg", "input", "textarea", "select", "iframe")
_LINE_TAGS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "section"}
_LINE_TAGS |= {"article", "header", "footer", "center", "pre", "form"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NO_SIZE = re.compile(r"(?:^|;)\s*font-size\s*:\s*0(?:\.0+)?(?:px|pt|r?em|%)?\s*(?:;|!|$)", re.I)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|sub)\b", re.I)
_NO_HEIGHT = re.compile(r"(?:^|;)\s*height\s*:\s*0(?:\.0+)?(?:px|pt|cm|mm|in)?\s*(?:;|$)", re.I)
_LABELS = {
    "ArticleTitle": "article_title",
    "PubDate": "published",
    "ContentSource": "source",
    "ColumnName": "column_name",
}
_BROKEN_NUMBER = re.compile(r"(?<=\d)[ \t]*[\r\n][ \t\r\n]*(?=\d)")
_SOURCE_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
# libxml2 takes seconds for one tag with tens of thousands of attributes; no page of a portal has 64 kB in one tag
_HUGE_TAG = re.compile(r"<[A-Za-z][^<>]{65536}")


Look = Callable[[str], str]  # how an element prints its text


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
        for piece in _flow(root):
            if isinstance(piece, str) and piece != "\n":
                self.line.append(piece)
                continue
            yield from self._end_line()
            if not isinstance(piece, str):
                yield from self._table(piece)
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
        if len(grid.cells) == 1 and not flowing:  # a frame round something: its text is text, not a table
            yield from self._lines(grid.cells[0].text)
        elif any(cell.text.replace(PICTURE, "").strip() for cell in grid.cells):
            yield grid
        for cell in flowing:
            inner = _Walk()
            inner.tables = self.tables
            yield from inner.blocks(cell)
            self.tables = inner.tables

    @staticmethod
    def _lines(text: str) -> Iterator[TextBlock]:
        return (TextBlock(text=line.strip()) for line in text.split("\n") if line.replace(PICTURE, "").strip())


def _grid(table: etree._Element, flowing: list[etree._Element]) -> Grid:
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    rows = [row for row in _own(table, ("tr",)) if not _is_hidden(row) and not _is_flat(row)]
    rows.sort(key=lambda row: next(row.iterancestors()).tag == "tfoot")  # shown last wherever it stands
    if len(rows) > MAX_ROWS:
        raise LimitExceeded(f"a table of {len(rows)} rows")
    tree = table.getroottree()
    for index, row in enumerate(rows):
        column = 0
        above = tree.getpath(row)
        paths: dict[str, int] = {}  # tag -> how many the row had so far
        for element in row:
            paths[element.tag] = paths.get(element.tag, 0) + 1
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
                    text=PICTURE if element in flowing else _text(element),
                    path=f"{above}/{element.tag}[{paths[element.tag]}]",  # getpath counts siblings anew for each
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
    if not len(cell):
        return len((cell.text or "").strip()) > _ARTICLE
    tables = list(islice(cell.iter("table"), _FRAMES + 1))
    is_layout = len(tables) > _FRAMES or any(len(list(islice(_own(t, ("td", "th")), 2))) > 1 for t in tables)
    return is_layout or len("".join(map(str, cell.itertext())).strip()) > _ARTICLE


def _text(cell: etree._Element) -> str:
    """The cell's own text; a line break where an element or `<br>` breaks the line, PICTURE for what is no text."""
    if not len(cell):
        text = (_look(cell) or str)(_unwrapped(cell.text))
        return text if text.strip(" \t") else ""
    parts = [piece if isinstance(piece, str) else f"\n{_framed(piece)}\n" for piece in _flow(cell)]
    lines = "".join(parts).split("\n")
    text = "\n".join(line for line in lines if line.strip(" \t")).strip("\n")
    is_picture = not text.strip() and any(
        part.get("type") != "hidden" and not _is_hidden(part) for part in cell.iter(*_PICTURES)
    )
    return PICTURE if is_picture else text


def _framed(table: etree._Element) -> str:
    """The text of a table that is only a frame round a cell's text."""
    return "\n".join(_text(cell) for cell in _own(table, ("td", "th")))


def _flow(root: etree._Element) -> Iterator[str | etree._Element]:
    """An element's content as shown: pieces of text, "\\n" where a line ends, tables as they are.

    An explicit stack: pages nest deeper than Python's recursion allows.
    """
    stack: list[tuple[str, etree._Element, Look]] = [("enter", root, str)]
    while stack:
        step, element, look = stack.pop()
        if step == "leave":
            yield "\n"
        elif step == "tail":
            yield look(_unwrapped(element.tail))
        else:
            if element is not root:
                stack.append(("tail", element, look))
            if not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
                continue
            if element.tag == "table" and element is not root:
                yield element
                continue
            if element.tag == "br" or element.tag in _LINE_TAGS:
                yield "\n"
                stack.append(("leave", element, look))
            look = _look(element) or look
            yield look(_unwrapped(element.text))
            stack.extend(("enter", child, look) for child in reversed(element))


def _look(element: etree._Element) -> Look | None:
    style = element.get("style")
    if element.tag in ("s", "strike", "del") or (style and _STRUCK.search(style)):
        return struck
    return raised if element.tag in ("sup", "sub") or (style and _RAISED.search(style)) else None


def _unwrapped(text: str | None) -> str:
    """Text without the line breaks of the source: word processors wrap Chinese anywhere, and runs of one number too.
    Within one run a break between digits stays the blank that browsers show: 12 and 34 on two lines are not 1234."""
    if not text or ("\n" not in text and "\r" not in text):
        return text or ""
    return _SOURCE_BREAK.sub("", _BROKEN_NUMBER.sub(" ", text))


def _span(element: etree._Element, name: str) -> int:
    stated = element.get(name)
    match = re.match(r"\s*(\d{1,9})\s*$", stated) if stated else None
    return max(1, int(match[1])) if match else 1


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    if not style:
        return element.get("hidden") is not None
    is_leaf = not len(element)  # a list of blocks often has no size of its own, its items do
    return element.get("hidden") is not None or bool(_HIDDEN.search(style) or (is_leaf and _NO_SIZE.search(style)))


def _is_flat(row: etree._Element) -> bool:
    """Word and LibreOffice end a table with a row of no height that only carries column widths."""
    no_height = (row.get("height") or "").strip() == "0" or bool(_NO_HEIGHT.search(row.get("style") or ""))
    return no_height and not "".join(map(str, row.itertext())).strip()


def _metadata(root: etree._Element, charset: str) -> Metadata:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        field = _LABELS.get(meta.get("name") or "")
        if field:
            found.setdefault(field, (meta.get("content") or "").strip())
    title = root.find(".//title")
    words = "".join(map(str, title.itertext())).strip() if title is not None else ""
    return Metadata(title=words, charset=charset, **found)
