"""What is plain on an OFD page: objects, attributes and parts whose look the reader can vouch for (GB/T 33190, 8)."""

import re

from lxml import etree

from pipelines.readers.geometry.affine import Matrix, quarter_turns
from pipelines.readers.ofd.package import name, numbers
from pipelines.readers.ofd.resources import Resources

_COMMON = frozenset(
    {"ID", "Boundary", "Name", "Visible", "CTM", "LineWidth", "Cap", "Join", "MiterLimit", "DashOffset", "DashPattern"}
)
_ATTRIBUTES = {
    "TextObject": _COMMON
    | {"Font", "Size", "Alpha", "Fill", "HScale", "Weight", "Italic", "ReadDirection", "DrawParam"},
    "PathObject": _COMMON | {"Alpha", "Fill", "Stroke", "Rule", "DrawParam"},
    "ImageObject": _COMMON | {"Alpha", "ResourceID"},
    "CompositeObject": _COMMON | {"Alpha", "ResourceID", "DrawParam"},
}
OBJECTS = frozenset(_ATTRIBUTES)
BLOCKS = {  # what holds objects -> attributes that change no look of theirs
    "Content": frozenset[str](),
    "Layer": frozenset({"ID", "Type", "Name", "DrawParam"}),
    "PageBlock": frozenset({"ID"}),
}
_PARTS = frozenset({"FillColor", "StrokeColor", "TextCode", "CGTransform", "AbbreviatedData", "Actions"})
_TEXT = frozenset({"X", "Y", "DeltaX", "DeltaY"})
_LEVELS = re.compile(r"\s*\d{1,3}(?:\s+\d{1,3})*\s*")
_MIN_SIZE = 1.0  # millimetres; smaller type is not read
_STRETCH = 3.0  # times as wide as high, or as high as wide, up to which type is still read as what it is


def odd(item: etree._Element, matrix: Matrix, resources: Resources) -> str:
    """What of a drawn object is not plain, "" where all is; `matrix` leads from its own space to the page."""
    kind = name(item)
    known = _ATTRIBUTES.get(kind)
    if known is None:
        return f"the object {kind}"
    for attribute in item.attrib:
        if str(attribute) not in known:
            return f"the attribute {attribute!s}"
    for part in item:
        if name(part) not in _PARTS:
            return f"the part {name(part)}"
        if name(part).endswith("Color") and not _is_plain_colour(part, resources):
            return "a colour of its own kind"
        if name(part) == "TextCode" and not set(map(str, part.attrib)) <= _TEXT:
            return "a text set in its own way"
        if name(part) == "CGTransform" and part.get("CodeCount", "1") != part.get("GlyphCount", "1"):
            return "characters drawn by more or fewer glyphs"
    return _odd_type(item, matrix, resources) if kind == "TextObject" else ""


def odd_block(block: etree._Element) -> str:
    """The same of what holds objects."""
    said = set(map(str, block.attrib)) - BLOCKS[name(block)]
    return f"the attribute {min(said)} of a {name(block)}" if said else ""


def _is_plain_colour(colour: etree._Element, resources: Resources) -> bool:
    """True for three levels of red, green and blue, or one of grey, 0 to 255."""
    if len(colour) or not set(map(str, colour.attrib)) <= {"Value", "Alpha", "ColorSpace"}:
        return False
    value, space = colour.get("Value", "0 0 0"), colour.get("ColorSpace")
    if not _LEVELS.fullmatch(value):
        return False
    count = len(value.split())
    return count in (1, 3) if space is None else count == resources.levels.get(space)


def _odd_type(item: etree._Element, matrix: Matrix, resources: Resources) -> str:
    a, b, c, d, *_ = matrix
    scale = next(iter(numbers(item.get("HScale"))), 1.0)
    along, across = (a * a + b * b) ** 0.5 * scale, (c * c + d * d) ** 0.5
    if a * d - b * c <= 0 or (item.get("ReadDirection") or "0") != "0":
        return "mirrored or turned type"
    if item.get("Font", "") in resources.symbols:
        return "a font of symbols"
    if quarter_turns((a, -b, c, d, 0, 0)) is None:
        return "type askew"
    if not 1 / _STRETCH < along / max(across, 1e-6) < _STRETCH:
        return "type out of shape"
    size = next(iter(numbers(item.get("Size"))), 4.0)
    return "type too small to read" if size * across < _MIN_SIZE * 72 / 25.4 else ""
