"""Records cross between processes unchanged, and nothing else crosses at all."""

import dataclasses
import math
import pickle
import socket
import subprocess
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipelines.document import Document
from pipelines.exceptions import InternalError
from pipelines.extract.pipeline import extract, extract_safely
from pipelines.extract.sandbox import Sandbox
from pipelines.extract.tasks import ANSWER, Bug, Exceeded, Limits, Refusal, Result
from pipelines.extract.wire import Codec, NotOurs, receive, send
from pipelines.records import Cell, Finding, Grid, Report, Section, Severity, State, Status, TextBlock, Value
from tests.city.forms import render_html
from tests.city.forms.layout import F2021
from tests.pipelines.extract.sandbox_tasks import TASKS, say
from tests.pipelines.readers.test_formats import made

DOCUMENT = Document(
    body=render_html.page(made(1, F2021), "clean").encode(),
    file_name="年报.html",
    url="http://a/1",
    region_code="370406",
)
REPORTS: Codec[Report] = Codec(Report)
pack = msgspec.msgpack.encode


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(TASKS, limits=Limits(wall=2, result=1 << 20)) as sandbox:
        yield sandbox


def test_a_whole_report_comes_back_as_it_was_made(sandbox: Sandbox) -> None:
    report = extract(DOCUMENT)
    assert report.status is Status.OK
    assert len(report.values) > 100
    assert report.sections
    assert sandbox.run(extract, DOCUMENT) == report == extract_safely(sandbox, DOCUMENT)


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


class Strange:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return subprocess.call, (["touch", str(self.mark)],)


def framed(*messages: bytes) -> bytes:
    return b"".join(len(message).to_bytes(8) + message for message in messages)


def hostile_answers(report: Report, mark: Path) -> dict[str, bytes]:
    """Name -> what a child writes into the pipe. `mark`: a file that is there once anything of it was executed."""
    sound = msgspec.to_builtins(report, builtin_types=(bytes,))
    value = sound["values"][0]
    result, whole = ANSWER.encode(Result()), REPORTS.encode_exactly(report)
    found: dict[str, bytes] = {}

    def answer(name: str, message: bytes) -> None:
        assert name not in found
        found[name] = framed(result, message)

    def changed(name: str, **fields: Any) -> None:
        answer(name, pack({**sound, **fields}))

    def changed_value(name: str, **fields: Any) -> None:
        changed(name, values=[{**value, **fields}, *sound["values"][1:]])

    for name in sound:  # 22 fields
        answer(f"without {name}", pack({key: part for key, part in sound.items() if key != name}))
    for name in ("document_sha256", "year", "values", "sections", "findings", "layouts", "status", "is_organ_printed"):
        changed(f"{name} a map", **{name: {"a": 1}})
        changed(f"{name} a real number", **{name: 1.5})
    for name in ("field_code", "state", "value", "bbox", "page"):
        changed_value(f"value's {name} of another type", **{name: [b"x"]})
        answer(
            f"a value without {name}",
            pack({**sound, "values": [{key: part for key, part in value.items() if key != name}]}),
        )
    changed("an unknown field", program="touch")
    changed_value("an unknown field of a value", program="touch")
    changed("year beyond SQL", year=1 << 40)
    changed("year of 64 bits", year=(1 << 64) - 1)
    changed("year true", year=True)
    changed("year as text", year="2021")
    changed("status unknown", status="fine")
    for text in ("NaN", "sNaN", "Infinity", "-Infinity", "1e9999999999999999999", "１2", "", "touch", "0x10", " 7"):
        changed_value(f"number {text!r}", state="number", value=text)
    changed_value("number as an integer", state="number", value=3)
    changed_value("number of a blank", state="blank", value="3")
    changed_value("no number", state="number", value=None)
    changed_value("page beyond SQL", page=1 << 33)
    for number in (math.nan, math.inf, 1e300):
        changed_value(f"score {number}", score=number)
    changed_value("box of three", bbox=[0.0, 1.0, 2.0])
    changed_value("box of integers", bbox=[0, 1, 2, 3])
    changed_value("box not finite", bbox=[0.0, 1.0, 2.0, math.nan])
    answer("two messages in one", whole + whole)
    answer("a byte too many", whole + b"\xc0")
    answer("a byte too few", whole[:-1])
    answer("a field twice", b"\xde" + (len(sound) + 1).to_bytes(2) + whole[3:] + pack("year") + pack(2021))
    answer("nothing", b"")
    answer("null", b"\xc0")
    answer("an array", pack(list(sound.values())))
    answer("text", pack("touch"))
    answer("an extension", msgspec.msgpack.encode(msgspec.msgpack.Ext(1, b"x")))
    answer("no UTF-8", pack({**sound, "title": "x" * 31}).replace(b"x" * 31, b"\xff" * 31))
    answer("deep arrays", b"\x91" * 100_000 + b"\xc0")
    answer("deep maps", b"\x81\xa1a" * 100_000 + b"\xc0")
    answer("deep in a field", pack({"year": msgspec.Raw(b"\x91" * 100_000 + b"\xc0")}))
    answer("four billion items announced", b"\xdd\xff\xff\xff\xff")
    answer("four billion values announced", b"\x81\xa6values\xdd\xff\xff\xff\xff")
    answer("four billion bytes announced", b"\xc6\xff\xff\xff\xff")
    answer("JSON", msgspec.json.encode(report))
    for protocol in range(6):
        answer(f"pickle {protocol}", pickle.dumps(Strange(mark), protocol=protocol))
    answer("five opcodes", b"cpipelines.extract.sandbox\nsubprocess.call\n((lp0\nVtouch\naV" + bytes(mark) + b"\natR.")
    found["no result after its announcement"] = framed(result)
    found["half a result"] = framed(result, whole)[:-100]
    found["half a length"] = framed(result) + b"\x00\x00\x00"
    found["half an answer"] = framed(result)[:-1]
    found["more than a result may have"] = framed(result) + (1 << 40).to_bytes(8) + b"x"
    found["a length of 64 bits"] = b"\xff" * 8 + b"x"
    found["a report where the answer belongs"] = framed(whole)
    found["an answer of another kind"] = framed(pack({"type": "order", "task": "extract", "limits": {}}))
    found["an answer without a kind"] = framed(pack({"message": "x"}))
    found["an unknown kind of answer"] = framed(pack({"type": "call", "message": "x"}))
    found["an answer with one field more"] = framed(pack({"type": "exceeded", "message": "x", "more": 1}))
    found["a refusal that is no error of a document"] = framed(ANSWER.encode(Refusal("InputError", "x")))
    found["a refusal of another class"] = framed(ANSWER.encode(Refusal("SystemExit", "x")))
    found["a refusal named after a module"] = framed(ANSWER.encode(Refusal("__builtins__", "x")))
    found["a refusal of a million words"] = framed(ANSWER.encode(Refusal("UnreadableDocument", "x" * 1_000_000)))
    found["a limit of a million words"] = framed(ANSWER.encode(Exceeded("x" * 900_000)))
    found["a bug of a million words"] = framed(ANSWER.encode(Bug("x" * 900_000, "")))
    found["a bug"] = framed(ANSWER.encode(Bug("KeyError: 1", "")))
    return found


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
    assert sandbox.run(extract, DOCUMENT) == report


@pytest.mark.parametrize(
    "stolen",
    [
        {"region_code": "110101"},
        {"document_sha256": "0" * 64},
        {"source_url": "http://b/"},
        {"media_type": "application/pdf"},
        {"attachments": ("http://b/",)},
    ],
)
def test_a_report_of_another_document_or_place_is_refused(
    sandbox: Sandbox, stolen: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = dataclasses.replace(extract(DOCUMENT), **stolen)
    monkeypatch.setattr(sandbox, "run", lambda *_, **__: other)
    with pytest.raises(InternalError, match="another document"):
        extract_safely(sandbox, DOCUMENT)


@pytest.mark.parametrize("raw", [b"", framed(ANSWER.encode(Result()))[:-1]])
def test_a_child_that_closes_its_pipe_and_works_on_is_stopped(sandbox: Sandbox, raw: bytes) -> None:
    with pytest.raises(InternalError):
        sandbox.run(say, DOCUMENT, raw, "close")
    assert sandbox.run(extract, DOCUMENT) == extract(DOCUMENT)


def test_half_a_message_is_waited_for_no_longer_than_the_task_may_take(sandbox: Sandbox) -> None:
    start = time.monotonic()
    with pytest.raises(InternalError, match="half a message"):
        sandbox.run(say, DOCUMENT, framed(ANSWER.encode(Result()))[:-1], "sleep", limits=Limits(wall=1))
    assert time.monotonic() - start < 5
