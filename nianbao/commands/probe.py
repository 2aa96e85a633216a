"""`nianbao probe` and `nianbao freeze`: what a search of one portal finds, live or from a bundle."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.seeds import Seed, is_web_address, load_regions, load_seeds, select
from nianbao.commands.database_option import made_folder
from nianbao.screens import render
from pipelines.exceptions import InputError

Private = Annotated[list[str] | None, typer.Option("--allow-private", metavar="CIDR", help="replicas on this network")]
Delay = Annotated[float | None, typer.Option(metavar="SECONDS", help="between two requests to one host")]


def probe(
    url: Annotated[str, typer.Argument(metavar="[URL]", help="the portal's home page")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="all that was found, as one object")] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="a bundle instead of the network")
    ] = None,
    allow_private: Private = None,
    delay: Delay = None,
) -> None:
    """How the crawl finds a portal's column: family, way, organs, years, stated against seen. No database."""
    from nianbao.commands import portal_search as search
    from nianbao.commands import recording

    if url and not is_web_address(url):
        raise InputError(f"{url!r} is no address: http:// or https://, no spaces")
    if not url and source is None:
        raise InputError("probe takes the URL of a home page, or --from DIR of a bundle that `nianbao freeze` made")
    seed = search.seed_of(url or recording.first_address(source or Path()))
    found = search.probe(seed, _settings(seed, allow_private, delay, play=source))
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _show(found)
    raise typer.Exit(0 if found["outcome"] == "ok" else 4)


def freeze(
    region: Annotated[str, typer.Argument(metavar="REGION", help="code or name of one region of the seeds")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="gets manifest.json and the bodies; new or empty")],
    seeds: Annotated[Path | None, typer.Option(metavar="FILE", help="portals to use instead of those shipped")] = None,
    allow_private: Private = None,
    delay: Delay = None,
) -> None:
    """Keep every answer of one search, so that `nianbao probe --from DIR` repeats it offline."""
    from nianbao.commands import portal_search as search
    from nianbao.commands import recording

    chosen = select(load_seeds(seeds), load_regions(), [region])
    if len(chosen) != 1:
        raise InputError(f"{region}: {len(chosen)} portals; a bundle holds one, name one region")
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty: name a new folder for the bundle")
    kept = made_folder(folder, "DIR")
    found = search.probe(chosen[0], _settings(chosen[0], allow_private, delay, record=kept))
    count = len(recording.read_manifest(folder))
    render.console().print(f"{folder}: {count} answers; {found['outcome']} {render.one_line(found['reason'])}".rstrip())


def _settings(
    seed: Seed, allow_private: list[str] | None, delay: float | None, **folders: Path | None
) -> dict[str, Any]:
    from nianbao.commands import crawl_options
    from nianbao.commands.portal_search import probe_settings

    networks = crawl_options.private_networks(allow_private or ())
    crawl_options.check_delay(delay, (seed,), networks)
    crawl_options.check_families((seed,))
    return probe_settings(allow_private=[str(network) for network in networks], delay=delay, **folders)


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
