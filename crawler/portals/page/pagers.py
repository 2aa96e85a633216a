"""How a list says how long it is and where its other pages are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from parsel import Selector
from scrapy.http import TextResponse

from crawler.hosts import same_page_key
from crawler.portals.javascript.search import arguments, calls_of
from crawler.portals.javascript.source import Source
from crawler.portals.page import forms
from crawler.portals.page.links import Link, anchor_labels, anchor_url, page_links, text_of
from crawler.portals.page.once import once_a_page
from crawler.portals.page.pages import Page as Page  # part of this module's contract
from crawler.portals.page.pages import Stated as Stated
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.pagers import hangs_on
from crawler.portals.page.script.totals import stated_by_script

MAX_PAGES = 200  # no column of one government has more; a page that states more is misread

_CALL = re.compile(r"(?<=[\w$])\s{0,9}\(([^()]{3,200})\)")  # of any name
_GIVEN = (4, 6)  # arguments of a static list's pager
_PAGE_NAME = re.compile(r"(?i:[a-z][\w-]{0,60})")
_PAGE_ENDING = re.compile(r"s?html?|jhtml|jspx?|aspx?|php|do")
_NEXT = re.compile(r"^\[?(?:(?:下一?页|后一?页|next)[>»›]*|[>»›])\]?$", re.IGNORECASE)
_NEXT_OR_LAST = re.compile(r"^\[?(?:(?:下一?页|后一?页|尾页|末页|最后一?页)[>»›]*|(?:点击)?(?:加载|查看|显示)更多)\]?$")
_LAST = re.compile(r"^\[?(?:尾页|末页|最后一?页)[>»›]*\]?$")
_RECORDS = re.compile(
    r"共(?:有|计)?[:：\s]*(\d{1,6})\s*(?:条|篇|项记录|个记录|记录)|(?:总(?:记录|条)数?|记录总数)[:：\s]*(\d{1,6})"
)
_PAGES = re.compile(
    r"共(?:有|计)?[:：\s]*(\d{1,4})\s*页|(?<!\d)\d{1,4}\s*/\s*(\d{1,4})\s*页|总页数[:：\s]*(\d{1,4})"
    r"|当前(?:页[:：\s]*|第\s*)\d{1,4}\s*/\s*(\d{1,4})"
)
_CONTROLS = (  # a word that is no link counts where a script may hang a handler on it
    "//a | //button | //input[@type='button' or @type='image'] | //*[@onclick and not(self::a)]"
    " | //*[self::div or self::span or self::p or self::li or self::img][not(*)][@id or @class][not(ancestor::a)]"
    "[string-length(normalize-space()) < 9]"
)
_DISABLED = "(.|..)[@disabled or contains(@class, 'disabled')]"
_PAGER_NAME = r"(^|[\s_-])(pages?|pager|paging|pagination|page[_-]?(div|nav|bar|box|list)|fenye)([\s\d_-]|$)"
_EMPTY_PAGER = (  # an element that only a script elsewhere fills
    "//*[self::div or self::ul or self::p or self::span][not(.//a)][not(normalize-space()) or .//script]"
    f"[re:test(@class, '{_PAGER_NAME}', 'i') or re:test(@id, '{_PAGER_NAME}', 'i')]"
)
_ARTICLE_ID = re.compile(r"\d{5}|[0-9a-f]{16}")  # in a name: a text of several pages, no list
_TEXT_PART = re.compile(
    rf"^([^?#]*/[^/?#]{{0,100}}(?:{_ARTICLE_ID.pattern})[^/?#]{{0,100}}?)[_-](\d{{1,2}})(\.s?html?|\.jhtml)$"
)
_PART_COUNT = re.compile(r"第\s*\d{1,2}\s*页|共\s*\d{1,2}\s*页|(?<!\d)\d{1,2}\s*/\s*\d{1,2}\s*页")
_IN_QUERY = re.compile(
    r"(?:^|&)(?:(?:cur|which|now|current)?_?page(?:index|no|num|ye)?|p)=(\d{1,4})(?=&|$)", re.IGNORECASE
)
_FILE = re.compile(r"^(?P<stem>[^.]*?)(?:_(?P<number>\d{1,3}))?(?P<ext>\.s?html?|\.jhtml|\.jspx?)?$")


@dataclass(frozen=True, slots=True)
class Pager:
    """One call of `createPageHTML`, the pager two product lines share by name only."""

    pages: int
    current: int  # 1 = first page, whatever the call counts from
    prefix: str
    ext: str
    is_zero_based: bool
    records: int | None = None

    def page_name(self, page: int) -> str:
        """File name of page 1, 2, … : TRS continues `index` with `index_1`, UCAP with `list_2`."""
        if page == 1:
            return f"{self.prefix}.{self.ext}"
        return f"{self.prefix}_{page - 1 if self.is_zero_based else page}.{self.ext}"


def nsetpage(response: TextResponse) -> Pager | None:
    """Huai'an's `nsetpage(current from 1, records, records on a page)`: `index.html` goes on as `index_2.html`."""
    source = source_of(response)
    file = _FILE.match(urlsplit(response.url).path.rpartition("/")[2] or "index.html")
    for call in calls_of(source, "nsetpage"):
        match arguments(source, call):
            case [int(current), int(records), int(size)] if size and file and file["ext"]:
                last, ext = -(-records // size), file["ext"][1:]
                return Pager(last, current, file["stem"], ext, is_zero_based=False, records=records)
    return None


def create_page_html(source: Source) -> Pager | None:
    """Read the page's call of `createPageHTML`, whatever the portal calls it; None without one of literal arguments.

    TRS: `(pages, current from 0, "index", "html")`.
    UCAP: `('page_div', pages, current from 1, 'list', 'shtml', records)`.
    """
    for call in source.calls():
        match [str(value) for value in arguments(source, call)] if len(call.given) in _GIVEN else []:
            case [pages, current, prefix, ext] if _is_pager(pages, current, prefix, ext):
                return Pager(int(pages), int(current) + 1, prefix, ext, is_zero_based=True)
            case [_, pages, current, prefix, ext, records] if _is_pager(pages, current, prefix, ext):
                known = int(records) if records.isdigit() else None
                return Pager(int(pages), int(current), prefix, ext, is_zero_based=False, records=known)
    return None


def _is_pager(pages: str, current: str, prefix: str, ext: str) -> bool:
    is_counted = pages.isdigit() and current.isdigit()
    return is_counted and bool(_PAGE_NAME.fullmatch(prefix) and _PAGE_ENDING.fullmatch(ext))


@once_a_page
def stated(response: TextResponse) -> Stated:
    """Records and pages the list claims to have, from `createPageHTML` or from `共 N 条`, `共 N 页`, `1/N页`."""
    pager = create_page_html(source_of(response)) or nsetpage(response)
    text = text_of(response.selector)
    records, pages = _only(_RECORDS, text), _only(_PAGES, text)
    if pages is None and records is None:
        pages, records = stated_by_script(source_of(response))
    if pager is not None:
        return Stated(pager.records if pager.records is not None else records, max(pager.pages, 1))
    return Stated(records, pages, _has_unread_pager(response))


def next_pages(response: TextResponse) -> list[Page]:
    """The list's other pages as far as this page gives them away, nearest first, never itself."""
    pager = create_page_html(source_of(response)) or nsetpage(response)
    if pager is not None:
        urls = [urljoin(response.url, pager.page_name(page)) for page in _pages(pager.pages)]
        found = [Page(url) for url in urls[1:]]  # the column's link leads to the first page, under another address
    else:
        found = [Page(url) for url in _linked_pages(response)]
        if not found and (posted := _posted_page(response)):
            return [posted]
        found = found or _up_to_last(response) or [Page(url, is_probe=True) for url in _probes(response)]
    own = same_page_key(response.url)
    return list({same_page_key(page.url): page for page in found if same_page_key(page.url) != own}.values())


def text_parts(response: TextResponse, *, is_report: bool = False) -> list[tuple[int, Link]]:
    """(number, link) of the further pages of an article's text that this page of it leads to: `123456_2.html`.

    `is_report`: the page is a report's; then a page turned to beside 第1页 or 共4页 is one of its text, whatever its
    address: `index_2.html`, `2.html`, `?page=2`.
    """
    whole = _TEXT_PART.sub(r"\1\3", response.url)
    is_counted = is_report and bool(_PART_COUNT.search(text_of(response.selector)))
    found = {}
    for link in page_links(response):
        if link.url == response.url or not _is_turned(link):
            continue
        part = _TEXT_PART.match(link.url)
        if part and _TEXT_PART.sub(r"\1\3", link.url) == whole:
            found[link.url] = int(part[2]), link
        elif is_counted and _shape(link.url) == _shape(response.url):
            found[link.url] = _part_number(link.url), link
    return list(found.values())


def _part_number(url: str) -> int:
    """The number of a text's page in its address; the first has none."""
    parts = urlsplit(url)
    asked = _IN_QUERY.search(parts.query)
    number = asked or re.search(r"(\d{1,2})(?:\.\w+|/)?$", parts.path)
    return int(number[1]) if number else 1


def _is_turned(link: Link) -> bool:
    return any(_NEXT.match(label) or re.fullmatch(r"\d{1,2}", label) for label in link.labels)


def _has_unread_pager(response: TextResponse) -> bool:
    """True for a 下一页, 尾页 or 加载更多 that leads nowhere but to a script; else for a 2 with `go(2)`."""
    controls = [
        (anchor, anchor_labels(anchor))
        for anchor in response.xpath(_CONTROLS)
        if not anchor.xpath(_DISABLED) and _acts(response, anchor)
    ]
    turning = [anchor for anchor, labels in controls if any(_NEXT_OR_LAST.match(label) for label in labels)]
    if not turning and not any(_NEXT.match(label) for _, labels in controls for label in labels):
        turning = [anchor for anchor, labels in controls if labels and _is_numbered_call(anchor, labels[0])]
    is_unread = any(not anchor_url(response, anchor) and not forms.sent(response, anchor) for anchor in turning)
    return is_unread or any(map(_calls_with_numbers, response.xpath(f"{_EMPTY_PAGER}//script/text()").getall()))


def _calls_with_numbers(script: str) -> bool:
    """True for a call with a number above one: of pages or rows, whatever the call is named."""
    given = (number for call in _CALL.findall(script) for number in re.findall(r"(?<![\w.])\d+", call))
    return any(int(number) > 1 for number in given)


def _acts(response: TextResponse, node: Selector) -> bool:
    """True for what a press does something to: a link, a button, an element on which a script hangs a handler."""
    if node.root.tag in ("a", "button", "input") or "onclick" in node.attrib:
        return True
    is_word = any(_NEXT_OR_LAST.match(label) or _NEXT.match(label) for label in anchor_labels(node))
    return is_word and hangs_on(source_of(response), node)


def _is_numbered_call(anchor: Selector, label: str) -> bool:
    call = f"{anchor.attrib.get('href', '')} {anchor.attrib.get('onclick', '')}"
    is_further = bool(re.fullmatch(r"[2-9]|[1-9]\d", label))
    return is_further and bool(re.search(rf"\(\s*(?:[^()]*,\s*)?['\"]?{label}['\"]?\s*\)", call))


def _posted_page(response: TextResponse) -> Page | None:
    """The page that 下一页 sends a form for."""
    for anchor in response.xpath(_CONTROLS):
        is_next = any(_NEXT.match(label) for label in anchor_labels(anchor))
        if is_next and (posted := forms.sent(response, anchor)):
            return posted
    return None


def _linked_pages(response: TextResponse) -> Iterator[str]:
    """下一页, and the numbers beside it when they lead to the same address but for digits; links nobody sees, which
    name for robots the parts a script loads: `index_831221_8.html` in the folder of `index.html`."""
    shape, part = _shape(response.url), _part_of(response.url)
    for link in page_links(response):
        is_next = any(_NEXT.match(label) for label in link.labels)
        is_number = bool(re.fullmatch(r"\d{1,3}", link.text)) and _shape(link.url) == shape
        if is_next or is_number or (not link.labels and part.fullmatch(link.url)):
            yield link.url


def _up_to_last(response: TextResponse) -> list[Page]:
    """Every page up to the one 尾页 leads to, where nothing leads to those between. Some lists count from 0."""
    own = urlsplit(response.url)
    for link in page_links(response):
        last = urlsplit(link.url)
        if last.path != own.path or not any(_LAST.match(label) for label in link.labels):
            continue
        if asked := _IN_QUERY.search(last.query):
            return [Page(_turned(link.url, asked, page), is_probe=page == 1) for page in _pages(int(asked[1]))]
    return []


def _turned(url: str, asked: re.Match[str], page: int) -> str:
    """The address with another page's number in its query."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=f"{parts.query[: asked.start(1)]}{page}{parts.query[asked.end(1) :]}"))


def _probes(response: TextResponse) -> Iterator[str]:
    """Addresses by the templates of static lists, where none is linked: `index_1 … index_N` when N pages are stated,
    counted from 0 or from 1; one page further when there is a pager that a script elsewhere fills. Lists that begin
    with `1.html` go on with `2.html`. An address that has its page's number in the query is turned by that.
    """
    pages = stated(response).pages
    parts = urlsplit(response.url)
    if asked := _IN_QUERY.search(parts.query):
        numbers = _pages(pages) if pages and pages > 1 else ()
        yield from (_turned(response.url, asked, page) for page in numbers)
    folder, _, name = parts.path.rpartition("/")
    file = _FILE.match(name or "index.html")
    if file is None or parts.query or _ARTICLE_ID.search(file["stem"]) or not (pages or response.xpath(_EMPTY_PAGER)):
        return
    stem, ext = file["stem"], file["ext"] or ".html"
    if stem.isdecimal() and len(stem) <= 3:
        names = [str(number) for number in range(int(stem) + 1, min(pages or int(stem) + 1, MAX_PAGES) + 1)]
    elif file["number"]:
        names = [f"{stem}_{int(file['number']) + 1}"] if pages is None else []  # the first page named all
    else:
        names = [f"{stem}_{number}" for number in range(1, min(2 if pages is None else pages, MAX_PAGES) + 1)]
    if pages != 1:
        yield from (urlunsplit((parts.scheme, parts.netloc, f"{folder}/{name}{ext}", "", "")) for name in names)


def _part_of(url: str) -> re.Pattern[str]:
    """What the addresses of a list's parts look like: its own with a number or two at the end of the name."""
    parts = urlsplit(url)
    stem, _, ext = (parts.path if not parts.path.endswith("/") else f"{parts.path}index.html").rpartition(".")
    start = re.escape(urlunsplit((parts.scheme, parts.netloc, stem, "", "")))
    return re.compile(rf"{start}(?:_\d+){{1,2}}\.{re.escape(ext)}")


def _pages(count: int) -> range:
    return range(1, min(count, MAX_PAGES) + 1)


def _shape(url: str) -> str:
    """The address with digits and a trailing page number removed: equal for all pages of one list."""
    path, query = urlsplit(url).path, urlsplit(url).query
    path = re.sub(r"(?:index|list)(\.s?html?)?$", "", re.sub(r"_\d+(?=\.|$)", "", path))
    return re.sub(r"\d+", "", path) + "?" + re.sub(r"&?(?<![a-zA-Z])[a-zA-Z]*=?\d+", "", query)


def _only(pattern: re.Pattern[str], text: str) -> int | None:
    """The number all matches agree on; None when there is none, or several differ and nobody knows whose they are."""
    found = (next(filter(None, match.groups()), "") for match in pattern.finditer(text))
    numbers = {int(number) for number in found if number}
    return numbers.pop() if len(numbers) == 1 else None
