"""What lies over an XLSX's sheet or decides on its cells' look from outside: drawings, conditional formats, sizes.

ECMA-376 Part 1, 18.3 (sheets), 20.5 (anchors of drawings).
"""

import posixpath
import re
from collections.abc import Callable, Iterator

from lxml import etree

from pipelines.readers.spreadsheets.xlsx_sizes import Place, of_sizes

Read = Callable[[str], bytes]  # the bytes of a part by its name, b"" for none

_PLAIN_PARTS = re.compile(  # of a sheet, after its cells
    "sheetCalcPr|sheetProtection|protectedRanges|scenarios|autoFilter|sortState|dataConsolidate|customSheetViews"
    "|mergeCells|phoneticPr|dataValidations|hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks"
    "|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags|legacyDrawingHF|tableParts|webPublishItems|extLst"
)
_AFTER_DATA = re.compile(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*/>")
_SHAPE = re.compile(rb'ObjectType="(\w+)"')
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_MAX_RANGE = 20_000  # cells; a larger range is the whole sheet


def over(xml: bytes, name: str, read: Read) -> Iterator[tuple[str, list[Place] | None]]:
    """(what, the cells or None for all) of what lies over a sheet or decides on its cells' look."""
    yield from of_sizes(xml)
    data = _AFTER_DATA.search(xml)
    for part in root(b"<sheet>" + xml[data.end() :]) if data else ():
        kind = _local(part)
        if kind == "conditionalFormatting":
            yield "a format that depends on values", _places(part.get("sqref") or "")
        elif kind == "drawing":
            for place in _related(read, name, "drawing"):
                yield "a drawing", _anchored(read(place))
        elif kind == "legacyDrawing":
            parts = map(read, _related(read, name, "vmlDrawing"))
            if {shape for each in parts for shape in _SHAPE.findall(each)} - {b"Note"}:
                yield "a form control", None
        elif not _PLAIN_PARTS.fullmatch(kind) or (kind == "extLst" and _draws(part)):
            yield f"the sheet's {kind}", None


def _draws(extensions: etree._Element) -> bool:
    """True if extensions of a sheet draw into its cells: bars, icons, small charts."""
    return any(_local(each) in ("conditionalFormattings", "sparklineGroups") for each in extensions.iter("*"))


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _places(ranges: str) -> list[Place] | None:
    places: list[Place] = []
    for left, top, right, bottom in _RANGE.findall(ranges):
        rows = range(int(top) - 1, int(bottom or top))
        columns = range(column_of(left), column_of(right or left) + 1)
        if len(rows) * len(columns) > _MAX_RANGE:
            return None
        places += [(row, column) for row in rows for column in columns]
    return places


def _anchored(xml: bytes) -> list[Place] | None:
    """The cells under the shapes of a drawing; None where one stands anywhere."""
    places: list[Place] = []
    for anchor in root(xml) if xml else ():
        corners = [anchor.find(f"{{*}}{corner}") for corner in ("from", "to")]
        if None in corners:
            return None
        (top, left), (bottom, right) = (
            tuple(int(corner.findtext(f"{{*}}{part}") or 0) for part in ("row", "col"))
            for corner in corners
            if corner is not None
        )
        if (bottom - top + 1) * (right - left + 1) > _MAX_RANGE:
            return None
        places += [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return places


def _related(read: Read, name: str, kind: str) -> Iterator[str]:
    """Names of the parts of a kind that a sheet refers to."""
    folder, file = posixpath.split(name)
    xml = read(posixpath.join(folder, "_rels", f"{file}.rels"))
    for each in root(xml) if xml else ():
        if (each.get("Type") or "").endswith(f"/{kind}"):
            yield posixpath.normpath(posixpath.join("/", folder, each.get("Target") or "")).lstrip("/")


def column_of(letters: str) -> int:
    """Number of a column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def root(xml: bytes) -> etree._Element:
    """The root of a part's XML; what is broken in it is left out, and nothing is fetched for it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    return etree.fromstring(xml, parser)
