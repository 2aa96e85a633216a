"""What a reader's process that was taken over may write into its pipe instead of a report."""

import math
import pickle
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from pipelines.extract.processes.tasks import ANSWER, Bug, Exceeded, Refusal, Result
from pipelines.extract.processes.wire import Codec
from pipelines.records import Finding, Report, Section, Severity, State, Status, Value

RESULT = ANSWER.encode(Result())
_REPORTS: Codec[Report] = Codec(Report)
_NO_NUMBERS = ("NaN", "sNaN", "Infinity", "-Infinity", "1e9999999999999999999", "１2", "", "touch", "0x10", " 7")


class Strange:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return subprocess.call, (["touch", str(self.mark)],)


def framed(*messages: bytes) -> bytes:
    """As `wire.send` writes them."""
    return b"".join(len(message).to_bytes(8) + message for message in messages)


def hostile_answers(report: Report, mark: Path) -> dict[str, bytes]:
    """Name -> bytes. `mark`: a file that is there once anything of them was executed."""
    fields = msgspec.to_builtins(report)
    results = {name: msgspec.msgpack.encode(changed) for name, changed in _changed(fields).items()}
    results |= _no_reports(fields, _REPORTS.encode_exactly(report), mark)
    return {name: framed(RESULT, message) for name, message in results.items()} | _no_answers(
        _REPORTS.encode_exactly(report)
    )


def _changed(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Reports with a field that is missing, unknown, of another type or beyond what it may hold."""
    value, *others = report["values"]
    found = {f"without {name}": _without(report, name) for name in report}
    found |= {"an unknown field": {**report, "program": "touch"}}
    for name in ("document_sha256", "year", "values", "sections", "findings", "layouts", "status", "is_organ_printed"):
        found |= {f"{name} {wrong!r}": {**report, name: wrong} for wrong in ({"a": 1}, 1.5)}
    found |= {f"year {wrong!r}": {**report, "year": wrong} for wrong in (1 << 40, (1 << 64) - 1, True, "2021")}
    found |= {"status unknown": {**report, "status": "fine"}}
    found |= {f"year {wrong}": {**report, "year": wrong} for wrong in (-2021, 0, 1, 1999, 9999)}
    found |= {"scope unknown": {**report, "scope": "organ_only\n"}, "kind unknown": {**report, "organ_kind": "office "}}
    found |= {"an organ of a million letters": {**report, "organ_name": "县" * 1_000_000}}
    found |= {"section 7": {**report, "sections": [{"number": 7, "heading": "", "text": ""}]}}
    values = {f"without {name}": _without(value, name) for name in ("field_code", "state", "value", "bbox", "page")}
    values |= {f"{name} of bytes": {**value, name: [b"x"]} for name in ("field_code", "state", "value", "bbox", "page")}
    values |= {f"number {text!r}": {**value, "state": "number", "value": text} for text in _NO_NUMBERS}
    values |= {f"score {number}": {**value, "score": number} for number in (math.nan, math.inf, 1e300, -5.0, 1.5)}
    values |= {
        f"box {box}": {**value, "bbox": box} for box in ([0.0, 1.0, 2.0], [0, 1, 2, 3], [0.0, 1.0, 2.0, math.nan])
    }
    values |= {
        "an unknown field": {**value, "program": "touch"},
        "number as an integer": {**value, "state": "number", "value": 3},
        "number of a blank": {**value, "state": "blank", "value": "3"},
        "no number": {**value, "state": "number", "value": None},
        "page beyond SQL": {**value, "page": 1 << 33},
        "page 0": {**value, "page": 0},
        "page before the first": {**value, "page": -1},
        "row before the first": {**value, "row": -1},
        "a number of 5,000 digits by its exponent": {**value, "state": "number", "value": "1E+5000"},
        "a number of 5,000 places": {**value, "state": "number", "value": "1E-5000"},
        "a number of 21 digits": {**value, "state": "number", "value": "1" * 21},
        "a number of 21 places": {**value, "state": "number", "value": "1E-21"},
        "a number of 100,000 digits": {**value, "state": "number", "value": "1" * 100_000},
    }
    return found | {f"value: {name}": {**report, "values": [wrong, *others]} for name, wrong in values.items()}


def unheard_of(report: Report) -> dict[str, dict[str, Any]]:
    """Well-typed reports that no reader of ours makes: name -> the fields that differ."""
    value, *others = report.values
    finding = Finding(rule="FINE", severity=Severity.INFO, message="all is well")
    twice = Value(field_code=value.field_code, raw="7", state=State.NUMBER, value=Decimal(7))
    return {
        "a field twice": {"values": (*report.values, twice)},
        "a section twice": {"sections": (Section(number=1, heading="", text=""),) * 2},
        "a table's layout twice": {"layouts": (*report.layouts, *report.layouts)},
        "an unknown layout": {"layouts": (("T2", "F2099"),)},
        "a layout of another table": {"layouts": (("T3", "N14"),)},
        "an unknown field": {"values": (replace(value, field_code="t9_touch"), *others)},
        "an unknown table": {"values": (replace(value, table="T9"), *others)},
        "an unknown unit": {"values": (replace(value, unit="touch"), *others)},
        "an unknown rule": {"findings": (finding,)},
        "a day that is none": {"published_on": "2021-02-30"},
        "a day in words": {"published_on": "yesterday"},
        "a week": {"published_on": "2021-W05-1"},
        "a day before there were reports": {"published_on": "0001-01-01"},
        "ok without values": {"values": ()},
        "ok with an error": {"error": "none"},
        "unreadable with values": {"status": Status.UNREADABLE},
        **{
            f"another {name}": {name: stolen}
            for name, stolen in {
                "region_code": "110101",
                "document_sha256": "0" * 64,
                "source_url": "http://b/",
                "media_type": "application/pdf",
                "attachments": ("http://b/",),
            }.items()
        },
    }


def _without(fields: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


def _no_reports(fields: dict[str, Any], whole: bytes, mark: Path) -> dict[str, bytes]:
    """Messages that are no report at all, or one and something more."""
    pack, deep = msgspec.msgpack.encode, b"\x91" * 100_000 + b"\xc0"
    opcodes = b"cpipelines.extract.processes.sandbox\nsubprocess.call\n((lp0\nVtouch\naV" + bytes(mark) + b"\natR."
    return {
        "two messages in one": whole + whole,
        "a byte too many": whole + b"\xc0",
        "a byte too few": whole[:-1],
        "a field twice": b"\xde" + (len(fields) + 1).to_bytes(2) + whole[3:] + pack("year") + pack(2021),
        "nothing": b"",
        "null": b"\xc0",
        "an array": pack(list(fields.values())),
        "text": pack("touch"),
        "an extension": pack(msgspec.msgpack.Ext(1, b"x")),
        "no UTF-8": pack({**fields, "title": "x" * 31}).replace(b"x" * 31, b"\xff" * 31),
        "deep arrays": deep,
        "deep maps": b"\x81\xa1a" * 100_000 + b"\xc0",
        "deep in a field": pack({"year": msgspec.Raw(deep)}),
        "four billion items announced": b"\xdd\xff\xff\xff\xff",
        "four billion values announced": b"\x81\xa6values\xdd\xff\xff\xff\xff",
        "four billion bytes announced": b"\xc6\xff\xff\xff\xff",
        "JSON": msgspec.json.encode(fields),
        "five opcodes": opcodes,
    } | {f"pickle {protocol}": pickle.dumps(Strange(mark), protocol=protocol) for protocol in range(6)}


def _no_answers(report: bytes) -> dict[str, bytes]:
    """What is no answer already before any result comes."""
    pack = msgspec.msgpack.encode
    return {
        "no result after its announcement": framed(RESULT),
        "half a result": framed(RESULT, report)[:-100],
        "half a length": framed(RESULT) + b"\x00\x00\x00",
        "half an answer": framed(RESULT)[:-1],
        "more than a result may have": framed(RESULT) + (1 << 40).to_bytes(8) + b"x",
        "a length of 64 bits": b"\xff" * 8 + b"x",
        "a report where the answer belongs": framed(report),
        "an answer of another kind": framed(pack({"type": "order", "task": "extract", "limits": {}})),
        "an answer without a kind": framed(pack({"message": "x"})),
        "an unknown kind of answer": framed(pack({"type": "call", "message": "x"})),
        "an answer with one field more": framed(pack({"type": "exceeded", "message": "x", "more": 1})),
        "a refusal that is no error of a document": framed(ANSWER.encode(Refusal("InputError", "x"))),
        "a refusal of another class": framed(ANSWER.encode(Refusal("SystemExit", "x"))),
        "a refusal named after a module": framed(ANSWER.encode(Refusal("__builtins__", "x"))),
        "a refusal of a million letters": framed(ANSWER.encode(Refusal("UnreadableDocument", "x" * 1_000_000))),
        "a limit of a million letters": framed(ANSWER.encode(Exceeded("x" * 900_000))),
        "a bug of a million letters": framed(ANSWER.encode(Bug("x" * 900_000, ""))),
        "a bug": framed(ANSWER.encode(Bug("KeyError: 1", ""))),
    }
