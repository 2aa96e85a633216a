"""What a page adds to its portal's state: leads, a column, list rows, columns inside it. No requests are made here."""

from dataclasses import dataclass

from scrapy.http import Response, TextResponse

from crawler import titles
from crawler.discovery import ORGAN_DEPTH, Lead
from crawler.heuristics import TARGET
from crawler.hosts import belongs, same_page_key
from crawler.outcomes import Failure
from crawler.portal_crawl import ListPage, ListWalk, PortalCrawl, Report
from crawler.portals import GENERIC, by_name, identify
from crawler.portals.base import ListItem, Portal
from crawler.portals.links import frames, jump
from crawler.portals.pagers import Page

ORGAN_PAGES = 8  # pages looked at for one organ's column; on an organ's own site it is two or three clicks away
COLUMN_FOUND = 1000  # added to an organ's count: no more pages are looked at for it
EXPECTED = TARGET - 5  # a link that scores this claims to be the column


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports are asked for. Rows out of scope are seen and counted, not fetched."""

    years: frozenset[int] = frozenset()  # empty = every year
    departments: bool = True  # False: the government's own reports only

    def holds(self, report: Report) -> bool:
        """True when the report is wanted; a report of unknown year is."""
        is_wanted_year = report.year is None or not self.years or report.year in self.years
        return is_wanted_year and (self.departments or not report.is_department)


def read_lead(crawl: PortalCrawl, job: Lead, page: TextResponse, scope: Scope) -> str:
    """A page of the search: a column, a report, or links. Gives the evidence for a column, `""` when it is none."""
    crawl.leads.close(page.url)
    crawl.is_home_read |= job.depth == 0
    crawl.looked_at.append((job.score, job.title))
    portal = _portal(crawl, page)
    is_expected = job.score >= EXPECTED
    evidence = portal.column_evidence(page, is_expected=is_expected) if job.depth > 0 else None
    if evidence is not None:
        _enter_column(crawl, job, page, portal, scope)
    elif portal.report_page_year(page) is not None and not job.organ:
        crawl.loose.append(ListItem(page.url, portal.article(page).title))
    if not job.organ and not job.is_organ_list:
        crawl.furniture.update(same_page_key(link.url) for link in portal.links(page))
    _collect_leads(crawl, job, page, portal)
    return evidence or ""


def next_lead(crawl: PortalCrawl, scope: Scope, most_pages: int) -> Lead | None:
    """Where to look next: for the government's column until a report is found, then for the other organs' columns."""
    if not crawl.reports_found and crawl.leads.looked_at < most_pages:
        lead = crawl.leads.pop()
        if lead is not None:
            return lead
    while scope.departments:
        lead = crawl.organ_leads.pop()
        if lead is None or not lead.organ:
            return lead
        if crawl.organ_pages[lead.organ] < ORGAN_PAGES:
            crawl.organ_pages[lead.organ] += 1
            return lead
    return None


def read_list(crawl: PortalCrawl, job: ListPage, response: Response, scope: Scope) -> Report | None:
    """One page of a list: its rows and further pages. Gives the report the page itself is when it is no list."""
    walk = job.walk
    if not isinstance(response, TextResponse):
        walk.failures.append(Failure("error", "a file, not a list", response.url))
        return None
    if job.is_first and not walk.portal.list_items(response):
        title = walk.portal.article(response).title
        is_report = walk.portal.report_page_year(response) is not None or (
            titles.report_year(title, in_column=True) is not None and len(response.xpath("//table//td")) > 0
        )
        if is_report:
            crawl.walks = [other for other in crawl.walks if other is not walk]
            report = _as_report(ListItem(response.url, title), walk)
            _count(crawl, report)
            return report if scope.holds(report) else None
    _take_rows(crawl, job, response, scope)
    return None


def take_loose(crawl: PortalCrawl, scope: Scope) -> None:
    """No column was found: at least the reports met on the way are read."""
    walk = ListWalk(crawl.seed.portal_url, by_name(crawl.family) or GENERIC, "")
    _queue_reports(crawl, walk, crawl.loose, scope)
    crawl.loose = []


def _enter_column(crawl: PortalCrawl, job: Lead, page: TextResponse, portal: Portal, scope: Scope) -> None:
    """Read the page as the first page of a list; it is not asked for twice."""
    walk = ListWalk(page.url, portal, job.title, organ=job.organ, depth=job.depth)
    if not crawl.start_walk(walk):
        return
    crawl.is_new(page.url)
    if not job.organ and not crawl.reports_found:
        crawl.column_url, crawl.trail = page.url, job.steps
    if job.organ:
        crawl.organ_pages[job.organ] += COLUMN_FOUND
    _take_rows(crawl, ListPage(walk, Page(page.url), is_first=True), page, scope)


def _take_rows(crawl: PortalCrawl, job: ListPage, page: TextResponse, scope: Scope) -> None:
    walk, portal = job.walk, job.walk.portal
    items = walk.add(portal.list_items(page))
    _queue_reports(crawl, walk, items, scope)
    if job.is_first:
        walk.stated = portal.stated_total(page)
        _queue_sub_columns(crawl, walk, page, scope)
    if items or job.is_first:  # a page past the end may be a stub, or the first page again: its pager is not believed
        crawl.pages.extend(ListPage(walk, further) for further in portal.next_pages(page))
    if not items and job.is_first:
        inner = [url for url in [*frames(page), jump(page)] if belongs(crawl.seed.portal_url, url)]
        crawl.pages.extend(ListPage(walk, Page(url), is_first=True) for url in inner)


def _queue_sub_columns(crawl: PortalCrawl, walk: ListWalk, page: TextResponse, scope: Scope) -> None:
    for link in walk.portal.sub_columns(page):
        is_group = titles.year_label(link.text) is None
        is_own = not is_group or link.text.endswith(("政府", "本级"))
        is_row = same_page_key(link.url) in walk.rows
        if is_row or walk.depth >= ORGAN_DEPTH or not (scope.departments or is_own):
            continue
        inner = ListWalk(link.url, walk.portal, link.text, link.text if is_group else walk.organ, walk.depth + 1)
        if crawl.start_walk(inner):
            walk.has_sub_columns = True
            crawl.pages.append(ListPage(inner, Page(link.url), is_first=True))


def _queue_reports(crawl: PortalCrawl, walk: ListWalk, items: list[ListItem], scope: Scope) -> None:
    """Keep the rows that are reports in scope; explainers beside a plain report are left out."""
    reports = [item for item in items if titles.is_report_title(item.title, in_column=True)]
    keep = titles.plain_siblings([item.title for item in reports])
    for item, is_kept in zip(reports, keep, strict=True):
        report = _as_report(item, walk)
        _count(crawl, report)
        if is_kept and scope.holds(report):
            crawl.reports.append(report)


def _count(crawl: PortalCrawl, report: Report) -> None:
    crawl.reports_found += 1
    crawl.own_reports += not report.is_department


def _as_report(item: ListItem, walk: ListWalk) -> Report:
    is_department = titles.names_department(item.title) or (bool(walk.organ) and not walk.organ.endswith("政府"))
    return Report(item, walk, titles.report_year(item.title, in_column=True), is_department)


def _collect_leads(crawl: PortalCrawl, job: Lead, page: TextResponse, portal: Portal) -> None:
    """Put the page's promising links into the two frontiers; frames and script jumps count as the page itself."""
    on_organ_path = bool(job.organ) or job.is_organ_list
    for candidate in portal.column_candidates(page, inside="信息公开" in job.title):
        link = candidate.link
        lead = Lead(link.url, link.text, candidate.score, candidate.reason, job.depth + 1, job.organ, trail=job.steps)
        if not belongs(crawl.seed.portal_url, link.url) or portal.is_file(link.url):
            continue
        if candidate.is_organ_list and not job.organ:
            crawl.organ_leads.push(_as_organ_list(lead))
        elif not on_organ_path:
            crawl.leads.push(lead)
        elif job.organ and same_page_key(link.url) not in crawl.furniture:
            crawl.organ_leads.push(lead)
    for link in portal.links(page) if job.is_organ_list else ():
        organ = titles.organ_of_link(link.text)
        if organ and belongs(crawl.seed.portal_url, link.url):
            crawl.organ_leads.push(Lead(link.url, link.text, 45, "organ", job.depth + 1, organ, trail=job.steps))
    frontier = crawl.organ_leads if on_organ_path else crawl.leads
    for url in [*frames(page), jump(page)]:
        if belongs(crawl.seed.portal_url, url):
            score, depth = max(job.score, 20), job.depth + 1
            inner = Lead(url, job.title, score, "frame or jump", depth, job.organ, job.is_organ_list, job.steps)
            frontier.push(inner)


def _as_organ_list(lead: Lead) -> Lead:
    return Lead(lead.url, lead.title, lead.score, lead.reason, lead.depth, is_organ_list=True, trail=lead.trail)


def _portal(crawl: PortalCrawl, page: TextResponse) -> Portal:
    """The family of the page: what the seed says, else what the page shows."""
    portal = (by_name(crawl.seed.family) if crawl.seed.family else None) or identify(page)
    if not crawl.family or crawl.family == GENERIC.name:
        crawl.family = portal.name
    return portal
