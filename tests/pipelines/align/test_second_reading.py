"""Two readings of one document: agreement stands, difference is flagged, nothing is taken from one alone."""

from decimal import Decimal

from pipelines.align import Aligned
from pipelines.align.second_reading import agree
from pipelines.records import State, Status, Value


def reading(**numbers: int | None) -> Aligned:
    values = tuple(
        Value(
            field_code=code,
            raw="" if number is None else str(number),
            state=State.BLANK if number is None else State.NUMBER,
            value=None if number is None else Decimal(number),
        )
        for code, number in numbers.items()
    )
    return Aligned((("T3", "F2021"),), values, (), Status.OK if values else Status.TABLES_MISSING)


def numbers(aligned: Aligned) -> dict[str, Decimal | None]:
    return {value.field_code: value.value for value in aligned.values}


def test_readings_that_agree_keep_every_number_and_say_so() -> None:
    found = agree(reading(a=1, b=None), reading(a=1, b=None))
    assert numbers(found) == {"a": 1, "b": None}
    assert [finding.rule for finding in found.findings] == ["READ_TWICE"]
    assert found.status is Status.OK


def test_a_cell_read_differently_is_believed_in_neither_form() -> None:
    found = agree(reading(a=1, b=7), reading(a=1, b=1))
    assert numbers(found) == {"a": 1, "b": None}
    assert found.values[1].raw == "7 / 1"
    assert found.values[1].state is State.UNREADABLE
    assert [(finding.rule, finding.fields) for finding in found.findings] == [("READINGS_DIFFER", ("b",))]
    assert found.status is Status.PARTIAL


def test_a_number_where_the_other_sees_a_blank_is_not_believed() -> None:
    assert numbers(agree(reading(a=1), reading(a=None))) == {"a": None}


def test_a_cell_of_the_second_reading_alone_is_shown_and_not_believed() -> None:
    found = agree(reading(a=1), reading(a=1, b=2))
    assert numbers(found) == {"a": 1, "b": None}
    assert found.findings[0].fields == ("b",)


def test_a_cell_of_the_first_reading_alone_stays_with_a_warning() -> None:
    found = agree(reading(a=1, b=2), reading(a=1))
    assert numbers(found) == {"a": 1, "b": 2}
    assert [(finding.rule, finding.severity, finding.fields) for finding in found.findings] == [
        ("READ_ONCE", "warn", ("b",))
    ]


def test_a_table_only_the_second_reading_finds_makes_the_report_partial() -> None:
    found = agree(reading(), reading(a=1))
    assert (numbers(found), found.status) == ({"a": None}, Status.PARTIAL)


def test_two_readings_that_find_nothing_agree_on_nothing() -> None:
    found = agree(reading(), reading())
    assert (found.values, found.status) == ((), Status.TABLES_MISSING)


def test_the_layouts_are_the_first_readings_where_it_has_any() -> None:
    first, second = reading(a=1), reading(a=1)
    other = Aligned((("T2", "F2019"),), second.values, (), Status.OK)
    assert agree(first, other).layouts == first.layouts
    assert agree(Aligned((), (), (), Status.TABLES_MISSING), other).layouts == other.layouts


def test_a_cell_that_only_one_reading_sees_blank_is_no_lost_number() -> None:
    found = agree(reading(a=1, b=None), reading(a=1))
    assert [finding.rule for finding in found.findings if finding.rule != "READ_TWICE"] == []
    assert found.status is Status.OK


def test_only_cells_read_alike_are_confirmed() -> None:
    found = agree(reading(a=1, b=7, c=3), reading(a=1, b=1))
    assert [value.field_code for value in found.values if value.is_confirmed] == ["a"]


def test_a_dash_and_a_blank_are_two_ways_of_no_number() -> None:
    dash = Value(field_code="a", raw="/", state=State.NOT_APPLICABLE)
    found = agree(reading(a=None, b=2), Aligned((), (dash, reading(b=2).values[0]), (), Status.OK))
    assert [value.state for value in found.values] == [State.BLANK, State.NUMBER]
    assert [value.is_confirmed for value in found.values] == [False, True]
