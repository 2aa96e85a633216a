"""TRS WCM: a tree of static files. `createPageHTML` with four arguments is generic; its older and rewritten pagers
are here, and the rule that a column's articles lie below its own folder, as `202101/t20210129_8843764.html`."""

import re
from html import escape
from urllib.parse import urljoin, urlsplit

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.page.api_answers import as_html
from crawler.portals.page.links import Link, absolute
from crawler.portals.page.list_items import ListItem, first_of_each, rows
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated, create_page_html
from pipelines.language.dates import first_iso

_ARTICLE = re.compile(r"/\d{6}/t(?:\d{8}_\d+|\d{6,})\.s?html?$")
_OWN_ARTICLE = re.compile(r"href\s*=\s*['\"](\./\d{6}/t\d{8}_\d+\.s?html?)['\"]")
_SCRIPT = re.compile(r"<script\b[^>]*>((?:(?!</?script\b).)*)</script>", re.DOTALL | re.IGNORECASE)
_STRING = re.compile(r"=\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')\s*;")
_WRITTEN_FILE = re.compile(r"<a\b[^<>]*href=[\"']([^\"'<>]+)[\"'][^<>]*>([^<>]+)</a>")
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d{1,4})\b")
_NAME = re.compile(r"(?<=[\"'=])([\w-]+?)_?\\?[\"']\s*\+\s*(?:[\"']_[\"']\s*\+\s*)?(?:nextPage|prevPage|\w*[Pp]age\w*)")
_EXTENSION = re.compile(r"\.?\b(s?html?)\b")
_CAPPED = re.compile(r"\bPageIndex\s*>\s*(\d{1,4})\s*\?\s*\1\s*:\s*PageIndex", re.IGNORECASE)


class Trs(Portal):
    """`var countPage = N` counts like `createPageHTML`, from 0; `PageIndex > N ? N : PageIndex` counts from 1."""

    name = "trs"

    def recognises(self, response: TextResponse) -> str | None:
        """A pager only this product writes, or an article `./YYYYMM/tYYYYMMDD_ID.html`.

        Not the editor's class: it comes along with text copied to other portals.
        """
        text = response.text
        pager = create_page_html(text)
        if pager is not None:
            return f"createPageHTML({pager.pages}, {pager.current - 1}, …) from 0" if pager.is_zero_based else None
        if article := _OWN_ARTICLE.search(text):
            return article[1]
        found = _COUNT.search(text) if "currentPage" in text and "document.write" in text else _CAPPED.search(text)
        return found[0] if found else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """Rows whose address, date and title stand in variables of a script that writes the row."""
        if "document.write" not in response.text or _is_article(response):
            return super().unwrap(response)
        drawn = _SCRIPT.sub(lambda script: script[0] + _written_row(script[1]), response.text)
        return super().unwrap(response) if drawn == response.text else as_html(response, drawn)

    def attachments(self, response: TextResponse) -> list[Link]:
        """Those of the page, and those a script puts under 相关附件."""
        found = super().attachments(response)
        for script in response.xpath("//script[not(@src)]/text()").getall():
            for href, text in _WRITTEN_FILE.findall(script):
                url = absolute(response, href)
                if url and self.is_file(url):
                    found.append(Link(url, text, (text,)))
        return first_of_each(found)

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """The generic rows; where titles give no report away, the articles below the column's folder."""
        if found := super().list_items(response):
            return found
        folder = response.url.rpartition("/")[0] + "/"
        if _is_article(response):
            return []
        return [item for item in rows(response, _ARTICLE) if item.url.startswith(folder)]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """All further pages by the pager's own counting."""
        names = self._page_names(response)
        if not names:
            return super().next_pages(response)
        found = [Page(urljoin(response.url, name)) for name in names]
        return [page for page in found if page.url != response.url]

    def stated_total(self, response: TextResponse) -> Stated:
        """Pages by the variables of the script, where there is no call to read."""
        names = self._page_names(response)
        return (
            Stated(super().stated_total(response).records, len(names) + 1) if names else super().stated_total(response)
        )

    def _page_names(self, response: TextResponse) -> list[str]:
        """File names of page 2, 3, …; empty when the page has no pager of variables, or it is an article's."""
        text = response.text
        counted, capped = _COUNT.search(text), _CAPPED.search(text)
        if create_page_html(text) is not None or _is_article(response):
            return []
        if counted is not None and "currentPage" in text:
            script = text[counted.end() :]
            written, ending = _NAME.search(script), _EXTENSION.search(script)
            stem, ext = (written[1] if written else "index"), (ending[1] if ending else "html")
            return [f"{stem}_{number}.{ext}" for number in range(1, min(int(counted[1]), MAX_PAGES))]
        if capped is not None:
            ending = re.search(r"index_?[\"']?\s*\+\s*\w+\s*\+\s*[\"']\.(s?html?)", text)
            ext = ending[1] if ending else "shtml"
            return [f"index_{number}.{ext}" for number in range(2, min(int(capped[1]), MAX_PAGES) + 1)]
        return []


def _is_article(response: TextResponse) -> bool:
    return bool(_ARTICLE.search(urlsplit(response.url).path))


def _written_row(script: str) -> str:
    """The row a script writes from its variables: an article's address, a date, and the longest other text."""
    texts = [(one or two).strip() for one, two in _STRING.findall(script)]
    address = next((text for text in texts if _ARTICLE.search(text.removeprefix("."))), "")
    dates = [text for text in texts if first_iso(text) and len(text) <= len("2018年05月07日 10:00:00")]
    title = max((text for text in texts if text != address and text not in dates), key=len, default="")
    if not address or not title:
        return ""
    return f'<li><a href="{escape(address)}">{escape(title)}</a><span>{dates[0] if dates else ""}</span></li>'
