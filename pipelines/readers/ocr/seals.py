"""A picture of a page in red, green and blue -> the same in grey without its seals, and where they lay."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.raster import on_white

Shape = NDArray[np.bool_]

_SEAL = 16  # of these side by side are as wide as the page; a seal takes a fifth of it, a character a fortieth
_GREYS = (60, 215)  # levels, on white paper, of a seal copied in grey; print is darker, but for the rims of its strokes
_STROKE = 330  # of these side by side are as wide as the page; the strokes of a seal are wider, rims are narrower
_DARKER = 45  # levels by which ink under a grey seal is darker than the seal


def without_seals(colours: Picture) -> tuple[Picture, Picture]:
    """A picture in red, green and blue made grey without its seals, and where they were (not 0).

    A ring across a table reads as digits. A seal is a round shape larger than any character, red or, copied, in one
    grey; black under it stays, and so do red text and red rules. Whether something lay under it that does not show,
    nobody can tell. On a page in black and white a seal cannot be told from ink.
    """
    plain = np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red_veil, grey_veil = _take_red_seals(plain, colours), _grey_seals(plain)
    plain[grey_veil > 0] = 255
    return plain, np.maximum(red_veil, grey_veil)


def _take_red_seals(plain: Picture, colours: Picture) -> Picture:
    """Where red seals lie. In red light they are paper, and print under them is as dark as beside them."""
    red, green, blue = cv2.split(colours)
    redder = np.asarray(cv2.subtract(red, cv2.max(green, blue)), dtype=np.uint8)  # 0 where it is not
    veil = np.zeros_like(plain)
    reddish = np.asarray((redder > 50) * 255, dtype=np.uint8)
    for place, _ in _round_shapes(reddish):
        light, tinted = np.asarray(red[place], dtype=np.uint8), redder[place] > 20
        white = max(1.0, float(np.median(light[reddish[place] > 0])))
        plain[place] = np.where(tinted, np.minimum(light * (255 / white), 255), light).astype(np.uint8)
        veil[place][tinted] = 255
    return veil


def _grey_seals(plain: Picture) -> Picture:
    white = on_white(plain)
    size = max(3, plain.shape[1] // _STROKE)
    veil = np.zeros_like(plain)
    grey = np.asarray(cv2.inRange(white, *_GREYS), dtype=np.uint8)
    broad = _opened(grey, size)
    for place, shape in _round_shapes(broad):
        ring = shape & (broad[place] > 0)
        high, wide = shape.shape
        disc = cv2.ellipse(
            np.zeros(shape.shape, np.uint8), (wide // 2, high // 2), (wide // 2, high // 2), 0, 0, 360, (1,), -1
        )
        inside = _opened(grey[place] * np.asarray(disc, dtype=np.uint8), 3)  # the star and the characters
        around = cv2.dilate(inside, np.ones((size, size), np.uint8)) > 0
        veil[place][around & (white[place] > np.median(white[place][ring]) - _DARKER)] = 255
    return veil


def _opened(marks: Picture, size: int) -> Picture:
    return np.asarray(cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((size, size), np.uint8)), dtype=np.uint8)


def _round_shapes(marks: Picture) -> list[tuple[tuple[slice, slice], Shape]]:
    """(place, shape) of the round shapes, larger than any character, that marks near each other make."""
    if not marks.any():
        return []
    width = marks.shape[1]
    reach = width // 150  # a rule of the table parts the ring
    joined = cv2.dilate(marks, np.ones((reach, reach), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for label, (left, top, wide, high, _) in enumerate(boxes.tolist()):
        place = (slice(top, top + high), slice(left, left + wide))
        if label and min(wide, high) > width / _SEAL and _is_round(shape := labels[place] == label):
            found.append((place, shape))
    return found


def _is_round(shape: Shape) -> bool:
    """True if a shape leaves the corners of its box free, as rings and stars do and tables do not."""
    height, width = shape.shape
    y, x = round(0.12 * height), round(0.12 * width)
    corners = (shape[:y, :x], shape[:y, -x:], shape[-y:, :x], shape[-y:, -x:])
    return not any(corner.any() for corner in corners)
