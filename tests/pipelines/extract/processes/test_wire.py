"""Records cross between processes unchanged, and nothing else crosses at all."""

import dataclasses
import socket
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.document import Document
from pipelines.exceptions import InternalError
from pipelines.extract.pipeline import extract, extract_safely
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.extract.processes.tasks import Limits
from pipelines.extract.processes.wire import Codec, NotOurs, receive, send
from pipelines.records import Cell, Finding, Grid, Report, Section, Severity, State, Status, TextBlock, Value
from tests.city.forms import render_html
from tests.city.forms.layout import F2021
from tests.pipelines.extract import forging_tasks
from tests.pipelines.extract.hostile_answers import RESULT, framed, hostile_answers, unheard_of
from tests.pipelines.extract.sandbox_tasks import TASKS, add, say
from tests.pipelines.readers.test_formats import made

DOCUMENT = Document(
    body=render_html.page(made(1, F2021), "clean").encode(),
    file_name="年报.html",
    url="http://a/1",
    region_code="370406",
)
REPORTS: Codec[Report] = Codec(Report)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(TASKS, limits=Limits(wall=2, result=1 << 20)) as sandbox:
        yield sandbox


def test_a_whole_report_comes_back_as_it_was_made(sandbox: Sandbox) -> None:
    report = extract(DOCUMENT)
    assert report.status is Status.OK
    assert len(report.values) > 100
    assert report.sections
    assert sandbox.run(extract, DOCUMENT, limits=Limits(wall=60)) == report == extract_safely(sandbox, DOCUMENT)


def test_an_argument_left_out_has_its_default(sandbox: Sandbox) -> None:
    assert sandbox.run(add, 41) == sandbox.run(add, 41, 1) == 42


def test_a_document_goes_with_its_bytes_and_its_sheets() -> None:
    documents: Codec[Document] = Codec(Document)
    sheet = dataclasses.replace(DOCUMENT, body=bytes(range(256)), headers=(("Content-Type", "image/png"),), run_id=7)
    document = dataclasses.replace(DOCUMENT, sheets=(sheet, sheet), redirect_urls=("http://a/0",))
    assert documents.decode(documents.encode(document)) == document


def test_every_kind_of_field_keeps_its_type_and_its_digits() -> None:
    report = Report(
        year=2023,
        layouts=(("T2", "F2021"),),
        values=(
            Value(field_code="a", raw="3.50", state=State.NUMBER, value=Decimal("3.50"), bbox=(0.1, 0.2, 1e-7, 4.0)),
            Value(field_code="b", raw="/", state=State.NOT_APPLICABLE),
        ),
        sections=(Section(number=1, heading="一、总体情况", text="\u2028\x00💴"),),
        findings=(Finding(rule="r", severity=Severity.WARN, message="m", fields=("a", "b")),),
    )
    again = REPORTS.decode_exactly(REPORTS.encode_exactly(report))
    assert again == report
    assert str(again.values[0].value) == "3.50"
    assert type(again.status) is Status
    assert type(again.values) is tuple


def test_a_whole_number_in_a_field_of_measures_is_one_message_not_two() -> None:
    cells: Codec[Cell] = Codec(Cell)
    whole = Cell(row=0, column=0, text="", bbox=(0, 0, 10, 10))
    assert cells.encode_exactly(whole) == cells.encode_exactly(whole._replace(bbox=(0.0, 0.0, 10.0, 10.0)))


def test_a_lone_surrogate_crosses_as_the_mark_of_what_cannot_be_read() -> None:
    documents: Codec[Document] = Codec(Document)
    broken = dataclasses.replace(DOCUMENT, file_name="\udce5.html", headers=(("a", "\ud800b"),))
    again = documents.decode(documents.encode(broken))
    assert (again.file_name, again.headers) == ("\ufffd.html", (("a", "\ufffdb"),))
    value = Value(field_code="a", raw="3\ud800", state=State.NUMBER, value=Decimal(3))
    (read,) = REPORTS.decode(REPORTS.encode(Report(values=(value,)))).values
    assert (read.raw, read.state) == ("3\ufffd", State.NUMBER)
    cells: Codec[tuple[Cell, ...]] = Codec(tuple[Cell, ...])
    assert cells.decode(cells.encode((Cell(row=1, column=2, text="\ud800"),)))[0].text == "\ufffd"


def test_a_type_whose_values_look_alike_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="more than one dataclass"):
        Codec(Grid | TextBlock)


def test_a_message_that_comes_in_drops_has_one_deadline() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall((100).to_bytes(8) + bytes(50))
        start = time.monotonic()
        with pytest.raises(NotOurs, match="half"):
            receive(ours, 1000, start + 0.2)
        assert time.monotonic() - start < 1


def test_a_message_nobody_takes_is_given_up_in_time() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(TimeoutError):
        send(ours, bytes(64 << 20), time.monotonic() + 0.2)


def test_a_hundred_hostile_answers_are_refused_nothing_is_executed_and_the_next_document_is_read(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    mark = tmp_path / "executed"
    report = extract(DOCUMENT)
    answers = hostile_answers(report, mark)
    assert len(answers) >= 100
    longest = 0
    for name, raw in answers.items():
        with pytest.raises(InternalError) as caught:
            sandbox.run(say, DOCUMENT, raw, "leave")
        assert str(caught.value), name
        longest = max(longest, len(str(caught.value)))
    assert longest < 3000
    assert not mark.exists()
    assert sandbox.run(extract, DOCUMENT, limits=Limits(wall=60)) == report


def test_a_well_typed_report_that_no_reader_makes_is_refused() -> None:
    report = extract(DOCUMENT)
    forged = unheard_of(report)
    assert forged
    with Sandbox(forging_tasks.TASKS, limits=Limits(wall=60)) as sandbox:
        for fields in forged.values():
            answer = framed(RESULT, REPORTS.encode_exactly(dataclasses.replace(report, **fields)))
            with pytest.raises(InternalError, match=r"^the reader's answer cannot be used: .{10,90}$"):
                extract_safely(sandbox, forging_tasks.telling(DOCUMENT, answer))
        answer = framed(RESULT, REPORTS.encode_exactly(report))
        assert extract_safely(sandbox, forging_tasks.telling(DOCUMENT, answer)) == report


@pytest.mark.parametrize("raw", [b"", framed(RESULT)[:-1]])
def test_a_child_that_closes_its_pipe_and_works_on_is_stopped(sandbox: Sandbox, raw: bytes) -> None:
    with pytest.raises(InternalError):
        sandbox.run(say, DOCUMENT, raw, "close")
    assert sandbox.run(extract, DOCUMENT, limits=Limits(wall=60)) == extract(DOCUMENT)


def test_half_a_message_is_waited_for_no_longer_than_the_task_may_take(sandbox: Sandbox) -> None:
    start = time.monotonic()
    with pytest.raises(InternalError, match="half a message"):
        sandbox.run(say, DOCUMENT, framed(RESULT)[:-1], "sleep", limits=Limits(wall=1))
    assert time.monotonic() - start < 30  # it would sleep for 60 s; a busy machine takes some to start and end one
