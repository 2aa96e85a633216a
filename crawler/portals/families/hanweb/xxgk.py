"""Hanweb's 信息公开 module: lists by `POST /module/xxgk/search.jsp`, and one page per organ and year,
`xxgkAnnualReport.jsp?area=…&fbtime=2023`, that is the report itself."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapy.http import TextResponse

from crawler.heuristics import TARGET, best_score
from crawler.portals.families.hanweb.jcms import XXGK, Hanweb
from crawler.portals.javascript.builtins import plain
from crawler.portals.javascript.search import calls_of, strings
from crawler.portals.page.api_answers import column_page
from crawler.portals.page.links import Link, absolute
from crawler.portals.page.list_items import ListItem, first_of_each
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated, stated
from crawler.portals.page.pages import form_page, referer, referred
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field
from pipelines.language.dates import FIRST_YEAR
from pipelines.language.folding import squeeze
from pipelines.language.organ_names import is_organ_name
from pipelines.language.titles import report_year

_SEARCH = "/module/xxgk/search.jsp"
_ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
_TREE = "/module/xxgk/tree.jsp"
_SENT = ("standardXxgk", "infotypeId", "jdid", "area", "divid")
_COLUMN = re.compile(r"/col/col\d+")
_YEAR = re.compile(r"(20\d\d)年?度?")


class HanwebXxgk(Hanweb):
    """`area` is an organ: a dotted number in Zhejiang, its social credit code in Shandong."""

    name = "hanweb-xxgk"

    def recognises(self, response: TextResponse) -> str | None:
        """An address of the module, in the page or its own."""
        found = XXGK.search(response.text) or XXGK.search(response.url)
        return found[0] if found else None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """The search's fragment of rows as a page of the column."""
        if urlsplit(response.url).path == _SEARCH:
            return column_page(response, f"<table>{response.text}</table>")
        return super().unwrap(response)

    def links(self, response: TextResponse) -> list[Link]:
        """The page's own; with the tree of an organ's catalogue in its frame, unless the column stands there."""
        found = super().links(response)
        trees = [absolute(response, source) for source in response.xpath("//iframe/@src").getall() if _TREE in source]
        if not trees or any(best_score(link.labels, link.url, inside=True).value >= TARGET for link in found):
            return found
        text = "政府信息公开目录"
        return [*found, Link(trees[0], text, (text,))]

    def column_evidence(self, response: TextResponse, *, is_expected: bool) -> str | None:
        """Also a page that links an organ's annual report by area: there is no list above the reports."""
        if self._is_annual(response):
            return None
        linked = self._linked(response)
        own = f"links {_ANNUAL}?area={linked[0].area}" if linked else None
        return super().column_evidence(response, is_expected=is_expected) or own

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """Rows as printed, and the linked reports of one organ and year; of such a report, itself."""
        if self._is_annual(response):
            article = self.article(response)
            is_report = report_year(article.title, in_column=True) is not None
            return [ListItem(response.url, article.title, article.published)] if is_report else []
        linked = [
            ListItem(one.url, f"{one.organ}{one.year}年政府信息公开年报", organ=one.organ)
            for one in self._linked(response)
            if one.year
        ]
        found = [item for item in super().list_items(response) if urlsplit(item.url).path != _ANNUAL]
        return first_of_each([*found, *linked])

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The search this page's script starts, its further pages, and the other years of the organs linked here."""
        if urlsplit(response.url).path == _SEARCH:
            last = stated(response).pages or 1
            return [self._page(response, response.url, number) for number in range(2, min(last, MAX_PAGES) + 1)]
        if self._is_annual(response):
            return self._chosen_years(response) or self._earlier(response)
        search = self._search(response)
        found = [self._page(response, search, 1)] if search else super().next_pages(response)
        return [*found, *self._other_years(response)]

    def stated_total(self, response: TextResponse) -> Stated:
        """`共N条`, `共N页` of the search's answers."""
        return stated(response) if urlsplit(response.url).path == _SEARCH else super().stated_total(response)

    def _is_annual(self, response: TextResponse) -> bool:
        return urlsplit(response.url).path == _ANNUAL

    def _linked(self, response: TextResponse) -> list["_Annual"]:
        """The reports this page links by area, in page order."""
        found = []
        for link in self.links(response):
            parts = urlsplit(link.url)
            query = dict(parse_qsl(parts.query))
            if parts.path == _ANNUAL and query.get("area"):
                year = query.get("fbtime", "")
                organ = link.text if is_organ_name(link.text) else ""
                found.append(_Annual(link.url, query["area"], int(year) if year.isdigit() else 0, organ))
        return found

    def _other_years(self, response: TextResponse) -> list[Page]:
        """Every year the page lets one choose, for every organ; else year by year backwards from the linked one."""
        linked = self._linked(response)
        known = {(one.area, one.year) for one in linked if one.year}
        pages = []
        for area in dict.fromkeys(one.area for one in linked):
            latest = max(one.year for one in linked if one.area == area)
            years = self._years(response) or ([latest - 1] if latest else [0])
            is_step = not self._years(response)
            pages += [_annual_page(response, area, year, is_step) for year in years if (area, year) not in known]
        return pages

    def sub_columns(self, response: TextResponse) -> list[Link]:
        """Without the pages of organ and year: those are the reports."""
        return [link for link in super().sub_columns(response) if urlsplit(link.url).path != _ANNUAL]

    def _chosen_years(self, response: TextResponse) -> list[Page]:
        """The other years that a report's page lets one choose, each once, whichever of them offers it."""
        query = dict(parse_qsl(urlsplit(response.url).query))
        if not query.get("fbtime") and not self.list_items(response):  # the newest year is not out yet
            return []
        years = [year for year in self._years(response) if str(year) != query.get("fbtime")]
        return [_annual_page(response, query.get("area", ""), year, False) for year in years]

    def _earlier(self, response: TextResponse) -> list[Page]:
        """The year before this page's. An organ may have skipped one; two empty ones end the series."""
        query = dict(parse_qsl(urlsplit(response.url).query))
        own = self.list_items(response)
        year = int(query["fbtime"]) if query.get("fbtime", "").isdigit() else 0
        year = year or (report_year(own[0].title, in_column=True) if own else None) or 0
        if not own and not query.get("fbtime"):  # the newest year is not out yet
            year = max(self._years(response), default=date.today().year)
        elif not own and f"fbtime={year + 1}" not in referer(response):
            return []  # reached from an empty year: the referer is the last page with a report
        source = response.url if own else referer(response)
        return [_annual_page(response, query.get("area", ""), year - 1, True, source)] if year > FIRST_YEAR else []

    def _years(self, response: TextResponse) -> list[int]:
        """The years a page lets one choose from, newest first."""
        texts = response.xpath("//option//text() | //option/@value | //a//text()").getall()
        years = {int(match[1]) for text in texts if (match := _YEAR.fullmatch(squeeze(text)))}
        return sorted((year for year in years if year >= FIRST_YEAR), reverse=True)

    def _search(self, response: TextResponse) -> str:
        """Address of the search with all its parameters; `""` when the page starts none.

        Without `infotypeId` the search answers with everything of the area, so a page that names none is no list.
        """
        own = dict(parse_qsl(urlsplit(response.url).query))
        given = self._given(response)
        kind = own.get("number") or given.get("infotypeId", "")
        if kind.strip("0") == "":
            return ""
        query = {
            "standardXxgk": given.get("standardXxgk") or "1",
            "isAllList": "1",
            "infotypeId": kind,
            "jdid": given.get("jdid", ""),
            "area": own.get("vc_xxgkarea") or given.get("area", ""),
            "divid": given.get("divid") or f"div{(_COLUMN.search(response.url) or [''])[0].removeprefix('/col/col')}",
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

    def _given(self, response: TextResponse) -> dict[str, str]:
        """What the page's script sends to the search, or its frame to the tree beside it."""
        source = source_of(response)
        for call in calls_of(source, "loadDynamic"):
            # `'/module/xxgk/search.jsp?…&infotypeId='+a+'&area=…', 'div4', '0', '0', '950', site, '', ''`
            every = source.tokens.all
            address = "".join(plain(every[i].text[1:-1]) for i in range(*call.given[0]) if every[i].kind == "string")
            if _SEARCH in address and len(call.given) > 5:
                divid, jdid = (source.value(call.given[place]) for place in (1, 5))
                told = {"divid": divid, "jdid": jdid if isinstance(jdid, str) else ""}
                return dict(parse_qsl(urlsplit(address).query)) | {name: str(text) for name, text in told.items()}
        trees = [tree for tree in response.xpath("//iframe/@src").getall() if _TREE in tree]
        framed = dict(parse_qsl(urlsplit(trees[0]).query)) if trees else {}
        place = next((i for i, text in strings(source) if _SEARCH in text or _TREE in text), None)
        if place is None:
            return framed
        return {name: field(source, name, place) or framed.get(name, "") for name in _SENT}

    def _page(self, response: TextResponse, url: str, number: int) -> Page:
        """The search's page by POST; the same parameters stand in the address, as the module's script sends them."""
        parts = urlsplit(url)
        query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), "currpage": str(number)}
        form = urlencode(query)
        source = referer(response) if parts.path == urlsplit(response.url).path else response.url
        return form_page(urlunsplit(parts._replace(query=form)), query, source=source, is_ajax=True)


@dataclass(frozen=True, slots=True)
class _Annual:
    """A link to one organ's report of one year; 0 = the latest, whichever it is."""

    url: str
    area: str
    year: int
    organ: str


def _annual_page(response: TextResponse, area: str, year: int, is_step: bool, source: str = "") -> Page:
    query = urlencode({"area": area, "fbtime": year} if year else {"area": area})
    headers = referred(source or response.url)
    return Page(urljoin(response.url, f"{_ANNUAL}?{query}"), headers=headers, is_probe=True, is_step=is_step)
