"""Hanweb's 信息公开 module: lists by `POST /module/xxgk/search.jsp`, and one page per organ and year,
`xxgkAnnualReport.jsp?area=…&fbtime=2023`, that is the report itself."""

import re
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapy.http import TextResponse

from crawler.portals.answers import as_html
from crawler.portals.hanweb import FORM, XXGK, Hanweb
from crawler.portals.links import absolute
from crawler.portals.pagers import MOST_PAGES, Page, Stated, stated
from crawler.portals.rows import ListItem
from crawler.titles import FIRST_YEAR, squeeze

_SEARCH = "/module/xxgk/search.jsp"
_ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
_LOAD = re.compile(r"loadDynamic\(\s*('/module/xxgk/search\.jsp.*?)\)\s*;", re.DOTALL)
_YEAR = re.compile(r"(20\d\d)年?度?")


class HanwebXxgk(Hanweb):
    """`area` is an organ: a dotted number in Zhejiang, its social credit code in Shandong."""

    name = "hanweb-xxgk"

    def recognises(self, response: TextResponse) -> str | None:
        """An address of the module, in the page or its own."""
        found = XXGK.search(response.text) or XXGK.search(response.url)
        return found[0] if found else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """A fragment of rows becomes a page of the column; an organ without a report of the year, no page at all."""
        path = urlsplit(response.url).path
        if path == _SEARCH:
            head = '<head><title>政府信息公开年报</title><meta name="ColumnName" content="政府信息公开年报"></head>'
            return as_html(response, f"<html>{head}<body><table>{response.text}</table></body></html>")
        if path == _ANNUAL and not response.xpath("//table | //a[@href] | //iframe | //img | //embed"):
            return as_html(response, "<html><head><title>404</title></head><body>该年度报告不存在</body></html>")
        return super().unwrap(response)

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """Rows as printed; organs linked by their area become one row for each year the page offers."""
        organs: dict[str, str] = {}
        linked: set[tuple[str, str]] = set()
        for link in self.links(response):
            parts = urlsplit(link.url)
            query = parse_qs(parts.query)
            if parts.path == _ANNUAL and query.get("area"):
                linked.add((query["area"][0], query.get("fbtime", [""])[0]))
                if not _YEAR.fullmatch(link.text):
                    organs.setdefault(query["area"][0], link.text)
        if not organs or urlsplit(response.url).path == _ANNUAL:
            return super().list_items(response)
        years = self._years(response) or sorted({year for _, year in linked if year}, reverse=True)
        return [
            ListItem(
                urljoin(response.url, f"{_ANNUAL}?{urlencode({'area': area, 'fbtime': year})}"),
                f"{organ}{year}年政府信息公开年报",
                organ=organ,
                is_probe=(area, year) not in linked,
            )
            for area, organ in organs.items()
            for year in years
        ]

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The search this page's script starts; on its answers `currpage` 2, 3, …."""
        if urlsplit(response.url).path == _SEARCH:
            last = stated(response).pages or 1
            return [self._page(response, response.url, number) for number in range(2, min(last, MOST_PAGES) + 1)]
        search = self._search(response)
        return [self._page(response, search, 1)] if search else super().next_pages(response)

    def stated_total(self, response: TextResponse) -> Stated:
        """`共N条`, `共N页` of the search's answers."""
        return stated(response) if urlsplit(response.url).path == _SEARCH else super().stated_total(response)

    def _years(self, response: TextResponse) -> list[str]:
        """The years a page lets one choose from, newest first."""
        texts = response.xpath("//option//text() | //option/@value | //a//text()").getall()
        years = {match[1] for text in texts if (match := _YEAR.fullmatch(squeeze(text)))}
        return sorted((year for year in years if int(year) >= FIRST_YEAR), reverse=True)

    def _search(self, response: TextResponse) -> str:
        """Address of the search with all its parameters; `""` when the page starts none.

        Without `infotypeId` the search answers with everything of the area, so a page that names none is no list.
        """
        load = _LOAD.search(response.text)
        if load is None:
            return ""
        # `'/module/xxgk/search.jsp?…&infotypeId='+a+'&area=…', 'div4', '0', '0', '950', site, '', ''`
        strings = re.findall(r"'([^']*)'", re.sub(r"'\s*\+\s*[\w().]+\s*\+\s*'", "", load[1]))
        given = dict(parse_qsl(urlsplit(strings[0]).query))
        own = dict(parse_qsl(urlsplit(response.url).query))
        kind = given.get("infotypeId") or own.get("number", "")
        if not kind or len(strings) < 6:
            return ""
        query = {
            "standardXxgk": given.get("standardXxgk", "1"),
            "isAllList": "1",
            "infotypeId": kind,
            "jdid": strings[5],
            "area": own.get("vc_xxgkarea") or given.get("area", ""),
            "divid": strings[1],
            "vc_title": "",
            "vc_number": "",
            "sortfield": ",compaltedate:0",
            "currpage": "1",
            "vc_filenumber": "",
            "vc_all": "",
            "texttype": "",
            "fbtime": "-1",
        }
        return absolute(response, f"{_SEARCH}?{urlencode(query)}")

    def _page(self, response: TextResponse, url: str, number: int) -> Page:
        """The search's page by POST; the same parameters stand in the address, as the module's script sends them."""
        parts = urlsplit(url)
        query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), "currpage": str(number)}
        form = urlencode(query)
        return Page(urlunsplit(parts._replace(query=form)), "POST", form.encode(), (*FORM, ("Referer", response.url)))
