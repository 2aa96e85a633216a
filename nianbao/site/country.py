"""Regions, organs, portals and the state of every expected report, as the database has them now."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from pipelines.language.personal_data import masked
from pipelines.publish.release.rows import Ids, ids

LEVELS = ("province", "prefecture", "county")
STORED = ("stored", "unchanged")
NOTHING = "not_published"  # the portal shows that there is none: no gap of ours
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,80}")


@dataclass(frozen=True, slots=True)
class Cell:
    """One organ and year: what became of its report, and the page that shows it."""

    state: str
    reason: str
    since: str
    evidence: str  # address at the portal; "" where none shows it
    report: str  # path of the report's page; "" where there is none


@dataclass(slots=True)
class Organ:
    """An office and its years."""

    key: str  # the id a release gives it
    region_code: str
    name: str
    kind: str
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Region:
    """A place, with the province and the prefecture it lies in ("" where it lies in none)."""

    code: str
    name: str
    level: str  # province | prefecture | county
    province: str
    prefecture: str
    full_name: str
    in_force: bool

    @property
    def path(self) -> str:
        """Its page."""
        return f"region/{slug(self.code)}.html"


@dataclass(frozen=True, slots=True)
class Portal:
    """A website and how its last crawl ended."""

    url: str
    outcome: str
    family: str
    column_url: str
    stated: int | None
    seen: int | None
    reason: str
    proof: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Country:
    """All of it. `organs` and `portals` by region code; a region with neither has no page."""

    regions: Mapping[str, Region]
    organs: Mapping[str, list[Organ]]
    portals: Mapping[str, list[Portal]]
    report_paths: Mapping[int, str]  # current report -> its page
    undated: Mapping[str, list[str]]  # region code -> pages of reports that do not tell their year
    known: Ids
    formerly: Mapping[str, tuple[str, ...]]  # region code -> ended codes that became it and nothing else

    def years(self) -> list[int]:
        """Every year on which some report is stored, missing or was asked for, the gaps between filled."""
        told = {
            year
            for organs in self.organs.values()
            for organ in organs
            for year, cell in organ.cells.items()
            if cell.state != NOTHING
        }
        return list(range(min(told), max(told) + 1)) if told else []

    def regions_in_force(self) -> list[str]:
        """Codes of today's regions."""
        return [code for code, region in self.regions.items() if region.in_force]

    def has_page(self, code: str) -> bool:
        """True if there is anything to show of the region."""
        return code in self.organs


def read(session: Session) -> Country:
    """The country as the session sees it."""
    known = ids(session)
    regions = _regions(session)
    organs, paths, undated = _organs(session, known)
    return Country(regions, organs, _portals(session), paths, undated, known, _formerly(session))


def slug(code: str) -> str:
    """A region code as a file's name; local ones hold a host's."""
    return code if _PLAIN.fullmatch(code) else sha256(code.encode()).hexdigest()[:12]


def _regions(session: Session) -> dict[str, Region]:
    query = text(
        "SELECT p.region_code, p.region_name, p.level, COALESCE(p.province_code, '') AS province,"
        " COALESCE(p.prefecture_code, '') AS prefecture, g.full_name, g.valid_to"
        " FROM place p JOIN region g ON g.code = p.region_code ORDER BY p.region_code"
    )
    return {
        row.region_code: Region(
            row.region_code,
            row.region_name,
            row.level,
            row.province or (f"{row.region_code[:2]}0000" if row.region_code[:2].isdigit() else ""),
            row.prefecture,
            row.full_name,
            row.valid_to is None,
        )
        for row in session.execute(query)
    }


def _formerly(session: Session) -> dict[str, tuple[str, ...]]:
    query = text(
        "SELECT code, min(successor_code) AS became FROM region_successor"
        " GROUP BY code HAVING count(*) = 1 ORDER BY code"
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in session.execute(query):
        found[row.became] = (*found.get(row.became, ()), row.code)
    return found


def _organs(session: Session, known: Ids) -> tuple[dict[str, list[Organ]], dict[int, str], dict[str, list[str]]]:
    found: dict[int, Organ] = {}
    paths: dict[int, str] = {}
    undated: dict[str, list[str]] = {}

    def organ(row: Any) -> Organ:
        made = Organ(known.organs[row.organ_id], row.region_code, row.organ_name, row.organ_kind)
        return found.setdefault(row.organ_id, made)

    columns = "organ_id, region_code, organ_name, organ_kind, year"
    # the scope that view organ_year takes comes last and stays: a government's aggregate, another organ's own
    order = (
        "CASE WHEN scope = 'unknown' THEN 0 WHEN (scope = 'aggregate') = (organ_kind = 'government') THEN 2 ELSE 1 END"
    )
    reports = text(f"SELECT report_id, {columns} FROM report_current ORDER BY {order}, document_sha256")
    shown: dict[tuple[int, int], str] = {}
    for row in session.execute(reports):
        paths[row.report_id] = f"report/{slug(row.region_code)}/{known.reports[row.report_id]}.html"
        if row.year is not None:
            shown[row.organ_id, row.year] = paths[row.report_id]
            organ(row).cells[row.year] = Cell("stored", "", "", "", paths[row.report_id])
        else:
            organ(row)
            undated.setdefault(row.region_code, []).append(paths[row.report_id])
    for row in session.execute(text(f"SELECT {columns}, state, reason, since, evidence FROM coverage")):
        path = shown.get((row.organ_id, row.year), "")
        reason = masked(row.reason or "")
        organ(row).cells[row.year] = Cell(row.state, reason, (row.since or "")[:10], row.evidence or "", path)
    organs: dict[str, list[Organ]] = {}
    for one in sorted(found.values(), key=lambda one: (one.region_code, one.kind != "government", one.name, one.key)):
        organs.setdefault(one.region_code, []).append(one)
    return organs, paths, undated


def _portals(session: Session) -> dict[str, list[Portal]]:
    query = text(
        "SELECT region_code, portal_url, outcome, family, column_url, stated, seen, reason, proof"
        " FROM portal_current ORDER BY region_code, portal_url"
    )
    found: dict[str, list[Portal]] = {}
    for row in session.execute(query):
        portal = Portal(
            row.portal_url,
            row.outcome or "",
            row.family or "",
            row.column_url or "",
            row.stated,
            row.seen,
            masked(row.reason or ""),
            json.loads(row.proof or "{}"),
        )
        found.setdefault(row.region_code, []).append(portal)
    return found
