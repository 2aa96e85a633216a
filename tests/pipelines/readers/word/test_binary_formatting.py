"""The looks of characters in binary Word files, after [MS-DOC]."""

import struct

import pytest

from pipelines.align.values import parse
from pipelines.readers.word.binary_formatting import Look, character_styles, look
from pipelines.readers.word.binary_properties import Properties, collected
from pipelines.records import State

SUPERSCRIPT, SUBSCRIPT = b"\x48\x2a\x01", b"\x48\x2a\x02"
STRIKE, DOUBLE_STRIKE, HIDDEN = b"\x37\x08\x01", b"\x53\x2a\x01", b"\x3c\x08\x01"


def seen(grpprl: bytes, styles: dict[int, Properties] | None = None) -> Look:
    return look(collected(grpprl), styles or {})


def style(name: str, *, kind: int, base: int, characters: bytes) -> bytes:
    """LPStd of a style whose fixed part has ten bytes; one of a paragraph has its paragraph's modifiers first."""
    modifiers = [b"\x00\x00", characters] if kind == 1 else [characters]
    body = struct.pack("<5H", 0, kind | base << 4, len(modifiers), 0, 0)
    body += struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\x00\x00"
    for each in modifiers:
        body += struct.pack("<H", len(each)) + each + b"\x00" * (len(each) % 2)
    return struct.pack("<H", len(body)) + body + b"\x00" * (len(body) % 2)


def sheet(*styles: bytes) -> bytes:
    return struct.pack("<HHH", 4, len(styles), 10) + b"".join(styles)


@pytest.mark.parametrize("modifier", [SUPERSCRIPT, SUBSCRIPT, b"\x45\x48\x0c\x00", b"\x45\x48\xf4\xff"])
def test_a_digit_raised_or_lowered_does_not_join_the_number(modifier: bytes) -> None:
    assert parse("12" + seen(modifier).printed("1")).value == 12


def test_a_line_set_a_little_higher_is_a_number() -> None:
    assert seen(b"\x45\x48\x02\x00").printed("12") == "12"


@pytest.mark.parametrize("modifier", [STRIKE, DOUBLE_STRIKE])
def test_a_struck_number_is_unreadable(modifier: bytes) -> None:
    assert parse(seen(modifier).printed("12")).state is State.UNREADABLE


def test_a_switch_may_follow_its_style_or_oppose_it() -> None:
    styles = {3: collected(HIDDEN)}
    named = b"\x30\x4a\x03\x00"
    assert seen(named, styles).printed("9") == ""
    assert seen(named + b"\x3c\x08\x80", styles).printed("9") == ""
    assert seen(named + b"\x3c\x08\x81", styles).printed("9") == "9"
    assert seen(named + b"\x3c\x08\x00", styles).printed("9") == "9"


def test_a_style_takes_what_it_does_not_say_from_its_base() -> None:
    styles = character_styles(
        sheet(
            style("正文", kind=1, base=0xFFF, characters=b""),
            b"\x00\x00",  # a number that is not in use
            style("note", kind=2, base=0xFFF, characters=SUPERSCRIPT),
            style("own note", kind=2, base=2, characters=STRIKE),
        )
    )
    assert sorted(styles) == [0, 2, 3]
    assert seen(b"\x30\x4a\x03\x00", styles) == Look(is_struck=True, is_raised=True)
    assert seen(b"\x30\x4a\x00\x00", styles) == Look()


def test_styles_that_are_based_on_each_other_end() -> None:
    pair = (style("a", kind=2, base=1, characters=SUPERSCRIPT), style("b", kind=2, base=0, characters=STRIKE))
    assert set(character_styles(sheet(*pair))) == {0, 1}


@pytest.mark.parametrize("length", range(0, 60, 7))
def test_a_sheet_cut_off_gives_the_styles_before_its_end(length: int) -> None:
    whole = sheet(style("note", kind=2, base=0xFFF, characters=SUPERSCRIPT), style("b", kind=1, base=0, characters=b""))
    assert set(character_styles(whole[:length])) <= {0, 1}
