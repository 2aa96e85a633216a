"""HTML pages: every table as a grid with its spans, every other line of text as a block, in document order.

Attributes that say nothing go first; libxml2 repairs the page and writes it down again; that markup is reduced to text,
line ends and the tags of tables, and then read once from beginning to end. A cell that holds tables or a whole article
belongs to a layout table: its content is read in place as the page's own.
"""

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.intake.charsets import decode
from pipelines.readers.html import chromium, tables
from pipelines.readers.html.attributes import lean
from pipelines.readers.html.embedded import embedded
from pipelines.readers.html.tables import Inside, Table
from pipelines.readers.html.visibility import LINE_END, visible_markup
from pipelines.readers.limits import MAX_TABLES
from pipelines.readers.text_marks import PICTURE
from pipelines.records import Block, Finding, Grid, Metadata, Reading, Severity, TextBlock

MEDIA_TYPES = ("text/html",)

_LABELS = {
    "ArticleTitle": "article_title",
    "PubDate": "published",
    "ContentSource": "source",
    "ColumnName": "column_name",
}
_PARSER = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
_LARGE = 32_768  # characters; in smaller pages there is less to spare than it takes to look
_INLINE_FILE = re.compile(r"data:\w+/[^,\"'<>\s]{1,80},[A-Za-z0-9+/=%]+")  # pictures that editors write into the tag
# browsers read on after the page's end, and begin a row where one was only ended; libxml2 does neither
_UNREPAIRED = re.compile(r"</(?=[hHbBtT])(?:(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>|([tT][rR])>\s*(?=<[tT][dDhH]\b))")
_COMMONEST = {  # what a tag stands for: a replacement takes a tenth of the time a token does
    **{f"<{end}{name}>": "" for name in ("span", "font", "b", "strong", "a", "o:p") for end in ("", "/")},
    **{f"<{end}{name}>": "\n" for name in ("p", "div") for end in ("", "/")},
    **{"<br/>": "\n", "<o:p/>": "", "<col/>": "", LINE_END: "\n"},
}
_BROKEN_NUMBER = re.compile(r"\n(?<=\d\n)(?=\d)")


def read(body: bytes) -> Reading:
    """Blocks and page labels of an HTML document in any charset; raises DocumentError.

    A page that shows no table and keeps one for its script is read from there, with a remark that says so.
    """
    text, charset = decode(body)
    text = _INLINE_FILE.sub("", text)
    root = _parsed(lean(text) if len(text) > _LARGE else text)
    metadata = _metadata(root, charset)
    blocks = _read(root)
    if any(isinstance(block, Grid) for block in blocks) or not (kept := embedded(_parsed(text))):
        return Reading(blocks=blocks, metadata=metadata)
    message = "the page shows no table; its text was taken from what it keeps for its script"
    remark = Finding(rule="TEXT_OF_SCRIPT", severity=Severity.INFO, message=message)
    return Reading(blocks=blocks + _read(_parsed(lean(kept))), metadata=metadata, findings=(remark,))


def draw(body: bytes) -> bytes:
    """The page as Chromium shows it, as PDF; raises UnreadableDocument where it is not installed."""
    return chromium.print_to_pdf(decode(body)[0])


def _read(root: etree._Element) -> tuple[Block, ...]:
    markup = _reduced(visible_markup(root))
    tree, elements = root.getroottree(), root.iter("table")
    content = tables.content(markup, lambda: tree.getpath(next(elements)))
    return tuple(_Blocks().of(content))


def _parsed(markup: str) -> etree._Element:
    """The root element of a page, whatever charset it declares."""
    markup = _UNREPAIRED.sub(lambda match: "</tr><tr>" if match[1] else "", markup)
    root = etree.fromstring(markup.encode("utf-8", "replace"), _PARSER)
    if root is None:
        raise UnreadableDocument("the page is empty")
    return root


def _reduced(markup: str) -> str:
    """Markup with line ends where lines end, and without most of the tags that build no table.

    The source's own line breaks go first: word processors wrap Chinese anywhere, and runs of one number too. Within
    one run a break between digits stays the blank that browsers show: 12 and 34 on two lines are not 1234.
    """
    stripped = (line.strip(" \t") for line in markup.replace("&#13;", "\n").replace("\r", "\n").split("\n"))
    wrapped = "\n".join(filter(None, stripped))
    markup = _BROKEN_NUMBER.sub(" ", wrapped).replace("\n", "")
    for tag, text in _COMMONEST.items():
        markup = markup.replace(tag, text)
    return markup


class _Blocks:
    """The blocks of a page's content in order; counts the tables on the way."""

    def __init__(self) -> None:
        self.tables = 0

    def of(self, content: Inside) -> Iterator[Block]:
        line: list[str] = []
        for piece in [content] if isinstance(content, str) else content:
            if isinstance(piece, str):
                line.append(piece)
                continue
            yield from _lines("".join(line))
            line.clear()
            yield from self._table(piece)
        yield from _lines("".join(line))

    def _table(self, table: Table) -> Iterator[Block]:
        self.tables += 1
        if self.tables > MAX_TABLES:
            raise LimitExceeded(f"more than {MAX_TABLES} tables")
        yield from self.of(table.beside)
        if table.is_frame():
            pages = table.insides()
        else:
            pages = table.pages()
            grid = tables.grid(table)
            if any(cell.text not in ("", PICTURE) and cell.text.strip() for cell in grid.cells):
                yield grid
        for page in pages:
            yield from self.of(page)


def _lines(text: str) -> Iterator[TextBlock]:
    lines = (line.strip() for line in text.replace(PICTURE, "").split("\n"))
    return (TextBlock(text=line) for line in lines if line)


def _metadata(root: etree._Element, charset: str) -> Metadata:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        field = _LABELS.get(meta.get("name") or "")
        if field:
            found.setdefault(field, (meta.get("content") or "").strip())
    title = next(root.iter("title"), None)
    words = "".join(map(str, title.itertext())).strip() if title is not None else ""
    return Metadata(title=words, charset=charset, **found)
