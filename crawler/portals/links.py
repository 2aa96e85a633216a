"""Every link of a page as (address, labels), however the page wrote it: anchor, image, frame, script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree
from parsel import Selector
from scrapy.http import TextResponse

from crawler.titles import squeeze

_SCRIPT_CALL = re.compile(
    r"(?:window\.open|location\.(?:replace|assign))\s*\(\s*['\"]([^'\"]+)['\"]|location(?:\.href)?\s*=\s*['\"]([^'\"]+)['\"]"
)
_NO_PAGE = ("javascript:", "mailto:", "tel:", "data:", "file:", "about:", "#")
_FURNITURE = re.compile(r"visit|count|login|tree\.jsp|share|foot|weather|tongji|search|map|bszs|cnzz", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `text` is its best label: the longer of the anchor's text and its `title`, blanks removed."""

    url: str  # absolute, without fragment
    text: str
    labels: tuple[str, ...] = ()  # all of them: text, title, aria-label, alt of a child image


def page_links(response: TextResponse) -> list[Link]:
    """All anchors and image-map areas with an address to go to, in page order."""
    links = []
    for anchor in response.xpath("//a | //area"):
        url = anchor_url(response, anchor)
        if url:
            labels = anchor_labels(anchor)
            links.append(Link(url, best_label(labels), labels))
    return links


def anchor_url(response: TextResponse, anchor: Selector) -> str:
    """Where an anchor leads, absolute; its script is asked when its href goes nowhere; `""` when nothing is found."""
    href = (anchor.attrib.get("href") or "").strip()
    call = _SCRIPT_CALL.search(anchor.attrib.get("onclick") or "") or _SCRIPT_CALL.search(unquote(href))
    if call and (not href or href.lower().startswith(_NO_PAGE)):
        href = call[1] or call[2]
    return absolute(response, href)


def absolute(response: TextResponse, href: str) -> str:
    """`href` as an absolute http address without fragment, `""` for scripts, mail and other non-pages."""
    href = re.sub(r"[\r\n\t]", "", href).strip()
    if not href or href.lower().startswith(_NO_PAGE):
        return ""
    try:
        url = response.urljoin(href).split("#", 1)[0]
        parts = urlsplit(url)
    except ValueError:  # `http://[…` and its like
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def anchor_labels(anchor: Selector) -> tuple[str, ...]:
    """Text, title, aria-label and child images' alt, blanks removed, without repeats."""
    own = squeeze("".join(anchor.xpath(".//text()[not(ancestor::script or ancestor::style)]").getall()))
    others = anchor.xpath("./@title | ./@aria-label | ./@alt | .//img/@alt | .//*/@title").getall()
    return tuple(dict.fromkeys(label for label in (own, *map(squeeze, others)) if label))


def best_label(labels: tuple[str, ...]) -> str:
    """The first label, unless it is cut (`…`) or contained in a fuller one."""
    if not labels:
        return ""
    first = labels[0]
    stem = first.rstrip(".…")
    fuller = [label for label in labels[1:] if stem and stem in label]
    return max(fuller, key=len) if fuller else first


def frames(response: TextResponse) -> list[str]:
    """Addresses of the pages shown inside this one, visit counters and the like left out."""
    sources = response.xpath("//iframe/@src | //frame/@src").getall()
    urls = (absolute(response, source) for source in sources if not _FURNITURE.search(source))
    return list(dict.fromkeys(url for url in urls if url))


def jump(response: TextResponse) -> str:
    """Where a page without content of its own sends the browser by script; `""` for a page with links to read."""
    if len(response.xpath("//a[@href]")[:5]) >= 5:
        return ""
    for script in response.xpath("//script[not(@src)]/text() | //body/@onload").getall():
        call = _SCRIPT_CALL.search(script)
        if call and "function" not in script[: call.start()].rsplit("}", 1)[-1]:
            return absolute(response, call[1] or call[2])
    return ""


def viewer_file(response: TextResponse, url: str) -> str:
    """The file a PDF viewer's address shows (`viewer.html?file=…`, often encoded twice), `""` for other addresses."""
    parts = urlsplit(url)
    shown = parse_qs(parts.query).get("file", [])
    if "viewer" not in parts.path or not shown:
        return ""
    return absolute(response.replace(url=url), unquote(shown[0]))


def text_of(selector: Selector) -> str:
    """The visible text below a node, runs of blanks made one."""
    return " ".join(_visible(selector)).strip()


def _visible(selector: Selector) -> Iterator[str]:
    root = selector.root
    if not isinstance(root, etree._Element):
        return
    for node in root.iter():
        if node.tag in ("script", "style") or not isinstance(node.tag, str):
            tail = node.tail
        else:
            if node.text and node.text.strip():
                yield " ".join(node.text.split())
            tail = node.tail
        if node is not root and tail and tail.strip():
            yield " ".join(tail.split())
