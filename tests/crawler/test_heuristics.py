"""Scores of links on the way to the column."""

import csv
from pathlib import Path

import pytest

from crawler.heuristics import (
    TARGET,
    best_score,
    column_score,
    is_column_name,
    is_group_label,
    is_more,
    is_older_column,
)

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.mark.parametrize(
    ("label", "score"),
    [
        ("政府信息公开年报", 100),
        ("政府信息公 开 年报", 100),
        ("政府信息公开工作年度报告", 95),
        ("政府信息公开年度报告", 95),
        ("信息公开工作年度报告", 95),
        ("信息公开年报", 90),
        ("政务信息公开年报", 90),
        ("政府信息年度报告", 90),
        ("公开年报", 90),
        ("政府信息公开", 70),
        ("政务公开", 60),
        ("信息公开", 60),
        ("部门信息公开", 50),
        ("乡镇（街道）信息公开", 50),
        ("区直部门", 50),
        ("法定主动公开内容", 30),
        ("网站地图", 15),
    ],
)
def test_names_score_as_the_portals_use_them(label: str, score: int) -> None:
    assert column_score(label).value == score


@pytest.mark.parametrize(
    "label",
    [
        "政府网站工作年度报表",
        "政府网站年度工作报表",
        "网站年报",
        "法治政府建设年度报告",
        "政府工作报告",
        "统计年鉴",
        "企业年报",
        "年度报告公示",
        "部门决算",
        "行政执法年报",
        "依申请公开年报",
        "政务新媒体年报",
        "信用年报",
        "青山区召开政府信息公开工作推进会暨业务培训会议",
        "首页",
        "",
    ],
)
def test_look_alikes_and_news_are_not_followed(label: str) -> None:
    assert column_score(label).value == 0
    assert column_score(label, inside=True).value == 0


def test_a_link_that_names_the_column_is_believed_before_its_address() -> None:
    assert column_score("信息公开工作报告", "http://a.gov.cn/xxgk/gzbg/").value == 90
    assert column_score("年报", "http://a.gov.cn/xxgk/wznb/", inside=True).value == 0


def test_a_bare_yearly_report_counts_only_on_a_disclosure_page() -> None:
    assert column_score("年报").value == 0
    assert column_score("年报", inside=True).value == TARGET
    assert column_score("年度报告", "http://a.gov.cn/zwgk/zfxxgknb/").value == TARGET + 5


def test_the_column_of_departments_comes_after_the_governments_own() -> None:
    assert column_score("部门信息公开年报").value < column_score("信息公开年报").value
    assert column_score("政府信息公开指南").value < column_score("法定主动公开内容").value


def test_one_wrong_label_spoils_a_link_and_the_best_right_one_counts() -> None:
    assert best_score(("年报", "政府网站年度报表"), "/x/").value == 0
    assert best_score(("更多", "政府信息公开年报"), "/x/").value == 100
    assert best_score((), "/zwgk/zfxxgknb/").value > 0
    assert best_score(("年度报告",), "/xxgk/wzndbb/", inside=True).value == 0


def test_column_names_are_recognised_and_others_are_not() -> None:
    assert all(
        is_column_name(name) for name in ("政府信息公开年报", "信息公开年报", "2023年政府信息公开年报", "公开年报")
    )
    assert is_column_name("政府信息公开年报（2008-2019年）")
    assert column_score("政府信息公开年报（2008年-2019年）").value == 90
    assert column_score("2019年及以前政府信息公开年报").value == 90
    assert column_score("2019年政府信息公开工作年度报告").value == 45
    assert not any(
        is_column_name(name) for name in ("", "政府信息公开", "政府信息公开指南", "政府网站年度报表", "年报")
    )


def test_columns_of_the_years_before_and_links_to_all_rows_are_recognised() -> None:
    older = ("历年年报", "往年政府信息公开年报", "政府信息公开年报（2008-2019年）", "2019年及以前年度报告")
    assert all(is_older_column(name) for name in older)
    others = ("政府信息公开年报", "2019年政府信息公开年报", "历史文化", "2008-2019年政府网站年度报表")
    assert not any(is_older_column(name) for name in others)
    assert all(is_more(name) for name in ("更多", "更多>>", "MORE+", "[更多]", "查看更多..."))
    assert not any(is_more(name) for name in ("", "更多新闻", "2023年更多"))


def test_groups_of_a_column_are_recognised() -> None:
    groups = ("区政府", "区直部门", "镇街", "乡镇(街道)年报", "2022年部门信息公开年报", "公共企事业单位", "县级部门")
    assert all(is_group_label(name) for name in groups)
    assert not any(is_group_label(name) for name in ("政府信息公开年报", "区教育局", "2023年", "更多", "城东街道办"))


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_most_known_column_addresses_are_promising_by_their_slug_alone() -> None:
    rows = list(csv.DictReader((SHARED / "portals" / "annual_report_urls.csv").open(encoding="utf-8-sig")))
    columns = {row["column_url_derived"] for row in rows if row["column_url_derived"].startswith("http")}
    opaque = {url for url in columns if "/col/col" in url or "/channel_" in url}  # Hanweb, gongkai: ids only
    promising = {url for url in columns - opaque if column_score("", url).value > 0}
    assert len(promising) / len(columns - opaque) > 0.75
