"""Whose report a row is."""

import pytest
from parsel import Selector

from crawler.portals.page.row_organs import row_organ

HEAD = "<tr><th>索引号</th><th>名称</th><th>{}</th></tr>"
ROW = "<tr><td>1</td><td><a href='/1.html'>2022年年度报告</a></td><td>市教育局</td></tr>"


@pytest.mark.parametrize("label", ["发布机构", "公开单位", "信息来源", "部门"])
def test_the_cell_under_the_header_of_organs_names_the_organ(label: str) -> None:
    (row,) = Selector(f"<table>{HEAD.format(label)}{ROW}</table>").xpath("//tr[.//a]")
    assert row_organ(row) == "市教育局"


def test_a_header_of_its_own_table_part_counts_too() -> None:
    (row,) = Selector(f"<table><thead>{HEAD.format('发布机构')}</thead><tbody>{ROW}</tbody></table>").xpath(
        "//tr[.//a]"
    )
    assert row_organ(row) == "市教育局"


def test_a_labelled_word_in_the_row_names_the_organ() -> None:
    (row,) = Selector("<ul><li><a href='/1'>年报</a><span>发布机构：市民政局</span></li></ul>").xpath("//li")
    assert row_organ(row) == "市民政局"


def test_a_list_without_such_a_column_names_nobody() -> None:
    (row,) = Selector(f"<table>{HEAD.format('发布日期')}{ROW}</table>").xpath("//tr[.//a]")
    assert row_organ(row) == ""
