"""Which rows of a list are reports to be asked for, and whose: the government's, its organs', a region's below."""

from dataclasses import replace

from crawler.discovery.jobs import Listing, Report, Scope
from crawler.discovery.state import PortalCrawl
from crawler.heuristics import is_own_group
from crawler.portals.base import ListItem
from pipelines.language import organ_names, title_owners, titles


def queue_reports(
    crawl: PortalCrawl, listing: Listing, items: list[ListItem], scope: Scope, *, skips_probes: bool = False
) -> None:
    """Keep the rows that are reports in scope, of this government and its organs, unless they were had before.

    `skips_probes`: what was made by rule is not tried again, as its list is as it was.
    """
    for item in items:
        own_name = crawl.seed.full_name or crawl.seed.name
        is_others = title_owners.is_ancestors_title(item.title, own_name)
        below = title_owners.region_of_title(item.title, own_name, crawl.seed.below)
        is_others |= not below and bool(title_owners.region_of_title(item.title, own_name, crawl.seed.neighbours))
        if item.url != listing.url and crawl.lists.is_listing(item.url):  # a column inside, as the last crawl found
            continue
        if (
            crawl.is_abroad(listing.url) and crawl.seed.name not in listing.title
        ):  # a row without an owner is its host's
            is_others |= not title_owners.region_of_title(item.title, own_name, {crawl.seed.name})
        if is_others or not titles.is_report_title(item.title, in_column=True):
            continue
        report = as_report(item, listing)
        if below:
            report = replace(report, is_department=True, of_region=crawl.seed.of_region_below(below))
        if not item.is_probe:
            crawl.count(report)
        had = crawl.last.had.get(item.url)
        is_known = had is not None and had.family == listing.portal.name
        is_known |= (skips_probes and item.is_probe) or crawl.has_had(item, listing.portal.name)
        if scope.holds(report) and not is_known:
            crawl.reports.queue.append(report)


def is_governments(organ: str) -> bool:
    """True for a name of the government itself, and for that of its group in a list of organs."""
    return organ_names.is_government(organ) or is_own_group(organ)


def as_report(item: ListItem, listing: Listing) -> Report:
    """The row as a report: its year and whether another organ's, by its title, else by its list."""
    organ = item.organ or listing.organ
    is_theirs = bool(organ) and not is_governments(organ) and not title_owners.names_government(item.title)
    is_department = title_owners.names_department(item.title) or is_theirs
    year = titles.report_year(item.title, in_column=True) or listing.year
    return Report(item, listing, year, is_department)
