"""In what ink an OFD object is filled (GB/T 33190, 8.3): a colour not spelled out is black."""

from lxml import etree

from pipelines.readers.geometry import visibility
from pipelines.readers.ofd.package import child, numbers


def is_pale(item: etree._Element) -> bool:
    """True if the object is filled in the colour of paper."""
    return visibility.is_paper(_levels(item))


def is_faint(item: etree._Element) -> bool:
    """True if text so filled is as faint as a watermark."""
    return visibility.is_faint(_levels(item) or [0.0], opacity(item))


def text_light(item: etree._Element) -> float | None:
    """How light the object's filling is, 0 to 1; None for a colour of its own kind."""
    return visibility.light(_levels(item) or [0.0])


def opacity(item: etree._Element) -> float:
    """0 to 1, of the object and of the colour it fills with."""
    colour = child(item, "FillColor")
    levels = [*numbers(item.get("Alpha"))[:1], *(numbers(colour.get("Alpha"))[:1] if colour is not None else [])]
    return min([255.0, *levels]) / 255


def _levels(item: etree._Element) -> list[float]:
    colour = child(item, "FillColor")
    return [] if colour is None else [level / 255 for level in numbers(colour.get("Value"))]
