"""TRS WCM: a tree of static files. `createPageHTML` with four arguments is generic; its older and rewritten pagers
are here, and the rule that a column's articles lie below its own folder, as `202101/t20210129_8843764.html`."""

import re
from html import escape
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.javascript.builtins import plain
from crawler.portals.javascript.search import numbers, strings
from crawler.portals.javascript.source import Source
from crawler.portals.page.api_answers import as_html
from crawler.portals.page.links import Link, absolute, text_of
from crawler.portals.page.list_items import ListItem, first_of_each, rows
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated, create_page_html
from crawler.portals.page.script.addresses import source_of
from pipelines.language.dates import first_iso

_ARTICLE = re.compile(r"/\d{6}/t(?:\d{8}_\d+|\d{6,})\.s?html?$")
_OWN_ARTICLE = re.compile(r"href\s*=\s*['\"](\./\d{6}/t\d{8}_\d+\.s?html?)['\"]")
_ANCHOR = re.compile(r"<a\b")
_SCRIPT = re.compile(r"<script\b[^>]*>((?:(?!</?script\b).)*)</script>", re.DOTALL | re.IGNORECASE)
_STEM_BACKWARDS = re.compile(r"['\"]?_?([\w-]+)")  # what the pager's strings say before the page's number
_EXTENSION = re.compile(r"\b(s?html?)\b")  # and behind it
_CAPPED = re.compile(r"PageIndex>(\d{1,4})\?\1:PageIndex", re.IGNORECASE)


class Trs(Portal):
    """`var countPage = N` counts like `createPageHTML`, from 0; `PageIndex > N ? N : PageIndex` counts from 1."""

    name = "trs"

    def recognises(self, response: TextResponse) -> str | None:
        """A pager only this product writes, or an article `./YYYYMM/tYYYYMMDD_ID.html`.

        Not the editor's class: it comes along with text copied to other portals.
        """
        text = response.text
        pager = create_page_html(source_of(response))
        if pager is not None:
            return f"createPageHTML({pager.pages}, {pager.current - 1}, …) from 0" if pager.is_zero_based else None
        if article := _OWN_ARTICLE.search(text):
            return article[1]
        source = source_of(response)
        counted = _counted(source) if "currentPage" in text and "document.write" in text else None
        if counted is not None:
            return f"countPage = {counted}"
        capped = _capped(source)
        return None if capped is None else f"PageIndex > {capped} ? {capped} : PageIndex"

    def unwrap(self, response: TextResponse) -> TextResponse:
        """Rows whose address, date and title stand in variables of a script that writes the row."""
        if "document.write" not in response.text or _is_article(response):
            return super().unwrap(response)
        drawn = _SCRIPT.sub(lambda script: script[0] + _written_row(script[1]), response.text)
        return super().unwrap(response) if drawn == response.text else as_html(response, drawn)

    def attachments(self, response: TextResponse) -> list[Link]:
        """Those of the page, and those a script puts under 相关附件."""
        found = super().attachments(response)
        for written in (text for _, text in strings(source_of(response)) if _ANCHOR.search(text)):
            for anchor in Selector(written).xpath("//a[@href]"):
                url, text = absolute(response, anchor.attrib["href"]), text_of(anchor)
                if url and text and self.is_file(url):
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
        source = source_of(response)
        if create_page_html(source) is not None or _is_article(response):
            return []
        counted, capped = _counted(source), _capped(source)
        stem, ext = _page_name(source)
        if counted is not None and "currentPage" in response.text:
            return [f"{stem or 'index'}_{number}.{ext or 'html'}" for number in range(1, min(counted, MAX_PAGES))]
        if capped is not None:
            return [f"index_{number}.{ext or 'shtml'}" for number in range(2, min(capped, MAX_PAGES) + 1)]
        return []


def _is_article(response: TextResponse) -> bool:
    return bool(_ARTICLE.search(urlsplit(response.url).path))


def _counted(source: Source) -> int | None:
    """The pages that `countPage` counts; None where nothing does."""
    return next((count for name, count in numbers(source) if name == "countPage"), None)


def _capped(source: Source) -> int | None:
    """The last page of `PageIndex > N ? N : PageIndex`; None where no script says that."""
    for i, token in enumerate(source.tokens.all):
        if token.text.lower() == "pageindex" and (found := _CAPPED.fullmatch(source.tokens.text(i, i + 7))):
            return int(found[1])
    return None


def _page_name(source: Source) -> tuple[str, str]:
    """Stem and extension of the names a pager makes, `"index_" + nextPage + ".html"`; `""` for what it leaves open."""
    every = source.tokens.all
    for i, token in enumerate(every):
        if token.kind == "name" and "page" in token.text.lower() and i > 1 and every[i - 1].text == "+":
            before = i - 2
            if every[before].text.strip("'\"") == "_" and every[before - 1].text == "+":
                before -= 2
            stem = _stem(plain(every[before].text[1:-1])) if every[before].kind == "string" else ""
            if stem:
                behind = (_EXTENSION.search(one.text) for one in every[i:] if one.kind == "string")
                extension = next(filter(None, behind), None)
                return stem, extension[1] if extension else ""
    return "", ""


def _stem(text: str) -> str:
    """The name at the end of a text: `index` of `/gk/index_`; `""` for none."""
    found = _STEM_BACKWARDS.match(text[::-1])
    return found[1][::-1] if found else ""


def _written_row(script: str) -> str:
    """The row a script writes from its variables: an article's address, a date, and the longest other text."""
    source = Source(script)
    told = (source.value(where) for _, where in source.assignments)
    texts = [text.strip() for text in told if isinstance(text, str)]
    address = next((text for text in texts if _ARTICLE.search(text.removeprefix("."))), "")
    dates = [text for text in texts if first_iso(text) and len(text) <= len("2018年05月07日 10:00:00")]
    title = max((text for text in texts if text != address and text not in dates), key=len, default="")
    if not address or not title:
        return ""
    return f'<li><a href="{escape(address)}">{escape(title)}</a><span>{dates[0] if dates else ""}</span></li>'
