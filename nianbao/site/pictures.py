"""The tables of a report as its document prints them, and where each figure stands on the pictures."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from nianbao.site.reports import Report
from nianbao.site.writing import Writer
from pipelines.cropping.crop import Sought
from pipelines.cropping.tables import TASKS, TablePicture, tables_safely
from pipelines.exceptions import DocumentError, InternalError
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.storage import archive

_CELLS = "T"  # the tables are T2, T3, T4; a figure of running text has no cell


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of the site and its size in pixels."""

    path: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Printed:
    """The pictures of a report. `places`: field code -> its picture's number, left, top, right, bottom in pixels."""

    pictures: tuple[Picture, ...] = ()
    places: Mapping[str, tuple[int, int, int, int, int]] = field(default_factory=dict)
    reason: str = ""  # why there is none


@dataclass(slots=True)
class Pictures:
    """Draws them from the documents of an archive. Without one every report has none, and nothing says why."""

    archive: Path | None
    writer: Writer
    drawn: int = 0  # reports
    missing: list[str] = field(default_factory=list)  # why a report has none
    _stack: ExitStack = field(default_factory=ExitStack)
    _sandbox: Sandbox | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def of(self, report: Report) -> Printed:
        """The report's pictures, drawn where the site does not have them yet."""
        if self.archive is None:
            return Printed()
        version = report.shown
        if version.taken_down:
            return Printed(reason=version.taken_down)
        sought = _sought(report)
        base = f"pictures/{report.path.removeprefix('report/').removesuffix('.html')}"
        drawn = _Once(lambda: self._tables(version.document, sought))
        self.writer.put(f"{base}.json", sought, lambda: _listed(base, *drawn()))
        listed = json.loads((self.writer.folder / f"{base}.json").read_text(encoding="utf-8"))
        pictures = tuple(Picture(*one) for one in listed["pictures"])
        for number, picture in enumerate(pictures):
            self.writer.put(picture.path, sought, lambda number=number: drawn()[0][number].webp)  # type: ignore[misc]
        if pictures:
            self.drawn += 1
        else:
            self.missing.append(listed["reason"])
        places = {code: (one[0], one[1], one[2], one[3], one[4]) for code, one in listed["places"].items()}
        return Printed(pictures, places, listed["reason"])

    def _tables(self, document: str, sought: tuple[Sought, ...]) -> tuple[Sequence[TablePicture], str]:
        """The pictures, or why there are none."""
        assert self.archive is not None
        if self._sandbox is None:
            self._sandbox = self._stack.enter_context(Sandbox(TASKS))
        try:
            found = tables_safely(self._sandbox, archive.load(self.archive, document), sought)
        except (archive.ArchiveError, DocumentError, InternalError) as error:
            return (), str(error).splitlines()[0]
        return found, "" if found else "the document shows no figure in the cell of a table"


@dataclass(slots=True)
class _Once:
    """Calls what it is given once, when it is asked first."""

    make: Callable[[], tuple[Sequence[TablePicture], str]]
    _made: tuple[Sequence[TablePicture], str] | None = None

    def __call__(self) -> tuple[Sequence[TablePicture], str]:
        if self._made is None:
            self._made = self.make()
        return self._made


def _sought(report: Report) -> tuple[Sought, ...]:
    """The values that stand in cells of tables."""
    return tuple(
        Sought(
            field_code=value.code,
            raw=value.raw,
            year=report.year,
            page=value.page,
            bbox=tuple(json.loads(value.box)) if value.box else None,
        )
        for _, value in sorted(report.values.items())
        if value.table.startswith(_CELLS)
    )


def _listed(base: str, found: Sequence[TablePicture], reason: str) -> str:
    pictures = [(f"{base}-{number}.webp", one.width, one.height) for number, one in enumerate(found, start=1)]
    places = {
        frame.field_code: (number, frame.left, frame.top, frame.right, frame.bottom)
        for number, one in enumerate(found)
        for frame in one.frames
    }
    return json.dumps({"pictures": pictures, "places": places, "reason": reason}, indent=0) + "\n"
