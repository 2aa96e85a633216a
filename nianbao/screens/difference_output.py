"""What reading the archive again would change: counts and the first cells on the screen, all cells in a file."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console

from nianbao.screens.render import one_line
from nianbao.screens.safe_text import safe_cell
from pipelines.rereading.difference import Change
from pipelines.rereading.reread import Reread

MAX_SHOWN = 50  # changes printed in full; the file holds all
_COLUMNS = ("kind", "organ_name", "year", "field_code", "old", "new", "old_raw", "new_raw", "document_sha256", "url")


class DifferenceFile:
    """Every change as a row of `reread-<time>.csv`; the file is made with the first of them. A context manager."""

    def __init__(self, folder: Path, at: str) -> None:
        self.path = folder / f"reread-{at.replace(':', '').replace('+0000', 'Z')}.csv"
        self._rows: list[tuple[object, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._flush()

    def add(self, one: Reread) -> None:
        """Keep the changes of one document."""
        found = one.difference
        self._rows += [_row(change) for change in found.changes] if found else []
        if found and found.is_new:
            self._rows.append(("new", "", "", "", "", "", "", "", one.source.document_sha256, one.source.url))
        if len(self._rows) > MAX_SHOWN:
            self._flush()

    def _flush(self) -> None:
        if not self._rows:
            return
        is_new = not self.path.exists()
        with self.path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(_COLUMNS)
            writer.writerows([[*map(safe_cell, row)] for row in self._rows])
        self._rows.clear()


def show_difference(out: Console, read: Sequence[Reread], path: Path) -> None:
    """How many documents differ and how, per kind and per rule, and the first cells."""
    differing = [one for one in read if one.difference]
    out.print(f"{len(read)} documents read again, {len(differing)} differ from what is stored")
    for one in read:
        if one.error:
            out.print(f"  not read: {one_line(one.error)}")
    changes = [change for one in differing if one.difference for change in one.difference.changes]
    new = sum(one.difference.is_new for one in differing if one.difference)
    kinds = Counter(change.kind for change in changes)
    told = {
        "appears": "cells appear",
        "goes": "cells go",
        "changes": "cells change",
        "report": "facts about reports change",
    }
    lines = [f"{kinds[kind]} {words}" for kind, words in told.items() if kinds[kind]]
    for line in [*lines, *([f"{new} documents give a report for the first time"] if new else [])]:
        out.print(f"  {line}")
    rules: Counter[str] = Counter()
    for one in differing:
        rules.update(one.difference.rules if one.difference else {})
    for rule, count in sorted(rules.items()):
        out.print(f"  {count:+d} findings {rule}")
    for change in changes[:MAX_SHOWN]:
        out.print(f"  {one_line(_line(change))}", highlight=False)
    if len(changes) > MAX_SHOWN:
        out.print(f"  and {len(changes) - MAX_SHOWN} more")
    if changes or new:
        out.print(f"all changes: {path}")


def _line(change: Change) -> str:
    where = f"{change.organ_name} {change.year}"
    if not change.field_code:
        return f"{where}: {change.identity}"
    before, after = ("-" if cell is None else str(cell) for cell in (change.old, change.new))
    return f"{where} {change.field_code}: {before} -> {after}"


def _row(change: Change) -> tuple[object, ...]:
    old, new = change.old, change.new
    return (
        change.kind,
        change.organ_name,
        change.year,
        change.field_code or change.identity,
        "" if old is None else old,
        "" if new is None else new,
        "" if old is None else old.raw,
        "" if new is None else new.raw,
        change.document_sha256,
        change.source_url,
    )
