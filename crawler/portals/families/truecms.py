"""truecms (Nantong, Rugao …): jpage fed by `messageController/getMessage.do` with JSONP around a datastore.

The interface is 404 without a Referer; how many records one request may ask for differs by site, so the windows are
the page's own.
"""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.families.hanweb import jpage
from crawler.portals.javascript.search import strings, values
from crawler.portals.page.api_answers import column_page, json_data
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated
from crawler.portals.page.pages import referer, referred
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field

_PROXY = re.compile(r"(?<![\w:/.-])[\w:/.-]*messageController/getMessage\.do", re.IGNORECASE)
_PER_PAGE = 20  # where the page does not say; fewer than any site refuses


class Truecms(Portal):
    """The first rows stand in the page, in a hidden container."""

    name = "truecms"

    def recognises(self, response: TextResponse) -> str | None:
        """The interface's address."""
        found = _PROXY.search(response.text)
        return found[0] if found else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """`cb({"result": "<datastore>…"})` as a list page; rows without a datastore around them, too."""
        data = json_data(response) if _PROXY.search(response.url) else None
        result = str(data.get("result") or "") if isinstance(data, dict) else ""
        if stores := jpage.datastores(result):
            return jpage.answer_page(response, stores[0])
        return column_page(response, result) if "<a" in result else super().unwrap(response)

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The windows behind the rows that the page shows itself; of an answer, those behind its own."""
        if _PROXY.search(response.url):
            return self._following(response)
        found = []
        for call in self._calls(response):
            seen = len(self.list_items(response))
            for window in list(call.windows(seen + 1))[:MAX_PAGES]:
                query = f"{window}&{urlencode(call.params)}&callback=cb"
                url, block = f"{urljoin(response.url, call.proxy)}?{query}", dict(call.params).get("columnId", "")
                found.append(Page(url, headers=referred(response.url), block=block))
        return found or super().next_pages(response)

    def stated_total(self, response: TextResponse) -> Stated:
        """`totalRecord` of the call, `totalrecord` of an answer."""
        if _PROXY.search(response.url):
            return Stated(response.store.total if isinstance(response, jpage.StoreAnswer) else None)
        totals = [call.total for call in self._calls(response) if call.total is not None]
        return Stated(sum(totals)) if totals else super().stated_total(response)

    def _calls(self, response: TextResponse) -> list[jpage.Call]:
        """The page's calls of jpage, else of whatever else it draws each column with."""
        source = source_of(response)
        found = [call for call in jpage.calls(source) if _PROXY.search(call.proxy)]
        proxy = next(strings(source, _PROXY), None)
        if found or proxy is None:
            return found
        place, address = proxy
        size, total = (field(source, name, place) for name in ("perPage", "totalRecord"))
        per_page = int(size) if size.isdigit() and int(size) else _PER_PAGE
        stated = int(total) if total.isdigit() and int(total) else None
        columns = dict.fromkeys(filter(None, [*values(source, "columnId"), field(source, "columnId")]))
        return [jpage.Call("", stated, per_page, 1, address, (("columnId", column),)) for column in columns]

    def _following(self, response: TextResponse) -> list[Page]:
        """The windows after an answer's."""
        column = dict(parse_qsl(urlsplit(response.url).query)).get("columnId", "")
        urls = jpage.following(response, len(self.list_items(response)), self.stated_total(response).records)
        return [Page(url, headers=referred(referer(response)), block=column) for url in urls]
