"""The characters of an OFD text object, each in its place."""

from collections.abc import Iterator

from lxml import etree

from pipelines.readers.geometry.affine import Matrix, apply, quarter_turns
from pipelines.readers.geometry.glyphs import Glyph
from pipelines.readers.ofd.package import children, numbers

MAX_CHARACTERS = 60_000  # of a page; a full one has some 2,000
_MIN_STEP = (
    0.25  # of its size, by which a character is as wide as the step to the next; a smaller step sets one over it
)


def glyphs(item: etree._Element, matrix: Matrix) -> Iterator[Glyph]:
    """The characters of a text object. Fonts are not looked into: a character is as wide as the step to the next one
    says, or as its writing system has it when that step is a jump.
    """
    size = next(iter(numbers(item.get("Size"))), 4.0)
    scale = next(iter(numbers(item.get("HScale"))), 1.0)
    a, b, c, d, *_ = matrix
    turn = quarter_turns((a, -b, c, d, 0, 0))  # y grows downwards here
    if turn is None:  # askew: a watermark or stamp
        return
    x = y = 0.0
    for code in children(item, "TextCode"):
        x, y = next(iter(numbers(code.get("X"))), x), next(iter(numbers(code.get("Y"))), y)
        steps_x, steps_y = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
        here_x, here_y = x, y
        for index, character in enumerate(code.text or ""):
            width = size * scale * (1.0 if ord(character) > 0x2E7F else 0.5)
            if index < len(steps_x) and _MIN_STEP * size * scale < steps_x[index] <= 1.1 * size * scale:
                width = steps_x[index]
            one = apply(matrix, here_x, here_y + 0.12 * size)
            other = apply(matrix, here_x + width, here_y - 0.88 * size)
            (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
            yield Glyph(x0, y0, x1, y1, character, turn)
            if index < len(steps_x):
                here_x += steps_x[index]
            elif not steps_y:
                here_x += width
            if index < len(steps_y):
                here_y += steps_y[index]


def _steps(text: str | None) -> list[float]:
    """Distances to the next characters; `g 3 4.5` is 4.5 three times."""
    steps: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            count, step = numbers(next(words, "")), numbers(next(words, ""))
            if count and step:
                steps += step[:1] * int(min(count[0], MAX_CHARACTERS))
        else:
            steps += numbers(word)[:1]
    return steps


def glyph_numbers(item: etree._Element) -> dict[int, int]:
    """Place of a character in the text object -> the number of the glyph it is drawn by, where the object says one."""
    found: dict[int, int] = {}
    for transform in children(item, "CGTransform"):
        first = next(iter(numbers(transform.get("CodePosition"))), 0.0)
        own = [int(number) for part in children(transform, "Glyphs") for number in numbers(part.text)]
        found.update((int(first) + place, number) for place, number in enumerate(own))
    return found
