"""What time it is. NIANBAO_NOW, an ISO 8601 time, stands for the present: tests see a portal a week later so."""

import os
from datetime import UTC, date, datetime


def now() -> datetime:
    """The present, in UTC. Raises ValueError where NIANBAO_NOW is no ISO 8601 time."""
    told = os.environ.get("NIANBAO_NOW", "")
    return datetime.fromisoformat(told).astimezone(UTC) if told else datetime.now(UTC)


def today() -> date:
    """The present day where the program runs."""
    return now().astimezone().date()


def timestamp() -> str:
    """The present as the database writes it: ISO 8601, UTC, seconds."""
    return now().isoformat(timespec="seconds")
