"""What lies under the characters of a page: ink in the colour of paper is seen only on a ground of another colour."""

from pipelines.records import Box

FAINTEST = 0.05  # opacity below which nothing is seen
PALEST = 0.95  # share of full white from which ink looks like paper
_THINNEST = 3.0  # points; an area no thicker is a line, on which nothing is written


class Grounds:
    """The areas of one page that are not white: filled shapes and pictures, in any frame of coordinates."""

    def __init__(self) -> None:
        self._areas: list[Box] = []

    def add(self, area: Box) -> None:
        if min(area[2] - area[0], area[3] - area[1]) > _THINNEST:
            self._areas.append(area)

    def are_under(self, box: Box) -> bool:
        """Whether one of them lies under the middle of a box."""
        return any(holds_middle(area, box) for area in self._areas)


def is_paper(levels: list[float]) -> bool:
    """Whether this ink leaves white paper white: grey, RGB or CMYK by the number of levels, each 0 to 1."""
    if len(levels) == 4:
        return all(level <= 1 - PALEST for level in levels)
    return bool(levels) and all(level >= PALEST for level in levels)


def holds_middle(area: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]
