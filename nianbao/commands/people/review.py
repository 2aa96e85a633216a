"""`nianbao review`: what needs a person, one after the other, and what that person says of it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import Engine

from nianbao.cell_picture import cropped
from nianbao.commands.options import Data, Database, Regions
from nianbao.data_folder import database_url
from nianbao.queries import review_queue
from nianbao.queries.review_queue import CellItem, Gap, ReportItem
from nianbao.queries.subjects import matching
from nianbao.screens import explanation, render, terminal_pictures
from nianbao.screens.keys import Ended, ask, key
from pipelines.corrections import file
from pipelines.corrections.file import CONFIRMED, NO_REPORT, NOT_IN_SOURCE, Correction
from pipelines.corrections.pipeline import FILE
from pipelines.exceptions import InputError
from pipelines.rereading.correcting import apply
from pipelines.storage.database import current, open_database, read_session

_OF_CELL = "[a]ccept as printed   [v]alue   [n]ot in the source   [s]kip   [q]uit"
_OF_REPORT = "[a]ccept   [v]alue   [n]o report   [s]kip   [q]uit"


@dataclass(frozen=True, slots=True)
class _Person:
    """Who decides, and when."""

    who: str
    on: str


def review(
    region: Regions = None,
    who: Annotated[str, typer.Option(metavar="NAME", help="Your name.  [default: git's user.name]")] = "",
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Stop after so many.")] = 1000,
    pictures: Annotated[bool, typer.Option(help="Show each cell on its page.")] = True,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Go through what needs a person, worst first: one key each.

    What you say is kept in corrections.csv in the data folder, at once, and applies to every crawl and re-reading.
    """
    url = database_url(db, data)
    current(url)
    person = _Person(who or _name(), date.today().isoformat())
    file.load(data / FILE)  # a broken file is said before anybody decides anything
    engine = open_database(url)
    out = render.console()
    try:
        with read_session(engine) as session:
            include = matching(session, region or []).include
            cells = review_queue.cells(session, include)
            reports = review_queue.reports(session, include)
            gaps = review_queue.gaps(session, include)
        out.print(review_queue.summary(cells, reports, gaps))
        items: list[CellItem | ReportItem] = [*cells, *reports]
        decided = _decisions(out, items[:limit], person, data, pictures=pictures)
        for gap in gaps[: max(0, limit - len(cells) - len(reports))]:
            _show_gap(out, gap)
        if decided:
            _apply(engine, data)
        render.show_text(out, f"{decided} decided; `nianbao corrections list` shows them all")
    finally:
        engine.dispose()


def _name() -> str:
    """The name that git knows. InputError where it knows none."""
    with suppress(OSError):
        done = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False)
        if done.stdout.strip():
            return done.stdout.strip()
    raise InputError("say who you are: --who NAME; every correction says whose it is")


def _decisions(out: Console, items: list[CellItem | ReportItem], person: _Person, data: Path, *, pictures: bool) -> int:
    """Ask about each; how many were decided. Each is kept at once."""
    decided = 0
    with tempfile.TemporaryDirectory(prefix="nianbao-review-") as folder, suppress(Ended):
        for number, item in enumerate(items, start=1):
            out.print(f"\n{number} of {len(items)}", style="bold")
            if isinstance(item, CellItem):
                _show_cell(out, item, Path(folder) / f"{number}.png" if pictures else None, data)
                made = _decide(_OF_CELL, "the figure: ", partial(_of_cell, item, person))
            else:
                _show_report(out, item)
                prompt = "the year: " if item.about == "@year" else "the organ: "
                made = _decide(_OF_REPORT, prompt, partial(_of_report, item, person))
            if made is not None:
                file.add(data / FILE, made)
                decided += 1
    return decided


def _decide(keys: str, prompt: str, made: Callable[[str], Correction]) -> Correction | None:
    """What the person says, asked again until it can be understood; None for a skip. Raises Ended to stop."""
    while True:
        pressed = key(f"{keys} ", "avnsq")
        if pressed == "q":
            raise Ended
        if pressed == "s":
            return None
        told = ask(prompt).strip() if pressed == "v" else pressed
        try:
            return file.checked(made(told))
        except InputError as error:
            print(f"nianbao: {error}", file=sys.stderr)


def _of_cell(item: CellItem, person: _Person, told: str) -> Correction:
    place = item.place
    said = {"a": CONFIRMED, "n": NOT_IN_SOURCE}.get(told, told)
    return Correction(
        region_code=place.region_code,
        organ_name=place.organ_name,
        year=place.year,
        scope=place.scope,
        field_code=place.field_code,
        document_sha256=place.document_sha256,
        raw=place.raw,
        correction=said,
        who=person.who,
        corrected_on=person.on,
        why="looked at on its page",
        evidence=place.source_url,
    )


def _of_report(item: ReportItem, person: _Person, told: str) -> Correction:
    as_read = item.organ_name if item.about == "@organ" else "" if item.year is None else str(item.year)
    is_none = told == "n"
    return Correction(
        region_code=item.region_code,
        organ_name=item.organ_name,
        year=item.year,
        scope=item.scope,
        field_code="@report" if is_none else item.about,
        document_sha256=item.document_sha256,
        raw="",
        correction=NO_REPORT if is_none else as_read if told == "a" else told,
        who=person.who,
        corrected_on=person.on,
        why="looked at the document",
        evidence=item.source_url,
    )


def _show_cell(out: Console, item: CellItem, picture: Path | None, data: Path) -> None:
    place = item.place
    explanation.show_facts(
        out,
        {
            "report": f"{place.organ_name} {place.year}, version {place.version}",
            "field": place.field_code,
            "printed": repr(place.raw),
            "value": render.number(place.value) or place.state,
            "source": place.source_url,
            "why": item.reasons[0],
            "and": "; ".join(item.reasons[1:4]),
        },
    )
    if picture is not None:
        try:
            told = terminal_pictures.show(cropped(place, data).png, picture, os.environ)
        except InputError as error:
            told = str(error)
        if told:
            out.print(render.one_line(told))


def _show_report(out: Console, item: ReportItem) -> None:
    explanation.show_facts(
        out,
        {
            "report": f"{item.organ_name or 'unknown organ'} {item.year or 'unknown year'}: {item.title}",
            "source": item.source_url,
            "document": item.document_sha256,
            "why": "; ".join(item.reasons),
        },
    )


def _show_gap(out: Console, gap: Gap) -> None:
    render.show_text(out, f"{gap.region_code} {gap.organ_name} {gap.year}: {gap.reason}", lead="missing ")


def _apply(engine: Engine, data: Path) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    apply(engine, data / "archive", file.load(data / FILE), at=at)
