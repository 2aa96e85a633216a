"""What the objects of an OFD page refer to by ID: drawings, pictures, drawing parameters, colour spaces, fonts."""

import copy
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from pipelines.readers.ofd.package import Package, child, children, name, words

_PLAIN_PARAMETERS = frozenset(
    {"ID", "Relative", "LineWidth", "Join", "Cap", "DashOffset", "DashPattern", "MiterLimit"}
    | {"FillColor", "StrokeColor"}
)
_SYMBOLS = ("symbol", "dingbat", "wingding", "webding")  # fonts whose digits are pictures
_MAX_RELATIVES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """The resources of a page, its document's and its own."""

    units: dict[str, etree._Element] = field(default_factory=dict)  # drawings
    pictures: dict[str, str] = field(default_factory=dict)  # paths
    parameters: dict[str, etree._Element] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)  # colour space -> how many levels its colours have
    symbols: frozenset[str] = frozenset()  # fonts of symbols

    def over(self, other: "Resources") -> "Resources":
        """These, and the other's where these have none of an ID."""
        return Resources(
            units=other.units | self.units,
            pictures=other.pictures | self.pictures,
            parameters=other.parameters | self.parameters,
            levels=other.levels | self.levels,
            symbols=other.symbols | self.symbols,
        )

    def filled_in(self, item: etree._Element, layer: str | None) -> str:
        """Give an object the colour that its drawing parameters, or else its layer's, say; why that is not plain.

        Changes the tree.
        """
        for named in (item.get("DrawParam"), layer):
            if named is None:
                continue
            for _ in range(_MAX_RELATIVES):
                found = self.parameters.get(named)
                if found is None:
                    return "drawing parameters that are not there"
                if not {*map(name, found), *map(str, found.attrib)} <= _PLAIN_PARAMETERS:
                    return "drawing parameters of their own kind"
                colour = child(found, "FillColor")
                if colour is not None and child(item, "FillColor") is None:
                    item.append(copy.deepcopy(colour))
                named = found.get("Relative")
                if named is None:
                    break
            else:
                return "drawing parameters that refer to each other"
        return ""


def resources(package: Package, folder: str, named: Iterable[etree._Element]) -> Resources:
    """What the named parts hold; one that is not there holds nothing."""
    found = Resources()
    for place in (package.locate(folder, words(part)) for part in named):
        if place is not None:
            found = _of_part(package, place).over(found)
    return found


def _of_part(package: Package, place: str) -> Resources:
    root = package.xml("/", place)
    base = posixpath.join(posixpath.dirname(place), root.get("BaseLoc", ""))
    media = {each.get("ID", ""): words(child(each, "MediaFile")) for each in root.iter("{*}MultiMedia")}
    paths = {key: package.locate(base, file) for key, file in media.items() if file}
    return Resources(
        units={unit.get("ID", ""): unit for unit in root.iter("{*}CompositeGraphicUnit")},
        pictures={key: path for key, path in paths.items() if path},
        parameters={each.get("ID", ""): each for each in root.iter("{*}DrawParam")},
        levels={each.get("ID", ""): _levels(each) for each in root.iter("{*}ColorSpace")},
        symbols=frozenset(each.get("ID", "") for each in root.iter("{*}Font") if _is_of_symbols(each)),
    )


def _levels(space: etree._Element) -> int:
    """How many levels a colour of this space has that mean light; 0 for a space of its own kind."""
    is_plain = next(children(space, "Palette"), None) is None and space.get("Profile") is None
    is_plain = is_plain and space.get("BitsPerComponent", "8") == "8"
    return {"RGB": 3, "GRAY": 1}.get((space.get("Type") or "").upper(), 0) if is_plain else 0


def _is_of_symbols(font: etree._Element) -> bool:
    said = f"{font.get('FontName', '')} {font.get('FamilyName', '')} {font.get('Charset', '')}".lower()
    return any(word in said for word in _SYMBOLS)
