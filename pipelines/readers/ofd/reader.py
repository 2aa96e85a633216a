"""OFD (GB/T 33190): text and paths of the pages' XML -> text lines and ruled tables, by the kernel that reads PDF."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.geometry.affine import Matrix
from pipelines.readers.geometry.pages import Sheet, blocks
from pipelines.readers.ocr import scan
from pipelines.readers.ocr.scan import MIN_CHARACTERS
from pipelines.readers.ofd.annotations import annotations, seals
from pipelines.readers.ofd.canvas import POINTS, Canvas, boundary
from pipelines.readers.ofd.package import Package, child, children, numbers, words
from pipelines.readers.ofd.resources import Resources, resources
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
        for page in _pages(package, root):
            if number == MAX_PAGES:
                raise LimitExceeded(f"the OFD has more than {MAX_PAGES} pages")
            number += 1
            canvas = Canvas(page.resources)
            for content in page.contents:
                canvas.draw(content, _PAGE)
            for appearance in page.appearances:
                canvas.draw_on(appearance, _PAGE)
            for stamp in page.seals:
                canvas.doubt(boundary(stamp, _PAGE), "a seal")
            sheet, picture = canvas.sheet(number, page.size), canvas.picture(page.size)
            has_text = sum(not glyph.text.isspace() for glyph in sheet.glyphs) >= MIN_CHARACTERS
            yield sheet, None if picture is None or has_text else page.resources.pictures.get(picture, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    contents: list[etree._Element]  # in the order they are drawn
    appearances: list[etree._Element]  # of annotations, drawn over them
    seals: list[etree._Element]
    size: tuple[float, float]  # millimetres
    resources: Resources


def _pages(package: Package, body: etree._Element) -> Iterator[_Page]:
    root_place = words(child(body, "DocRoot"))
    document = package.xml("/", root_place)
    folder = package.folder("/", root_place)
    common = child(document, "CommonData")
    templates: dict[str, str] = {}
    shared = Resources()
    size = (210.0, 297.0)
    if common is not None:
        size = _size(child(common, "PageArea")) or size
        templates = {each.get("ID", ""): each.get("BaseLoc", "") for each in children(common, "TemplatePage")}
        shared = resources(package, folder, children(common, "PublicRes", "DocumentRes"))
    notes, stamps = list(annotations(package, folder, document)), list(seals(package, body))
    pages = child(document, "Pages")
    for each in children(pages, "Page") if pages is not None else ():
        place, own_id = each.get("BaseLoc", ""), each.get("ID", "")
        page = package.xml(folder, place)
        below: list[etree._Element] = []
        above: list[etree._Element] = []
        for used in children(page, "Template"):
            if (template := templates.get(used.get("TemplateID", ""))) is not None:
                side = above if used.get("ZOrder") == "Foreground" else below
                side.append(package.xml(folder, template))
        own = resources(package, package.folder(folder, place), children(page, "PageRes"))
        yield _Page(
            contents=[*below, page, *above],
            appearances=[appearance for name, appearance in notes if name == own_id],
            seals=[stamp for name, stamp in stamps if name == own_id],
            size=_size(child(page, "Area")) or size,
            resources=own.over(shared),
        )


def _size(area: etree._Element | None) -> tuple[float, float] | None:
    box = numbers(words(child(area, "PhysicalBox"))) if area is not None else []
    return (box[2], box[3]) if len(box) == 4 and min(box[2:]) > 0 else None
