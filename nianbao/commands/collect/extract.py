"""`nianbao extract`: documents from files, without a crawl and without a database."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from nianbao.screens import render
from nianbao.screens.report_output import report_json, show_report
from nianbao.screens.safe_text import safe_json
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.exceptions import InputError, InternalError
from pipelines.extract.pipeline import TASKS, extract_safely, unreadable
from pipelines.extract.sandbox import Sandbox
from pipelines.records import Report, Status


def extract(
    file: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    as_json: Annotated[bool, typer.Option("--json", help="one object, a list for several files")] = False,
) -> None:
    """Read documents from files, without a crawl and without a database."""
    missing = [path for path in file if not path.is_file()]
    if missing:
        raise InputError(f"{missing[0]}: no such file")
    reports = _read(file)
    if as_json:
        objects = [report_json(report) for report in reports]
        print(safe_json(objects if len(objects) > 1 else objects[0]))
    else:
        for path, report in zip(file, reports, strict=True):
            show_report(render.console(), path.name, report)
    raise typer.Exit(0 if all(report.status is Status.OK for report in reports) else 4)


def _read(paths: Sequence[Path]) -> list[Report]:
    """Each file read in a child process with limits, as in a crawl: a file may be anything."""
    with Sandbox(TASKS) as sandbox:
        documents = (Document(body=path.read_bytes(), file_name=path.name) for path in paths)
        return [check(_read_one(sandbox, document)) for document in documents]


def _read_one(sandbox: Sandbox, document: Document) -> Report:
    """What the program itself fails on is said at once, and does not stop the other files."""
    try:
        return extract_safely(sandbox, document)
    except InternalError as error:
        reason = f"the program failed: {error}"
        print(render.one_line(f"nianbao: {document.file_name}: {reason}"), file=sys.stderr)
        return unreadable(document, reason)
