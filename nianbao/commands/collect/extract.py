"""`nianbao extract`: documents from files, without a crawl and without a database."""

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
    file: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files, or folders whose files are read.")],
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
        inside = sorted(one for one in path.rglob("*") if one.is_file() and not _is_hidden(one.relative_to(path)))
        if path.is_dir() and not inside:
            raise InputError(f"{path}: no file in this folder")
        found += inside if path.is_dir() else [path]
    if not any(path.is_file() for path in found):
        raise InputError(f"{found[0]}: no such file")
    return found


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
                document = replace(document, body=path.read_bytes())
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
