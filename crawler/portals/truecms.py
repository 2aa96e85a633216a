"""truecms (Nantong, Rugao …): jpage fed by `messageController/getMessage.do` with JSONP around a datastore.

The interface is 404 without a Referer; how many records one request may ask for differs by site, so the windows are
the page's own.
"""

import re
from urllib.parse import urlencode, urljoin

from scrapy.http import TextResponse

from crawler.portals import jpage
from crawler.portals.answers import json_data
from crawler.portals.base import Portal
from crawler.portals.pagers import MOST_PAGES, Page, Stated

_PROXY = re.compile(r"/true_?cms/messageController/getMessage\.do", re.IGNORECASE)


class Truecms(Portal):
    """The first rows stand in the page, in a hidden container."""

    name = "truecms"

    def recognises(self, response: TextResponse) -> str | None:
        """The interface's address."""
        found = _PROXY.search(response.text)
        return found[0] if found else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """`cb({"result": "<datastore>…"})` as a list page."""
        data = json_data(response) if _PROXY.search(response.url) else None
        stores = jpage.datastores(str(data.get("result") or "")) if isinstance(data, dict) else []
        return jpage.answer_page(response, stores[0]) if stores else super().unwrap(response)

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The windows behind the rows that the page shows itself."""
        if _PROXY.search(response.url):
            return []  # the column page has named them all
        found = []
        for call in self._calls(response):
            seen = len(self.list_items(response))
            for window in list(call.windows(seen + 1))[:MOST_PAGES]:
                query = f"{window}&{urlencode(call.params)}&callback=cb"
                found.append(Page(f"{urljoin(response.url, call.proxy)}?{query}", headers=(("Referer", response.url),)))
        return found or super().next_pages(response)

    def stated_total(self, response: TextResponse) -> Stated:
        """`totalRecord` of the call, `totalrecord` of an answer."""
        if _PROXY.search(response.url):
            return Stated(jpage.answered_total(response))
        totals = [call.total for call in self._calls(response) if call.total is not None]
        return Stated(sum(totals)) if totals else super().stated_total(response)

    def _calls(self, response: TextResponse) -> list[jpage.Call]:
        return [call for call in jpage.calls(response.text) if _PROXY.search(call.proxy)]
