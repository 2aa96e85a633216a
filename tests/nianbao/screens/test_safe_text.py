"""What portals print is shown without what could steer a terminal or a chat."""

import json

import pytest

from nianbao.screens.safe_text import safe_json, safe_text


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
