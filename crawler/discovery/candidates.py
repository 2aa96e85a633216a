"""Where to look next: the links of a page that may lead to a column, and which of all met comes first."""

from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Lead
from crawler.discovery.jobs import Listing
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.search import BESIDE, ORGAN, TREE
from crawler.heuristics import (
    NAMED,
    ORGAN_LIST,
    is_column_name,
    is_disclosure_address,
    is_older_column,
    is_others_column,
    is_own_group,
)
from crawler.hosts import belongs, same_page_key
from crawler.portals.base import Candidate, Portal
from crawler.portals.page.links import Link, frames, jump, menu_scripts, trees_of_organs
from crawler.portals.page.organ_links import labelled_organs
from pipelines.language import folding, organ_names, title_owners

MAX_WELCOME_LINKS = 5  # links of a welcome page: the portal, its other languages
MENU = "menu in a script"


def collect_leads(crawl: PortalCrawl, job: Lead, page: TextResponse, portal: Portal) -> int:
    """Put the page's promising links into the two frontiers; how many, those known before counted.

    Frames and script jumps count as the page itself.
    """
    on_organ_path = bool(job.organ) or job.is_organ_list
    candidates = portal.column_candidates(page, inside="信息公开" in job.title)
    ways = sum(_push(crawl, job, candidate) for candidate in candidates if not portal.is_file(candidate.link.url))
    if not job.organ:
        ways += _push_organs(crawl, job, page, portal)
    frontier = crawl.search.organs if on_organ_path else crawl.search.government
    jumps = jump(page)
    inner = [(url, "frame or jump") for url in [*frames(page, with_heads=job.depth == 0), jumps]]
    if not candidates and not on_organ_path:
        inner += [(url, MENU) for url in menu_scripts(page)]
    for url, reason in inner:
        if belongs(crawl.seed.portal_url, url):
            ways += 1
            score, depth = max(job.score, 20), job.depth if url == jumps else max(job.depth, 1)
            frontier.push(Lead(url, job.title, score, reason, depth, job.organ, job.is_organ_list, job.steps))
    if job.depth == 0 and not crawl.search.government:
        _push_welcomes(crawl, job, portal.links(page))
    return ways


def _push(crawl: PortalCrawl, job: Lead, candidate: Candidate) -> bool:
    """Put a promising link where it belongs; True for one that leads to other organs' columns."""
    link = candidate.link
    lead = Lead(link.url, link.text, candidate.score, candidate.reason, job.depth + 1, job.organ, trail=job.steps)
    on_organ_path = bool(job.organ) or job.is_organ_list
    if is_of_other_government(crawl, *link.labels):
        return False
    if not belongs(crawl.seed.portal_url, link.url):
        if candidate.score >= NAMED and not on_organ_path:
            _push_abroad(crawl, lead)
        return False
    if not on_organ_path and (not candidate.is_organ_list or is_own_group(link.text)):
        crawl.search.government.push(lead)
    is_furniture = crawl.search.is_menu(link.url)
    is_column = is_others_column(link.text) or is_older_column(link.text)
    is_column |= on_organ_path and not is_furniture and is_column_name(link.text)
    if not job.organ and (candidate.is_organ_list or is_column):
        crawl.search.organs.push(_as_organ_list(lead))  # 部门信息公开年报: one column for all of them
        return not is_furniture
    if job.organ and not is_furniture:
        crawl.search.organs.push(lead)
    return False


def _push_abroad(crawl: PortalCrawl, lead: Lead) -> None:
    """The column where another site hosts it: that of a region above is searched, of any other the address is told."""
    if crawl.is_abroad(lead.url):
        crawl.search.government.push(lead)
    else:
        crawl.search.dead_ends.append((lead, Failure("off_site", "the column's link leads to another site", lead.url)))


def push_groups(crawl: PortalCrawl, listing: Listing, page: TextResponse) -> None:
    """The trees and the groups of organs (乡镇) beside a list, which lie elsewhere than the columns inside it."""
    groups = [(url, listing.title, TREE) for url in trees_of_organs(page)]
    groups += [
        (candidate.link.url, candidate.link.text, ORGAN_LIST)
        for candidate in listing.portal.column_candidates(page)
        if candidate.is_organ_list and not crawl.search.is_menu(candidate.link.url)
        if not (is_own_group(candidate.link.text) or is_of_other_government(crawl, *candidate.link.labels))
    ]
    for url, title, reason in groups:
        if belongs(crawl.seed.portal_url, url) and not crawl.lists.is_listing(url):
            steps = crawl.search.column.trail
            crawl.search.organs.push(Lead(url, title, 45, reason, listing.depth + 1, is_organ_list=True, trail=steps))


def _push_organs(crawl: PortalCrawl, job: Lead, page: TextResponse, portal: Portal) -> int:
    """Every link to the pages of an organ: of lists of organs all, else those that are named like one; how many."""
    named, away = 0, []
    is_all_theirs = job.is_organ_list or portal.is_disclosure_page(page)
    listed = {link.url for link in portal.organ_links(page, is_organ_list=job.is_organ_list, is_menu=crawl.search.menu)}
    labelled = {link.url for link in labelled_organs(page, crawl.search.menu)}
    for link in portal.links(page):
        is_listed = link.url in listed
        organ = organ_names.organ_of_link(link.text) or (folding.squeeze(link.text) if is_listed else "")
        is_theirs = is_all_theirs or is_listed or is_disclosure_address(link.url)
        if not organ or not is_theirs:
            continue
        if not belongs(crawl.seed.portal_url, link.url):
            away.append(link)
            continue
        named += 1
        if organ.endswith(f"{crawl.seed.name}人民政府"):
            lead = Lead(link.url, link.text, 45, "the government's own", job.depth + 1, trail=job.steps)
            crawl.search.government.push(lead)
        else:
            reason = ORGAN if job.is_organ_list or link.url in labelled else BESIDE
            crawl.search.organs.push(Lead(link.url, link.text, 45, reason, job.depth + 1, organ, trail=job.steps))
    away = [link for link in away if not crawl.search.is_menu(link.url)]
    if job.is_organ_list and len(away) > named:  # a few are refused by rule; of most it is not known what is missing
        told = f"{len(away)} of {named + len(away)} organs are on other sites, {away[0].text} first"
        crawl.search.dead_ends.append((job, Failure("off_site", told, page.url)))
    return named


def _push_welcomes(crawl: PortalCrawl, job: Lead, links: list[Link]) -> None:
    """A home page that leads nowhere but to a few pages of its own only greets: 进入网站."""
    own = {same_page_key(link.url): link for link in links if belongs(crawl.seed.portal_url, link.url)}
    for link in own.values() if len(own) <= MAX_WELCOME_LINKS else ():
        crawl.search.government.push(Lead(link.url, link.text, 15, "from a welcome page", trail=job.steps))


def _as_organ_list(lead: Lead) -> Lead:
    return Lead(lead.url, lead.title, lead.score, lead.reason, lead.depth, is_organ_list=True, trail=lead.trail)


def is_of_other_government(crawl: PortalCrawl, *names: str) -> bool:
    """True when one of the names says that this is about the reports of a government above the portal's own."""
    return any(title_owners.is_of_other_government(name, crawl.seed.level) for name in names)


def other_scheme(crawl: PortalCrawl, job: Lead, failure: Failure) -> None:
    """A home page not reached by http may be by https, and the other way round; some portals give https a 403 only."""
    parts = urlsplit(job.url)
    is_silent = failure.kind == "unreachable" or (parts.scheme == "https" and failure.reason == "HTTP 403")
    if job.depth == 0 and job.reason == "seed" and is_silent and parts.port is None:
        other = parts._replace(scheme="https" if parts.scheme == "http" else "http").geturl()
        crawl.search.government.reopen(job.url)
        crawl.search.government.push(Lead(other, job.title, 0, "other scheme"))
