"""`nianbao reread`: archive -> rows, offline, with the difference shown before anything is written."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from sqlalchemy import Engine

from nianbao.commands.options import Data, Database, Regions
from nianbao.data_folder import database_url, made_folder
from nianbao.queries.subjects import matching
from nianbao.screens import render
from nianbao.screens.difference_output import DifferenceFile, show_difference
from pipelines.corrections.file import load
from pipelines.corrections.pipeline import FILE
from pipelines.corrections.standing import apply_corrections
from pipelines.exceptions import InputError
from pipelines.rereading.reread import Reread, Rereading, is_outdated
from pipelines.rereading.stored_documents import Source, sources
from pipelines.storage.database import current, open_database, read_session, write_session
from pipelines.storage.locks import region_locks


def reread(
    region: Regions = None,
    document: Annotated[
        list[str] | None, typer.Option(metavar="SHA256", help="Only these documents; the first digits are enough.")
    ] = None,
    changed_reader: Annotated[
        bool, typer.Option("--changed-reader", help="Only documents that a changed reader, template or rule can touch.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Documents read at a time.")] = os.cpu_count() or 1,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Read the archive again, offline, and show what changes. Nothing is written before you say so."""
    url = database_url(db, data)
    current(url)
    engine = open_database(url)
    try:
        chosen = _chosen(engine, region or [], document or [], changed_reader=changed_reader)
        corrections = load(data / FILE)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        out, progress = render.console(), render.console(stderr=True)
        with (
            region_locks(engine, {source.region_code for source in chosen}) as held,
            Rereading(engine, data / "archive", jobs=jobs, at=at, corrections=corrections) as rereading,
            DifferenceFile(made_folder(data, "--data"), at) as file,
        ):
            if others := {source.region_code for source in chosen} - held:
                out.print(f"left out, another command is at them: {', '.join(sorted(others))}")
                chosen = [source for source in chosen if source.region_code in held]
            read = _read(rereading, chosen, file, progress)
            show_difference(out, read, file.path)
            lost = [one for one in read if one.error]
            if rereading.kept and not (yes or _is_wanted(rereading.kept)):
                out.print("nothing was written")
                raise typer.Exit(0)
            outcomes = Counter(
                track(rereading.write(), "writing", total=rereading.kept, console=progress, disable=not yes)
            )
        with write_session(engine) as session:
            apply_corrections(session, corrections)
        out.print(_written(outcomes))
        raise typer.Exit(4 if lost or others else 0)
    finally:
        engine.dispose()


def _chosen(
    engine: Engine, region: Sequence[str], documents: Sequence[str], *, changed_reader: bool
) -> Sequence[Source]:
    """The documents to read. InputError: the archive holds none of those that were named."""
    with read_session(engine) as session:
        codes = sorted(matching(session, region).names) if region else []
        chosen = sources(session, region_codes=codes, documents=documents)
    if (region or documents) and not chosen:
        raise InputError("the archive holds no document of these; `nianbao coverage` shows what is stored")
    return [source for source in chosen if is_outdated(source)] if changed_reader else chosen


def _read(rereading: Rereading, chosen: Sequence[Source], file: DifferenceFile, progress: Console) -> list[Reread]:
    """Read them all, each difference written to the file as it is found."""
    read: list[Reread] = []
    shown = track(
        rereading.read(chosen), "reading", total=len(chosen), console=progress, disable=not progress.is_terminal
    )
    for one in shown:
        file.add(one)
        read.append(one)
    return read


def _written(outcomes: Counter[str]) -> str:
    written = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    return f"written: {written}" if written else "nothing to write: the archive reads as it is stored"


def _is_wanted(count: int) -> bool:
    """True if the person says so on a terminal. InputError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise InputError(f"{count} documents read otherwise than stored: say --yes to write them")
    return typer.confirm(f"write what {count} documents change?", default=False)
