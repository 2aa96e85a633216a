"""博达 VSB (Visual SiteBuilder, WebberCMS): Sichuan, Yunnan, Xinjiang, Gansu.

Articles `/info/<tree id>/<id>.htm`. A list `nb.htm` continues in a folder of its name and counts down: of n pages the
second is `nb/<n-1>.htm`, the last `nb/1.htm`, so that old pages keep their address. Lists made by JSP are a form that
posts itself. Attachments are `/system/_content/download.jsp?…wbfileid=…`; their name is only in the link's text.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from scrapy.http import TextResponse

from crawler.portals.base import Article, Portal
from crawler.portals.page.links import Link, text_of
from crawler.portals.page.list_items import MIN_TITLE_LENGTH, ListItem, first_of_each, placed_by_address
from crawler.portals.page.pagers import MAX_PAGES, Page
from crawler.portals.page.pages import form_page
from pipelines.language import dates, folding, titles

_MARK = re.compile(r"Announced by Visual SiteBuilder|/_sitegray/|/system/resource/(?:js|css|code)/|pb_sys_common")
_ARTICLE = re.compile(r"/info/\d+/\d+\.s?html?$|_content\.jsp\?.{0,300}(?:wbnewsid|syh)=")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBERED = re.compile(r"^(?P<stem>.+)/(?P<number>\d{1,3})\.htm$")
_OF_PAGES = re.compile(r"(?<![\d/])\d{1,3}\s*/\s*(\d{1,3})(?![\d/])")


class Vsb(Portal):
    """What VSB does differently: pages that count down, lists as forms, one page per organ that is its report."""

    name = "vsb"

    def recognises(self, response: TextResponse) -> str | None:
        mark = _MARK.search(response.text)
        field = "sysadminNOWPAGE" if response.xpath("//input[@name='sysadminNOWPAGE']") else None
        return mark[0] if mark else field

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """Rows lead to articles; the link of a row's index number leads there too and is no title.

        Outside the column any article counts. Inside, a page without a report's title is no list: it may be an
        organ's page, which is the report itself, with news beside it.
        """
        if self.report_page_year(response) is not None:
            return []
        placed = placed_by_address(response, _ARTICLE, shortest=MIN_TITLE_LENGTH)
        placed = [(item, at) for item, at in placed if _HAN.search(item.title)]
        lists = {at for item, at in placed if titles.report_year(item.title, in_column=True) is not None}
        if not lists and not self.is_column_page(response):
            return first_of_each(item for item, _ in placed)
        return first_of_each(item for item, at in placed if at in lists) or super().list_items(response)

    def next_pages(self, response: TextResponse) -> list[Page]:
        if response.request is not None and response.request.method == "POST":
            return []  # the first page named them all
        return _form_pages(response) or _counted_down(response, self.links(response)) or super().next_pages(response)

    def sub_columns(self, response: TextResponse) -> list[Link]:
        """What lies in the folder of the page's own name: `nb.htm` holds `nb/n2023n.htm`. Beside it is the menu."""
        folder = _stem(response.url) + "/"
        inside = super().sub_columns(response)
        return [link for link in inside if link.url.startswith(folder) or dates.year_label(link.text) is not None]

    def article(self, response: TextResponse) -> Article:
        """An organ's own page is headed by the organ's name; the report's title is a line of its text."""
        found = super().article(response)
        listed = {name: _beside(response, name) for name in ("信息名称", "公开日期", "发布机构")}  # JSP detail pages
        if listed["信息名称"]:
            return Article(listed["信息名称"], dates.first_iso(listed["公开日期"]), listed["发布机构"])
        if titles.is_report_title(found.title):
            return found
        for line in response.css("[id^=vsb_content] p, .v_news_content p, [id^=vsb_content] h1")[:5]:
            title = folding.squeeze(text_of(line))
            if len(title) <= 60 and titles.report_year(title) is not None:
                return Article(title, found.published, found.organ)
        return found


def _counted_down(response: TextResponse, links: list[Link]) -> list[Page]:
    """Every `<stem>/<k>.htm` below the highest number the pager links or states."""
    stem = _stem(response.url)
    numbers = [int(match["number"]) for link in links if (match := _NUMBERED.match(link.url)) and match["stem"] == stem]
    if not numbers:
        return []
    stated = [int(count) - 1 for count in _OF_PAGES.findall(text_of(response.selector))]
    highest = max([*numbers, *(count for count in stated if count < MAX_PAGES)])
    return [Page(f"{stem}/{number}.htm") for number in range(min(highest, MAX_PAGES), 0, -1)]


def _form_pages(response: TextResponse) -> list[Page]:
    """The list's other pages as the form `sysadmin` asks for them; empty when the page has no such form."""
    form = response.xpath("//form[@name='sysadmin' or .//input[@name='sysadminNOWPAGE']]")
    counts = _OF_PAGES.findall(text_of(form[0])) if form else []
    if not counts:
        return []
    # the parser closes the form at the table it is broken by, so its fields are looked for in the whole page
    fields = {
        node.attrib["name"]: node.attrib.get("value", "")
        for node in response.xpath("//input[starts-with(@name, 'sysadmin') or @name='actiontype']")
        if node.attrib.get("type", "").lower() not in ("button", "submit")
    }
    size = response.xpath("//select[@name='sysadminCountNo']/option[@selected]/@value").get("15")
    fields |= dict(parse_qsl(urlsplit(response.url).query)) | {"sysadminCountNo": size}
    address = response.url.split("?", 1)[0]
    return [
        form_page(address, fields | {"sysadminNOWPAGE": number})
        for number in range(2, min(int(counts[0]), MAX_PAGES) + 1)
    ]


def _beside(response: TextResponse, name: str) -> str:
    """The cell right of the one that says `name：`."""
    cell = response.xpath("//td[starts-with(normalize-space(.), $label)]/following-sibling::td[1]", label=f"{name}：")
    return folding.squeeze(text_of(cell[0])) if cell else ""


def _stem(url: str) -> str:
    """The address all pages of a list share: of `/zwgk/nb.htm` and `/zwgk/nb/3.htm` it is `/zwgk/nb`."""
    numbered = _NUMBERED.match(url)
    return numbered["stem"] if numbered else re.sub(r"\.s?html?$", "", url.split("?", 1)[0])
