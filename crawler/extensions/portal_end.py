"""What is written when the crawl of a portal is over: its outcome, its lists, what became of each expected report."""

import json
from dataclasses import asdict, replace

from scrapy.settings import BaseSettings
from sqlalchemy.orm import Session

from crawler.discovery.incremental import comparison, resume
from crawler.discovery.proof import proof
from crawler.discovery.state import PortalCrawl
from crawler.extensions.run_records import outcome_of, visit
from pipelines import clock
from pipelines.storage.crawls import crawl_progress, ledger, list_changes, visits
from pipelines.storage.crawls.expectations import expect_series


def record(
    session: Session,
    crawl: PortalCrawl,
    settings: BaseSettings,
    *,
    run_id: int,
    started_at: str,
    is_cut_short: bool,
    is_internal: bool,
) -> None:
    """Write how the crawl of a portal ended.

    `is_cut_short`: documents were still on their way through the pipelines, so the next crawl searches anew.
    `is_internal`: the program failed on every document, which says nothing of the portal.
    """
    seed, outcome = crawl.seed, outcome_of(crawl)
    lists = None if is_cut_short or outcome.is_interrupted else resume.remembered(crawl, clock.today())
    if lists is not None:
        crawl_progress.clear(session, region_code=seed.region_code, portal_url=seed.portal_url)
    _record_outcome(session, crawl, lists)
    list_changes.record(
        session,
        region_code=seed.region_code,
        portal_url=seed.portal_url,
        changes=crawl.changes.found,
        seen=comparison.seen_tonight(crawl),
        at=started_at,
        run_id=run_id,
    )
    if not settings.getbool("ARCHIVE_ONLY"):  # what nobody read may not count as not published
        _settle(session, crawl, settings, started_at)
    if not outcome.is_interrupted:  # what was stopped says nothing of the portal
        visits.record_visit(session, replace(visit(crawl, run_id), is_read=not is_internal))


def _record_outcome(session: Session, crawl: PortalCrawl, lists: str | None) -> None:
    seed, outcome = crawl.seed, outcome_of(crawl)
    ledger.record_outcome(
        session,
        region_code=seed.region_code,
        portal_url=seed.portal_url,
        outcome=outcome.name,
        family=crawl.family,
        column_url=crawl.search.column.url,
        stated=crawl.lists.stated,
        seen=crawl.lists.seen,
        reason=outcome.reason,
        trail=json.dumps([asdict(step) for step in crawl.search.column.trail], ensure_ascii=False),
        proof=json.dumps(proof(crawl), ensure_ascii=False),
        lists=lists,
    )


def _settle(session: Session, crawl: PortalCrawl, settings: BaseSettings, started_at: str) -> None:
    """Give each expected report of the region the state that the outcome implies."""
    code, is_complete = crawl.seed.region_code, outcome_of(crawl).is_list_complete
    if settings["ORGANS"] != "government":
        years = map(int, settings.getlist("YEARS"))
        expect_series(session, region_code=code, years=years, last=clock.today().year - 1, since=started_at)
    failed = crawl.reports.not_had() if is_complete else crawl.reports.failed
    ledger.sweep(session, region_code=code, since=started_at, is_list_complete=is_complete, failed=failed)
