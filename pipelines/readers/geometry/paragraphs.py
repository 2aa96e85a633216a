"""Lines that the page's margin broke -> paragraphs, so that a title or a name is not cut in two."""

import re
from collections.abc import Iterable, Sequence

from pipelines.readers.geometry.glyphs import Line, hull, lowest_score

# Lines that begin so begin a paragraph: `一、`, `（二）`, `3.`, `第二十条`. Headings are often not indented.
_BEGINS = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}\s*[)）、.．]|第[一二三四五六七八九十]+[条章]|附[件：:]")
_ENDS = tuple("。；：！？;:!?")
_COLUMNS = re.compile(r"\s[-－]?\d")  # a number after a gap: a row of a table without rules


def join_wrapped(lines: Sequence[Line], barriers: Iterable[float]) -> list[Line]:
    """The lines of a page from top to bottom, broken ones joined; none is joined across a barrier (a table's edge).

    A line is broken when it fills the page's width, ends no sentence, and the next one, of the same size and not
    indented, begins no numbered paragraph.
    """
    if not lines:
        return []
    left = min(line.box[0] for line in lines)
    right = max(line.box[2] for line in lines)
    edges = list(barriers)
    done: list[Line] = []
    last = lines[0].box
    for line in lines:
        is_apart = not done or any(last[1] < edge < line.box[3] for edge in edges)
        if not is_apart and _is_broken(done[-1].text, last, line, left, right):
            pair = (done[-1], line)
            done[-1] = Line(done[-1].text + line.text, hull(pair), lowest_score(pair))
        else:
            done.append(line)
        last = line.box
    return done


def _is_broken(text: str, box: tuple[float, float, float, float], line: Line, left: float, right: float) -> bool:
    x0, top, x1, bottom = box
    height, next_height = bottom - top, line.box[3] - line.box[1]
    if abs(height - next_height) > 0.25 * height or not -0.3 * height < line.box[1] - bottom < 1.5 * height:
        return False
    if text.endswith(_ENDS) or _BEGINS.match(line.text) or _COLUMNS.search(text) or _COLUMNS.search(line.text):
        return False
    fills = x1 > right - 1.6 * height
    is_flush = line.box[0] < left + 0.6 * height
    is_centred = abs((x0 + x1) / 2 - (line.box[0] + line.box[2]) / 2) < 0.6 * height
    return (fills and is_flush) or (is_centred and x1 - x0 > 0.75 * (right - left))
