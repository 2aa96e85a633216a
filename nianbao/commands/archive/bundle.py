"""`nianbao bundle`: crawl a region for somebody else, who imports the one file this makes."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from nianbao.commands.collect.crawl import crawl
from nianbao.commands.options import Contact, Delay, Private, SeedsFile
from nianbao.data_folder import database_url, read_database
from pipelines.exceptions import InputError
from pipelines.exchange.bundling import bundle as write_bundle

_HAS_DOCUMENTS = (0, 4)  # exit codes of a crawl that reached its portals


def bundle(
    region: Annotated[str, typer.Argument(metavar="REGION", help="Code, code prefix (3704) or name.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The ZIP to make; `nianbao import OUT` takes it.")],
    seeds: SeedsFile = None,
    allow_private: Private = None,
    delay: Delay = None,
    contact: Contact = "",
) -> None:
    """Crawl a region for somebody else: its documents in one file.

    Nothing is read; the documents and their addresses go into the file.
    """
    if not out.resolve().parent.is_dir():
        raise InputError(f"{out}: its folder is not there")
    with tempfile.TemporaryDirectory(prefix="nianbao-bundle-") as name:
        folder = Path(name)
        url = database_url("", folder)
        code = 0
        try:
            crawl(
                [region],
                seeds=seeds,
                db=url,
                data=folder,
                archive_only=True,
                allow_private=allow_private,
                delay=delay,
                contact=contact,
            )
        except typer.Exit as ended:
            code = ended.exit_code
        if code not in _HAS_DOCUMENTS:
            raise typer.Exit(code)
        with read_database(url) as session:
            count = write_bundle(session, folder / "archive", out)
    print(f"{out}: {count} documents, {out.stat().st_size / 1e6:.1f} MB")
    if not count:
        out.unlink()
        raise typer.Exit(3)
    raise typer.Exit(code)
