"""Search one portal and say what was found and why, without a database and without fetching a report."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from crawler import exit_codes
from crawler.discovery.state import PortalCrawl
from crawler.hosts import netloc
from crawler.identity import identity
from crawler.middlewares.backoff import host_waits
from crawler.middlewares.network import IS_THERE_A_NETWORK, NO_NETWORK
from crawler.seeds import Seed, load_seeds
from crawler.settings import DOWNLOADER_MIDDLEWARES
from crawler.spiders.annual_reports import AnnualReportsSpider
from nianbao.crawls.contact import contact_for_search
from nianbao.crawls.crawl_options import check_delay, check_families, pace, private_networks
from nianbao.crawls.spider_process import run_crawl

NEAR_THE_NETWORK = 610  # above RedirectMiddleware at 600: every step of a redirect passes
_PATIENCE = 10  # seconds before the one further try: a person waits for a probe, nobody for a night's crawl
_OF_THE_NETWORK = frozenset(  # what only means something while hosts are asked
    (
        "crawler.middlewares.private_addresses.GuardMiddleware",
        "crawler.middlewares.backoff.MannersMiddleware",
        "crawler.middlewares.shared_machine.SharedMachineMiddleware",
        "crawler.middlewares.network.NetworkMiddleware",
    )
)


def probe_settings(
    *,
    allow_private: Sequence[str] = (),
    delay: float | None = None,
    record: Path | None = None,
    play: Path | None = None,
) -> dict[str, Any]:
    """Settings of a search. `record`: the folder that gets every answer; `play`: the folder that gives them."""
    settings: dict[str, Any] = {
        "ALLOW_PRIVATE": list(allow_private),
        "EXTENSIONS": {},
        "FETCHES_REPORTS": False,
        "ITEM_PIPELINES": {},
        "LOG_LEVEL": "ERROR",
        "BACKOFF_FIRST": _PATIENCE,
        "BACKOFF_ROUNDS": 2,
        "BACKOFF_ROUNDS_SLOW": 2,
    }
    settings |= pace(delay)
    if play is not None:  # no request leaves the machine, so none needs the guard, or patience
        settings |= {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "BUNDLE": str(play)}
        kept = {name: place for name, place in DOWNLOADER_MIDDLEWARES.items() if name not in _OF_THE_NETWORK}
        settings["DOWNLOADER_MIDDLEWARES"] = kept | {"nianbao.crawls.recording.Player": NEAR_THE_NETWORK}
    elif record is not None:
        middlewares = DOWNLOADER_MIDDLEWARES | {"nianbao.crawls.recording.Recorder": NEAR_THE_NETWORK}
        settings |= {"BUNDLE": str(record), "DOWNLOADER_MIDDLEWARES": middlewares}
    return settings


def checked_settings(
    seed: Seed,
    *,
    allow_private: Sequence[str] | None,
    delay: float | None,
    contact: str,
    record: Path | None = None,
    play: Path | None = None,
) -> dict[str, Any]:
    """Settings from the options as typed. InputError: a wrong option, a public host and no contact."""
    networks = private_networks(allow_private or ())
    check_delay(delay, (seed,), networks)
    check_families((seed,))
    contact = contact_for_search(contact, seed, networks) if play is None else ""
    settings = probe_settings(
        allow_private=[str(network) for network in networks], delay=delay, record=record, play=play
    )
    return settings | identity(contact)


def probe(seed: Seed, settings: dict[str, Any]) -> dict[str, Any]:
    """Search the portal; what was found as plain data, see `findings`. KeyboardInterrupt: a person stopped it."""
    crawlers: list[Crawler] = []

    def waits(host: str, reason: str, seconds: float) -> None:
        print(f"{host}: {reason}, asked again in {seconds:.0f} s", file=sys.stderr)

    def watch(crawler: Crawler) -> object:
        crawlers.append(crawler)
        crawler.signals.connect(waits, signal=host_waits)
        return waits

    ended = run_crawl((seed,), settings, watch)
    if ended.reason == exit_codes.SHUTDOWN:
        raise KeyboardInterrupt
    spider, stats = crawlers[0].spider, crawlers[0].stats
    assert isinstance(spider, AnnualReportsSpider)
    spider.close_portals()
    found = findings(spider.crawls[0]) | {"requests": stats.get_value("downloader/request_count", 0) if stats else 0}
    return found | ({"reason": f"DNS lookup failed; {IS_THERE_A_NETWORK}"} if ended.reason == NO_NETWORK else {})


def exit_code(outcome: str) -> int:
    """The exit code of a search: 0 the column was found, 3 the portal did not answer, 4 anything else."""
    return {"ok": exit_codes.ALL_DONE, "unreachable": exit_codes.NOTHING_REACHABLE}.get(outcome, exit_codes.PARTIAL)


def seed_of(url: str) -> Seed:
    """The seed of that address: the shipped one where there is one, so that region and level are known."""
    host = netloc(url)
    for seed in load_seeds():
        if netloc(seed.portal_url) == host:
            return replace(seed, portal_url=url, column_url="", family="")
    name = urlsplit(url).hostname or url
    return Seed(region_code=f"X-{name}", name=name, level="county", portal_url=url, full_name=name)


def findings(crawl: PortalCrawl) -> dict[str, Any]:
    """Family and its mark, the way to the column with each hop's score and reason, organs with years, the proof."""
    organs: dict[str, set[int]] = {}
    for organ, year in crawl.reports.subjects:
        organs.setdefault(organ, set()).update(() if year is None else (year,))
    return {
        "url": crawl.seed.portal_url,
        "region_code": crawl.seed.region_code,
        "outcome": crawl.outcome.name if crawl.outcome else "",
        "reason": crawl.outcome.reason if crawl.outcome else "",
        "family": crawl.family,
        "family_evidence": crawl.family_evidence,
        "column_url": crawl.search.column.url,
        "column_evidence": crawl.search.column.evidence,
        "trail": [
            {"url": step.url, "title": step.title, "score": step.score, "reason": step.reason}
            for step in crawl.search.column.trail
        ],
        "stated": crawl.lists.stated,
        "seen": crawl.lists.seen,
        "lists": [
            {
                "url": listing.url,
                "title": listing.title,
                "organ": listing.organ,
                "stated": listing.stated.records,
                "pages": listing.stated.pages,
                "seen": len(listing.rows),
                "gap": listing.gap,
            }
            for listing in crawl.lists.listings
        ],
        "organs": [{"name": organ, "years": sorted(years)} for organ, years in sorted(organs.items())],
        "years": sorted({year for years in organs.values() for year in years}),
        "failures": [failure.text for failure in crawl.all_failures],
    }
