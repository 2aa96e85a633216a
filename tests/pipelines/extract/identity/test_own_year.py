"""Tables of other years: told by what stands right above them, and by nothing else."""

import pytest

from pipelines.extract.identity.own_year import of_year
from pipelines.records import Block, Cell, Grid, TextBlock


def table(name: str, title: str = "") -> Grid:
    rows = [[title]] if title else []
    rows += [[name, "自然人"], ["一、本年新收", "3"]]
    cells = (Cell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Grid(cells=tuple(cells))


def names(*blocks: str | Grid, year: int | None = 2023) -> list[str]:
    """The tables that are left; a finding says so where one is not."""
    given: list[Block] = [TextBlock(text=block) if isinstance(block, str) else block for block in blocks]
    own, findings = of_year(given, year)
    left = [block for block in own if isinstance(block, Grid)]
    assert bool(findings) == (len(left) < sum(isinstance(block, Grid) for block in given))
    return [block.cells[-4].text for block in left]


@pytest.mark.parametrize(
    "heading",
    [
        "2022年情况（上年）：",
        "（上年度情况）",
        "附：2022年政府信息公开行政复议、行政诉讼情况",
        "政府信息公开情况统计表（2022年度）",
        "去年情况",
        "青溪县水务局２０２２年政府信息公开工作年度报告",
        "上年度收到和处理政府信息公开申请情况",
        "附表：上一年度主动公开政府信息情况",
        "往年政府信息公开行政复议、行政诉讼情况",
        "近五年主动公开政府信息情况",
        "二〇二二年收到和处理政府信息公开申请情况",
        "22年度收到和处理政府信息公开申请情况",
        "2022-2023年对比：2022年收到和处理政府信息公开申请情况",
        "2024年主动公开政府信息情况（预计）",
        "2023年上半年收到和处理政府信息公开申请情况",
        "2023年1—6月收到和处理政府信息公开申请情况",
        "2023年第一季度收到和处理政府信息公开申请情况",
        "上期数据",
        "上年数",
    ],
)
def test_a_table_headed_by_another_year_is_left_out(heading: str) -> None:
    assert names(heading, table("old"), "2023年情况：", table("own")) == ["own"]
    assert names(table("own"), table("old", heading)) == ["own"]


@pytest.mark.parametrize(
    "line",
    [
        "青溪县水务局2023年政府信息公开工作年度报告",
        "发布时间：2022-12-30",
        "2022年12月30日",
        "国办公开办函〔2021〕30号",
        "（2019年修订）",
        "1946",
        "与2022年相比，申请数量有所下降。",
        "二、上年结转政府信息公开申请数量",
        "上一年项目数量",
        "2024年工作安排",
        "2022年和2023年情况",
        "二〇二三年收到和处理政府信息公开申请情况",
        "2023年1—12月收到和处理政府信息公开申请情况",
        "统计期限：2023年1月1日至12月31日",
        "2023年12月",
    ],
)
def test_what_does_not_head_another_years_table_takes_nothing_away(line: str) -> None:
    assert names(line, table("own")) == ["own"]


def test_a_heading_speaks_up_to_prose_or_the_next_section() -> None:
    prose = (
        "本机关按照《条例》规定，对收到的政府信息公开申请依法登记、依法办理，并在法定期限内答复申请人，没有超期的情形。"
    )
    assert names("2022年情况", table("old"), prose, table("own")) == ["own"]
    assert names("2022年情况", table("old"), "四、政府信息公开行政复议、行政诉讼情况", table("own")) == ["own"]
    assert names("2022年情况", table("old"), table("old")) == []


def test_a_menu_of_years_above_a_table_heads_nothing() -> None:
    assert names("2020年年报", "2021年年报", "2022年年报", table("own")) == ["own"]


def test_without_a_year_nothing_is_left_out() -> None:
    assert names("2022年情况", table("a"), year=None) == ["a"]
