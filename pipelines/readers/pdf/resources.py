"""What of a PDF page's resources is not plain: colours whose numbers do not mean light, fonts whose codes lie."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.pdffont import PDFFont, PDFSimpleFont
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from pipelines.readers.geometry.visibility import light

_DARKER = 0.3  # of light by which the most of an ink has to be darker than none of it
_ALTERNATES = {"DeviceGray": 1, "CalGray": 1, "DeviceRGB": 3, "CalRGB": 3, "DeviceCMYK": 4}
_MIN_WIDTH = 250  # thousandths of its size that a digit is wide
_SYMBOLS = ("dingbat", "wingding", "webding")  # fonts whose digits are pictures
_DIGIT_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def odd_spaces(resources: Mapping[str, Any]) -> Iterator[str]:
    """The names of colour spaces of one ink (ISO 32000-1, 8.6.6.4) whose full ink is not dark, or nobody knows."""
    for name, reference in (resolve1(resources.get("ColorSpace")) or {}).items():
        spec = resolve1(reference)
        if isinstance(spec, list) and _named(spec[0]) == "Separation" and not _is_dark(spec):
            yield name


def odd_fonts(resources: Mapping[str, Any], fonts: Mapping[Any, PDFFont]) -> Iterator[tuple[PDFFont, str]]:
    """The fonts whose digits are drawn otherwise than their codes say, and why."""
    for name, reference in (resolve1(resources.get("Font")) or {}).items():
        spec, font = resolve1(reference), fonts.get(name)
        if isinstance(spec, dict) and font is not None and (reason := _odd_font(spec, font)):
            yield font, reason


def _odd_font(spec: Mapping[str, Any], font: PDFFont) -> str:
    if any(word in _named(spec.get("BaseFont")).lower() for word in _SYMBOLS):
        return "a font of symbols"
    drawings = resolve1(spec.get("CharProcs"))
    if isinstance(drawings, dict):
        digits = [drawings[name] for name in _DIGIT_NAMES if name in drawings]
        numbers = [each.objid for each in digits if isinstance(each, PDFObjRef)]
        if len(set(numbers)) < len(numbers):
            return "a font that draws digits alike"
    if _is_thin(spec):
        return "type set over type"
    if isinstance(font, PDFSimpleFont) and ("Encoding" in spec or not _is_embedded(spec)) and _is_renumbered(font):
        return "a font whose digits are told as others"
    return ""


def _is_thin(spec: Mapping[str, Any]) -> bool:
    """True if a font says its digits are so narrow that they are set over one another."""
    first, widths = resolve1(spec.get("FirstChar")), _numbers(spec.get("Widths"))
    if not isinstance(first, int) or "FontMatrix" in spec:  # of a matrix of its own, widths mean something else
        return False
    return any(0 < width < _MIN_WIDTH for width in widths[max(0, 48 - first) : max(0, 58 - first)])


def _is_embedded(spec: Mapping[str, Any]) -> bool:
    descriptor = resolve1(spec.get("FontDescriptor"))
    return isinstance(descriptor, dict) and any(name.startswith("FontFile") for name in descriptor)


def _is_renumbered(font: PDFSimpleFont) -> bool:
    """True if the table from codes to characters makes one digit another."""
    if font.unicode_map is None:
        return False
    for code, drawn in font.cid2unicode.items():
        if drawn.isdecimal():
            with contextlib.suppress(KeyError):  # the table leaves it out
                told = font.unicode_map.get_unichr(code)
                if told.isdecimal() and told != drawn:
                    return True
    return False


def _is_dark(spec: list[Any]) -> bool:
    """True if the full ink of a Separation is darker than none of it."""
    if len(spec) < 4 or _named(spec[1]) == "None":
        return False
    alternate = resolve1(spec[2])
    is_based = isinstance(alternate, list) and _named(alternate[0]) == "ICCBased"
    profile = resolve1(alternate[1]) if is_based and len(alternate) > 1 else None
    count = profile.get("N") if isinstance(profile, PDFStream) else None
    if count is None:
        count = _ALTERNATES.get(_named(alternate[0] if isinstance(alternate, list) else alternate))
    ends = _ends(resolve1(spec[3]), count) if isinstance(count, int) else None
    if ends is None:
        return False
    none, full = (light(levels) for levels in ends)
    return none is not None and full is not None and none - full > _DARKER


def _ends(function: Any, count: int) -> tuple[list[float], list[float]] | None:
    """The alternate colours of no ink and of full ink, by an exponential or a sampled function (7.10)."""
    said = function.attrs if isinstance(function, PDFStream) else function
    if not isinstance(said, dict):
        return None
    if resolve1(said.get("FunctionType")) == 2:
        low, high = _numbers(said.get("C0", [0.0])), _numbers(said.get("C1", [1.0]))
    elif isinstance(function, PDFStream) and resolve1(said.get("FunctionType")) == 0 and said.get("BitsPerSample") == 8:
        data = [value / 255 for value in function.get_data()]
        low, high = data[:count], data[-count:]
    else:
        return None
    return (low, high) if len(low) == len(high) == count else None


def _numbers(value: Any) -> list[float]:
    found = [resolve1(each) for each in resolve1(value) or ()]
    return [float(each) for each in found if isinstance(each, int | float)]


def _named(value: Any) -> str:
    found = resolve1(value)
    return str(literal_name(found)) if isinstance(found, PSLiteral) else ""
