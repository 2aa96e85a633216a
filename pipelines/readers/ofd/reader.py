"""OFD (GB/T 33190): text and paths of the pages' XML -> text lines and ruled tables, by the kernel that reads PDF."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.geometry.affine import Matrix
from pipelines.readers.geometry.pages import Sheet, blocks
from pipelines.readers.ocr import scan
from pipelines.readers.ocr.scan import MIN_CHARACTERS
from pipelines.readers.ofd.canvas import POINTS, Canvas
from pipelines.readers.ofd.package import Package, child, children, numbers, words
from pipelines.records import Metadata, Reading

MEDIA_TYPES = ("application/ofd",)
MAX_PAGES = 60


_PAGE: Matrix = (POINTS, 0, 0, POINTS, 0, 0)


def read(body: bytes) -> Reading:
    """Text lines and grids of all documents in the package.

    Raises UnreadableDocument when none has any text, LimitExceeded for more pages than a report can have.
    """
    package = Package(body)
    sheets: list[Sheet] = []
    unseen: list[int] = []  # pages that are pictures nobody looked at
    for sheet, picture in _sheets(package):
        if picture and scan.is_installed():
            sheet = scan.read_first(package.data(picture), sheet.number)
        elif picture is not None:
            unseen.append(sheet.number)
        sheets.append(sheet)
    if not any(sheet.glyphs for sheet in sheets):
        kind = f"its pages are pictures; {scan.ADVICE}" if unseen else "its pages are empty"
        raise UnreadableDocument(f"the OFD holds no text: {kind}")
    titles = (words(child(info, "Title")) for root in _roots(package) if (info := child(root, "DocInfo")) is not None)
    return Reading(
        blocks=blocks(sheets),
        metadata=Metadata(title=next(filter(None, titles), "")),
        findings=tuple(scan.unseen(number) for number in unseen),
    )


def page(body: bytes, number: int) -> tuple[Sheet, bytes | None]:
    """What is drawn on the page of this 1-based number, and the picture that it is where it is one.

    Raises UnreadableDocument where there is no such page.
    """
    package = Package(body)
    for sheet, picture in _sheets(package):
        if sheet.number == number:
            return sheet, package.data(picture) if picture else None
    raise UnreadableDocument(f"the OFD has no page {number}")


def _roots(package: Package) -> Iterator[etree._Element]:
    return children(package.xml("/", "OFD.xml"), "DocBody")


def _sheets(package: Package) -> Iterator[tuple[Sheet, str | None]]:
    """Every page; of one that is a picture also where that lies, "" where it is not in the package."""
    number = 0
    for root in _roots(package):
        for page in _pages(package, words(child(root, "DocRoot"))):
            if number == MAX_PAGES:
                raise LimitExceeded(f"the OFD has more than {MAX_PAGES} pages")
            number += 1
            canvas = Canvas(page.resources.units)
            for content in page.contents:
                canvas.draw(content, _PAGE)
            sheet, picture = canvas.sheet(number, page.size), canvas.picture(page.size)
            has_text = sum(not glyph.text.isspace() for glyph in sheet.glyphs) >= MIN_CHARACTERS
            yield sheet, None if picture is None or has_text else page.resources.pictures.get(picture, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resources:
    """What objects refer to by ID."""

    units: dict[str, etree._Element] = field(default_factory=dict)  # drawings
    pictures: dict[str, str] = field(default_factory=dict)  # paths


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    contents: list[etree._Element]  # templates first
    size: tuple[float, float]  # millimetres
    resources: _Resources


def _pages(package: Package, root_place: str) -> Iterator[_Page]:
    document = package.xml("/", root_place)
    folder = _folder(package, "/", root_place)
    common = child(document, "CommonData")
    templates: dict[str, str] = {}
    shared = _Resources()
    size = (210.0, 297.0)
    if common is not None:
        size = _size(child(common, "PageArea")) or size
        templates = {each.get("ID", ""): each.get("BaseLoc", "") for each in children(common, "TemplatePage")}
        shared = _resources(package, folder, children(common, "PublicRes", "DocumentRes"))
    pages = child(document, "Pages")
    for each in children(pages, "Page") if pages is not None else ():
        place = each.get("BaseLoc", "")
        page = package.xml(folder, place)
        used = [
            templates[t.get("TemplateID", "")] for t in children(page, "Template") if t.get("TemplateID") in templates
        ]
        own = _resources(package, _folder(package, folder, place), children(page, "PageRes"))
        yield _Page(
            contents=[*(package.xml(folder, place) for place in used), page],
            size=_size(child(page, "Area")) or size,
            resources=_Resources(units=shared.units | own.units, pictures=shared.pictures | own.pictures),
        )


def _resources(package: Package, folder: str, named: Iterable[etree._Element]) -> _Resources:
    """What the named parts hold; one that is not there holds nothing."""
    found = _Resources()
    for place in (package.locate(folder, words(part)) for part in named):
        if place is None:
            continue
        root = package.xml("/", place)
        found.units.update((unit.get("ID", ""), unit) for unit in root.iter("{*}CompositeGraphicUnit"))
        base = posixpath.join(posixpath.dirname(place), root.get("BaseLoc", ""))
        for media in root.iter("{*}MultiMedia"):
            if path := package.locate(base, words(child(media, "MediaFile"))):
                found.pictures[media.get("ID", "")] = path
    return found


def _folder(package: Package, folder: str, place: str) -> str:
    return posixpath.dirname(package.locate(folder, place) or "/")


def _size(area: etree._Element | None) -> tuple[float, float] | None:
    box = numbers(words(child(area, "PhysicalBox"))) if area is not None else []
    return (box[2], box[3]) if len(box) == 4 and min(box[2:]) > 0 else None
