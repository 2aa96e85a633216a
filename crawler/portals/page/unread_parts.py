"""Parts of a list behind choices that the crawl cannot follow: other years, other organs."""

import re

from parsel import Selector
from scrapy.http import TextResponse

from crawler.heuristics import is_group_label, is_own_group
from crawler.portals.page.links import anchor_labels, anchor_url, best_label, text_of
from crawler.portals.page.script.requests import list_requests
from crawler.portals.page.select_boxes import choices
from pipelines.language import dates, folding, titles

YEARS, ORGANS, REQUESTS = "years", "organs", "requests"
_MIN_YEARS = 2  # years to choose from; a single one is the heading of what is shown
_NOTHING = re.compile(
    r"(?:暂无|暂时没有|没有|尚无|未查询到|无)(?:相关|任何|符合条件的?|您?查询的?)?(?:内容|数据|信息(?!公开)|记录|文件|资料|文章|结果)"
)
_MAX_ROW = 90  # characters of a row with its date
_ROWS_WITHOUT_LINK = (
    "//*[self::li or self::tr or self::dd][not(.//a or .//li or .//tr or .//h1)][not(@onclick or .//*[@onclick])]"
    "[not(@data-href or @data-url or .//*[@data-href or @data-url])]"
)
_DATE = re.compile(r"20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}")
_CLICKED = "//a | //*[@onclick and not(self::a)]"


def says_empty(response: TextResponse) -> bool:
    """True for a page that says itself that nothing is there: 暂无相关内容."""
    return bool(_NOTHING.search(folding.squeeze(text_of(response.selector))))


def unread_parts(response: TextResponse) -> frozenset[str]:
    """YEARS where options or clickable words name years and lead nowhere known, ORGANS where they name groups of other
    organs (县直部门, 乡镇), REQUESTS where a script asks for pages of rows with a parameter that is not known.

    The rows of such parts may stand in the page all the same, behind tabs.
    """
    names = [name for name, address in choices(response) if not address]
    for node in response.xpath(_CLICKED):
        href = node.attrib.get("href", "#").strip().lower()
        if (href.startswith(("#", "javascript:")) or "onclick" in node.attrib) and not anchor_url(response, node):
            names.append(text_of(node))
    years = {name for name in map(folding.squeeze, names) if dates.is_bare_year(name)}
    groups = {name for name in map(folding.squeeze, names) if is_group_label(name) and not is_own_group(name)}
    unread = {YEARS: len(years) >= _MIN_YEARS, ORGANS: bool(groups), REQUESTS: bool(list_requests(response).unread)}
    return frozenset(kind for kind, is_there in unread.items() if is_there)


def unlinked_titles(response: TextResponse) -> list[str]:
    """The words of rows without a link that name a report, or stand with a date among the reports of a list."""
    found = []
    for row in response.xpath(_ROWS_WITHOUT_LINK):
        text = folding.squeeze(text_of(row))
        if len(text) <= _MAX_ROW and (titles.report_year(text) is not None or _is_among_reports(row, text)):
            found.append(text)
    return found


def _is_among_reports(row: Selector, text: str) -> bool:
    """True for a dated row whose neighbours lead to reports: its title may be cut short."""
    if not _DATE.search(text):
        return False
    beside = row.xpath(f"(preceding-sibling::{row.root.tag} | following-sibling::{row.root.tag})//a")
    labels = (best_label(anchor_labels(anchor)) for anchor in beside)
    return any(titles.report_year(label, in_column=True) is not None for label in labels)
