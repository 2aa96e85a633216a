"""Dates as portals print them; no date is ever invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.dates import dates, first_date, parse, year_number

DAY = date(2021, 2, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2021年2月20日", "２０２１年２月２０日", "2021年２月20日", "二〇二一年二月二十日", "二○二一年二月二十日",
        "二零二一年二月二十日", "2021-02-20", "2021/2/20", "2021.02.20", "2021-02-20 09:30:00", "2021 年 2 月 20 日",
        "发布日期：2021-02-20", "发布时间：2021年2月20日 来源：县政府办", "[2021-02-20]", "2021年二月二十日",
    ],
)  # fmt: skip
def test_a_printed_date_is_read(text: str) -> None:
    assert first_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["2021-02", "2020年", "2020年度", "2021年2月", "02-20", "三月", "2021年13月40日", "12", "第3号", "昨天"]
)
def test_half_a_date_is_no_date(text: str) -> None:
    assert first_date(text) is None
    assert parse(text) is None


@pytest.mark.parametrize(
    "text", ["20210220", "2021-02-20T09:30:00", "Sat, 20 Feb 2021 09:30:00 GMT", "20 February 2021"]
)
def test_a_text_that_is_nothing_but_a_date_is_read_in_more_forms(text: str) -> None:
    assert parse(text) == DAY


@given(st.dates(date(2008, 1, 1), date(2049, 12, 31)))
def test_a_printed_day_parses_back_to_itself(day: date) -> None:
    assert first_date(f"{day.year}年{day.month}月{day.day}日") == first_date(day.isoformat()) == day


def test_dates_come_in_order_of_place() -> None:
    assert dates("自2020-01-01起至2020年12月31日止") == [date(2020, 1, 1), date(2020, 12, 31)]


def test_years_are_read_in_any_digits_and_nothing_else_is_a_year() -> None:
    assert [year_number(text) for text in ("2020", "２０２０", "二〇二〇", "二○二○", "二零二零")] == [2020] * 5
    assert [year_number(text) for text in ("20", "1949", "二千二十", "2099")] == [None] * 4
