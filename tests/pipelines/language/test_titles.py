"""Titles of reports, and everything that is not one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.dates import first_iso, year_label
from pipelines.language.folding import squeeze
from pipelines.language.organ_names import is_organ_name, organ_of_link
from pipelines.language.title_owners import names_department, region_of_title
from pipelines.language.titles import is_report_title, owner, read, report_year


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("山亭区2020年政府信息公开工作年度报告", 2020),
        ("山亭区2020年度政府信息公开工作年度报告", 2020),
        ("二〇二〇年度政府信息公开年报", 2020),
        ("二O一九年政府信息公开工作年度报告", 2019),
        ("２０２１年政府信息公开年度报告", 2021),
        ("山亭区2020政府信息公开工作年度报告", 2020),
        ("XX区人民政府2020年信息公开 工作年度报告", 2020),
        ("科尔沁某旗2023年\n 政府信息公开工作年度报告", 2023),
        ("关于2022年政府信息公开工作的年度报告", 2022),
        ("2018年政府信息公开工作报告", 2018),
        ("2018年政府信息公开工作情况报告", 2018),
        ("2018年政府信息公开工作总结", 2018),
        ("某镇政府信息公开2019年度工作报告", 2019),
        ("2021年1月发布2020年度政府信息公开报告", 2020),
        ("县委机构编制委员会办公室2023年政府信息公开年报", 2023),
        ("区考核办2023年政府信息公开年报", 2023),
        ("某局2022年政务公开工作年度报告", 2022),
        ("某区2019年政府信息公开年报（超链版）", 2019),
        ("某区2023年政府信息公开工作年度报告.pdf", 2023),
        ("2023年度政府信息公开工作总结及2024年工作计划", 2023),
        ("某县政府信息公开工作年度报告（2023年度）", 2023),
        ("某局关于2020年度信息公开工作的年度报告", 2020),
    ],
)
def test_the_year_of_a_report_is_read_from_its_title(title: str, year: int) -> None:
    assert report_year(title) == year


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2022年政府信息公开工作年度报告编制和发布工作的通知",
        "政府信息公开工作年度报告格式",
        "2023年政府网站工作年度报表",
        "某区2023年法治政府建设年度报告",
        "2023年政府工作报告",
        "某区统计年鉴2023",
        "某公司2022年度报告公示",
        "2022年部门决算",
        "2021年依申请公开年度报告",
        "2023年政府信息公开指南",
        "2023年政务新媒体信息公开年报",
        "2023年政府信息公开第三方评估报告",
        "某县2023年政府信息公开社会评议报告",
        "某县2023年上半年政府信息公开工作总结",
        "2023年第一季度政府信息公开工作情况报告",
        "某局2023年政府信息公开整改报告",
        "某局2023年政府信息公开保密审查情况报告",
        "关于公布2023年政府信息公开年度报告的函",
        "某局2023年政府信息公…",
        "政府信息公开年报",
        "2007年政府信息公开年度报告",
        "山亭区人民政府办公室2020年工作总结",
        "",
    ],
)
def test_notices_look_alikes_and_undated_titles_have_no_year(title: str) -> None:
    assert report_year(title) is None


def test_inside_a_column_a_title_need_not_repeat_the_columns_name() -> None:
    assert report_year("某局2020年年报") is None
    assert report_year("某局2020年年报", in_column=True) == 2020
    assert report_year("2020年度报告", in_column=True) == 2020
    assert report_year("2020年政府网站年度报表", in_column=True) is None
    assert is_report_title("某局政府信息公开工作年度报告")
    assert report_year("某局2020年政府信息公开工…", in_column=True) == 2020
    assert report_year("某局2020年政府信...", in_column=True) == 2020
    assert report_year("某局2020年政府信箱...", in_column=True) is None


@given(
    year=st.integers(2008, 2099),
    head=st.sampled_from(["", "某区", "关于", "某市某局"]),
    gap=st.sampled_from(["", " ", "　"]),
)
def test_any_year_in_the_usual_form_is_read_back(year: int, head: str, gap: str) -> None:
    assert report_year(f"{head}{year}年{gap}政府信息公开{gap}工作年度报告") == year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2023年", 2023),
        ("2022年度", 2022),
        ("2022nb", 2022),
        ("2023年政府信息公开年报", 2023),
        ("二〇二三年", 2023),
        ("2022年度年报", 2022),
        ("2020年（年度报告）", 2020),
        ("2023年1月", None),
        ("年报", None),
        ("2023年预算", None),
    ],
)
def test_names_of_year_columns_are_years(text: str, year: int | None) -> None:
    assert year_label(text) == year


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("关于山亭区教育局2022年政府信息公开工作年度报告", "山亭区教育局"),
        ("山亭区司法局关于2022年度政府信息公开工作的年度报告", "山亭区司法局"),
        ("城东街道办事处政府信息公开2021年年报", "城东街道办事处"),
        ("2021年政府信息公开年报", ""),
        ("【山亭区】二〇二〇年政府信息公开年报", "山亭区"),
    ],
)
def test_the_organ_a_title_starts_with(title: str, name: str) -> None:
    assert owner(title) == name


def test_departments_are_told_from_the_government() -> None:
    assert names_department("区教育局2022年政府信息公开工作年度报告")
    assert names_department("城东镇人民政府2022年政府信息公开工作年度报告")
    assert not names_department("山亭区人民政府2022年政府信息公开工作年度报告")
    assert not names_department("山亭区人民政府办公室2022年政府信息公开工作年度报告")
    assert not names_department("山亭区2022年政府信息公开工作年度报告")
    assert not names_department("2022年政府信息公开工作年度报告")


def test_organ_names_are_told_from_menu_words() -> None:
    assert all(is_organ_name(name) for name in ("区教育局", "城东街道", "河包镇", "县发展和改革委员会", "扎格斯台苏木"))
    assert not any(is_organ_name(name) for name in ("新闻中心", "首页", "政府信息公开", "2023年", "局", "个人中心"))
    assert organ_of_link("区财政局政府信息公开目录") == "区财政局"
    assert organ_of_link("政府信息公开") == ""


def test_dates_are_iso_or_nothing() -> None:
    assert first_iso("发布日期：2024年1月5日 12:00") == "2024-01-05"
    assert first_iso("[2023/12/31]") == "2023-12-31"
    assert first_iso("2023-13-40 2023.2.3") == "2023-02-03"
    assert first_iso("2023年") == ""


def test_blanks_inside_words_are_no_blanks() -> None:
    assert squeeze("政府信息公 开\u3000年\u200b报\n") == "政府信息公开年报"
    assert squeeze("２０２３（ＰＤＦ）") == "2023(PDF)"


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("玄武区2023年政府信息公开工作年度报告", "玄武区"),
        ("南京市玄武区人民政府2023年政府信息公开工作年度报告", "玄武区"),
        ("玄武区教育局2023年政府信息公开工作年度报告", "玄武区"),
        ("江宁区2023年政府信息公开工作年度报告", ""),
        ("江宁区玄武湖街道2023年政府信息公开工作年度报告", ""),
        ("城区街道办事处2023年政府信息公开工作年度报告", ""),
        ("城区2023年政府信息公开工作年度报告", "城区"),
        ("2023年政府信息公开工作年度报告", ""),
    ],
)
def test_a_neighbours_report_is_told_by_its_owner(title: str, region: str) -> None:
    assert region_of_title(title, "南京市江宁区", {"玄武区", "城区"}) == region


def test_a_copy_in_another_dress_says_so() -> None:
    assert read("石桥县2023年政府信息公开工作年度报告（图片版）").is_copy
    assert not read("石桥县2023年政府信息公开工作年度报告（更正版）").is_copy
