"""`nianbao explain`: where a number stands, or how a column was found."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from nianbao.cell_picture import cropped
from nianbao.commands.options import Data, Database
from nianbao.data_folder import database_url, read_database
from nianbao.queries import report_queries
from nianbao.queries.field_codes import check_field_code
from nianbao.queries.places import PlaceRow, findings_naming, places
from nianbao.queries.subjects import matching
from nianbao.screens import explanation, render
from nianbao.screens.safe_text import safe_json
from pipelines.exceptions import InputError
from pipelines.storage import archive


def explain(
    region: Annotated[
        str, typer.Argument(metavar="REGION", help="Code, code prefix or name of a region, or name of an organ.")
    ],
    year: Annotated[int | None, typer.Argument(metavar="[YEAR]", help="The year reported on.")] = None,
    field: Annotated[
        str | None, typer.Argument(metavar="[FIELD]", help="Field code, as t3_new_received__total.")
    ] = None,
    version: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="This version of the report.  [default: the current one]")
    ] = None,
    crop: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Write the page around the cell, the cell framed.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object for each value instead of lines.")] = False,
    db: Database = "",
    data: Data = Path("data"),
) -> None:
    """Lead one number back to its cell, or a region to its column of reports.

    REGION alone: how the crawl found its column. REGION YEAR FIELD: where the number is printed.
    """
    if (year is None) != (field is None):
        raise InputError("explain takes REGION alone, or REGION YEAR FIELD")
    with read_database(database_url(db, data)) as session:
        if year is not None and field is not None:
            found = _places(session, region, year, field, version)
            _show(session, found, data, as_json=as_json)
        elif crop or as_json or version:
            raise InputError("--crop, --json and --version are for one number: explain REGION YEAR FIELD")
        else:
            _show_trail(session, region)
    if crop is not None:
        _write_crop(crop, found, data)


def _show_trail(session: Session, region: str) -> None:
    subjects = matching(session, [region])
    portals = report_queries.portals(session, subjects.names)
    if not portals:
        raise InputError(f"{region}: not crawled yet; `nianbao crawl {region}` does it")
    explanation.show_trail(render.console(), portals, subjects.names)


def _places(session: Session, region: str, year: int, field: str, version: int | None) -> list[PlaceRow]:
    """The values meant. InputError where none is stored."""
    subjects = matching(session, [region])
    field = field.lower()
    check_field_code(field)
    stored = places(session, year, field, version)
    found = [place for place in stored if subjects.include(place.region_code, place.organ_name)]
    if not found:
        of = "" if version is None else f" in version {version}"
        raise InputError(
            f"{region} {year} {field}: no such value stored{of}; `nianbao coverage {region}` shows what is"
        )
    return found


def _show(session: Session, found: list[PlaceRow], data: Path, *, as_json: bool) -> None:
    out = render.console()
    told = []
    for place in found:
        archived = archive.path_of(data / "archive", place.document_sha256)
        findings = findings_naming(session, place.report_id, place.field_code)
        if as_json:
            told.append(explanation.place_object(place, archived, findings))
        else:
            explanation.show_place(out, place, archived, findings)
    if as_json:
        print(safe_json(told[0] if len(told) == 1 else told))


def _write_crop(path: Path, found: list[PlaceRow], data: Path) -> None:
    """Writes the picture; what to know of it goes to standard error, where it is in no program's way."""
    if len(found) > 1:
        named = ", ".join(f"{place.organ_name} ({place.scope})" for place in found[:4])
        raise InputError(f"--crop shows one number, and {len(found)} are meant: {named}; name one organ")
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder to write the picture to")
    picture = cropped(found[0], data)
    path.write_bytes(picture.png)
    told = f"{path}: drawn by {picture.drawn_by}" if picture.frame else f"{path}: the page without a frame"
    render.show_text(render.console(stderr=True), told + (f"; {picture.remark}" if picture.remark else ""))
