"""What lies under and over the characters of a page.

Ink in the colour of paper is seen only on a ground of another colour, and nothing is seen that was painted white
afterwards, as programs that correct a PDF do.
"""

from pipelines.records import Box

MIN_OPACITY = 0.05  # opacity below which nothing is seen
MIN_PAPER_LIGHT = 0.95  # share of full white from which ink looks like paper
PALE = 0.7  # share of full white from which ink is that of watermarks
PALER = 0.35  # of light by which a digit may be paler than most of its page; beyond that it may be a watermark's
SOLID = 0.95  # opacity from which nothing shines through
_BAND = 20.0  # points; a page of text has some 40 bands, in each of which few areas lie
_MAX_DISTANCE = 15_000.0  # points; no page is larger, but areas painted on it may be
CONTRAST = 0.2  # of light between text and its ground, below which it is not read
_MIN_THICKNESS = 3.0  # points; an area no thicker is a line, on which nothing is written


class Grounds:
    """The areas of one page that are not white: filled shapes and pictures, in any frame of coordinates."""

    def __init__(self) -> None:
        self._areas: list[tuple[Box, float | None]] = []

    def add(self, area: Box, light: float | None = None) -> None:
        """One more area, with its light where it is of one colour."""
        if min(area[2] - area[0], area[3] - area[1]) > _MIN_THICKNESS:
            self._areas.append((area, light))

    def are_under(self, box: Box) -> bool:
        """True if one of them lies under the middle of a box."""
        return any(holds_middle(area, box) for area, _ in self._areas)

    def light_under(self, box: Box) -> float | None:
        """The light of what lies under the middle of a box, 1 for bare paper; None where that is not known."""
        return next((light for area, light in reversed(self._areas) if holds_middle(area, box)), 1.0)


class Covers:
    """The areas of one page that were painted over, in their order, in any frame of coordinates."""

    def __init__(self) -> None:
        self._by_height: dict[int, list[tuple[int, Box]]] = {}
        self.count = 0

    def add(self, area: Box) -> None:
        if min(area[2] - area[0], area[3] - area[1]) > _MIN_THICKNESS:
            for band in range(_band(area[1]), _band(area[3]) + 1):
                self._by_height.setdefault(band, []).append((self.count, area))
            self.count += 1

    def are_over(self, box: Box, before: int) -> bool:
        """True if one of them lies over the middle of what was drawn when there were only `before`."""
        areas = self._by_height.get(_band((box[1] + box[3]) / 2), ())
        return any(order >= before and holds_middle(area, box) for order, area in areas)


def _band(height: float) -> int:
    return int(min(max(height, -_MAX_DISTANCE), _MAX_DISTANCE) // _BAND)


def is_paper(levels: list[float]) -> bool:
    """True if this ink leaves white paper white: grey, RGB or CMYK by the number of levels, each 0 to 1."""
    if len(levels) == 4:
        return all(level <= 1 - MIN_PAPER_LIGHT for level in levels)
    return bool(levels) and all(level >= MIN_PAPER_LIGHT for level in levels)


def is_faint(levels: list[float], opacity: float) -> bool:
    """True if text in this ink, which covers the paper by `opacity`, is as faint as a watermark."""
    shades = [1 - level for level in levels] if len(levels) == 4 else levels
    return bool(shades) and all(1 - (1 - shade) * opacity >= PALE for shade in shades)


def light(levels: list[float]) -> float | None:
    """How light a colour is, 0 to 1 (ITU-R BT.601); None for levels of another number than grey, RGB or CMYK have."""
    match levels:
        case [grey]:
            return grey
        case [red, green, blue]:
            return 0.299 * red + 0.587 * green + 0.114 * blue
        case [cyan, magenta, yellow, black]:
            return (1 - black) * (1 - 0.299 * cyan - 0.587 * magenta - 0.114 * yellow)
    return None


def is_read(text: float, ground: float) -> bool:
    """True if text of one light is read on a ground of the other."""
    return abs(text - ground) >= CONTRAST


def overlap(one: Box, other: Box) -> Box:
    """The area in both boxes; turned inside out where there is none."""
    (a, b, c, d), (p, q, r, s) = one, other
    return max(a, p), max(b, q), min(c, r), min(d, s)


def holds_middle(area: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]
