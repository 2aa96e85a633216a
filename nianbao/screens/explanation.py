"""`nianbao explain`: the way to a portal's column, and the place of one number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from nianbao.queries.places import PlaceRow, SaidRow
from nianbao.queries.report_queries import PortalRow
from nianbao.screens.render import STYLES, number, show_text, year_spans
from nianbao.screens.whose_error import show_whose_error

_LABEL_WIDTH = 10  # characters, blank included


def show_portals(out: Console, portals: Iterable[PortalRow]) -> None:
    """The portals that are not `ok`, and why."""
    for portal in portals:
        if portal.outcome != "ok":
            outcome = portal.outcome or "unfinished"
            show_text(out, f"{portal.portal_url} {portal.reason or ''}", lead=f"{outcome} ", style="yellow")


def show_trail(out: Console, portals: Sequence[PortalRow], names: Mapping[str, str]) -> None:
    """How the crawl got from a portal's front page to the column of annual reports."""
    for portal in portals:
        name = names.get(portal.region_code, "")
        show_text(out, f"{portal.region_code} {name} {portal.portal_url}", style="bold")
        show_facts(
            out,
            {
                "outcome": f"{portal.outcome or 'unfinished'}  {portal.reason or ''}",
                "family": portal.family or "none recognised",
                "column": portal.column_url or "not found",
                "rows": rows_seen(portal.stated, portal.seen),
            },
        )
        show_steps(out, portal.trail)
        show_proof(out, portal.proof)


def show_proof(out: Console, proof: Mapping[str, Any]) -> None:
    """What the portal's claim rests on: each list, whose it is, its rows and how it ended."""
    for listing in proof.get("lists", ()):
        rows = rows_seen(listing["stated"], listing["rows"])
        told = f"{listing['whose']} ({listing['because']}): {rows}; {listing['ended']}"
        show_text(out, told, lead="list      ", style="bold", hang=_LABEL_WIDTH)
        show_text(out, listing["url"], indent=_LABEL_WIDTH)
    organs = proof.get("organs", {})
    if organs.get("looked_at"):
        told = f"{organs['looked_at']} looked at for a column of their own, {organs['with_column']} have one"
        show_text(out, told, lead="organs    ", style="bold", hang=_LABEL_WIDTH)
    for told in proof.get("refused", ()):
        show_text(out, told, lead="refused   ", style="bold", hang=_LABEL_WIDTH)
    for told in proof.get("gaps", ()):
        show_text(out, told, lead="missing   ", style="bold", hang=_LABEL_WIDTH)


def show_steps(out: Console, trail: Sequence[Mapping[str, Any]]) -> None:
    """The pages from the front page to the column, each with what spoke for it."""
    for position, step in enumerate(trail, 1):
        score = "" if step.get("score") is None else f"score {step['score']}"
        why = ", ".join(filter(None, (score, step.get("reason"))))
        show_text(out, f"{position}. {step.get('title') or '(no title)'}" + (f" ({why})" if why else ""), indent=2)
        show_text(out, step.get("url", ""), indent=5)


def show_search(out: Console, found: Mapping[str, Any]) -> None:
    """What `nianbao probe` found: family, column, the way there, organs with their years, lists."""
    show_facts(
        out,
        {
            "portal": found["url"],
            "outcome": f"{found['outcome']} {found['reason']}",
            "family": f"{found['family'] or 'none'} ({found['family_evidence'] or 'no mark of a family'})",
            "column": f"{found['column_url'] or 'not found'} ({found['column_evidence'] or 'no evidence'})",
            "rows": f"{rows_seen(found['stated'], found['seen'])}; {found['requests']} requests",
        },
    )
    show_steps(out, found["trail"])
    for organ in found["organs"]:
        show_text(out, f"{organ['name'] or '(the government)'}: {year_spans(organ['years'])}", lead="organ ")
    for listing in found["lists"]:
        show_text(
            out, f"{listing['url']} {rows_seen(listing['stated'], listing['seen'])} {listing['gap']}", lead="list  "
        )


def rows_seen(stated: int | None, seen: int | None) -> str:
    """How many rows the list says it has, and how many the crawl saw."""
    said = "no number stated" if stated is None else f"{stated} stated"
    return f"{said}, {'none' if seen is None else seen} seen"


def show_place(out: Console, place: PlaceRow, archived: Path, findings: Sequence[SaidRow]) -> None:
    """One number, back to its place on the page it was printed on."""
    unit = f"{place.unit} (stated by: {place.unit_source})" if place.unit else "none stated"
    show_facts(
        out,
        {
            "report": f"{place.organ_name} {place.year}, version {place.version}: {place.title}",
            "field": place.field_code,
            "printed": repr(place.raw),
            "state": place.state,
            "value": number(place.value) or "none",
            "corrected": _correction(place),
            "unit": unit,
            "note": place.note or "",
            "cell": ", ".join(f"{key} {value}" for key, value in place.position().items() if value not in (None, "")),
            "source": place.source_url,
            "published": place.published_on or "",
            "document": place.document_sha256,
            "archive": "" if place.taken_down else str(archived),
            "removed": place.taken_down or "",
            "fetched": place.fetched_at or "",
            "verified": "every sum of the report holds, every cell was looked at twice" if place.verified else "",
            "read by": ", ".join(f"{part} {digest}" for part, digest in place.reader.items() if digest),
        },
    )
    show_findings(out, findings)


def place_object(place: PlaceRow, archived: Path, findings: Sequence[SaidRow]) -> dict[str, Any]:
    """The same for programs."""
    told = asdict(place) | {"bbox": place.box, "read_by": dict(place.reader), "archive": str(archived)}
    return told | {"findings": [asdict(finding) for finding in findings]}


def _correction(place: PlaceRow) -> str:
    if place.correction is None:
        return ""
    said = number(place.corrected_value) if place.correction == "value" else place.correction.replace("_", " ")
    return f"{said}, says {place.who} on {place.corrected_on}: {place.why}"


def show_facts(out: Console, facts: Mapping[str, str]) -> None:
    """A label and a text each; a text that does not fit goes on under itself."""
    for label, text in facts.items():
        if text:
            show_text(out, text, lead=f"{label:{_LABEL_WIDTH}}", style="bold", hang=_LABEL_WIDTH)


def show_findings(out: Console, findings: Iterable[SaidRow]) -> None:
    """Severity, rule and message of each, and whose error it is where that is known."""
    for finding in findings:
        lead = f"{finding.severity:5} {finding.rule} "
        message = f"{finding.message} ({finding.standing})" if finding.standing else finding.message
        show_text(out, message, lead=lead, style=STYLES.get(finding.severity, ""), hang=6)
        show_whose_error(out, finding.cause, finding.suspects)
