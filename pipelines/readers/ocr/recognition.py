"""Cut-out lines of text -> their characters and how sure the engine is."""

import re
from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.readers.ocr.engine import FIGURES, HEIGHT, LOOKALIKES, Seen, look
from pipelines.readers.ocr.ink import Picture
from pipelines.readers.ocr.plain import is_like_seven, is_plain
from pipelines.readers.ocr.raster import PALE

_SPECKS = "'’‘\"“”·•`´*^~_;；°′"  # what dirt beside a figure is read as
_NUMBER = re.compile(
    f"(?=.*[{re.escape(''.join(LOOKALIKES))}\\d])[\\s|{re.escape(FIGURES + ''.join(LOOKALIKES) + _SPECKS)}]*"
)
_MARKS = re.compile(f"[\\s|{re.escape(FIGURES)}]*")
_POINTS = ".,，。:："  # dirt, too, where no digit stands on both sides
_STROKES = "Il"  # a rest of a rule looks like these, too
_LARGE, _MIDDLE, _SMALL = 4, 9, 12  # pixels of white above and below a line: the more, the smaller its characters
_WIDE = 6  # heights from which a line is words, which are read as surely small, and in a quarter less time
_ROOM = 4  # pixels of white that a number keeps before and after it
_FOREIGN = 0.5  # how likely it must be that something is no figure for the number beside it to be in doubt

Known = dict[tuple[tuple[int, ...], bytes], tuple[str, float]]  # what a picture of this shape and content says


def recognise(lines: Sequence[Picture], known: Known) -> list[tuple[str, float]]:
    """(text, score 0 to 1) of each line. Numbers are read twice at two sizes; when that differs the score is 0.

    So it is of a number that is not plain: with a raised mark, or crossed out; and of a 7 that is read as a 1.

    `known` is the memory of a page, filled here: a screen draws every 0 alike, and the engine is asked once.
    """
    keys = [(line.shape, line.tobytes()) for line in lines]
    new = {key: line for key, line in zip(keys, lines, strict=True) if key not in known}
    known.update(zip(new, _twice(list(new.values())), strict=True))
    return [known[key] for key in keys]


def _twice(lines: Sequence[Picture]) -> list[tuple[str, float]]:
    is_wide = [line.shape[1] > _WIDE * line.shape[0] for line in lines]
    framed = [_framed(line, _SMALL if wide else _LARGE) for line, wide in zip(lines, is_wide, strict=True)]
    found = [_text(seen) for seen in look(framed)]
    figures = [index for index, (text, _) in enumerate(found) if _NUMBER.fullmatch(text) or _MARKS.fullmatch(text)]
    framed = [_framed(_trimmed(lines[index]), _LARGE if is_wide[index] else _MIDDLE) for index in figures]
    again = [_text(seen) for seen in look(framed)]
    for index, (text, score) in zip(figures, again, strict=True):
        first, its_score = found[index]
        is_sure = first == text != "" and (len(text) == 1 or is_plain(lines[index]))
        found[index] = first or text, min(its_score, score) if is_sure else 0.0
        if text == "1" and is_like_seven(lines[index]):
            found[index] = "7", 0.0
    return found


def _text(seen: Seen) -> tuple[str, float]:
    """What a line says, a character for each run of steps that see the same one; the score is the mean of theirs."""
    begins = _begins(seen.characters)
    text = "".join(seen.characters[index] for index in begins)
    if _NUMBER.fullmatch(text):
        return _number(seen)
    return text, float(seen.chances[begins].mean()) if begins else 0.0


def _begins(steps: Sequence[object]) -> list[int]:
    """Where the runs of equal steps begin that see something."""
    return [index for index, one in enumerate(steps) if one and (index == 0 or steps[index - 1] != one)]


def _number(seen: Seen) -> tuple[str, float]:
    """A line of figures, read as nothing else: a lone 0 is as round as an O, and may be taken for one of eight.

    What is no figure at all (dirt, a rest of a rule) is left out, and then the number's score is 0.
    """
    symbols = ["", *FIGURES, *LOOKALIKES]
    chances = seen.figures.copy()
    for column, symbol in enumerate(symbols):
        if symbol in LOOKALIKES and symbol not in _STROKES:
            chances[:, symbols.index(LOOKALIKES[symbol])] += chances[:, column]
            chances[:, column] = 0
    best = chances.argmax(axis=1)
    begins = _begins(best.tolist())
    text = "".join(symbols[best[index]] for index in begins)
    bare = text.strip(_POINTS) or text
    foreign = 1 - chances.sum(axis=1)
    is_clean = begins and bare == text and not any(stroke in text for stroke in _STROKES) and foreign.max() < _FOREIGN
    score = float(chances[begins, best[begins]].mean()) if is_clean else 0.0
    return "".join(LOOKALIKES.get(symbol, symbol) for symbol in bare), score


def _trimmed(line: Picture) -> Picture:
    """The line without most of the white before and after it, which costs the engine as much time as ink does."""
    columns = np.flatnonzero(line.min(axis=0) < PALE)
    if len(columns) == 0:
        return line
    return line[:, max(0, columns[0] - _ROOM) : columns[-1] + 1 + _ROOM]


def _framed(line: Picture, margin: int) -> Picture:
    """The line with white around it, no lower than the model expects; the margin sets the size of its characters."""
    framed = cv2.copyMakeBorder(line, margin, margin, 8, 8, cv2.BORDER_CONSTANT, value=(255,))
    if framed.shape[0] < HEIGHT:
        factor = HEIGHT / framed.shape[0]
        framed = cv2.resize(framed, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.asarray(framed, dtype=np.uint8)
