"""Build the site: every page from the database, in an order, each written where what it shows has changed."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from sqlalchemy.orm import Session

from nianbao.site import country as places
from nianbao.site import figures as wide
from nianbao.site import reports
from nianbao.site import shapes as drawn
from nianbao.site.pages import indicators, maps, matrices, regions, search, start
from nianbao.site.pages import reports as report_pages
from nianbao.site.pictures import Pictures
from nianbao.site.render import Page, put
from nianbao.site.shapes import Shapes
from nianbao.site.writing import Writer, digest, open_site
from pipelines.publish.release.build import refuse_unfit
from pipelines.templates import figures

_KEPT_EVERY = 2000  # reports after which the list of pages is kept
_TOLD_EVERY = 500  # reports after which the progress is told


@dataclass(frozen=True, slots=True)
class Built:
    """What was done."""

    reports: int
    written: int  # files
    unchanged: int
    removed: int
    pictured: int  # reports whose tables are shown as printed
    without: tuple[str, ...]  # why the others are not, where they were to be


def build(
    session: Session,
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
    *,
    shapes: Path | None = None,
    archive: Path | None = None,
) -> Built:
    """Write the site of what the session sees, its maps with the shapes of a GeoJSON file or of the extra `maps`.

    With an archive, each report's page shows its tables as they are printed.

    Raises GateRed while a gate stands, InputError where nothing is stored, the folder holds something else or the
    shapes are not to be read.
    """
    refuse_unfit(session)
    progress("regions, organs and portals")
    country = places.read(session)
    found = drawn.read(shapes, {code: country.formerly.get(code, ()) for code in country.regions_in_force()})
    writer = open_site(folder)
    try:
        with Pictures(archive, writer) as pictures:
            made = _write(session, country, found, writer, pictures, progress)
    except BaseException:
        writer.keep()  # the next build goes on from here
        raise
    writer.close()
    return Built(made, writer.written, writer.unchanged, writer.removed, pictures.drawn, tuple(pictures.missing))


def _write(
    session: Session,
    country: places.Country,
    found: Shapes,
    writer: Writer,
    pictures: Pictures,
    progress: Callable[[str], None],
) -> int:
    """All files; gives the number of reports."""
    digests, values = _reports(session, country, writer, pictures, progress)
    progress("figures")
    known = wide.read(session, country)
    for figure in figures.load():
        indicators.put(writer, known, figure)
    search.put(writer, country)
    _static(writer)
    progress("regions, maps and indicators")
    counted = start.sums(session, country, digests, values)
    for pages in (
        maps.pages(country, found),
        matrices.pages(country),
        regions.pages(country, known),
        indicators.pages(country, known),
        (start.page(counted), search.page()),
    ):
        for page in pages:
            put(writer, page)
    return len(digests)


def _reports(
    session: Session,
    country: places.Country,
    writer: Writer,
    pictures: Pictures,
    progress: Callable[[str], None],
) -> tuple[list[str], int]:
    """The pages of all reports; gives a digest of each and the number of their figures."""
    digests: list[str] = []
    values = 0
    total = len(country.known.current)
    for report in reports.read(session, country):
        page: Page = report_pages.page(country, report, pictures.of(report))
        put(writer, page)
        digests.append(digest(page.inputs))
        values += sum(value.state == "number" for value in report.values.values())
        if len(digests) % _TOLD_EVERY == 0:
            progress(f"{len(digests):,} of {total:,} reports")
        if len(digests) % _KEPT_EVERY == 0:
            writer.keep()
    return digests, values


def _static(writer: Writer) -> None:
    """Style sheet, script and the door: as they lie in the package."""
    for file in sorted(resources.files("nianbao.site").joinpath("static").iterdir(), key=lambda one: one.name):
        if not file.name.startswith(("_", ".")):
            content = file.read_bytes()
            writer.put(file.name, content, lambda content=content: content)  # type: ignore[misc]
