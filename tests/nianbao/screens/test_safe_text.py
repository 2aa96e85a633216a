"""What portals print is shown without what could steer a terminal or a chat."""

import csv
import json
from datetime import UTC, datetime

import pytest

from nianbao.queries.changed_reports import CellChange, ChangedReport
from nianbao.screens.answer_output import show
from nianbao.screens.change_feed import feed
from nianbao.screens.safe_text import safe_json, safe_text
from pipelines.language.printable import UNSEEN
from pipelines.storage.asking import Answer


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("2023年\u202e报年", "2023年 报年"),
        ("\x1b[2J清屏", " [2J清屏"),
        ("\x9b2J", " 2J"),
        ("<!channel> <@U123>", "‹!channel> ‹@ U123>"),
        ("@everyone ＠所有人", "@ everyone ＠ 所有人"),
        ("写信到 xxgk@example.org", "写信到 xxgk@example.org"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("政府信息公开\u3000年报", "政府信息公开\u3000年报"),
    ],
)
def test_controls_overrides_and_mentions_do_nothing(printed: str, shown: str) -> None:
    assert safe_text(printed) == shown


def test_json_loses_nothing_and_shows_no_control() -> None:
    value = {"title": "年报\u009b2J\u202e\x7f", "values": [1, None]}
    written = safe_json(value)
    assert json.loads(written) == value
    assert not any(ord(sign) in {0x9B, 0x202E, 0x7F} for sign in written)
    assert "年报" in written


STEERING = "年\u202e\u200b\xad\u2060\u180e报\u009b2J\u2066\u2028\x1b[2J\U000e0041 =cmd|' /C calc'!A0"


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_no_answer_of_a_query_steers_a_terminal(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    show(Answer(columns=("title", STEERING), rows=[(STEERING, float("inf"))]), form)
    printed = capsys.readouterr().out
    assert "calc" in printed
    assert not UNSEEN.search(printed)
    if form == "json":
        assert json.loads(printed) == [{"title": STEERING, STEERING: "inf"}]


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(A1)",
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1+1",
        "\u202e=1+1",
        "\u200b=1+1",
        " =1+1",
        "\u3000+1a",
        "-2+3",
    ],
)
def test_no_text_of_an_answer_is_run_by_a_spreadsheet(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    show(Answer(columns=(text, "n"), rows=[(text, -5), ("-5", None)]), "csv")
    head, row, last = csv.reader(capsys.readouterr().out.splitlines())
    assert head[0] == row[0]
    assert row[0][0] == "'"
    assert row[1] == "-5"
    assert last == ["-5", ""]


def test_no_entry_of_the_feed_steers_its_reader() -> None:
    change = ChangedReport(
        region_code="370211",
        region_name=STEERING,
        organ_name=STEERING,
        year=2025,
        scope="government",
        version=1,
        source_url=f"http://127.0.0.1/{STEERING}",
        document_sha256="0" * 64,
        at="2026-01-01",
        why="corrected",
        cells=(CellChange(STEERING, STEERING, STEERING),),
    )
    made = feed([change], datetime(2026, 1, 2, tzinfo=UTC)).decode()
    assert "calc" in made
    assert not UNSEEN.search(made)
