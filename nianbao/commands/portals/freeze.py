"""`nianbao freeze`: every answer of one search kept in a folder."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.seeds import load_regions, load_seeds, select
from nianbao.commands.options import Contact, Delay, Private, SeedsFile
from nianbao.crawls import portal_search, recording
from nianbao.data_folder import made_folder
from nianbao.screens import render
from pipelines.exceptions import InputError


def freeze(
    region: Annotated[str, typer.Argument(metavar="REGION", help="Code or name of one region of the seeds.")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="New or empty folder for manifest.json and the bodies.")
    ],
    seeds: SeedsFile = None,
    allow_private: Private = None,
    delay: Delay = None,
    contact: Contact = "",
) -> None:
    """Keep every answer of one search, to repeat it offline.

    `nianbao probe --from DIR` repeats it.
    """
    chosen = select(load_seeds(seeds), load_regions(), [region])
    if len(chosen) != 1:
        raise InputError(f"{region}: {len(chosen)} portals; a bundle holds one, name one region")
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty: name a new folder for the bundle")
    settings = portal_search.checked_settings(
        chosen[0], allow_private=allow_private, delay=delay, contact=contact, record=folder
    )
    made_folder(folder, "DIR")
    found = portal_search.probe(chosen[0], settings)
    count = len(recording.read_manifest(folder))
    render.console().print(f"{folder}: {count} answers; {found['outcome']} {render.one_line(found['reason'])}".rstrip())
    if found["outcome"] == "unreachable":
        raise typer.Exit(portal_search.exit_code(found["outcome"]))
