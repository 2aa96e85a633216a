"""The rows of a list page: an address, a title and the date printed beside it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.page import links as pages
from crawler.portals.page.links import Link
from crawler.portals.page.row_organs import row_organ
from crawler.portals.page.script import addresses
from pipelines.language import dates, folding, titles

MIN_TITLE_LENGTH = 5  # characters; shorter texts are menu words and page numbers

_FORMAT = re.compile(
    r"[\[【(]?(?:查看|下载)?(?:word|docx?|pdf|ofd|wps|html?|h5|网页|文字|图片|图文|电子书?)(?:版|格式|文档|文件|版本)?(?:下载|查看)?[\])】]?"
    r"|[\[【(]?(?:点击)?(?:附件|文件)?下载[\])】]?",
    re.IGNORECASE,
)
_MORE = re.compile(r"[\[【(]?(?:点击)?(?:查看|阅读|浏览)?(?:详情|详细|全文|更多|原文|内容)[\])】>»›.…]*")


@dataclass(frozen=True, slots=True)
class ListItem:
    """One row of a list."""

    url: str
    title: str
    date: str = ""  # ISO, as printed in the row; "" when none is
    organ: str = ""  # whose report it is, where the list says so beside the title
    is_probe: bool = False  # made by rule (organ × year), not printed: not being there is no failure


Linked = TypeVar("Linked", Link, ListItem)


def rows(response: TextResponse, address: re.Pattern[str] | None = None) -> list[ListItem]:
    """Every row whose address matches, whatever its title; a family knows what its articles' addresses look like.

    A report beside such rows is one, too, wherever it leads.
    """
    found = placed_rows(response) if address is None else placed_by_address(response, address)
    return first_of_each(item for item, _ in found)


def placed_by_address(
    response: TextResponse, address: re.Pattern[str], *, shortest: int = 1
) -> list[tuple[ListItem, object]]:
    """The same, each with the element that holds it and its neighbours. `shortest`: characters of a title."""
    placed = list(placed_rows(response, shortest=shortest))
    blocks = {block for item, block in placed if address.search(item.url)}
    return [
        (item, block)
        for item, block in placed
        if address.search(item.url) or (block in blocks and titles.report_year(item.title) is not None)
    ]


def placed_rows(response: TextResponse, *, shortest: int = MIN_TITLE_LENGTH) -> Iterable[tuple[ListItem, object]]:
    """Every row with the element that holds it and its neighbours: the rows of one list share it."""
    for anchor in response.xpath(f"//a | //*[self::tr or self::li or self::div][{pages.CLICKED}][not(.//a)]"):
        url = pages.anchor_url(response, anchor)
        row = _row(anchor)
        title = _title(anchor, row)
        if url and len(title) >= shortest:
            is_row = anchor.root.tag != "a"  # the row is its own link
            date = _date(anchor, row) if row is not anchor or is_row else ""
            organ = row_organ(row) if row is not anchor else ""
            yield ListItem(url, title, date, organ), row.root.getparent()


def scripted_rows(response: TextResponse) -> Iterator[tuple[ListItem, object]]:
    """The dated rows that the page's scripts hold as data, all in one block; menus kept in scripts have no dates."""
    for title, address, text in addresses.data_rows(addresses.source_of(response)):
        url, date = pages.absolute(response, address), dates.first_iso(text)
        if url and date:
            yield ListItem(url, folding.squeeze(re.sub(r"<[^<>]*>", "", title)), date), None


def first_of_each(found: Iterable[Linked]) -> list[Linked]:
    """Those with an address, each address once, in page order."""
    by_url: dict[str, Linked] = {}
    for one in found:
        by_url.setdefault(one.url, one)
    by_url.pop("", None)
    return list(by_url.values())


def _title(anchor: Selector, row: Selector) -> str:
    """The anchor's best label; 查看详情 and Word版 are none where the title stands beside them in the row.

    Of several files of one title all but the first are copies: `…（PDF版）`.
    """
    title = pages.best_label(pages.anchor_labels(anchor))
    if not _MORE.fullmatch(title) and not _FORMAT.fullmatch(title):
        return title
    anchors = row.xpath(".//a")
    labels = [pages.best_label(pages.anchor_labels(one)) for one in anchors]
    href = anchor.attrib.get("href")
    twins = [label for one, label in zip(anchors, labels, strict=True) if href and one.attrib.get("href") == href]
    if named := next((label for label in twins if label and not _MORE.fullmatch(label) and label != title), ""):
        return named
    beside = max(map(folding.squeeze, row.xpath(".//text()[not(ancestor::a)]").getall()), key=len, default="")
    if titles.report_year(beside, in_column=True) is None:
        return title
    first = next(
        one for one, label in zip(anchors, labels, strict=True) if _MORE.fullmatch(label) or _FORMAT.fullmatch(label)
    )
    return beside if first.root is anchor.root else f"{beside}({title.removesuffix('版')}版)"


def _date(anchor: Selector, row: Selector) -> str:
    """The date after the anchor, else any of the row, else one beside it: rows whose tags are not closed lie within
    each other, and lists of cells (`<li>title<li>number<li>date`) have their rows in no element."""
    text = pages.text_of(row)
    own = pages.text_of(anchor)
    after = text.partition(own)[2] if own else ""
    return dates.first_iso(after) or dates.first_iso(text) or dates.first_iso(_beside(row))


def _beside(row: Selector) -> str:
    """The text of what follows the row up to the next link."""
    texts = []
    for sibling in row.xpath("following-sibling::*"):
        if sibling.xpath("self::a | .//a"):
            break
        texts.append(pages.text_of(sibling))
    return " ".join(texts)


def _row(anchor: Selector) -> Selector:
    """The list row an anchor stands in: its nearest li, tr or dd; else its parent when that is small, else itself."""
    found = anchor.xpath("ancestor::*[self::li or self::tr or self::dd or self::dt][1]")
    if found:
        return found[0]
    parent = anchor.xpath("parent::*[self::p or self::div or self::td or self::span][count(.//a) = 1]")
    return parent[0] if parent else anchor
