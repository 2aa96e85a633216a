"""Documents damaged at random, with the memory of which bytes of the sound one are still there.

A document whose bytes were changed may show other figures than before, and reading what it shows is right. What it
must never do is show a figure in another field. So each damage says which ranges it left alone: a figure whose bytes
were not touched must be read as before, or not at all, or with a finding against it.
"""

import random
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Range = tuple[int, int]  # first byte, byte after the last
_NEW = -1  # the origin of a byte that the sound document does not have at that place


@dataclass(frozen=True, slots=True)
class Damaged:
    """The bytes after the damage, and the place in the sound document that each of them came from."""

    body: bytes
    origins: NDArray[np.int64]

    def keeps(self, place: Range) -> bool:
        """True if these bytes of the sound document still stand together, and nowhere a second time."""
        first, after = place
        starts = np.flatnonzero(self.origins == first)
        return len(starts) == 1 and np.array_equal(
            self.origins[starts[0] : starts[0] + after - first], np.arange(first, after)
        )


def damaged(sound: bytes, chance: random.Random) -> Damaged:
    """One to four changes: bytes replaced; a piece left out, doubled, overwritten by another or by noise; the end lost.

    Half of the documents lose, double or exchange whole elements or lines only, as a program with a fault would write
    them; the others are hit anywhere.
    """
    body, origins = bytearray(sound), np.arange(len(sound), dtype=np.int64)
    is_neat = chance.random() < 0.5
    piece = _whole if is_neat else _any
    for _ in range(chance.randint(1, 4)):
        if not body:
            break
        first, after = piece(body, chance)
        match chance.randrange(3 if is_neat else 6):
            case 0:
                body, origins = _put(body, origins, first, after, b"", origins[:0])
            case 1:
                body, origins = _put(body, origins, first, first, body[first:after], origins[first:after].copy())
            case 2:
                other, end = piece(body, chance)
                body, origins = _put(body, origins, first, after, body[other:end], origins[other:end].copy())
            case 3:
                for at in (chance.randrange(len(body)) for _ in range(chance.randint(1, 30))):
                    body[at], origins[at] = chance.randrange(256), _NEW
            case 4:
                noise = chance.randbytes(min(after - first, 500))
                body, origins = _put(
                    body, origins, first, first + len(noise), noise, np.full(len(noise), _NEW, dtype=np.int64)
                )
            case _:
                body, origins = body[:first], origins[:first]
    return Damaged(bytes(body), origins)


def _put(
    body: bytearray, origins: NDArray[np.int64], first: int, after: int, piece: bytes | bytearray, of: NDArray[np.int64]
) -> tuple[bytearray, NDArray[np.int64]]:
    return body[:first] + piece + body[after:], np.concatenate([origins[:first], of, origins[after:]])


def _any(body: bytearray, chance: random.Random) -> Range:
    """A place in the body, of a few bytes or of up to an eighth of it."""
    first = chance.randrange(len(body))
    return first, min(len(body), first + chance.randint(1, chance.choice([4, 60, 600, max(1, len(body) // 8)])))


def _whole(body: bytearray, chance: random.Random) -> Range:
    """An element of the markup, or where there is none some lines."""
    first, after = _any(body, chance)
    if b"</" in body:
        return _element(body, first)
    first = body.find(b"\n", first) + 1
    return first, max(first, body.find(b"\n", after) + 1)


def _element(body: bytearray, at: int) -> Range:
    """The first whole element after a place, from `<` to after its end tag; nothing where none follows."""
    start = re.compile(rb"<([A-Za-z:]+)\b[^<>]*>").search(body, at)
    if start is None:
        return at, at
    depth = 0
    for tag in re.compile(rb"<(/?)" + start[1] + rb"\b[^<>]*?(/?)>").finditer(body, start.start()):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth <= 0:
            return start.start(), tag.end()
    return at, at


def places(source: bytes, spellings: list[bytes], reach: int) -> list[Range]:
    """Everywhere in the source that one of the spellings of a figure stands, not as a part of a longer number.

    With `reach` bytes on both sides, which hold the cell's own markup: where and how the figure is printed.
    """
    found = []
    for spelling in spellings:
        pattern = re.escape(spelling)
        if spelling.isdigit():
            pattern = rb"(?<![0-9.])" + pattern + rb"(?![0-9.])"
        for match in re.finditer(pattern, source, re.DOTALL):
            found.append((max(0, match.start() - reach), min(len(source), match.end() + reach)))
    return found
