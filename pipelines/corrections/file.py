"""data/corrections.csv: one correction a row, sorted, so that git merges two people's files."""

import csv
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pipelines import templates
from pipelines.exceptions import InputError
from pipelines.storage.column_types import is_exact

NOT_IN_SOURCE, CONFIRMED, NO_REPORT = "not in the source", "confirmed", "is no report"
ABOUT_REPORTS = ("@organ", "@year", "@scope", "@report")  # in place of a field code: the report itself is corrected
SCOPES = ("organ_only", "aggregate", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What one person says of one cell, or of what a report is. All but `year` as written in the file."""

    region_code: str
    organ_name: str
    year: int | None  # as our reading has it; None where it has none
    scope: str
    field_code: str  # or one of ABOUT_REPORTS
    document_sha256: str
    raw: str  # what is printed in the cell, as the person saw it; "" for a report
    correction: str  # a number, NOT_IN_SOURCE or CONFIRMED; for a report the right organ, year or scope, or NO_REPORT
    who: str
    corrected_on: str  # ISO date
    why: str
    evidence: str  # address or page that shows it

    @property
    def kind(self) -> str:
        """value | not_in_source | confirmed"""
        return {NOT_IN_SOURCE: "not_in_source", CONFIRMED: "confirmed"}.get(self.correction, "value")

    @property
    def number(self) -> Decimal | None:
        """The corrected figure; None where it is no figure that is corrected."""
        is_figure = self.kind == "value" and self.field_code not in ABOUT_REPORTS
        return Decimal(self.correction) if is_figure else None


_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_MAX_FIELD = 131_072  # characters; Python's csv has the same bound until something in the process lifts it
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")

COLUMNS = tuple(field.name for field in fields(Correction))


def load(path: Path) -> list[Correction]:
    """Every correction of the file, in its order; none when there is no file.

    InputError names the file and the row of what cannot be understood.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise InputError(f"{path}: column {missing[0]} is missing; its columns are {', '.join(COLUMNS)}")
            rows = [_parsed(row, path, number) for number, row in enumerate(reader, start=2)]
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error.reason}") from error
    except csv.Error as error:
        raise InputError(f"{path}, after row {reader.line_num}: {error}") from error
    return list(dict.fromkeys(rows))  # git may keep a row of both sides


def save(path: Path, corrections: Iterable[Correction]) -> None:
    """Write the file anew, sorted and each correction once; a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _let_git_merge(path)
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted({_row(each) for each in corrections}))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _let_git_merge(path: Path) -> None:
    """Rows that two people add in one place are no conflict: git is told to keep both, and the newer of two applies."""
    attributes, line = path.with_name(".gitattributes"), f"{path.name} merge=union"
    told = attributes.read_text(encoding="utf-8") if attributes.exists() else ""
    if line not in told.splitlines():
        attributes.write_text(f"{told.rstrip()}\n{line}\n".lstrip(), encoding="utf-8")


def add(path: Path, new: Correction) -> None:
    """Put one correction into the file, in place of an earlier one of the same cell by the same person."""
    save(path, [*(old for old in load(path) if _place(old) != _place(new)), new])


def checked(correction: Correction) -> Correction:
    """The same correction. InputError for one that the file could not be read with again."""
    _check(correction, "this correction")
    return correction


def take_back(path: Path, chosen: Sequence[Correction]) -> int:
    """Remove these corrections; how many were there."""
    kept = [each for each in load(path) if each not in chosen]
    removed = len(load(path)) - len(kept)
    if removed:
        save(path, kept)
    return removed


def _place(correction: Correction) -> tuple[object, ...]:
    return (
        correction.region_code,
        correction.organ_name,
        correction.year,
        correction.scope,
        correction.field_code,
        correction.document_sha256,
        correction.who,
    )


def _row(correction: Correction) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in (getattr(correction, name) for name in COLUMNS))


def _parsed(row: dict[str, str], path: Path, number: int) -> Correction:
    place = f"{path}, row {number}"
    if any(len(row[name] or "") > _MAX_FIELD for name in COLUMNS):
        raise InputError(f"{path}, after row {number - 1}: field larger than field limit ({_MAX_FIELD})")
    texts = {name: (row[name] or "") for name in COLUMNS if name != "year"}
    year = (row["year"] or "").strip()
    if year and not _YEAR.fullmatch(year):
        raise InputError(f"{place}: year {year!r} is not four digits")
    found = Correction(year=int(year) if year else None, **texts)
    _check(found, place)
    return found


def _check(found: Correction, place: str) -> None:
    for name in ("region_code", "field_code", "document_sha256", "correction", "who", "corrected_on", "why"):
        if not getattr(found, name).strip():
            raise InputError(f"{place}: {name} is empty; every correction says what, who, when and why")
    _check_date(found, place)
    _check_correction(found, place)


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code, _ in templates.codebook())


def _check_date(found: Correction, place: str) -> None:
    try:
        is_day = date.fromisoformat(found.corrected_on).isoformat() == found.corrected_on
    except ValueError:
        is_day = False
    if not is_day:
        raise InputError(f"{place}: corrected_on {found.corrected_on!r} is no date; write 2026-11-30")


def _check_correction(found: Correction, place: str) -> None:
    told, field = found.correction, found.field_code
    if field.startswith("@") and field not in ABOUT_REPORTS:
        raise InputError(f"{place}: {field} is not one of {', '.join(ABOUT_REPORTS)}")
    if field == "@year" and not _YEAR.fullmatch(told):
        raise InputError(f"{place}: the year {told!r} is not four digits")
    if field == "@scope" and told not in SCOPES:
        raise InputError(f"{place}: the scope {told!r} is not one of {', '.join(SCOPES)}")
    if field == "@report" and told != NO_REPORT:
        raise InputError(f"{place}: of @report only {NO_REPORT!r} can be said")
    if not field.startswith("@") and field not in _codes():
        raise InputError(f"{place}: {field!r} is no field code; the codebook, table field, lists them")
    is_figure = field not in ABOUT_REPORTS and found.kind == "value"
    if is_figure and not (_NUMBER.fullmatch(told) and is_exact(Decimal(told))):
        raise InputError(f"{place}: {told!r} is neither a number nor {NOT_IN_SOURCE!r} nor {CONFIRMED!r}")
