"""What the lists of a portal show of the reports stored: since when one is not shown any more, under which address.

A report that a portal takes back stays stored; `withdrawn_at` says that its address is gone, `unlisted_at` that no list
leads there. Both are empty again when a list shows it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urldefrag

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipelines.storage.column_types import storable
from pipelines.storage.models import Download, Event, Organ, Report

ADDED, RENAMED, LIST_CHANGED, ADDRESS_CHANGED = "added", "renamed", "list_changed", "address_changed"
WITHDRAWN, UNLISTED, LISTED_AGAIN = "withdrawn", "unlisted", "listed_again"
CHANGES = (WITHDRAWN, UNLISTED, LISTED_AGAIN, ADDRESS_CHANGED, LIST_CHANGED, RENAMED, ADDED)  # the gravest first
_TOLD = {
    ADDED: "new in a list",
    RENAMED: "renamed, it was {before}",
    LIST_CHANGED: "moved to another list, it stood in {before}",
    ADDRESS_CHANGED: "has a new address, it was {before}",
    WITHDRAWN: "withdrawn, {why}",
    UNLISTED: "in no list any more, but still there",
    LISTED_AGAIN: "in a list again",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one row of a list between two crawls. `kind` is one of CHANGES."""

    kind: str
    url: str  # of the row; of a list for LIST_CHANGED
    title: str
    before: str = ""  # the title or the address it had
    why: str = ""  # what the portal answered


class _Stored(NamedTuple):
    report_id: int
    organ_id: int
    year: int | None
    scope: str
    version: int
    document_sha256: str
    source_url: str
    title: str
    withdrawn_at: str | None
    unlisted_at: str | None


def record(
    session: Session,
    *,
    region_code: str,
    portal_url: str,
    changes: Iterable[Change],
    seen: Collection[str],
    at: str,
    run_id: int | None = None,
) -> None:
    """Log the changes, date what is not shown any more, and say of what is shown that it was seen `at`.

    `seen`: addresses of rows that a list showed; of one address the newest version counts. A second crawl on the same
    day leaves the time as it is.
    """
    shown: dict[tuple[int, int | None, str], _Stored] = {}
    told = list(changes)
    aliases = _aliases(session, region_code, portal_url)
    aliases |= {change.url: change.before for change in told if change.kind == ADDRESS_CHANGED}
    seen_at = {*seen, *(aliases[url] for url in seen if url in aliases)}
    by_address = _reports_by_address(session, region_code)
    for report in (report for url in seen_at for report in by_address.get(url, ())):
        key = (report.organ_id, report.year, report.scope)
        if key not in shown or shown[key].version < report.version:
            shown[key] = report
    ids = {report.report_id for report in shown.values()}
    told += [
        Change(LISTED_AGAIN, report.source_url, report.title)
        for report in shown.values()
        if report.withdrawn_at or report.unlisted_at
    ]
    is_of_an_earlier_day = Report.last_seen_at.is_(None) | (Report.last_seen_at < at[: len("2026-01-31")])
    is_back = Report.withdrawn_at.is_not(None) | Report.unlisted_at.is_not(None)
    these = Report.report_id.in_(ids) & (is_of_an_earlier_day | is_back)
    session.execute(update(Report).where(these).values(last_seen_at=at, withdrawn_at=None, unlisted_at=None))
    for change in told:
        _log(session, change, region_code, portal_url, at, run_id)
        column = {WITHDRAWN: Report.withdrawn_at, UNLISTED: Report.unlisted_at}.get(change.kind)
        left = [report.report_id for report in by_address.get(change.url, ()) if report.report_id not in ids]
        if column is not None and left:
            session.execute(update(Report).where(Report.report_id.in_(left), column.is_(None)).values({column: at}))


def _log(session: Session, change: Change, region_code: str, portal_url: str, at: str, run_id: int | None) -> None:
    what = _TOLD[change.kind].format(before=change.before, why=change.why)
    session.add(
        Event(
            at=at,
            kind=change.kind,
            region_code=region_code,
            message=storable(f"{change.title}: {what} ({change.url})"),
            run_id=run_id,
            portal_url=portal_url,
            detail=json.dumps({"url": change.url, "before": change.before}, ensure_ascii=False),
        )
    )
    session.flush()


def _aliases(session: Session, region_code: str, portal_url: str) -> dict[str, str]:
    """New address of a report -> the address it was stored from."""
    query = select(Event.detail).where(
        Event.region_code == region_code, Event.portal_url == portal_url, Event.kind == ADDRESS_CHANGED
    )
    told = [json.loads(detail or "{}") for detail in session.execute(query.order_by(Event.event_id)).scalars()]
    first: dict[str, str] = {}
    for one in told:
        first[one["url"]] = first.get(one["before"], one["before"])
    return first


def _reports_by_address(session: Session, region_code: str) -> Mapping[str, list[_Stored]]:
    """Address of a list's row -> the reports that came from it, by whatever pages and files."""
    by_document: dict[str, set[str]] = defaultdict(set)
    downloads = select(Download.document_sha256, Download.url, Download.referrer_url, Download.redirect_urls)
    downloads = downloads.add_columns(Download.role, Download.context).where(Download.region_code == region_code)
    for one in session.execute(downloads):
        listed = json.loads(one.context or "{}").get("listed_url")
        known = [listed] if listed else [one.url, urldefrag(one.url).url, *json.loads(one.redirect_urls)]
        if not listed and one.role != "page":  # kept by an older program
            known.append(one.referrer_url)
        by_document[one.document_sha256].update(known)
    columns = (getattr(Report, name) for name in _Stored._fields)
    reports = select(*columns).join(Organ).where(Organ.region_code == region_code)
    found: dict[str, list[_Stored]] = defaultdict(list)
    for report in map(_Stored._make, session.execute(reports.order_by(Report.report_id))):
        for url in by_document.get(report.document_sha256, ()):
            found[url].append(report)
    return found
