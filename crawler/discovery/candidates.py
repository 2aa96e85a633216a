"""Where to look next: the links of a page that may lead to a column, and which of all met comes first."""

from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Lead
from crawler.discovery.state import PortalCrawl
from crawler.heuristics import is_column_name, is_disclosure_address, is_older_column, is_others_column, is_own_group
from crawler.hosts import belongs, same_page_key
from crawler.portals.base import Portal
from crawler.portals.page.links import Link, frames, jump, menu_scripts
from pipelines.language import link_titles

ORGAN_PAGES = 8  # pages looked at for one organ's column; on an organ's own site it is two or three clicks away
MAX_WELCOME_LINKS = 5  # links of a welcome page: the portal, its other languages
BESIDE = "organ named on a page of 信息公开"
MENU = "menu in a script"


def next_lead(crawl: PortalCrawl, most_pages: int, *, departments: bool) -> Lead | None:
    """Where to look next: for the government's column until a report is found, then for the other organs' columns."""
    if crawl.is_column_wanted and crawl.leads.looked_at < most_pages:
        lead = crawl.leads.pop()
        if lead is not None:
            return lead
    while departments:
        lead = crawl.organ_leads.pop()
        if lead is None:
            return None
        if same_page_key(lead.url) in crawl.walked:
            continue
        if not lead.organ:
            return lead
        if lead.reason == BESIDE and crawl.is_barren(lead):
            continue
        if crawl.organ_pages[lead.organ] < ORGAN_PAGES:
            crawl.organ_pages[lead.organ] += 1
            return lead
    return None


def collect_leads(crawl: PortalCrawl, job: Lead, page: TextResponse, portal: Portal) -> None:
    """Put the page's promising links into the two frontiers; frames and script jumps count as the page itself."""
    on_organ_path = bool(job.organ) or job.is_organ_list
    candidates = portal.column_candidates(page, inside="信息公开" in job.title)
    for candidate in candidates:
        link = candidate.link
        lead = Lead(link.url, link.text, candidate.score, candidate.reason, job.depth + 1, job.organ, trail=job.steps)
        if not belongs(crawl.seed.portal_url, link.url) or portal.is_file(link.url):
            continue
        if is_of_other_government(crawl, *link.labels):
            continue
        if not on_organ_path and (not candidate.is_organ_list or is_own_group(link.text)):
            crawl.leads.push(lead)
        is_furniture = same_page_key(link.url) in crawl.furniture
        is_column = is_others_column(link.text) or is_older_column(link.text)
        is_column |= on_organ_path and not is_furniture and is_column_name(link.text)
        if not job.organ and (candidate.is_organ_list or is_column):
            crawl.organ_leads.push(_as_organ_list(lead))  # 部门信息公开年报: one column for all of them
        elif job.organ and not is_furniture:
            crawl.organ_leads.push(lead)
    is_all_theirs = job.is_organ_list or portal.is_disclosure_page(page)
    headed = {link.url for link in portal.organ_links(page)}
    for link in () if job.organ else portal.links(page):
        organ = link_titles.organ_of_link(link.text)
        is_theirs = is_all_theirs or link.url in headed or is_disclosure_address(link.url)
        if not organ or not is_theirs or not belongs(crawl.seed.portal_url, link.url):
            continue
        if organ.endswith(f"{crawl.seed.name}人民政府"):
            crawl.leads.push(Lead(link.url, link.text, 45, "the government's own", job.depth + 1, trail=job.steps))
        else:
            reason = "organ" if job.is_organ_list or link.url in headed else BESIDE
            crawl.organ_leads.push(Lead(link.url, link.text, 45, reason, job.depth + 1, organ, trail=job.steps))
    frontier = crawl.organ_leads if on_organ_path else crawl.leads
    jumps = jump(page)
    inner = [(url, "frame or jump") for url in [*frames(page, with_heads=job.depth == 0), jumps]]
    if not candidates and not on_organ_path:
        inner += [(url, MENU) for url in menu_scripts(page)]
    for url, reason in inner:
        if belongs(crawl.seed.portal_url, url):
            score, depth = max(job.score, 20), job.depth if url == jumps else max(job.depth, 1)
            frontier.push(Lead(url, job.title, score, reason, depth, job.organ, job.is_organ_list, job.steps))
    if job.depth == 0 and not crawl.leads:
        _push_welcomes(crawl, job, portal.links(page))


def _push_welcomes(crawl: PortalCrawl, job: Lead, links: list[Link]) -> None:
    """A home page that leads nowhere but to a few pages of its own only greets: 进入网站."""
    own = {same_page_key(link.url): link for link in links if belongs(crawl.seed.portal_url, link.url)}
    for link in own.values() if len(own) <= MAX_WELCOME_LINKS else ():
        crawl.leads.push(Lead(link.url, link.text, 15, "from a welcome page", trail=job.steps))


def _as_organ_list(lead: Lead) -> Lead:
    return Lead(lead.url, lead.title, lead.score, lead.reason, lead.depth, is_organ_list=True, trail=lead.trail)


def is_of_other_government(crawl: PortalCrawl, *names: str) -> bool:
    """True when one of the names says that this is about the reports of a government above the portal's own."""
    return any(link_titles.is_of_other_government(name, crawl.seed.level) for name in names)


def other_scheme(crawl: PortalCrawl, job: Lead, failure: Failure) -> None:
    """A home page not reached by http may be by https, and the other way round; some portals give https a 403 only."""
    parts = urlsplit(job.url)
    is_silent = failure.kind == "unreachable" or (parts.scheme == "https" and failure.reason == "HTTP 403")
    if job.depth == 0 and job.reason == "seed" and is_silent and parts.port is None:
        other = parts._replace(scheme="https" if parts.scheme == "http" else "http").geturl()
        crawl.leads.reopen(job.url)
        crawl.leads.push(Lead(other, job.title, 0, "other scheme"))
