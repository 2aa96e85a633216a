"""`nianbao probe`: what a search of one portal finds, live or from a bundle."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.seeds import is_web_address
from nianbao.commands.options import Contact, Delay, Private
from nianbao.crawls import frozen_test, portal_search, recording
from nianbao.screens import render
from nianbao.screens.explanation import show_search
from nianbao.screens.safe_text import safe_json
from pipelines.exceptions import InputError


def probe(
    url: Annotated[str, typer.Argument(metavar="[URL]", help="The portal's home page.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print all that was found as one object.")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Search a bundle of `freeze` instead of the network.")
    ] = None,
    make_test: Annotated[
        Path | None,
        typer.Option("--make-test", metavar="DIR", help="Copy the bundle there with what was found: a test."),
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
    if make_test is not None and source is None:
        raise InputError("--make-test takes a bundle: give its folder with --from DIR")
    kept = recording.seed_of_bundle(source) if source is not None and not url else None
    seed = kept or portal_search.seed_of(url or recording.first_address(source or Path()))
    found = portal_search.probe(
        seed,
        portal_search.checked_settings(seed, allow_private=allow_private, delay=delay, contact=contact, play=source),
    )
    if make_test is not None and source is not None:
        kept_as = frozen_test.make(source, make_test, found)
        print(f"{kept_as}: `pytest tests/crawler/portals/test_frozen.py` replays it from now on")
    if as_json:
        print(safe_json(found))
    else:
        show_search(render.console(), found)
    raise typer.Exit(portal_search.exit_code(found["outcome"]))
