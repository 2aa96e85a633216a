"""Titles and names that a page shows beside the title of its report: menus, ways, the name of the site."""

from pipelines.records import Metadata
from tests.pipelines.extract.identity.identified import identity

MENU = [f"乙区{year}年政府信息公开工作年度报告" for year in (2024, 2023, 2022, 2021)]
PERIOD = "数据统计期限自2022年1月1日起至2022年12月31日止。"


def test_a_menu_of_other_years_above_the_title_names_none_of_them() -> None:
    found = identity(
        *MENU, "甲市乙区人民政府2022年政府信息公开工作年度报告", PERIOD, "一、总体情况", "甲市乙区人民政府"
    )
    assert (found.organ_name, found.year, found.scope) == ("甲市乙区人民政府", 2022, "unknown")
    assert found.findings == ()


def test_a_list_of_other_organs_reports_above_the_title_names_none_of_them() -> None:
    others = [f"乙区{organ}2022年政府信息公开工作年度报告" for organ in ("民政局", "教育局")]
    found = identity(*others, "乙区财政局2022年政府信息公开工作年度报告", PERIOD, "一、总体情况", "乙区财政局")
    assert found.organ_name == "乙区财政局"
    titled = identity(
        *others,
        "乙区财政局2022年政府信息公开工作年度报告",
        metadata=Metadata(title="乙区财政局2022年政府信息公开工作年度报告_乙区人民政府"),
    )
    assert titled.organ_name == "乙区财政局"


def test_titles_that_nothing_decides_between_are_a_finding() -> None:
    found = identity("乙区民政局2022年政府信息公开工作年度报告", "乙区财政局2022年政府信息公开工作年度报告", PERIOD)
    assert [finding.rule for finding in found.findings] == ["TITLE_AMBIGUOUS"]


def test_the_way_to_the_page_is_no_part_of_a_title() -> None:
    found = identity(
        "首页>政务公开>2023年政府信息公开工作年度报告", "乙区人民政府2022年政府信息公开工作年度报告", PERIOD
    )
    assert (found.organ_name, found.year) == ("乙区人民政府", 2022)


def test_the_end_of_the_way_on_a_line_above_is_no_part_of_a_title() -> None:
    found = identity("首页>统计局>", "信息公开年报", "2022年政府信息公开年度报告", PERIOD)
    assert (found.title, found.year) == ("2022年政府信息公开年度报告", 2022)


def test_the_name_of_the_site_above_a_title_is_not_the_titles() -> None:
    lines = ("古浪县人民政府", "2022年政府信息公开工作年度报告", "本报告由古浪县水务局编制。", "一、总体情况")
    assert identity(*lines).organ_name == "古浪县水务局"
    assert identity(*lines[:2], "一、总体情况", organ_hint="县水务局", region_name="武威市古浪县").organ_name == (
        "武威市古浪县水务局"
    )
