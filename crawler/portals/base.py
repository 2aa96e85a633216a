"""The contract of a portal family, and the behaviour every portal shares: what a family does not override holds for it.

All methods are pure: a page in, facts out. Requests, budgets and states belong to the spider.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit
from weakref import WeakKeyDictionary

from scrapy.http import TextResponse

from crawler.heuristics import (
    ORGAN_LIST,
    best_score,
    is_column_name,
    is_group_label,
    is_more,
    is_older_column,
)
from crawler.portals.page import links as pages
from crawler.portals.page.api_answers import Answer, as_html, generic_answer
from crawler.portals.page.attachments import extension as extension  # part of this module's contract
from crawler.portals.page.attachments import looks_like_file, offered
from crawler.portals.page.links import Link, older_links
from crawler.portals.page.list_items import ListItem as ListItem  # part of this module's contract
from crawler.portals.page.list_items import first_of_each, placed_rows, scripted_rows
from crawler.portals.page.organ_links import listed_organs
from crawler.portals.page.pagers import next_pages, stated
from crawler.portals.page.pages import Page, Stated, asked, is_fragment
from crawler.portals.page.script.pagers import second_pages
from crawler.portals.page.script.requests import list_requests
from crawler.portals.page.turning import number_of, turned
from pipelines.language import dates, folding, organ_names, titles

_CRUMBS = (
    "//*[contains(@class,'crumb') or contains(@class,'position') or contains(@class,'location')"
    " or contains(@class,'weizhi') or contains(@class,'dqwz') or contains(@class,'bread')"
    " or contains(@id,'position') or contains(@id,'location')]"
    " | //*[not(self::script)][text()[contains(.,'当前位置') or contains(.,'您的位置') or contains(.,'所在位置')]]"
)
# answer -> family -> its page; None for an answer that is one itself, which would hold on to itself for ever
_READ: WeakKeyDictionary[TextResponse, dict[str, TextResponse | None]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link worth following, how promising it is and why."""

    link: Link
    score: int
    reason: str
    is_organ_list: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """What a report page says about itself; `""` where it says nothing."""

    title: str
    published: str  # ISO
    organ: str


class Portal:
    """The generic portal, and the base of every family. `name` goes to the seed's and the portal's `family` column."""

    name = "generic"

    def recognises(self, response: TextResponse) -> str | None:
        """The mark on this page that only this family leaves, quoted; None when it is not there."""
        return None

    def unwrap(self, response: TextResponse) -> TextResponse:
        """The answer as an HTML page for all other methods: JSON, JSONP, XML and bodies that lie in a script.

        Called on every answer, of lists and of reports, before anything else is asked about it; gives the response
        itself where it is a page already. See `crawler.portals.page.api_answers` for the pieces.
        """
        if urlsplit(response.url).path.endswith(".js"):
            return as_html(response, f"<html><body><script>{response.text}</script></body></html>")
        return generic_answer(response)

    def read(self, response: TextResponse) -> TextResponse:
        """As `unwrap`, done once for each answer; a page that came of it is not unwrapped again."""
        kept = _READ.setdefault(response, {})
        if self.name not in kept:
            page = self.unwrap(response)
            kept[self.name] = None if page is response else page
            _READ.setdefault(page, {})[self.name] = None
        return kept[self.name] or response

    def links(self, response: TextResponse) -> list[Link]:
        """All links of the page, in page order."""
        if isinstance(response, Answer):
            return list(response.menu)
        return pages.page_links(response)

    def column_candidates(self, response: TextResponse, *, inside: bool = False) -> list[Candidate]:
        """Links that may lead to the column or are it, best first; organ lists among them.

        `inside`: the link that led here spoke of 信息公开, so the bare word 年报 means the column.
        """
        inside = inside or self.is_disclosure_page(response)
        found = []
        for link in self.links(response):
            score = best_score(link.labels, link.url, inside=inside)
            if score.value > 0:
                found.append(Candidate(link, score.value, score.reason, score.reason == ORGAN_LIST))
        return sorted(found, key=lambda candidate: -candidate.score)

    def organ_links(
        self, response: TextResponse, *, is_organ_list: bool = False, is_menu: frozenset[str] = frozenset()
    ) -> list[Link]:
        """The links of the lists of organs on this page; see `listed_organs`."""
        return listed_organs(response, is_organ_list=is_organ_list, is_menu=is_menu)

    def column_evidence(self, response: TextResponse, *, is_expected: bool) -> str | None:
        """Why this page is the column: its ColumnName, its breadcrumb's end or its title; None when it is not.

        `is_expected`: the link to it claimed to be the column; then one linked report title is enough.
        """
        if self.report_page_year(response) is not None:
            return None
        name, kind = self.meta(response, "ColumnName"), self.meta(response, "ColumnType")
        crumbs = self.breadcrumb(response)
        if is_column_name(name) or is_column_name(kind):
            return f"ColumnName {name or kind}"
        if crumbs and is_column_name(crumbs[-1]):
            return f"breadcrumb {crumbs[-1]}"
        if is_expected and is_column_name(self.heading(response)):
            return f"page title {self.heading(response)}"
        for item in self.list_items(response) if is_expected else ():
            if titles.report_year(item.title) is not None:
                return f"title {item.title}"
        return None

    def report_page_year(self, response: TextResponse) -> int | None:
        """The year of the report this page itself is; None for a list and for anything else."""
        title = self.article(response).title
        if dates.year_label(title) is not None and not self.meta(response, "ArticleTitle"):
            return None  # `2023年政府信息公开年报` is more often a year's sub-column
        return titles.report_year(title)

    def list_items(self, response: TextResponse) -> list[ListItem]:
        """The rows of the page's list: all links in the blocks that hold at least one report title, else none.

        Menus and side columns share the page with the list, so a block without any report is not it. Where no link
        shows one, the rows may be data of a script that draws them. Of an interface's answer it is all rows: nothing
        else stands in it, and a page of it may hold no report.
        """
        if isinstance(response, Answer):
            return list(response.rows)
        in_column = self.is_column_page(response)
        printed = self._lists(placed_rows(response), in_column=in_column)
        return printed or self._lists(scripted_rows(response), in_column=in_column)

    def _lists(self, placed: Iterable[tuple[ListItem, object]], *, in_column: bool) -> list[ListItem]:
        """The rows of the blocks that hold a report."""
        blocks: dict[object, list[tuple[ListItem, bool]]] = {}
        for item, block in placed:
            if dates.is_bare_year(item.title):
                continue
            is_report = titles.is_report_title(item.title, in_column=in_column) and not is_column_name(item.title)
            has_year = titles.report_year(item.title, in_column=in_column) is not None
            dated_name = has_year and bool(item.date or self.is_file(item.url))
            blocks.setdefault(block, []).append((item, is_report or dated_name))
        rows = [item for block in blocks.values() if any(is_report for _, is_report in block) for item, _ in block]
        return first_of_each(rows)

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The other pages of this list that the page gives away; of an interface's answer, the one after."""
        if isinstance(response, Answer) or is_fragment(response):
            return _following(response, self.list_items(response), self.stated_total(response))
        printed, said, shown = next_pages(response), stated(response), len(self.list_items(response))
        is_whole = said.records is not None and shown >= said.records
        if is_whole or any(not page.is_probe for page in printed):
            return printed
        found = [*printed, *self.script_pages(response)]
        return [*found, *second_pages(response)] if said.has_unread_pager or said.records else found

    def script_pages(self, response: TextResponse) -> list[Page]:
        """The first page of each list that the page's scripts ask for, as probes; where rows are printed, the second
        one too: the first may be those rows."""
        printed = len(self.list_items(response))
        found = []
        for page in list_requests(response).pages:
            following = turned(page, printed) if printed else None
            found += [replace(page, is_probe=True), *([following] if following is not None else [])]
        return found

    def stated_total(self, response: TextResponse) -> Stated:
        """How many records and pages the list says it has."""
        if isinstance(response, Answer):
            return response.said
        return stated(response)

    def sub_columns(self, response: TextResponse) -> list[Link]:
        """Columns inside the column: years (`2023年`), groups (区直部门, 镇街), organs; its rest: 更多, 历年年报."""
        folder = response.url.rsplit("/", 1)[0] + "/"
        in_column = self.is_column_page(response)
        listed = self.list_items(response)
        is_empty = in_column and not listed  # then groups elsewhere are its content, not its menu
        years = {titles.report_year(item.title, in_column=True) for item in listed}
        organs = {titles.owner(item.title) for item in listed}
        found = []
        for link in self.links(response):
            below = link.url.startswith(folder) and link.url != response.url
            is_year = dates.year_label(link.text) is not None and (below or in_column)
            is_group = is_group_label(link.text) or organ_names.is_organ_name(link.text)
            is_same = (
                in_column
                and link.url != response.url
                and (is_older_column(link.text) or (below and is_more(link.text)))
            )
            if _is_choice_of(link.url, response.url) and len(years if is_year else organs) > 1:
                continue  # a part of what the list shows
            if (is_year and not self.is_file(link.url)) or ((below or is_empty) and is_group) or is_same:
                found.append(link)
        older = older_links(response) if in_column else []
        return [*found, *(link for link in older if link.url not in {one.url for one in found} | {response.url})]

    def article(self, response: TextResponse) -> Article:
        """Title, date and organ of a report page, the national labels first."""
        headline = folding.squeeze(response.xpath("string((//h1 | //h2)[1])").get(""))
        named = headline if titles.is_report_title(headline) else self.heading(response)
        title = self.meta(response, "ArticleTitle") or named or headline
        organs = [crumb for crumb in self.breadcrumb(response) if organ_names.is_organ_name(crumb)]
        published = dates.first_iso(self.meta(response, "PubDate"))
        return Article(folding.squeeze(title), published, organs[-1] if organs else "")

    def attachments(self, response: TextResponse) -> list[Link]:
        """The files a report page offers: by extension, by download address, in a viewer or a frame."""
        found = offered(response, self.links(response), self.is_file, is_report=self.is_report_page(response))
        return first_of_each(found)

    def is_file(self, url: str) -> bool:
        """True when an address looks like a document rather than a page."""
        return looks_like_file(url)

    def is_report_page(self, response: TextResponse) -> bool:
        """True when the page's own title is a report's; its frames and pictures then belong to the report."""
        return titles.is_report_title(self.article(response).title)

    def meta(self, response: TextResponse, name: str) -> str:
        """One of the national page labels (国办发〔2017〕47号), as ColumnName or PubDate; `""` when absent."""
        wanted = name.lower()
        for node in response.xpath("//meta[@name]"):
            if node.attrib["name"].strip().lower() == wanted:
                return node.attrib.get("content", "").strip()
        return ""

    def breadcrumb(self, response: TextResponse) -> tuple[str, ...]:
        """The parts of the page's position line, home first, blanks removed; empty when there is no such line."""
        for node in response.xpath(_CRUMBS):
            line = folding.squeeze(pages.text_of(node))
            if 4 <= len(line) <= 200 and re.search(r"[>»›\\/]", line):
                parts = re.split(r"[>»›\\/]+", re.sub(r"^.*?位置[::]?", "", line, count=1))
                return tuple(part for part in parts if part)
        return ()

    def is_disclosure_page(self, response: TextResponse) -> bool:
        """True on pages of the 信息公开 part, where the bare word 年报 means the annual reports of disclosure."""
        heading = f"{self.meta(response, 'ColumnName')} {response.xpath('string(//title)').get('')}"
        return "信息公开" in folding.squeeze(heading + " ".join(self.breadcrumb(response)))

    def is_column_page(self, response: TextResponse) -> bool:
        """True when the page's own name is a name of the column."""
        if isinstance(response, Answer):
            return True
        crumbs = self.breadcrumb(response)
        return any(
            is_column_name(name) for name in [self.meta(response, "ColumnName"), self.heading(response), *crumbs]
        )

    def heading(self, response: TextResponse) -> str:
        """The first part of `<title>`, before the site's own name."""
        return folding.squeeze(re.split(r"[-_|–—]", response.xpath("string(//title)").get(""))[0])


def _following(response: TextResponse, rows: list[ListItem], said: Stated) -> list[Page]:
    """The page after an answer with rows, unless what it states was shown by then."""
    page = asked(response)
    shown = max(number_of(page) or 1, 1) * len(rows)
    if not rows or (said.records is not None and shown >= said.records):
        return []
    following = turned(page, len(rows))
    return [] if following is None else [following]


def _is_choice_of(url: str, listed: str) -> bool:
    """True for the address of a list with one more condition in its query."""
    chosen, whole = urlsplit(url), urlsplit(listed)
    is_same = (chosen.netloc, chosen.path) == (whole.netloc, whole.path)
    return is_same and set(parse_qsl(chosen.query)) > set(parse_qsl(whole.query))
