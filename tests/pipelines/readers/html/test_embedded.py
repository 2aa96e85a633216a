"""HTML that a page keeps for its script: found in whatever way it is kept."""

import base64
import json
from html import escape
from urllib.parse import quote

import pytest

from pipelines.readers.html.reader import read
from pipelines.records import Grid

LINES = [
    '<p class="a">二、主动公开</p>',
    '<table border="1"><tr><td>规章</td><td>12</td></tr>',
    "<tr><td>行政许可</td><td>340</td></tr></table>",
]
TABLE = "\n".join(LINES)


def single(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


@pytest.mark.parametrize(
    "kept",
    [
        f"<script>var page = {json.dumps(TABLE)};</script>",
        f"<script>var page = {single(TABLE)};</script>",
        f"<script>const page = `{TABLE}`</script>",
        "<script>" + "".join(f"document.write({json.dumps(line)});\n" for line in LINES) + "</script>",
        "<script>var s = ''; " + "".join(f"s += {single(line)};" for line in LINES) + "</script>",
        f"<script>var page = {json.dumps(TABLE).replace('<', chr(92) + 'u003c')};</script>",
        f"<script>show(unescape('{quote(TABLE)}'))</script>",
        f"<script>show(decode('{base64.b64encode(TABLE.encode()).decode()}'))</script>",
        f'<script type="text/html">{TABLE}</script>',
        f"<template>{TABLE}</template>",
        f'<div style="display:none">{escape(TABLE)}</div>',
        f"<textarea>{escape(TABLE)}</textarea>",
        f'<div data-content="{quote(TABLE)}"></div>',
        f'<iframe srcdoc="{escape(TABLE)}"></iframe>',
    ],
)
def test_a_table_kept_for_a_script_is_read(kept: str) -> None:
    reading = read(f"<html><body><div id=app></div>{kept}</body></html>".encode())
    (grid,) = (block for block in reading.blocks if isinstance(block, Grid))
    assert [cell.text for cell in grid.cells] == ["规章", "12", "行政许可", "340"]


def test_what_a_script_keeps_is_not_read_beside_a_table_that_is_shown() -> None:
    shown = "<table><tr><td>规章</td><td>1</td></tr></table>"
    reading = read(f"<body>{shown}<script>var old = {json.dumps(TABLE)}</script></body>".encode())
    (grid,) = (block for block in reading.blocks if isinstance(block, Grid))
    assert [cell.text for cell in grid.cells] == ["规章", "1"]
    assert reading.findings == ()
