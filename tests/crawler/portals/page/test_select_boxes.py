"""Select boxes that open a list once a year or an organ is chosen."""

import pytest
from scrapy.http import HtmlResponse

from crawler.portals import GENERIC
from crawler.portals.page.unread_parts import ORGANS, YEARS, unread_parts

URL = "http://www.a.gov.cn/nb/list.php?id=8"
OPTIONS = "<option value=''>选择年份</option><option value='2023'>2023年</option><option value='2022'>2022年</option>"


def page(body: str) -> HtmlResponse:
    head = "<title>政府信息公开年报</title>"
    return HtmlResponse(URL, body=f"<html><head>{head}</head><body>{body}</body></html>".encode(), encoding="utf-8")


def columns(body: str) -> list[str]:
    return [link.url.removeprefix("http://www.a.gov.cn/nb/") for link in GENERIC.sub_columns(page(body))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<form action='list.php'><input type='hidden' name='id' value='8'>"
            f"<select name='year' onchange='this.form.submit()'>{OPTIONS}</select></form>",
            ["list.php?id=8&year=2023", "list.php?id=8&year=2022"],
        ),
        (
            f"<select onchange=\"location.href='list.php?id=8&year=' + this.value\">{OPTIONS}</select>",
            ["list.php?id=8&year=2023", "list.php?id=8&year=2022"],
        ),
        (
            f"<select onchange='go(this.options[this.selectedIndex].value)'>{OPTIONS}</select>"
            "<script>function go(y){ var url = 'n' + y + '.html'; window.location = url; }</script>",
            ["n2023.html", "n2022.html"],
        ),
        (
            f"<select id='nd'>{OPTIONS}</select><script>$('#nd').change(function(){{"
            "location.href = 'n' + $('#nd option:selected').val() + '.html';});</script>",
            ["n2023.html", "n2022.html"],
        ),
    ],
)
def test_a_year_that_is_chosen_opens_its_own_list(body: str, expected: list[str]) -> None:
    assert columns(body) == expected
    assert unread_parts(page(body)) == frozenset()


@pytest.mark.parametrize(
    "body",
    [
        f"<select onchange='load()'>{OPTIONS}</select>",
        f"<select onchange=\"location.href='list.php?year=' + this.value + '&organ=' + organ\">{OPTIONS}</select>",
        f"<form method='post'><select name='year' onchange='this.form.submit()'>{OPTIONS}</select></form>",
    ],
)
def test_a_choice_of_years_that_is_not_understood_is_told(body: str) -> None:
    assert columns(body) == []
    assert unread_parts(page(body)) == {YEARS}


def test_what_a_list_shows_already_is_not_chosen_from_it() -> None:
    box = f"<select onchange=\"location.href='list.php?id=8&year=' + this.value\">{OPTIONS}</select>"
    row = "<li><a href='{0}.html'>石桥县{0}年政府信息公开工作年度报告</a></li>"
    assert columns(f"{box}<ul>{row.format(2023)}{row.format(2022)}</ul>") == []
    assert len(columns(f"{box}<ul>{row.format(2023)}</ul>")) == 2


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("<ul><li onclick='tab(1)'>县政府</li><li onclick='tab(2)'>县直部门</li></ul>", {ORGANS}),
        (
            "<a href='#'>乡镇（街道）</a><a href='javascript:;'>2023年</a><a href='javascript:;'>2022</a>",
            {ORGANS, YEARS},
        ),
        ("<a href='bm/'>县直部门</a><a href='#'>2023年</a><span>乡镇</span>", set()),
    ],
)
def test_tabs_that_lead_nowhere_known_are_told(body: str, parts: set[str]) -> None:
    assert unread_parts(page(body)) == parts
