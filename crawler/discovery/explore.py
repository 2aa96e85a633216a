"""What a page adds to its portal's state: leads, a column, list rows, columns inside it. No requests are made here."""

from scrapy.http import TextResponse

from crawler.discovery.browser import is_shell
from crawler.discovery.candidates import MENU, collect_leads, is_of_other_government, push_groups
from crawler.discovery.failures import Failure, page_failure
from crawler.discovery.fingerprints import fingerprint
from crawler.discovery.frontier import ORGAN_DEPTH, Lead
from crawler.discovery.incremental.last_crawl import response_validators
from crawler.discovery.jobs import Listing, ListPage, Report, Scope
from crawler.discovery.rows import as_report, is_governments, queue_reports
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.search import ORGAN, Column
from crawler.heuristics import TARGET, is_group_of_regions, is_more, is_of_others, is_older_column, is_own_group
from crawler.hosts import belongs, same_page_key
from crawler.portals import GENERIC, by_name, identify
from crawler.portals.base import ListItem, Portal
from crawler.portals.page.api_answers import as_html
from crawler.portals.page.attachments import MIN_TABLE_CELLS
from crawler.portals.page.links import frames, jump
from crawler.portals.page.list_items import rows
from crawler.portals.page.pagers import Page
from crawler.portals.page.unread_parts import REQUESTS, says_empty, unlinked_titles, unread_parts
from pipelines.language import dates, folding, titles

MAX_MENU_TEXT = 300  # characters beside its links; a page that tells more is no menu
EXPECTED = TARGET - 5  # a link that scores this claims to be the column


def read_lead(crawl: PortalCrawl, job: Lead, page: TextResponse, scope: Scope) -> str:
    """A page of the search: a column, a report, or links. Gives the evidence for a column, `""` when it is none."""
    crawl.search.look_at(job, page.url)
    portal = portal_of(crawl, page)
    if not crawl.search.shell_url and is_shell(page, portal):
        crawl.search.shell_url = page.url
    cut = page_failure(page, page.url, crawl.home_url, is_list=True)
    page = portal.read(page)
    if job.reason == MENU:
        page = page.replace(url=job.trail[-1].url)  # a script's addresses are those of the page it is loaded by
    if _is_repeated(crawl, job, page, portal):
        return ""
    is_expected = job.score >= EXPECTED
    evidence = portal.column_evidence(page, is_expected=is_expected) if job.depth > 0 else None
    if evidence is None and job.is_organ_list:
        evidence = _group_evidence(page, portal)
    is_ours = not is_of_other_government(crawl, *portal.breadcrumb(page), portal.meta(page, "ColumnName"))
    if evidence is None and (is_expected or job.reason == ORGAN) and _is_series(job, page, portal):
        evidence = f"its latest report {portal.article(page).title}"
    if evidence is not None and is_ours:
        _enter_column(crawl, job, page, portal, evidence, scope)
    elif portal.report_page_year(page) is not None and not job.organ:
        crawl.reports.loose.append(ListItem(page.url, portal.article(page).title))
    if crawl.is_abroad(page.url):
        return evidence or "" if is_ours else ""  # what another government's page leads to is that one's
    if not job.organ and not job.is_organ_list:
        crawl.search.take_menu(link.url for link in portal.links(page))
    ways = collect_leads(crawl, job, page, portal)
    if evidence is None or not is_ours:
        _note_what_lacks(crawl, job, cut, has_ways=ways > 0)
    return evidence or "" if is_ours else ""


def _note_what_lacks(crawl: PortalCrawl, job: Lead, cut: Failure | None, *, has_ways: bool) -> None:
    """A page that is no column may still have been cut off before its last links, or name none of the organs it should.

    Of a home page nothing is expected: the column was found from it, or the outcome says so.
    """
    if job.depth > 0 and cut is not None:
        crawl.search.dead_ends.append((job, cut))
    elif job.is_organ_list and not has_ways and not is_own_group(job.title):
        crawl.search.dead_ends.append((job, Failure("empty", "no organ is named", job.url)))


def _is_series(job: Lead, page: TextResponse, portal: Portal) -> bool:
    """True for a report that stands where a column should: other years are linked beside it, or it is an organ's."""
    years = [link for link in portal.sub_columns(page) if dates.year_label(link.text) is not None]
    return portal.report_page_year(page) is not None and (bool(job.organ) or len(years) > 1)


def shown_rows(portal: Portal, page: TextResponse) -> list[ListItem]:
    """The rows of a list's page; of a column whose page is its latest report, that report."""
    items = portal.list_items(page)
    if items or portal.report_page_year(page) is None:
        return items
    article = portal.article(page)
    return [ListItem(page.url, article.title, article.published)]


def _group_evidence(page: TextResponse, portal: Portal) -> str | None:
    """A tab of a column, 县直部门 or 乡镇, names itself only so: what it lists shows that it is a column."""
    items = portal.list_items(page)
    found = [item.title for item in items if titles.report_year(item.title) is not None]
    return f"titles {found[0]} and others" if len(found) > 1 and len(found) * 2 > len(items) else None


def read_list(crawl: PortalCrawl, job: ListPage, page: TextResponse, scope: Scope) -> Report | None:
    """One page of a list: its rows and further pages. Gives the report the page itself is when it is one."""
    listing = job.listing
    if job.is_first and listing.depth > 0:
        listing.portal = portal_of(crawl, page)  # a column inside may be of another family
    answer, page = page, listing.portal.read(page)
    items = listing.portal.list_items(page)
    own = next((item for item in items if same_page_key(item.url) == same_page_key(page.url)), None)
    if job.is_first and (not items or _is_beside_report(listing.portal, page, items)):
        title = listing.portal.article(page).title
        if _is_report(listing, page, title):
            own = ListItem(page.url, title, listing.portal.article(page).published)
            items = [own] if listing.parent is None else []
            if listing.parent is not None:  # what looked like a year's column is a row: the next crawl counts it so
                crawl.lists.drop(listing)
                listing.parent.add([own])
        elif job.page.is_probe:
            crawl.lists.drop(listing)
            return None
    if items or own is None:
        _take_rows(crawl, job, page, items, scope, own)
    if not (items or job.is_first or job.page.is_step):
        _note_empty_page(crawl, job, page, is_linked=page is answer and not job.page.is_probe)
    if own is None:
        return None
    report = as_report(own, listing)
    crawl.count(report)
    return report if scope.holds(report) else None


def _is_beside_report(portal: Portal, page: TextResponse, items: list[ListItem]) -> bool:
    """True for rows beside a report: 相关阅读 names those of other years, the list of a year would name the year's."""
    year = portal.report_page_year(page)
    has_sheet = len(page.xpath("//table//td")[:MIN_TABLE_CELLS]) >= MIN_TABLE_CELLS
    others = all(titles.report_year(item.title, in_column=True) != year for item in items)
    return year is not None and has_sheet and others


def _is_report(listing: Listing, page: TextResponse, title: str) -> bool:
    """True for a page met as a list that is a report; its year may be that of the link which led to it."""
    cells = len(page.xpath("//table//td")[:MIN_TABLE_CELLS])
    if listing.portal.report_page_year(page) is not None or (cells and titles.report_year(title, in_column=True)):
        return True
    headline = page.xpath("string((//h1 | //h2)[1])").get("")
    is_titled = titles.is_report_title(title) or titles.is_report_title(headline)
    return listing.year is not None and cells >= MIN_TABLE_CELLS and is_titled and not listing.portal.sub_columns(page)


def as_column(crawl: PortalCrawl, job: Report, page: TextResponse, scope: Scope) -> bool:
    """True for a row's page that is no report but a column inside, and then read as one: 2023年年度报告专题."""
    listing, portal = job.listing, job.listing.portal
    told = "".join(page.xpath("//body//text()[not(ancestor::a or ancestor::script or ancestor::style)]").getall())
    has_sheet = len(page.xpath("//table//td")[:MIN_TABLE_CELLS]) >= MIN_TABLE_CELLS
    if has_sheet or len(folding.squeeze(told)) > MAX_MENU_TEXT or portal.attachments(page):
        return False
    inside = [item for item in portal.list_items(page) if same_page_key(item.url) not in listing.rows]
    if not inside and not portal.sub_columns(page):
        return False
    inner = Listing(page.url, portal, job.item.title, listing.organ, listing.depth + 1, job.year, parent=listing)
    if crawl.lists.start(inner):
        crawl.reports.uncount(job)
        _take_rows(crawl, ListPage(inner, Page(page.url), is_first=True), page, inside, scope)
    return True


def take_loose(crawl: PortalCrawl, scope: Scope) -> None:
    """No column was found: at least the reports met on the way are read."""
    listing = Listing(crawl.seed.portal_url, by_name(crawl.family) or GENERIC, "")
    queue_reports(crawl, listing, crawl.reports.loose, scope)
    crawl.reports.loose = []


def _enter_column(
    crawl: PortalCrawl, job: Lead, page: TextResponse, portal: Portal, evidence: str, scope: Scope
) -> None:
    """Read the page as the first page of a list; it is not asked for twice."""
    others = "" if job.organ or crawl.is_abroad(page.url) else _others(job, page, portal)
    listing = Listing(page.url, portal, job.title, job.organ or others, job.depth, dates.folder_year(page.url))
    if job.organ:
        crawl.search.found_of(job.organ)
    if not crawl.lists.start(listing):
        crawl.search.is_column_wanted &= bool(job.organ or others)
        return
    shown = shown_rows(portal, page)
    if all(row.url != page.url for row in shown):  # else the report that the page itself is has to be asked for
        crawl.lists.is_new(page.url)
    if (cut := page_failure(page, page.url, crawl.home_url, is_list=True)) is not None:
        listing.failures.append(cut)  # good enough for the search; of the list it proves no end
    if not job.organ and not others:
        crawl.search.found_own(Column(page.url, evidence, job.steps))
    _take_rows(crawl, ListPage(listing, Page(page.url), is_first=True), page, shown, scope)


def _others(job: Lead, page: TextResponse, portal: Portal) -> str:
    """The words that say that the list is other organs', in the link to it or on its page; `""` without them."""
    names = (job.title, portal.heading(page), portal.meta(page, "ColumnName"), *portal.breadcrumb(page))
    return next((name for name in names if is_of_others(name)), "")


def _take_rows(
    crawl: PortalCrawl,
    job: ListPage,
    page: TextResponse,
    listed: list[ListItem],
    scope: Scope,
    own: ListItem | None = None,
) -> None:
    """Take in one page of a list. `own`: the row that is this very page, a report that need not be asked for."""
    listing, portal = job.listing, job.listing.portal
    listing.is_confirmed = True
    listing.take_shown(job.page, listed, response_validators(page))
    items = listing.add(listed)
    if items:
        listing.take_page(job.page, len(listed))
        listing.take_rows_after_empty(job.page)
        listing.unlinked += tuple(unlinked_titles(page)) if own is None else ()
    queue_reports(crawl, listing, [item for item in items if item is not own], scope)
    listing.take_stated(portal.stated_total(page), job.page.block)
    if job.is_first:
        listing.is_shell = is_shell(page, portal)
        listing.unread = unread_parts(page) - (
            frozenset() if portal is GENERIC else {REQUESTS}
        )  # a family reads its own
        listing.is_said_empty = not items and says_empty(page)
        _queue_sub_columns(crawl, listing, page, scope)
        if scope.departments and not crawl.is_abroad(page.url):
            push_groups(crawl, listing, page)
    # a page past the end may be a stub, or the first page again: its pager is not believed
    if items or job.is_first or job.page.is_step:
        crawl.lists.ask(ListPage(listing, further) for further in portal.next_pages(page))
    if not items and job.is_first:
        inner = [url for url in [*frames(page), jump(page)] if belongs(crawl.seed.portal_url, url)]
        crawl.lists.ask(ListPage(listing, Page(url), is_first=True) for url in inner)


def _note_empty_page(crawl: PortalCrawl, job: ListPage, page: TextResponse, *, is_linked: bool) -> None:
    """A further page without rows: one that a page links should have some, be they of other papers; an interface ends
    its list with such an answer, and behind it, as behind a guessed page, others may follow.
    """
    if is_linked and not any(item.date for item in rows(page)):
        job.listing.failures.append(Failure("empty", "a further page shows no rows", job.page.url))
    elif (following := job.listing.page_after_empty(job.page)) is not None:
        crawl.lists.ask([ListPage(job.listing, following)])


def ask_beyond(crawl: PortalCrawl) -> bool:
    """Queue the page after the last one of each list that lacks rows; False when there is none to try."""
    found = [ListPage(listing, page) for listing in crawl.lists.listings if (page := listing.page_beyond()) is not None]
    crawl.lists.ask(found)
    return bool(found)


def _queue_sub_columns(crawl: PortalCrawl, listing: Listing, page: TextResponse, scope: Scope) -> None:
    folder = page.url.rsplit("/", 1)[0] + "/"
    for link in listing.portal.sub_columns(page):
        year = dates.year_label(link.text)
        is_same = year is not None or is_more(link.text) or is_older_column(link.text)
        is_own = is_same or is_governments(link.text)
        is_menu = not link.url.startswith(folder) and crawl.search.is_menu(link.url) and not is_same
        is_ours = belongs(crawl.seed.portal_url, link.url) and not is_of_other_government(crawl, link.text)
        if crawl.is_abroad(page.url):
            is_own = is_own or is_group_of_regions(link.text) or crawl.seed.name in link.text
            is_ours = is_own and crawl.is_abroad(link.url)
            is_same |= is_own
        if is_older_column(link.text) and not crawl.may_ask(link.url):
            listing.failures.append(Failure("off_site", "reports of older years lead to another site", link.url))
        if same_page_key(link.url) in listing.rows or is_menu or not is_ours or listing.depth >= ORGAN_DEPTH:
            continue
        if not (scope.departments or is_own):
            continue
        organ = listing.organ if is_same else link.text
        year = year or listing.year or dates.folder_year(link.url)
        inner = Listing(link.url, listing.portal, link.text, organ, listing.depth + 1, year, parent=listing)
        if crawl.lists.start(inner):
            listing.has_sub_columns = True
            is_guess = is_more(link.text)  # it may be more of something else
            crawl.lists.ask([ListPage(inner, Page(link.url, is_probe=is_guess), is_first=True)])


def _is_repeated(crawl: PortalCrawl, job: Lead, page: TextResponse, portal: Portal) -> bool:
    """True for a page that shows what another address showed: a menu's second way to it, or a portal of one page."""
    further = sorted(f"{next_.url} {next_.body!r}" for next_ in portal.next_pages(page) if not next_.is_probe)
    shown = "\n".join([fingerprint(page), *further])  # shells of two organs' lists differ only in what they ask for
    links = sorted({link.url for link in portal.links(page)})  # two organs' pages may be written alike: `./nb/`
    return crawl.search.is_repeated(job, page.url, shown, "\n".join(links))


def portal_of(crawl: PortalCrawl, page: TextResponse) -> Portal:
    """The family of the page: what the seed says, else what the page shows, else what the portal's pages showed."""
    if crawl.seed.family:
        return by_name(crawl.seed.family) or GENERIC
    portal = identify(as_html(page))
    if crawl.family in ("", GENERIC.name):
        crawl.family = portal.name
        crawl.family_evidence = portal.recognises(as_html(page)) or ""
    return (by_name(crawl.family) or GENERIC) if portal is GENERIC else portal
