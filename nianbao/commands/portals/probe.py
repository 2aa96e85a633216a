"""`nianbao probe`: what a search of one portal finds, live or from a bundle."""

from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.seeds import is_web_address
from nianbao.commands.options import Contact, Delay, Private
from nianbao.crawls import portal_search, recording
from nianbao.screens import render
from nianbao.screens.safe_text import safe_json
from pipelines.exceptions import InputError


def probe(
    url: Annotated[str, typer.Argument(metavar="[URL]", help="the portal's home page")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="all that was found, as one object")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="a bundle instead of the network")
    ] = None,
    allow_private: Private = None,
    delay: Delay = None,
    contact: Contact = "",
) -> None:
    """Show how the crawl finds a portal's column of reports.

    Family, way, organs, years, rows stated against rows seen. No database, no report is fetched.
    """
    if url and not is_web_address(url):
        raise InputError(f"{url!r} is no address: http:// or https://, no spaces")
    if not url and source is None:
        raise InputError("probe takes the URL of a home page, or --from DIR of a bundle that `nianbao freeze` made")
    seed = portal_search.seed_of(url or recording.first_address(source or Path()))
    found = portal_search.probe(
        seed,
        portal_search.checked_settings(seed, allow_private=allow_private, delay=delay, contact=contact, play=source),
    )
    if as_json:
        print(safe_json(found))
    else:
        _show(found)
    raise typer.Exit(portal_search.exit_code(found["outcome"]))


def _show(found: dict[str, Any]) -> None:
    out = render.console()
    marks = {
        "portal": found["url"],
        "outcome": f"{found['outcome']} {found['reason']}",
        "family": f"{found['family'] or 'none'} ({found['family_evidence'] or 'no mark of a family'})",
        "column": f"{found['column_url'] or 'not found'} ({found['column_evidence'] or 'no evidence'})",
        "rows": f"stated {found['stated']}, seen {found['seen']}; {found['requests']} requests",
    }
    for name, text in marks.items():
        out.print(render.one_line(f"{name:8} {text}"))
    for position, step in enumerate(found["trail"], 1):
        out.print(render.one_line(f"  {position}. {step['title']} [{step['score']}: {step['reason']}] {step['url']}"))
    if found["organs"]:
        table = render.plain_table("organ", "years")
        for organ in found["organs"]:
            table.add_row(render.one_line(organ["name"] or "(the government)"), " ".join(map(str, organ["years"])))
        out.print(table)
    for walk in found["lists"]:
        out.print(render.one_line(f"list {walk['url']} stated {walk['stated']}, seen {walk['seen']} {walk['gap']}"))
