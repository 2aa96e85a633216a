"""`nianbao pilot`: the first night on live portals, on a sample of them."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.identity import identity
from crawler.seeds import load_seeds
from nianbao.commands.options import Contact, Delay, Private, SeedsFile
from nianbao.crawls import crawl_options
from nianbao.crawls.contact import contact_for
from nianbao.data_folder import made_folder
from nianbao.pilot import run


def pilot(
    portals: Annotated[int, typer.Option(min=1, help="How many portals to draw.")] = 60,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the results.")] = Path("pilot"),
    seeds: SeedsFile = None,
    allow_private: Private = None,
    delay: Delay = None,
    contact: Contact = "",
) -> None:
    """Search a sample of the portals and keep what was not understood.

    Lists and at most two reports of each. The same command again goes on where it was stopped; docs/first-night.md
    leads through it.
    """
    folder = made_folder(out, "--out")
    sample = run.sample_of(folder, load_seeds(seeds), portals)
    networks = crawl_options.private_networks(allow_private or ())
    crawl_options.check_delay(delay, sample, networks)
    crawl_options.check_families(sample)
    settings = {
        "ALLOW_PRIVATE": [str(network) for network in networks],
        **crawl_options.pace(delay),
        **identity(contact_for(contact, folder, sample, networks)),
    }
    raise typer.Exit(run.crawl(folder, sample, settings))
