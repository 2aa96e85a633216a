"""What is plain on an OFD page: objects, attributes and parts whose look the reader can vouch for (GB/T 33190, 8)."""

from lxml import etree

from pipelines.readers.geometry.affine import Matrix, quarter_turns
from pipelines.readers.ofd.package import children, name, numbers

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
_PARTS = frozenset({"FillColor", "StrokeColor", "TextCode", "CGTransform", "AbbreviatedData", "Actions"})
_COLOUR = frozenset({"Value", "Alpha", "ColorSpace", "Index"})
_MIN_SIZE = 1.0  # millimetres; smaller type is not read
_STRETCH = 3.0  # times as wide as high, or as high as wide, up to which type is still read as what it is


def odd(item: etree._Element, matrix: Matrix) -> str:
    """What of a drawn object is not plain, "" where all is; `matrix` leads from its own space to the page."""
    kind = name(item)
    known = _ATTRIBUTES.get(kind)
    if known is None:
        return f"the object {kind}"
    for attribute in item.attrib:
        if str(attribute) not in known:
            return f"the attribute {attribute!s}"
    for part in children(item, *{name(each) for each in item}):
        if name(part) not in _PARTS:
            return f"the part {name(part)}"
        if name(part).endswith("Color") and (len(part) or not set(map(str, part.attrib)) <= _COLOUR):
            return "a colour of its own kind"
    return _odd_type(item, matrix) if kind == "TextObject" else ""


def _odd_type(item: etree._Element, matrix: Matrix) -> str:
    a, b, c, d, *_ = matrix
    scale = next(iter(numbers(item.get("HScale"))), 1.0)
    along, across = (a * a + b * b) ** 0.5 * scale, (c * c + d * d) ** 0.5
    if a * d - b * c <= 0 or (item.get("ReadDirection") or "0") not in ("0", "180"):
        return "mirrored or turned type"
    if quarter_turns((a, -b, c, d, 0, 0)) is None:
        return "type askew"
    if not 1 / _STRETCH < along / max(across, 1e-6) < _STRETCH:
        return "type out of shape"
    size = next(iter(numbers(item.get("Size"))), 4.0)
    return "type too small to read" if size * across < _MIN_SIZE * 72 / 25.4 else ""
