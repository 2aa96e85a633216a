"""`nianbao accept`: alerts that a person has looked into."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url
from nianbao.screens.render import one_line
from pipelines.exceptions import InputError
from pipelines.publish import coverage_gate
from pipelines.storage.column_types import storable
from pipelines.storage.crawls import tls_trust
from pipelines.storage.crawls.visits import ALERTS, take_as_normal
from pipelines.storage.database import current, open_database, write_session
from pipelines.storage.models import Event


def accept(
    event: Annotated[
        list[int], typer.Argument(metavar="NUMBER…", help="Numbers of the alerts, as `nianbao status` shows them.")
    ],
    why: Annotated[str, typer.Option(metavar="TEXT", help="What you found; kept with the alert.")] = "",
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Take what alerts tell of as the new normal, all of them or none.

    What a portal shows now is what the next nights are compared with. The documents of a host whose certificate no
    longer holds make reports again; `nianbao reread REGION` reads those that were kept meanwhile.
    """
    url = database_url(db, data)
    current(url)
    engine = open_database(url)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        with write_session(engine) as session:
            alerts = [_standing(session, number) for number in dict.fromkeys(event)]
            told = [_accepted(session, alert, at=at, why=why) for alert in alerts]
    finally:
        engine.dispose()
    for line in told:
        print(one_line(line))


def _standing(session: Session, number: int) -> Event:
    """The alert of this number. InputError where there is none, or it is closed."""
    event = session.get(Event, number)
    if event is None or event.kind not in (*ALERTS, tls_trust.ALERT, coverage_gate.GATE):
        raise InputError(f"{number} is no alert; `nianbao status` shows the alerts with their numbers")
    if event.closed_at is not None:
        raise InputError(f"the alert {number} is closed already ({event.closed_at})")
    return event


def _accepted(session: Session, event: Event, *, at: str, why: str) -> str:
    """What to say of it."""
    if event.kind == tls_trust.ALERT:
        told = tls_trust.accept(session, event.event_id, at=at)
        told += " is taken as it is; `nianbao reread` reads the documents that were kept meanwhile"
    elif event.kind == coverage_gate.GATE:
        taken = coverage_gate.accept(session, event, at=at)
        told = f"{len(taken)} portals are compared with what they show now"
    else:
        visit = take_as_normal(session, event.region_code or "", event.portal_url or "", at=at)
        seen = 0 if visit is None else visit.seen
        told = f"{event.portal_url} is compared with its {seen} rows of now"
        coverage_gate.close_if_green(session, None if visit is None else visit.run_id, at=at)
    event.closed_at = at
    event.detail = json.dumps(
        json.loads(event.detail or "{}") | {"accepted_at": at, "why": storable(why)}, ensure_ascii=False
    )
    session.flush()
    return f"{event.event_id}: {told}"
