"""The tables of a report as its document prints them, and where each figure stands on the pictures."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
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
        if report.shown.taken_down:
            return Printed(reason=report.shown.taken_down)
        try:
            printed = self._put(report)
        except _NoPictures as error:  # nothing is kept of it: the next site tries again
            self.missing.append(str(error))
            return Printed(reason=str(error))
        self.drawn += 1
        return printed

    def _put(self, report: Report) -> Printed:
        """The report's files in the site. _NoPictures says why there are none."""
        sought = _sought(report)
        base = f"pictures/{report.path.removeprefix('report/').removesuffix('.html')}"
        drawn = cache(lambda: self._tables(report.shown.document, sought))
        self.writer.put(f"{base}.json", sought, lambda: _listed(base, drawn()))
        listed = json.loads((self.writer.folder / f"{base}.json").read_text(encoding="utf-8"))
        pictures = tuple(Picture(*one) for one in listed["pictures"])
        for number, picture in enumerate(pictures):
            self.writer.put(picture.path, sought, lambda number=number: drawn()[number].webp)  # type: ignore[misc]
        places = {code: (one[0], one[1], one[2], one[3], one[4]) for code, one in listed["places"].items()}
        return Printed(pictures, places)

    def _tables(self, document: str, sought: tuple[Sought, ...]) -> Sequence[TablePicture]:
        """The pictures. _NoPictures says why there are none."""
        assert self.archive is not None
        if self._sandbox is None:
            self._sandbox = self._stack.enter_context(Sandbox(TASKS))
        try:
            found = tables_safely(self._sandbox, archive.load(self.archive, document), sought)
        except archive.ArchiveError:  # names a folder of this machine
            raise _NoPictures("the archive does not hold the document, or not as it was") from None
        except (DocumentError, InternalError) as error:
            raise _NoPictures(str(error).partition("\n")[0]) from error
        if not found:
            raise _NoPictures("the document shows no figure in the cell of a table")
        return found


class _NoPictures(Exception):
    """Why a report has none."""


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


def _listed(base: str, found: Sequence[TablePicture]) -> str:
    pictures = [(f"{base}-{number}.webp", one.width, one.height) for number, one in enumerate(found, start=1)]
    places = {
        frame.field_code: (number, frame.left, frame.top, frame.right, frame.bottom)
        for number, one in enumerate(found)
        for frame in one.frames
    }
    return json.dumps({"pictures": pictures, "places": places}, indent=0) + "\n"
