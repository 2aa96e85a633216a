"""Cells as printed -> numbers, and everything that is not plainly a number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.align.values import parse
from pipelines.records import State


@given(st.integers(-(10**12), 10**12))
def test_a_printed_integer_parses_back_to_itself(number: int) -> None:
    assert parse(str(number)).value == number
    assert parse(f"{number:,}").value == number


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_six_decimals_are_kept_exactly(number: Decimal) -> None:
    assert parse(f"{number:f}").value == number


@given(st.integers(0, 10**9))
def test_full_width_digits_are_numbers(number: int) -> None:
    wide = str(number).translate({ord(str(d)): 0xFF10 + d for d in range(10)})
    assert parse(f"\u3000{wide}\xa0").value == number


@pytest.mark.parametrize("raw", ["", " ", "\u3000\u3000", "\xa0 \xa0", "\u200b"])
def test_nothing_but_blanks_is_blank_and_not_zero(raw: str) -> None:
    assert (parse(raw).state, parse(raw).value) == (State.BLANK, None)


@pytest.mark.parametrize("raw", ["/", "-", "—", "——", "无", "／", "－", "不适用"])
def test_a_stroke_is_not_applicable_and_not_zero(raw: str) -> None:
    assert (parse(raw).state, parse(raw).value) == (State.NOT_APPLICABLE, None)


@pytest.mark.parametrize(
    ("raw", "value", "unit", "note"),
    [
        ("1(裁定撤诉)", 1, None, "裁定撤诉"),
        ("22（其中修订 16 件）", 22, None, "其中修订 16 件"),
        ("55（含自然失效29件）", 55, None, "含自然失效29件"),
        ("251000元", 251000, "元", None),
        ("75394432.52元", Decimal("75394432.52"), "元", None),
        ("43.788 万元", Decimal("43.788"), "万元", None),
        ("3.58（亿元）", Decimal("3.58"), "亿元", None),
        ("1235　　", 1235, None, None),
        ("-140", -140, None, None),
        ("－140", -140, None, None),
        ("+5", 5, None, None),
        ("1，286", 1286, None, None),
        ("1\u2009286", 1286, None, None),
        ("1\u202f286\u202f000", 1286000, None, None),
    ],
)
def test_units_and_notes_stand_beside_the_number(raw: str, value: object, unit: str | None, note: str | None) -> None:
    parsed = parse(raw)
    assert (parsed.state, parsed.value, parsed.unit, parsed.note) == (State.NUMBER, value, unit, note)


@pytest.mark.parametrize(
    ("raw", "value", "apart"), [("1 286", 1286, 3), ("-12\xa0000.5", -12000.5, 3), ("1 2 3", 123, 1)]
)
def test_thousands_and_digits_that_blanks_part_are_a_number_in_doubt(raw: str, value: float, apart: int) -> None:
    parsed = parse(raw)
    assert (parsed.state, parsed.value, parsed.apart) == (State.NUMBER, Decimal(str(value)), apart)


@pytest.mark.parametrize("raw", ["3\n8", "139\n64", "12 5", "0 286", "0 1 2", "1 286 5", "1\n286"])
def test_two_numbers_in_a_cell_are_unreadable_not_joined(raw: str) -> None:
    assert parse(raw).state is State.UNREADABLE


@pytest.mark.parametrize(
    "raw", ["约5", "十一十", "一二三四五十", "零五", "十千", "5-6", "5+3", "详见附件", "3.5.1", "5%", "12,34"]
)
def test_what_is_not_plainly_a_number_is_text(raw: str) -> None:
    assert (parse(raw).state, parse(raw).value) == (State.TEXT, None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("零", 0),
        ("七", 7),
        ("十", 10),
        ("十二", 12),
        ("二〇", 20),
        ("三百零五", 305),
        ("一千二百", 1200),
        ("两百", 200),
    ],
)
def test_chinese_numerals_are_numbers(raw: str, value: int) -> None:
    parsed = parse(raw)
    assert (parsed.state, parsed.value, parsed.is_doubtful) == (State.NUMBER, value, False)


def test_a_lone_one_may_be_a_dash_and_is_doubtful() -> None:
    assert (parse("一").value, parse("一").is_doubtful) == (1, True)


@pytest.mark.parametrize("raw", ["\u2066120\u2069", "\u200e120", "\u202a120\u202c", "\u202d120\u202c"])
def test_marks_of_direction_are_no_part_of_a_number_but_an_override_is(raw: str) -> None:
    assert parse(raw).value == 120
    assert parse("\u202e120\u202c").state is State.TEXT


def test_words_of_change_are_numbers_only_in_the_column_of_changes() -> None:
    assert parse("减5", is_signed=True).value == -5
    assert parse("增加3", is_signed=True).value == 3
    assert parse("持平", is_signed=True).value == 0
    assert parse("减5").state is State.TEXT
    assert parse("持平").state is State.TEXT


@pytest.mark.parametrize("raw", ["12①", "12²", "12[¹]", "12 ⑳", "12*", "12＊"])
def test_the_mark_of_a_footnote_is_no_digit(raw: str) -> None:
    assert (parse(raw).state, parse(raw).value) == (State.NUMBER, 12)
    assert parse(raw).note


@pytest.mark.parametrize("raw", ["①", "*", "1²3", "007", "00", "012"])
def test_marks_alone_or_inside_and_leading_zeros_are_no_numbers(raw: str) -> None:
    assert parse(raw).state is State.TEXT


@pytest.mark.parametrize("raw", ["\ufffc", "1\u03362", "1\ufffd2"])
def test_pictures_struck_digits_and_lost_bytes_are_unreadable(raw: str) -> None:
    assert parse(raw).state is State.UNREADABLE


def test_a_long_cell_is_no_number_and_is_told_so_at_once() -> None:
    assert parse("1" + " " * 100_000 + "x").state is State.TEXT


@pytest.mark.parametrize("raw", ["", "/", "若干", "12", "十二", "12\n34"])
def test_no_blank_parts_the_digits_of_an_ordinary_cell(raw: str) -> None:
    assert (parse(raw).apart, parse(raw).is_doubtful) == (0, False)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        *(("十", 10), ("十二", 12), ("二十", 20), ("一百", 100), ("一百零五", 105), ("三千二百一十", 3210)),
        *(("两", 2), ("百", 100), ("一百二", 102), ("九千九百九十九", 9999), ("二百十", None), ("百二百", None)),
        *(("一一十", None), ("零十", None), ("二〇", 20)),
    ],
)  # fmt: skip
def test_numerals_are_numbers_only_where_they_are_well_formed(raw: str, number: int | None) -> None:
    assert parse(raw).value == number


@pytest.mark.parametrize("raw", ["1" * 21, "1" * 60, "0." + "1" * 30, "1" * 190 + " 件"])
def test_more_digits_than_any_count_has_are_no_number(raw: str) -> None:
    assert parse(raw).state is State.UNREADABLE
    assert parse("9" * 20).value == Decimal("9" * 20)
