"""Hanweb jcms: `/col/col7217/index.html`, `/art/2017/1/4/art_7217_44961.html`, lists by jpage.

A list's rows stand in the page as a datastore, all or the first group; the others come from `dataproxy.jsp`, by POST
with the record numbers, or by GET with a page number where the datastore names its next group.
"""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.families.hanweb import jpage
from crawler.portals.javascript.search import strings
from crawler.portals.page.api_answers import as_html
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated
from crawler.portals.page.pages import form_page, referer, referred
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field
from pipelines.language import titles

XXGK = re.compile(r"/module/xxgk/(?:search|tree|xxgkAnnualReport)\.jsp")
_MARK = re.compile(
    r"/module/(?:web|jslib/jquery)?/?jpage/\w+\.jsp|/module/visitcount/visit\.jsp|/module/download/downfile\.jsp"
    r"|<!--<\$\[[^\]]+\]>begin-->"
)
_MORE = re.compile(r"/module/(?:web/|jslib/jquery/)?jpage/morecolumndataproxy\.jsp")
_PROXY = re.compile(r"/module/(?:web/|jslib/jquery/)?jpage/dataproxy\.jsp")
_MORE_SENT = ("appid", "webid", "path", "columnid", "unitid", "webname", "permissiontype", "keyWordCount")
_PAGE = re.compile(r"\bpage=(\d+)")
_TITLE = re.compile(r"\btitle\s*=\s*['\"]([^'\"]+)['\"]")
_HOLDER = re.compile(r"id\s*=\s*['\"]([\w-]+)['\"][^<>]{0,300}>\s*<script[^<>]{0,300}>\s*$")


class Hanweb(Portal):
    """`unitid` is per block: a page may draw two lists, and only the one with reports is read."""

    name = "hanweb"

    def recognises(self, response: TextResponse) -> str | None:
        """An address below `/module/` or a remark of the template language; the 信息公开 module has its own file."""
        if XXGK.search(response.text) or XXGK.search(response.url) or _is_of_other_product(response.text):
            return None
        found = _MARK.search(response.text)
        return found[0] if found else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """Datastores with their rows written out behind them, as the page's script does."""
        stores = jpage.datastores(response.text)
        if not stores or "/art/" in urlsplit(response.url).path:
            return super().unwrap(response)
        if "dataproxy" in response.url:
            return jpage.answer_page(response, stores[0])
        text, done, parts = response.text, 0, []
        for store in stores:
            end = text.find("</script>", store.end) + len("</script>")
            parts += [text[done:end], jpage.drawn(store)]
            done = end
        return as_html(response, "".join([*parts, text[done:]]))

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The windows or groups of the list that this page does not show itself."""
        if "dataproxy" in response.url:
            answered = response.store if isinstance(response, jpage.StoreAnswer) else jpage.NO_STORE
            if following := answered.next_group or self._more(response, answered):
                return [Page(urljoin(response.url, following), headers=referred(response.url))]
            return self._windows_after(response, answered)
        found = [Page(url, headers=referred(response.url), is_step=True) for url in self._first_more(response)]
        for store, call in self._blocks(response):
            if store is not None and store.next_group and not _is_encrypted(store.next_group):
                found += self._groups(response, store, call)
            elif call is not None:
                seen = len(store.records) if store is not None else 0
                found += [
                    form_page(
                        f"{urljoin(response.url, call.proxy)}?{window}", call.params, source=response.url, is_ajax=True
                    )
                    for window in list(call.windows(seen + 1))[:MAX_PAGES]
                ]
        return found or super().next_pages(response)

    def script_pages(self, response: TextResponse) -> list[Page]:
        """Never jpage's proxy by its options alone: it gives windows of records, which `next_pages` asks for."""
        return [page for page in super().script_pages(response) if not _PROXY.search(page.url)]

    def stated_total(self, response: TextResponse) -> Stated:
        """`totalrecord` of an answer, `totalRecord` of the call that draws the list."""
        if "dataproxy" in response.url:
            return Stated(response.store.total if isinstance(response, jpage.StoreAnswer) else None)
        if self._first_more(response):
            return replace(super().stated_total(response), has_unread_pager=False)
        totals = [call.total for _, call in self._blocks(response) if call is not None and call.total is not None]
        return Stated(sum(totals)) if totals else super().stated_total(response)

    def _windows_after(self, response: TextResponse, store: jpage.Datastore) -> list[Page]:
        """Of an answer to a POST, the windows that the column page could not name, as it did not know the total."""
        asked = response.request
        if asked is None or asked.method != "POST":
            return []
        urls = jpage.following(response, len(store.records), store.total)
        return [form_page(url, asked.body, source=referer(response), is_ajax=True) for url in urls]

    def _first_more(self, response: TextResponse) -> list[str]:
        """加载更多: the first group of each list the script continues; on some sites the page's own rows again."""
        found = []
        source = source_of(response)
        for place, address in strings(source, _MORE):
            given = {name: field(source, name, place) for name in _MORE_SENT}
            if given["columnid"]:
                query = {"page": "1", "appid": "1", "path": "/"} | {name: text for name, text in given.items() if text}
                found.append(f"{urljoin(response.url, address)}?{urlencode(query)}")
        return list(dict.fromkeys(found))

    def _more(self, response: TextResponse, store: jpage.Datastore) -> str:
        """The group after this one; `""` when this one is empty or the total is reached."""
        page = _PAGE.search(response.url)
        rows, total = len(store.records), store.total
        if page is None or not _MORE.search(response.url) or not rows:
            return ""
        if total is not None and int(page[1]) * rows >= total:
            return ""
        return _PAGE.sub(f"page={int(page[1]) + 1}", response.url, count=1)

    def _blocks(self, response: TextResponse) -> list[tuple[jpage.Datastore | None, jpage.Call | None]]:
        """The page's lists as (first rows, call), matched by unit; those with reports when any shows one."""
        text = response.text
        source = source_of(response)
        known = [call for call in jpage.calls(source) if "dataproxy" in call.proxy]
        calls = {call.unit: call for call in known or jpage.loose_calls(source, _PROXY)}
        stores: dict[str, jpage.Datastore] = {}
        for number, store in enumerate(jpage.datastores(text)):
            holder = _HOLDER.search(text, 0, text.rfind("<datastore>", 0, store.end))
            stores[holder[1] if holder else str(number)] = store
        blocks = [(stores.get(unit), calls.get(unit)) for unit in dict.fromkeys([*stores, *calls])]
        good = [block for block in blocks if block[0] is not None and _has_report(block[0])]
        return good or [block for block in blocks if block[0] is None or not block[0].records]

    def _groups(self, response: TextResponse, store: jpage.Datastore, call: jpage.Call | None) -> list[Page]:
        """By GET; only `page` counts. Without a total each answer names the next one."""
        first = urljoin(response.url, store.next_group)
        size, total = len(store.records), call.total if call else store.total
        last = -(-total // size) if size and total is not None else 2
        if last < 2:
            return []
        # group 1 is on some sites the page's own rows again: one more is asked, and may be empty
        return [
            Page(
                re.sub(r"([?&]page=)\d+", rf"\g<1>{number}", first),
                headers=referred(response.url),
                is_probe=number == last,
            )
            for number in range(1, min(last, MAX_PAGES) + 1)
        ]


def _is_of_other_product(text: str) -> bool:
    """True when jpage is fed by another product's interface: truecms ships the same script."""
    return "messageController/getMessage.do" in text


def _has_report(store: jpage.Datastore) -> bool:
    """True if a record is a report: the full title often stands in the attribute alone, the text is cut."""
    texts = [text for row in store.records for text in (*_TITLE.findall(row), re.sub(r"<[^<>]*>", "", row))]
    return any(titles.is_report_title(text, in_column=True) for text in texts)


def _is_encrypted(url: str) -> bool:
    """True if the ids of the next group are printed encrypted: what is asked with them ends after a page."""
    ids = parse_qs(urlsplit(url).query)
    return not all(ids.get(name, [""])[0].isdigit() for name in ("columnid", "unitid"))
