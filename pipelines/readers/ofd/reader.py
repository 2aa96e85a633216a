"""OFD (GB/T 33190): text and paths of the pages' XML -> text lines and ruled tables, by the kernel that reads PDF."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.geometry.affine import IDENTITY, Matrix, apply, multiply, quarter_turns
from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.geometry.pages import Sheet, blocks
from pipelines.readers.geometry.strokes import Strokes
from pipelines.readers.geometry.visibility import FAINTEST, SOLID, Covers, Grounds, holds_middle
from pipelines.readers.geometry.watermarks import doubted
from pipelines.readers.ocr import scan
from pipelines.readers.ocr.scan import MIN_CHARACTERS, MIN_PICTURE_SHARE
from pipelines.readers.ofd.ink import is_faint, is_pale, opacity
from pipelines.readers.ofd.package import Package, child, children, name, numbers
from pipelines.records import Metadata, Reading

MEDIA_TYPES = ("application/ofd",)
MAX_PAGES = 60
MAX_OBJECTS = 60_000  # drawn objects of a page; some writers make one of every character
MAX_CHARACTERS = 60_000  # of a page; a full one has some 2,000

_POINTS = 72 / 25.4  # OFD counts in millimetres
_MAX_DEPTH = 20  # blocks within blocks
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

_PAGE: Matrix = (_POINTS, 0, 0, _POINTS, 0, 0)


def read(body: bytes) -> Reading:
    """Text lines and grids of all documents in the package. Raises UnreadableDocument when none has any text."""
    package = Package(body)
    sheets: list[Sheet] = []
    unseen: list[int] = []  # pages that are pictures nobody looked at
    title = ""
    for root in children(package.xml("/", "OFD.xml"), "DocBody"):
        info = child(root, "DocInfo")
        title = title or _words(child(info, "Title") if info is not None else None)
        for page in _pages(package, _words(child(root, "DocRoot"))):
            if len(sheets) == MAX_PAGES:
                raise LimitExceeded(f"the OFD has more than {MAX_PAGES} pages")
            canvas = _Canvas(page.resources.units)
            for content in page.contents:
                canvas.draw(content, _PAGE)
            sheet = canvas.sheet(len(sheets) + 1, page.size)
            picture = canvas.picture(page.size)
            if picture is not None and sum(not glyph.text.isspace() for glyph in sheet.glyphs) < MIN_CHARACTERS:
                if picture in page.resources.pictures and scan.is_installed():
                    sheet = scan.read_first(package.data(page.resources.pictures[picture]), sheet.number)
                else:
                    unseen.append(sheet.number)
            sheets.append(sheet)
    if not any(sheet.glyphs for sheet in sheets):
        kind = f"its pages are pictures; {scan.ADVICE}" if unseen else "its pages are empty"
        raise UnreadableDocument(f"the OFD holds no text: {kind}")
    return Reading(
        blocks=blocks(sheets),
        metadata=Metadata(title=title),
        findings=tuple(scan.unseen(number) for number in unseen),
    )


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
    for place in (package.locate(folder, _words(part)) for part in named):
        if place is None:
            continue
        root = package.xml("/", place)
        found.units.update((unit.get("ID", ""), unit) for unit in root.iter("{*}CompositeGraphicUnit"))
        base = posixpath.join(posixpath.dirname(place), root.get("BaseLoc", ""))
        for media in root.iter("{*}MultiMedia"):
            if path := package.locate(base, _words(child(media, "MediaFile"))):
                found.pictures[media.get("ID", "")] = path
    return found


def _folder(package: Package, folder: str, place: str) -> str:
    return posixpath.dirname(package.locate(folder, place) or "/")


class _Drawn(NamedTuple):
    """A character and its ink."""

    glyph: Glyph
    covers: int  # painted before it
    is_pale: bool
    is_faint: bool


class _Canvas:
    """Collects what one page draws, in points."""

    def __init__(self, units: dict[str, etree._Element]) -> None:
        self._pictures: list[tuple[float, str]] = []  # area in square millimetres, ID
        self._units = units
        self._drawn: list[_Drawn] = []
        self._strokes = Strokes()
        self._grounds = Grounds()
        self._covers = Covers()
        self._object_count = 0

    def sheet(self, number: int, size: tuple[float, float]) -> Sheet:
        width, height = size[0] * _POINTS, size[1] * _POINTS
        shown = (each for each in self._drawn if holds_middle((0, 0, width, height), each.glyph[:4]))
        return Sheet(
            number=number,
            width=width,
            height=height,
            horizontal=self._strokes.horizontal,
            vertical=self._strokes.vertical,
            glyphs=doubted([(each.glyph, self._is_faint(each)) for each in shown if self._is_seen(each)]),
        )

    def _is_seen(self, drawn: _Drawn) -> bool:
        box = drawn.glyph[:4]
        return not self._covers.are_over(box, drawn.covers) and (not drawn.is_pale or self._grounds.are_under(box))

    def _is_faint(self, drawn: _Drawn) -> bool:
        return drawn.is_faint and not self._grounds.are_under(drawn.glyph[:4])

    def picture(self, size: tuple[float, float]) -> str | None:
        """ID of the largest picture drawn, if it takes up enough of a page of this size to hold its text."""
        area, name = max(self._pictures, default=(0.0, ""))
        return name if area > MIN_PICTURE_SHARE * size[0] * size[1] else None

    def draw(self, block: etree._Element, matrix: Matrix, depth: int = 0) -> None:
        if depth > _MAX_DEPTH:
            raise LimitExceeded("the OFD nests drawings too deeply")
        for item in block:
            kind = name(item)
            if kind in ("Content", "Layer", "PageBlock"):
                self.draw(item, matrix, depth + 1)
                continue
            if (item.get("Visible") or "").lower() == "false" or opacity(item) < FAINTEST:
                continue
            self._object_count += 1
            if self._object_count > MAX_OBJECTS or len(self._drawn) > MAX_CHARACTERS:
                raise LimitExceeded("a page of the OFD draws more than a page of a report can need")
            if kind == "TextObject":
                ink = self._covers.count, is_pale(item), is_faint(item)
                self._drawn.extend(_Drawn(glyph, *ink) for glyph in _glyphs(item, _placed(item, matrix)))
            elif kind == "PathObject":
                self._path(item, _placed(item, matrix))
            elif kind == "ImageObject":
                left, top, width, height, *_ = [*numbers(item.get("Boundary")), 0.0, 0.0, 0.0, 0.0]
                corners = apply(matrix, left, top), apply(matrix, left + width, top + height)
                self._strokes.add_picture(*corners[0], *corners[1])
                self._pictures.append((width * height, item.get("ResourceID", "")))
            elif kind == "CompositeObject":
                unit = self._units.get(item.get("ResourceID", ""))
                if unit is not None:
                    self.draw(unit, _placed(item, matrix), depth + 1)

    def _path(self, item: etree._Element, matrix: Matrix) -> None:
        is_stroked = (item.get("Stroke") or "true").lower() != "false"
        is_filled = (item.get("Fill") or "false").lower() == "true"
        is_white = is_pale(item)
        is_cover = is_white and opacity(item) >= SOLID
        for points, is_closed in _runs(_words(child(item, "AbbreviatedData")), matrix):
            if is_filled and len(points) > 2 and (is_cover or not is_white):
                xs, ys = zip(*points, strict=True)
                (self._covers if is_cover else self._grounds).add((min(xs), min(ys), max(xs), max(ys)))
            self._strokes.add_path(points, is_closed=is_closed, is_stroked=is_stroked, is_filled=is_filled)


def _glyphs(item: etree._Element, matrix: Matrix) -> Iterator[Glyph]:
    """The characters of a text object. Fonts are not looked into: a character is as wide as the step to the next one
    says, or as its writing system has it when that step is a jump.
    """
    size = next(iter(numbers(item.get("Size"))), 4.0)
    scale = next(iter(numbers(item.get("HScale"))), 1.0)
    a, b, c, d, *_ = matrix
    turn = quarter_turns((a, -b, c, d, 0, 0))  # y grows downwards here
    if turn is None:  # askew: a watermark or stamp
        return
    x = y = 0.0
    for code in children(item, "TextCode"):
        x, y = next(iter(numbers(code.get("X"))), x), next(iter(numbers(code.get("Y"))), y)
        steps_x, steps_y = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
        here_x, here_y = x, y
        for index, character in enumerate(code.text or ""):
            width = size * scale * (1.0 if ord(character) > 0x2E7F else 0.5)
            if index < len(steps_x) and 0 < steps_x[index] <= 1.1 * size * scale:
                width = steps_x[index]
            one = apply(matrix, here_x, here_y + 0.12 * size)
            other = apply(matrix, here_x + width, here_y - 0.88 * size)
            (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
            yield Glyph(x0, y0, x1, y1, character, turn)
            if index < len(steps_x):
                here_x += steps_x[index]
            elif not steps_y:
                here_x += width
            if index < len(steps_y):
                here_y += steps_y[index]


def _steps(text: str | None) -> list[float]:
    """Distances to the next characters; `g 3 4.5` is 4.5 three times."""
    steps: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            count, step = numbers(next(words, "")), numbers(next(words, ""))
            if count and step:
                steps += step[:1] * int(min(count[0], MAX_CHARACTERS))
        else:
            steps += numbers(word)[:1]
    return steps


def _runs(data: str, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """(points, whether closed) of the straight runs of a path; a curve ends one."""
    words = data.replace(",", " ").split()
    points: list[tuple[float, float]] = []
    place = 0
    while place < len(words):
        operator = words[place]
        count = _OPERANDS.get(operator, 0)
        operands = [float(word) for word in words[place + 1 : place + 1 + count] if _is_number(word)]
        place += 1 + count
        if operator == "C":
            yield points, True
            points = points[:1]
        elif operator in _OPERANDS and len(operands) == count:
            if operator != "L":
                yield points, False
                points = []
            points.append(apply(matrix, *operands[-2:]))
    yield points, False


def _is_number(word: str) -> bool:
    return len(numbers(word)) == 1


def _placed(item: etree._Element, outer: Matrix) -> Matrix:
    """From the object's own space to the page: its CTM, then the corner of its boundary, then what holds it."""
    own = numbers(item.get("CTM"))
    a, b, c, d, e, f = own if len(own) == 6 else IDENTITY
    left, top, *_ = [*numbers(item.get("Boundary")), 0.0, 0.0]
    return multiply((a, b, c, d, e + left, f + top), outer)


def _size(area: etree._Element | None) -> tuple[float, float] | None:
    box = numbers(_words(child(area, "PhysicalBox"))) if area is not None else []
    return (box[2], box[3]) if len(box) == 4 and min(box[2:]) > 0 else None


def _words(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()
