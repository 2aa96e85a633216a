"""Every link of a page as (address, labels), however the page wrote it: anchor, image, frame, script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree
from parsel import Selector
from scrapy.http import TextResponse
from w3lib.url import safe_url_string

from crawler.hosts import without_session
from crawler.portals.javascript.search import calls_of
from crawler.portals.javascript.source import Source
from crawler.portals.page.once import once_a_page
from crawler.portals.page.script import addresses, jumps
from crawler.portals.page.select_boxes import choices
from pipelines.language.folding import squeeze

_VIEWER = re.compile(r"view|pdfjs|preview", re.IGNORECASE)
_SHOWN = ("file", "pdf", "pdfurl", "src", "furl", "filepath")
_NO_PAGE = ("javascript:", "mailto:", "tel:", "data:", "file:", "about:", "#")
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"\s;]+)", re.IGNORECASE)
_KEPT = ("data-href", "data-url", "data-link")  # where an element that only a script makes a link keeps its address
CLICKED = "@onclick or @data-href or @data-url or @data-link"  # XPath: of elements that act as a link
_MENU_SCRIPT = re.compile(
    r"(?:menu|nav|daohang|dh|lanmu|lm|column|channel|tree|head|top)[\w.-]{0,60}\.js(?:$|\?)", re.IGNORECASE
)
_FURNITURE = re.compile(r"visit|count|login|tree\.jsp|share|foot|weather|tongji|search|map|bszs|cnzz", re.IGNORECASE)
_TREE = re.compile(r"tree|organ|menu|left|nav|bumen|jigou|dept", re.IGNORECASE)
_LAZY = ("data-src", "data-original", "data-url", "lay-src", "_src")  # where what loads late keeps its address
_HEAD = re.compile(r"pagehead|header|/top\.|/head\.", re.IGNORECASE)
OLDER_NAME = "历年年报"  # what such a link is called from here on
_MAX_BESIDE = 80  # characters around a picture; more is no word about it
_OLDER = r"(?:旧版|老版|历史|以前年度|往年|历年|以往|往期)"
_OLDER_LABEL = re.compile(
    rf"(?:点击|请|进入|查看|访问|浏览)*{_OLDER}(?:政府)?(?:网站|门户|平台|栏目|信息公开)?(?:年报|年度报告|数据|信息|回顾|版本)?"
    r"(?:查询|查看|入口)?[>»]*"
)
_OLDER_SENTENCE = re.compile(
    r"旧版|老版|(?:历史|以前年度|往年|历年)[^。]{0,12}(?:年报|报告|网站|信息)|20\d\d年(?:度)?(?:及)?以?之?前"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `text` is its best label: the longer of the anchor's text and its `title`, blanks removed."""

    url: str  # absolute, without fragment
    text: str
    labels: tuple[str, ...] = ()  # all of them: text, title, aria-label, alt of a child image


@once_a_page
def page_links(response: TextResponse) -> list[Link]:
    """Everything of the page that leads to an address, in page order; what only scripts name comes last."""
    links = [link(response, node) for node in response.xpath(f"//a | //area | //*[not(self::a)][{CLICKED}]")]
    for choice, address in choices(response):
        name = squeeze(choice)
        links.append(Link(absolute(response, address), name, (name,)))
    for name, address in addresses.menu_nodes(addresses.source_of(response)):
        text = squeeze(re.sub(r"<[^<>]*>", "", name))
        url = absolute(response, address) or absolute(response, jumps.called_address(Source(address)))
        links.append(Link(url, text, (text,)))
    for node in Selector(jumps.written_markup(addresses.source_of(response)) or "<p/>").xpath("//a"):
        links.append(link(response, node))
    return [one for one in links if one.url]


def anchor_url(response: TextResponse, anchor: Selector) -> str:
    """Where an anchor leads, absolute; its script is asked when its href goes nowhere; `""` when nothing is found."""
    href = (anchor.attrib.get("href") or "").strip()
    if not href or href.lower().startswith(_NO_PAGE):
        href = next((anchor.attrib[name] for name in _KEPT if anchor.attrib.get(name)), href)
    if not href or href.lower().startswith(_NO_PAGE):
        href = _scripts_of(response).address(anchor.attrib.get("onclick") or "", unquote(href))
    return absolute(response, href)


@dataclass(slots=True)
class _Scripts:
    """The scripts of a page's anchors. Each is read once, though many ask: a long one takes a while."""

    page: Source
    _read: dict[tuple[str, ...], str] = field(default_factory=dict)

    def address(self, *scripts: str) -> str:
        """Where the first of the scripts that leads somewhere leads to; `""` when none does."""
        if scripts not in self._read:
            calls = [Source(script) for script in scripts]
            ways = chain(
                map(jumps.called_address, calls),
                (jumps.address_by_function(call, self.page, {}) for call in calls),
                map(jumps.given_file, calls),
            )
            self._read[scripts] = next(filter(None, ways), "")
        return self._read[scripts]


@once_a_page
def _scripts_of(response: TextResponse) -> _Scripts:
    return _Scripts(addresses.source_of(response))


def absolute(response: TextResponse, href: str) -> str:
    """`href` as an absolute http address without fragment, `""` for scripts, mail and other non-pages.

    Escaped as a browser asks for it, the path as UTF-8 and the query in the page's encoding: what is asked is what is
    stored, and the next crawl knows it again.
    """
    path, mark, query = re.sub(r"[\r\n\t]", "", href).strip().partition("?")
    href = path.replace("\\", "/") + mark + query  # as browsers do
    if not href or href.lower().startswith(_NO_PAGE):
        return ""
    try:
        url = without_session(safe_url_string(response.urljoin(href).split("#", 1)[0], response.encoding))
        parts = urlsplit(url)
    except ValueError:  # `http://[…` and its like
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def link(response: TextResponse, node: Selector) -> Link:
    """An anchor, or what acts as one, as a link."""
    labels = anchor_labels(node)
    return Link(anchor_url(response, node), best_label(labels), labels)


def anchor_labels(anchor: Selector) -> tuple[str, ...]:
    """Text, title, aria-label and child images' alt, blanks removed, without repeats."""
    own = squeeze("".join(anchor.xpath(".//text()[not(ancestor::script or ancestor::style)]").getall()))
    others = anchor.xpath("./@title | ./@aria-label | ./@alt | self::input/@value | .//img/@alt | .//*/@title").getall()
    return tuple(dict.fromkeys(label for label in (own, *map(squeeze, others)) if label))


def best_label(labels: tuple[str, ...]) -> str:
    """The first label, unless it is cut (`…`) or contained in a fuller one."""
    if not labels:
        return ""
    first = labels[0]
    stem = first.rstrip(".…")
    fuller = [label for label in labels[1:] if stem and stem in label]
    return max(fuller, key=len) if fuller else first


def frames(response: TextResponse, *, with_heads: bool = False) -> list[str]:
    """Addresses of the pages shown inside this one, visit counters and the like left out.

    `with_heads`: also the frame with the portal's head, which may hold its menu.
    """
    sources = (_source(frame) for frame in response.xpath("//iframe | //frame"))
    wanted = (source for source in sources if not _FURNITURE.search(source))
    urls = (absolute(response, source) for source in wanted if with_heads or not _HEAD.search(source))
    return list(dict.fromkeys(url for url in urls if url))


def trees_of_organs(response: TextResponse) -> list[str]:
    """Addresses of the trees that stand in a frame of their own: of a list's organs, as a rule."""
    sources = (_source(frame) for frame in response.xpath("//iframe | //frame"))
    return [url for source in sources if _TREE.search(source) and (url := absolute(response, source))]


def _source(frame: Selector) -> str:
    """The address of a frame; one that is loaded when it is scrolled to keeps it in an attribute of its own."""
    source = frame.attrib.get("src", "").strip()
    is_empty = not source or source.lower().startswith(_NO_PAGE)
    return next((frame.attrib[name] for name in _LAZY if frame.attrib.get(name)), "") if is_empty else source


def older_links(response: TextResponse) -> list[Link]:
    """Links named 旧版, 历史年报, 以前年度: by their text, by the `alt` of their picture or the sentence beside it."""
    urls = [anchor_url(response, anchor) for anchor in response.xpath("//a[@href]") if _leads_to_older(anchor)]
    return [Link(url, OLDER_NAME, (OLDER_NAME,)) for url in urls if url]


def _leads_to_older(anchor: Selector) -> bool:
    is_named = any(_OLDER_LABEL.fullmatch(label) for label in anchor_labels(anchor))
    return is_named or bool(anchor.xpath(".//img") and _OLDER_SENTENCE.search(_beside(anchor)))


def _beside(anchor: Selector) -> str:
    """The words of the element around a link, `""` for a long text."""
    around = anchor.xpath("..")
    words = squeeze(text_of(around[0])) if around else ""
    return words if len(words) <= _MAX_BESIDE else ""


def menu_scripts(response: TextResponse) -> list[str]:
    """Addresses of the scripts a page keeps its menus in, told by their names, and of what its scripts load into it."""
    named = [source for source in response.xpath("//script/@src").getall() if _MENU_SCRIPT.search(source)]
    source = addresses.source_of(response)
    told = (source.value(call.given[0]) for call in calls_of(source, "load") if call.given)
    loaded = [text.split()[0] for text in told if isinstance(text, str) and text.split()]  # `/common/head.html #menu`
    urls = (absolute(response, source) for source in [*named, *loaded])
    return [url for url in dict.fromkeys(urls) if url]


def jump(response: TextResponse) -> str:
    """Where a page without content of its own sends the browser; `""` for a page with links to read."""
    if len(response.xpath("//a[@href]")[:5]) >= 5:
        return ""
    for content in response.xpath("//meta[@http-equiv][@content]"):
        refresh = _REFRESH.search(content.attrib["content"])
        if refresh and content.attrib["http-equiv"].lower() == "refresh":
            return absolute(response, refresh[1])
    for script in response.xpath("//script[not(@src)]/text() | //body/@onload").getall():
        address = jumps.sudden_address(script)
        if address:
            return absolute(response, address)
    return ""


def viewer_file(response: TextResponse, url: str) -> str:
    """The file a PDF viewer's address shows (`viewer.html?file=…`, often encoded twice), `""` for other addresses."""
    parts = urlsplit(url)
    if not _VIEWER.search(parts.path):
        return ""
    query = parse_qs(parts.query)
    shown = next((query[name][0] for name in _SHOWN if query.get(name)), "")
    return absolute(response.replace(url=url), unquote(shown))


def text_of(selector: Selector) -> str:
    """The visible text below a node, runs of blanks made one."""
    return " ".join(_visible(selector)).strip()


def _visible(selector: Selector) -> Iterator[str]:
    """The runs of text in the order printed."""
    if isinstance(selector.root, etree._Element):
        for text in selector.xpath(".//text()[not(ancestor::script or ancestor::style)]").getall():
            if text.strip():
                yield " ".join(text.split())
