"""`nianbao extract`: documents from files, without a crawl and without a database."""

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from crawler import exit_codes
from nianbao.screens import render
from nianbao.screens.report_output import report_json, show_report
from nianbao.screens.safe_text import safe_json
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.exceptions import InputError, InternalError
from pipelines.extract.pipeline import TASKS, extract_safely, unreadable
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.records import Report, State, Status


def extract(
    file: Annotated[
        list[Path], typer.Argument(metavar="FILE", readable=False, help="Files, or folders whose files are read.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one object, a list for several files.")] = False,
    look: Annotated[bool, typer.Option("--look", help="Compare every cell with what is drawn of it.")] = False,
) -> None:
    """Read documents from files, without a crawl and without a database.

    Ends with 0 when every file is a report that was read in whole.
    """
    paths = _files(file)
    reports = []
    for path, report, is_told in _read(paths, look_at_all=look):
        reports.append(report)
        if not (as_json or is_told):
            if len(paths) > 1:
                render.show_text(render.console(), f"{path}:", style="dim")
            show_report(render.console(), str(path), report)
    if as_json:
        objects = [report_json(report) for report in reports]
        listed = [{**one, "file": str(path)} for one, path in zip(objects, paths, strict=True)]
        print(safe_json(listed if len(listed) > 1 else objects[0]))
    is_whole = all(report.status is Status.OK for report in reports)
    raise typer.Exit(exit_codes.ALL_DONE if is_whole else exit_codes.PARTIAL)


def _files(given: Sequence[Path]) -> list[Path]:
    """The files, those of a folder by name. InputError: there is none that could be opened."""
    found: list[Path] = []
    for path in given:
        inside = _inside(path) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"{path}: no file in this folder")
        found += inside
    if not any(path.is_file() for path in found):
        raise InputError(f"{found[0]}: {'is no file' if found[0].exists() else 'no such file'}")
    return found


def _inside(folder: Path) -> list[Path]:
    """The files of a folder, and folders in it that cannot be looked into: reading one says why."""
    locked: list[Path] = []
    found = [
        Path(place) / name
        for place, _, names in os.walk(folder, onerror=lambda error: locked.append(Path(error.filename)))
        for name in names
    ]
    return sorted(path for path in (*found, *locked) if not _is_hidden(path.relative_to(folder)))


def _bytes(path: Path) -> bytes:
    """Raises OSError with the reason. What is no file is not opened: a pipe or a device may never end."""
    if path.is_dir():
        os.listdir(path)
    elif path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "is no file")
    return path.read_bytes()


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _read(paths: Sequence[Path], *, look_at_all: bool) -> Iterator[tuple[Path, Report, bool]]:
    """Each file, read in a child process with limits, as in a crawl: a file may be anything.

    True beside what standard error has told already: no such file, a failure of the program. Neither stops the others.
    """
    with Sandbox(TASKS) as sandbox:
        for path in paths:
            document = Document(body=b"", file_name=path.name)
            try:
                document = replace(document, body=_bytes(path))
                report = extract_safely(sandbox, document, look_at_all=look_at_all)
            except OSError as error:
                yield path, _failed(document, error.strerror or str(error), path), True
            except InternalError as error:
                yield path, _failed(document, f"the program failed: {error}", path), True
            else:
                yield path, _judged(check(report)), False


def _failed(document: Document, reason: str, path: Path) -> Report:
    print(render.one_line(f"nianbao: {path}: {reason}"), file=sys.stderr)
    return unreadable(document, reason)


def _judged(report: Report) -> Report:
    """A form in which nothing is filled in was read in whole, and is no report."""
    if report.values and all(value.state is State.BLANK for value in report.values):
        return replace(report, status=Status.PARTIAL, error="the form is empty")
    return report
