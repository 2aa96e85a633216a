"""The first page: what this is, what it holds, how to cite it; and the door before it, in both languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from nianbao.site import shares
from nianbao.site.country import Country
from nianbao.site.render import Page
from nianbao.site.shares import Share

_FIRST_STATED = "SELECT max(first_seen_at) FROM report"


@dataclass(frozen=True, slots=True)
class Sums:
    """What the site holds."""

    regions: int
    organs: int
    reports: int
    values: int
    verified: int
    first_year: int
    last_year: int
    on: str  # day of the newest document
    share: Share
    edition: str  # of all that the reports' pages are made from


def sums(session: Session, country: Country, digests: Sequence[str], values: int) -> Sums:
    """Counted from the database and from the pages of the reports."""
    years = [
        year for organs in country.organs.values() for one in organs for year, cell in one.cells.items() if cell.report
    ]
    verified = session.execute(text("SELECT count(*) FROM report_current WHERE verified = 1")).scalar_one()
    return Sums(
        regions=len(country.organs),
        organs=sum(map(len, country.organs.values())),
        reports=len(country.known.current),
        values=values,
        verified=verified,
        first_year=min(years, default=0),
        last_year=max(years, default=0),
        on=(session.execute(text(_FIRST_STATED)).scalar_one() or "")[:10],
        share=shares.of_organs(organ for organs in country.organs.values() for organ in organs),
        edition=sha256("".join(digests).encode()).hexdigest()[:12],
    )


def page(found: Sums) -> Page:
    """The first page of each language."""

    def context() -> Mapping[str, Any]:
        return {"sums": found}

    return Page("index.html", "start.html", found, context)
