"""Trust on first use: a host whose certificate held once is not believed when it does not any more.

Many county portals never had a certificate that holds; their documents are stored and marked. Where one did hold, a
worthless one may be somebody in between. Its documents are kept in the archive and make no report, an alert opens,
and a person looks and accepts, or the host gets well and the alert closes itself.
"""

import json
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from pipelines.document import Document
from pipelines.exceptions import InputError
from pipelines.storage.column_types import storable
from pipelines.storage.models import Download, Event

ALERT = "tls_lost"
RULE = "TLS_LOST"  # of pipelines.intake.response_check
UNVERIFIED = "tls_unverified"


def rule_of(session: Session, document: Document) -> str:
    """`TLS_LOST` for a document that is not to be believed, with an alert open for its host; `""` for any other.

    To be asked before the document's download is recorded.
    """
    if not document.url.startswith("https://"):
        return ""
    host = _host(document.url)
    if UNVERIFIED not in document.tls.split():
        _close_alerts(session, document.region_code, host, at=document.fetched_at)
        return ""
    held = _last_verified(session, document, host)
    if held is None or _is_as_it_was(session, document):
        return ""
    if not _open_alerts(session, document.region_code, host):
        _open(session, document, host, held)
    return RULE


def accept(session: Session, event_id: int, *, at: str) -> str:
    """Take the host of an alert as it is now; its documents make reports again. Gives the host.

    Raises InputError for a number that is no open alert.
    """
    event = session.get(Event, event_id)
    if event is None or event.kind != ALERT:
        raise InputError(
            f"{event_id} is no alert of kind {ALERT}; `nianbao status` shows the alerts with their numbers"
        )
    if event.closed_at is not None:
        raise InputError(f"the alert {event_id} is closed already ({event.closed_at})")
    host = str(json.loads(event.detail or "{}")["host"])
    event.closed_at = at
    event.detail = json.dumps({"host": host, "accepted_at": at})
    refused = (Download.region_code == event.region_code) & _is_of(host) & (Download.verdict == RULE)
    session.execute(update(Download).where(refused).values(verdict=None))
    return host


def _last_verified(session: Session, document: Document, host: str) -> str | None:
    """When a document of the host last came over a certificate that held, since its loss was last accepted."""
    accepted = [
        str(detail["accepted_at"])
        for detail in _details(session, document.region_code)
        if detail.get("host") == host and "accepted_at" in detail
    ]
    verified = or_(Download.tls.is_(None), Download.tls.not_like(f"%{UNVERIFIED}%"))
    query = select(Download.fetched_at).where(
        Download.region_code == document.region_code,
        _is_of(host),
        verified,
        Download.verdict.is_distinct_from(RULE),
        Download.fetched_at > max(accepted, default=""),
    )
    return session.execute(query.order_by(Download.fetched_at.desc()).limit(1)).scalar_one_or_none()


def _is_as_it_was(session: Session, document: Document) -> bool:
    """True if the same bytes came from the same address before, and were believed."""
    query = select(Download.url).where(
        Download.region_code == document.region_code,
        Download.url == storable(document.url),
        Download.document_sha256 == document.sha256,
        Download.verdict.is_distinct_from(RULE),
    )
    return session.execute(query).first() is not None


def _details(session: Session, region_code: str) -> list[dict[str, object]]:
    query = select(Event.detail).where(Event.kind == ALERT, Event.region_code == region_code)
    return [json.loads(detail or "{}") for detail in session.execute(query).scalars()]


def _open(session: Session, document: Document, host: str, held: str) -> None:
    event = Event(
        at=document.fetched_at,
        kind=ALERT,
        region_code=document.region_code,
        message="",
        run_id=document.run_id,
        portal_url=f"https://{host}/",
        detail=json.dumps({"host": host}),
    )
    session.add(event)
    session.flush()  # gives it its number
    event.message = storable(
        f"the certificate held on {held} and does not any more; nothing new of this host makes a report"
        f" until it does, or `nianbao accept {event.event_id}`"
    )


def _open_alerts(session: Session, region_code: str, host: str) -> list[Event]:
    query = select(Event).where(Event.kind == ALERT, Event.region_code == region_code, Event.closed_at.is_(None))
    return [event for event in session.execute(query).scalars() if json.loads(event.detail or "{}").get("host") == host]


def _close_alerts(session: Session, region_code: str, host: str, *, at: str) -> None:
    for event in _open_alerts(session, region_code, host):
        event.closed_at = at


def _is_of(host: str) -> ColumnElement[bool]:
    return Download.url.startswith(f"https://{host}/", autoescape=True)


def _host(url: str) -> str:
    """Host and port as the address writes them."""
    return urlsplit(url).netloc
