"""What the crawl expects and what becomes of it: portals, runs, targets, downloads.

Every function takes an open session and belongs to the caller's transaction. Saying the same thing twice changes
no row; only `run` and `event` grow.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, select, update
from sqlalchemy.orm import Session

from pipelines.document import Document
from pipelines.language.organ_names import without_level
from pipelines.storage import models
from pipelines.storage.column_types import OUTCOMES, PENDING, TARGET_STATES, storable
from pipelines.storage.models import Target
from pipelines.storage.reports.organs import adopt, ensure_region, organ_id
from pipelines.storage.upsert import insert_absent, synchronise, upsert

COMPLETE_LIST = "the complete list does not show this year"
READ, UNREADABLE, INTERNAL = READING = ("read", "unreadable", "internal")  # counts of a run, of documents each
STORED = "stored"

_target = Target.__table__
_TARGET = select(_target).where(_target.c.organ_id == bindparam("organ_id"), _target.c.year == bindparam("year"))


def open_run(session: Session, *, command: str, arguments: str, version: str, started_at: str) -> int:
    run = models.Run(command=command, arguments=storable(arguments), version=version, started_at=started_at)
    session.add(run)
    session.flush()
    return run.run_id


def close_run(session: Session, run_id: int, *, finished_at: str, exit_code: int, counts: Mapping[str, int]) -> None:
    session.execute(
        update(models.Run)
        .where(models.Run.run_id == run_id)
        .values(finished_at=finished_at, exit_code=exit_code, counts=json.dumps(dict(counts), ensure_ascii=False))
    )


def end_run(session: Session, run_id: int, *, exit_code: int, at: str) -> None:
    """The exit code of the run's process; its end, too, where the crawl was stopped before it could write that."""
    this = models.Run.run_id == run_id
    session.execute(
        update(models.Run).where(this, models.Run.exit_code.is_distinct_from(exit_code)).values(exit_code=exit_code)
    )
    session.execute(update(models.Run).where(this, models.Run.finished_at.is_(None)).values(finished_at=at))


def register_portal(
    session: Session, *, region_code: str, name: str, level: str, portal_url: str, full_name: str
) -> None:
    """Name the portal that is about to be crawled; a region unknown so far gets its row from the seed."""
    ensure_region(session, code=region_code, name=name, level=level, full_name=full_name)
    seeded = {"code": region_code, "name": name, "level": level, "full_name": full_name}
    is_local = (models.Region.code == region_code) & models.Region.valid_from.is_(None)
    if session.execute(select(models.Region.code).where(is_local)).first() is not None:
        synchronise(session, models.Region, [seeded], within=is_local)
    row = {"region_code": region_code, "portal_url": portal_url, "name": name, "level": level}
    this = (models.Portal.region_code == region_code) & (models.Portal.portal_url == portal_url)
    synchronise(session, models.Portal, [row], within=this)


def record_fetch(session: Session, document: Document, *, imported_at: str | None = None, vantage: str = "") -> None:
    """Keep where and how these bytes were first seen; the same bytes at the same address again change nothing.

    `imported_at`: when somebody handed them over, who says that they were fetched at `vantage`.
    """
    ensure_region(session, code=document.region_code, name=document.region_name)
    insert_absent(
        session,
        models.Document,
        {"sha256": document.sha256, "size": len(document.body), "first_seen_at": document.fetched_at},
    )
    context = json.dumps(document.context(), ensure_ascii=False)
    insert_absent(
        session,
        models.Download,
        {
            "region_code": document.region_code,
            "url": document.url,
            "document_sha256": document.sha256,
            "referrer_url": document.referrer_url,
            "title": document.title,
            "role": document.role,
            "fetched_at": document.fetched_at,
            "status": document.status,
            "headers": json.dumps(document.headers, ensure_ascii=False),
            "redirect_urls": json.dumps(document.redirect_urls, ensure_ascii=False),
            "run_id": document.run_id,
            "context": context,
            "tls": document.tls or None,
            "imported_at": imported_at,
            "vantage": vantage or None,
        },
    )
    this = (models.Download.region_code == document.region_code) & (models.Download.url == storable(document.url))
    this &= (models.Download.document_sha256 == document.sha256) & models.Download.context.is_(None)
    session.execute(update(models.Download).where(this).values(context=context))  # kept by an older program


def record_outcome(
    session: Session,
    *,
    region_code: str,
    portal_url: str,
    outcome: str,
    family: str,
    column_url: str,
    stated: int | None,
    seen: int,
    reason: str,
    trail: str,
    proof: str = "{}",
    lists: str | None = None,
) -> None:
    """How the crawl of a registered portal ended. Raises LookupError for a portal nobody registered."""
    if outcome not in OUTCOMES:
        raise ValueError(f"{outcome!r} is not an outcome of a portal: {', '.join(OUTCOMES)}")
    this = (models.Portal.region_code == region_code) & (models.Portal.portal_url == portal_url)
    named = session.execute(select(models.Portal.name, models.Portal.level).where(this)).one_or_none()
    if named is None:
        raise LookupError(f"portal {portal_url} of {region_code} is not registered")
    row = {
        "region_code": region_code,
        "portal_url": portal_url,
        "name": named.name,
        "level": named.level,
        "outcome": outcome,
        "family": family,
        "column_url": column_url,
        "stated": stated,
        "seen": seen,
        "reason": reason,
        "trail": trail,
        "proof": proof,
        "lists": lists,
    }
    synchronise(session, models.Portal, [row], within=this)


def settle(
    session: Session,
    *,
    region_code: str,
    organ_name: str,
    year: int,
    state: str,
    reason: str,
    evidence: str,
    since: str,
) -> None:
    """Say what became of one target. What is stored stays stored: a page lost later does not unmake the report."""
    organ = organ_id(session, region_code=region_code, name=organ_name)
    settle_target(session, organ, year, state=state, reason=reason, evidence=evidence, since=since)


def settle_target(
    session: Session, organ: int, year: int, *, state: str, reason: str, evidence: str, since: str, force: bool = False
) -> None:
    """`settle` by organ id; only with `force` does a stored target become anything else.

    A state that comes back after having been pending keeps the `since` it had, so a crawl that finds what the last
    one found leaves the row as it was.
    """
    if state not in TARGET_STATES:
        raise ValueError(f"{state!r} is not a state of a target: {', '.join(TARGET_STATES)}")
    target = session.execute(_TARGET, {"organ_id": organ, "year": year})
    stored = target.mappings().one_or_none()
    if stored is not None and stored["state"] == STORED and state != STORED and not force:
        return
    kept = (
        {}
        if stored is None
        else {
            stored["state"]: stored["since"],
            stored["previous_state"]: stored["previous_since"],
        }
    )
    row = {
        "organ_id": organ,
        "year": year,
        "state": state,
        "reason": storable(reason),
        "since": kept.get(state, since),
        "evidence": storable(evidence),
        "previous_state": None,
        "previous_since": None,
    }
    if stored is None or dict(stored) != row:
        upsert(session, Target, [row])


def sweep(
    session: Session,
    *,
    region_code: str,
    since: str,
    is_list_complete: bool = False,
    failed: Mapping[tuple[str, int], str] | None = None,
) -> int:
    """Give every target of the region that is still pending the state its portal's outcome implies; how many.

    With several portals the best outcome counts. While no crawl of one has ended, nothing is settled.
    `is_list_complete`: every list was seen to its proven end, so a year that none shows is not published even when
    single documents were not had; `failed` says of organs, as lists name them, and years why theirs was not. The
    government's name there is `""`.
    """
    adopt(session, region_code=region_code)
    portals = session.execute(
        select(models.Portal.outcome, models.Portal.reason, models.Portal.column_url, models.Portal.portal_url)
        .where(models.Portal.region_code == region_code, models.Portal.outcome.is_not(None))
        .order_by(models.Portal.portal_url)
    ).all()
    best = min(portals, key=lambda portal: OUTCOMES.index(portal.outcome), default=None)
    if best is None:
        return 0
    outcome = "ok" if is_list_complete else best.outcome
    state = {"ok": "not_published", "partial": "incomplete"}.get(outcome, outcome)
    reason = COMPLETE_LIST if outcome == "ok" else best.reason or outcome
    evidence = best.column_url or best.portal_url
    organs = select(models.Organ.organ_id).where(models.Organ.region_code == region_code)
    is_pending = (Target.state == PENDING) & Target.organ_id.in_(organs)
    settled = 0
    for (organ, year), why in (failed or {}).items():
        named = models.Organ.name.endswith(without_level(organ), autoescape=True)
        is_theirs = (models.Organ.kind != "government") & named if organ else models.Organ.kind == "government"
        theirs = is_pending & Target.organ_id.in_(organs.where(is_theirs)) & (Target.year == year)
        settled += _settle_pending(session, theirs, "failed", storable(why), evidence=evidence, since=since)
    return settled + _settle_pending(session, is_pending, state, storable(reason), evidence=evidence, since=since)


def _settle_pending(
    session: Session, which: ColumnElement[bool], state: str, reason: Any, *, evidence: str, since: str
) -> int:
    """`settle_target` for all of these pending targets at once; how many they were."""
    settled = session.execute(
        update(Target)
        .where(which)
        .values(
            state=state,
            reason=reason,
            since=case((Target.previous_state == state, Target.previous_since), else_=since),
            evidence=storable(evidence),
            previous_state=None,
            previous_since=None,
        )
        .returning(Target.year)
    )
    return len(settled.all())


def record_event(
    session: Session, *, at: str, kind: str, region_code: str | None, message: str, run_id: int | None = None
) -> None:
    """One line of the log of changes to what is stored, and of what a run could not do."""
    session.add(models.Event(at=at, kind=kind, region_code=region_code, message=storable(message), run_id=run_id))
    session.flush()


def pending(organ: int, year: int, since: str) -> dict[str, Any]:
    return {"organ_id": organ, "year": year, "state": PENDING, "reason": "", "since": since, "evidence": ""}
