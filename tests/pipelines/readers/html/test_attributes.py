"""Attributes that say nothing go before a page is parsed, and nothing else does."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.exceptions import LimitExceeded
from pipelines.readers.html.attributes import lean
from pipelines.readers.html.reader import read

LARGE = "\n" * 40_000  # from some size on, attributes are dropped
PIECES = (
    "<tr>",
    "<td>",
    "<td class=a>",
    "<TD CLASS='a' colspan=2>",
    '<td style="color:red">',
    '<td style="display:none">',
    "<td style=display&#58;none class=b>",
    '<td style="color:red" style="display:none">',
    '<td width=5" class=">',
    '<td title="a > b" id=c>',
    "<td title='<b class=x>'>",
    '<td class="a>',
    "<td class=a/>",
    "<p class=MsoNormal>",
    '<span lang=EN-US style="font-size:10.5pt">',
    "</span>",
    "</td>",
    "</tr>",
    "<!-- <td class=a-->",
    '<!-- <td class="a" --',
    "-->",
    "<!--[if gte mso 9]>",
    "<script>if (a <b class=c && d> 2) '</td>';</script>",
    "<br style='display:none'>",
    "< td class=a>",
    "12",
    " class=3 ",
    '"',
    "'",
    ">",
)


@pytest.mark.parametrize(
    ("tag", "left"),
    [
        ('<td width=10 class="x" style="color:red">', "<td>"),
        ("<TD COLSPAN=2 CLASS=x rowspan='3'>", "<TD COLSPAN=2 rowspan='3'>"),
        ('<td style="DISPLAY: none" id=a>', '<td style="DISPLAY: none">'),
        ("<td style='display&#58;none'>", "<td style='display&#58;none'>"),
        ('<tr style="height:0pt">', '<tr style="height:0pt">'),
        ("<td hidden align=center/>", "<td hidden>"),
        ('<img src="a.png" alt="一">', '<img alt="一">'),
        ('<td class="a', '<td class="a'),
        ('<td title="1 class=2" abbr="3 class=4">', '<td abbr="3 class=4">'),
    ],
)
def test_a_tag_keeps_what_decides_what_is_shown(tag: str, left: str) -> None:
    assert lean(tag) == left


def test_of_two_styles_the_second_stays_without_effect() -> None:
    assert lean('<td style="color:red" style="display:none">') == "<td>"


def test_a_comment_ends_where_it_did() -> None:
    page = f"<table><tr><td>一<!-- <td class=a--></td><td>12</td></tr></table>{LARGE}"
    assert read(page.encode()) == read(page.replace(" class=a", "").encode())


def test_a_page_with_a_sheet_that_hides_keeps_what_the_sheet_may_choose_by() -> None:
    plain, hiding = "<style>p{color:red}</style>", "<style>.a{display:none}</style>"
    assert lean(f"{plain}<p class=a>") == f"{plain}<p>"
    assert lean(f"{hiding}<p class=a>") == f"{hiding}<p class=a>"


def test_a_tag_of_many_thousand_attributes_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(LimitExceeded, match="64 kB"):
        read(b"<table><tr><td " + b"a " * 40_000 + b">12</td></tr></table>")


@pytest.mark.parametrize("part", ["<!--", "<script ", "<style ", "<td class=\"'", "<a b='", '<td "=', "<"])
def test_what_never_ends_is_looked_at_once(part: str) -> None:
    start = time.process_time()
    for page in (part * 9_000, f"{part * 9_000}>" * 9, f"{part}>" * 60_000):
        with suppress(LimitExceeded):
            lean(page)
    assert time.process_time() - start < 2


@given(st.lists(st.sampled_from(PIECES), max_size=14))
@settings(max_examples=200)
def test_a_page_reads_the_same_with_and_without_them(pieces: list[str]) -> None:
    page = f"<table><tr><td>行政许可</td>{''.join(pieces)}<td>345</td></tr></table>"
    kept, page = page, page + LARGE
    assert read(page.encode()).blocks == read(kept.encode()).blocks
