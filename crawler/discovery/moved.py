"""A portal that moved: its home page jumps to another site, shows it in a frame, or names it in a notice."""

import re
from collections.abc import Iterator

from parsel import Selector
from scrapy.http import Response, TextResponse

from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Lead
from crawler.discovery.state import PortalCrawl
from crawler.hosts import belongs
from crawler.portals.page.links import absolute, anchor_url, frames, jump, text_of
from pipelines.language.folding import squeeze

MAX_NOTICE = 400  # characters without blanks; a home page that says more is a portal at work
MAX_SENTENCE = 200  # characters of the element that tells of the move on such a page
_TELLS = re.compile(
    "(?:迁移|搬迁|迁|切换|跳转|整合|变更|更换|更改|调整|升级|改版|更名)(?:至|到|往|为|成)|(?:启用|开通|访问|登录|浏览|使用|点击)新"
    "|新(?:域名|网址|网站|地址|址|站|版|平台|门户)|(?:停止|不再)(?:使用|更新|运行|维护|服务)|停用|关停|已(?:迁移|搬迁)"
)
_OF_THE_SITE = re.compile("本(?:站|网)|(?:门户|政府|旧版?|原|该)(?:网站|网|域名|网址|站)|网站(?:域名|地址)|旧站|原址")
_PRINTED = re.compile(
    r"https?://[\w.:/-]{4,200}|(?<![\w.@-])(?:[a-z\d-]{1,63}\.){1,6}(?:cn|com|net|org)(?![\w.-])(?:/[\w./-]{0,200})?",
    re.A | re.I,
)
_FURNITURE = re.compile(r"beian|conac\.cn|12377|//(?:www\.)?gov\.cn|cnzz|baidu\.com|w3\.org", re.I)


def note_move(crawl: PortalCrawl, job: Lead, page: Response, failure: Failure | None) -> Failure | None:
    """Keep where a home page says that the portal is now; gives what keeps the page from being read, if anything does.

    A notice is a page to read: its other links may lead to the old lists still.
    """
    if job.depth > 0 or not isinstance(page, TextResponse):
        return failure
    crawl.search.moved_to = new_address(page, crawl.seed.portal_url)
    return None if crawl.search.moved_to and failure is not None and failure.kind == "failed" else failure


def new_address(page: TextResponse, portal_url: str) -> str:
    """Where the portal at `portal_url` is now, as its home page says; `""` where that says nothing of a move.

    A page with few words may tell of it anywhere. On a portal at work one element has to say so of the site itself.
    """
    words = squeeze(text_of(Selector(root=page.selector.root)))
    if len(words) > MAX_NOTICE:
        return _told_in_a_sentence(page, portal_url)
    led_to = [url for url in (jump(page), *frames(page)) if url]
    if not page.xpath("//a[@href]") and (away := _first_away(iter(led_to), portal_url)):
        return away
    told = bool(_TELLS.search(words))
    return _first_away(_addresses(page, page.selector), portal_url) if told else ""


def _told_in_a_sentence(page: TextResponse, portal_url: str) -> str:
    for element in page.xpath("//body//*[text()][not(self::script or self::style)]"):
        if not _TELLS.search("".join(element.xpath("text()").getall())):
            continue
        for around in reversed(element.xpath("ancestor-or-self::*[position() <= 3]")):  # <b> and <a> part sentences
            said = squeeze(text_of(around))
            is_told = len(said) <= MAX_SENTENCE and _OF_THE_SITE.search(said)
            if is_told and (away := _first_away(_addresses(page, around), portal_url)):
                return away
    return ""


def _addresses(page: TextResponse, within: Selector) -> Iterator[str]:
    """Those linked within an element, then those printed there."""
    for anchor in within.xpath("descendant-or-self::a[@href]"):
        yield anchor_url(page, anchor)
    for found in _PRINTED.findall(text_of(within)):
        yield absolute(page, found if "://" in found else f"http://{found}/")


def _first_away(urls: Iterator[str], portal_url: str) -> str:
    return next((url for url in urls if url and not belongs(portal_url, url) and not _FURNITURE.search(url)), "")
