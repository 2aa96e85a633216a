"""A document with one look put on one figure."""

from random import Random
from typing import NamedTuple

from tests.city.forms.layout import F2021
from tests.city.forms.report import Paragraph, blocks
from tests.city.forms.sheet import Sheet
from tests.pipelines.readers.test_formats import made

FORM = made(1, F2021)


class Case(NamedTuple):
    body: bytes
    what: str  # the look and where it was put


def content() -> list[Paragraph | Sheet]:
    """The title, and the first table, which has the figures of licences, penalties and fees."""
    found = list(blocks(FORM))
    table = next(block for block in found if not isinstance(block, Paragraph))
    return [found[0], table]


def on_off(chance: Random) -> str:
    return chance.choice(["", ' w:val="1"', ' w:val="0"', ' w:val="true"', ' w:val="false"', ' w:val="on"'])


def colour(chance: Random) -> str:
    """Six digits, often near white, black or the ground."""
    if chance.random() < 0.5:
        return chance.choice(["FFFFFF", "FEFEFE", "F2F2F2", "000000", "FF0000", "808080", "C0C0C0", "FFFF00", "0000FF"])
    return f"{chance.randrange(1 << 24):06X}"
