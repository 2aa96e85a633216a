"""Whose report, on which year, published when."""

import pytest

from pipelines.document import Document
from pipelines.extract.identity.identify import identify
from pipelines.records import Cell, Grid, Metadata
from tests.city.forms.sheet import SheetCell
from tests.pipelines.align.sheets import grid
from tests.pipelines.extract.identity.identified import identity


@pytest.mark.parametrize(
    ("title", "organ", "year"),
    [
        ("枣庄市山亭区人民政府2020年政府信息公开工作年度报告", "枣庄市山亭区人民政府", 2020),
        ("2019年上海市人民政府办公厅政府信息公开工作年度报告", "上海市人民政府办公厅", 2019),
        ("城厢区发展和改革局2021年度政府信息公开工作年度报告", "城厢区发展和改革局", 2021),
        ("衡阳市衡东县杨林镇2023年政府信息公开年度报告", "衡阳市衡东县杨林镇", 2023),
        ("舒兰市市场监督管理局2016年政务信息公开年度报告", "舒兰市市场监督管理局", 2016),
        ("桃园开发区管委会2023年信息公开工作年度报告", "桃园开发区管委会", 2023),
        ("乙区民政局二〇二〇年政府信息公开工作年度报告", "乙区民政局", 2020),
        ("２０２２年度乙区审计局政府信息公开年报", "乙区审计局", 2022),
        ("乙区财政局政府信息公开工作年度报告（2022年）", "乙区财政局", 2022),
        ("乙区财政局政府信息公开工作2022年度报告", "乙区财政局", 2022),
        ("乙区财政局政府信息公开2022年年度报告", "乙区财政局", 2022),
        ("乙区财政局2022年度政务公开工作年度报告", "乙区财政局", 2022),
        ("【年报】乙区财政局2022年政府信息公开工作年度报告", "乙区财政局", 2022),
        ("附件2：乙区财政局2022年政府信息公开工作年度报告", "乙区财政局", 2022),
        ("乙区水务局二Ο二二年度政府信息公开工作年度报告", "乙区水务局", 2022),
        ("乙区供水公司2022年公共企事业单位信息公开工作年度报告", "乙区供水公司", 2022),
        ("关于乙区水利局2022年政府信息公开工作情况的报告", "乙区水利局", 2022),
    ],
)
def test_titles_name_organ_and_year_in_any_order(title: str, organ: str, year: int) -> None:
    found = identity(title, "一、总体情况")
    assert (found.organ_name, found.year) == (organ, year)


def test_a_title_broken_over_lines_is_one_title() -> None:
    found = identity("枣庄市山亭区人民政府2020年信息公开", "工作年度报告", "一、总体情况")
    assert found.title == "枣庄市山亭区人民政府2020年信息公开工作年度报告"


def test_an_organ_on_the_line_above_belongs_to_the_title() -> None:
    found = identity("桃江县松木塘镇人民政府", "2022年政府信息公开工作年度报告", "一、总体情况")
    assert (found.organ_name, found.organ_kind) == ("桃江县松木塘镇人民政府", "township")


def test_a_place_alone_is_its_government_speaking_for_all_of_it() -> None:
    found = identity("贵阳市2021年政府信息公开工作年度报告", "一、总体情况")
    assert (found.organ_name, found.organ_kind, found.scope) == ("贵阳市人民政府", "government", "aggregate")


def test_an_office_speaks_for_itself() -> None:
    found = identity("2019年上海市人民政府办公厅政府信息公开工作年度报告", "一、总体情况")
    assert found.scope == "organ_only"


@pytest.mark.parametrize(
    ("title", "scope"),
    [
        ("乙县人民政府2022年政府信息公开工作年度报告（县本级）", "organ_only"),
        ("乙县本级2022年政府信息公开工作年度报告", "organ_only"),
        ("乙县人民政府（县人民政府办公室）2022年政府信息公开工作年度报告", "organ_only"),
        ("乙县人民政府（含各部门、乡镇）2022年政府信息公开工作年度报告", "aggregate"),
        ("乙县全县2022年政府信息公开工作年度报告", "aggregate"),
        ("乙县人民政府2022年政府信息公开工作年度报告（汇总）", "aggregate"),
    ],
)
def test_words_of_the_title_tell_for_whom_it_speaks(title: str, scope: str) -> None:
    found = identity(title, "一、总体情况")
    assert found.organ_name.startswith("乙县人民政府")
    assert (found.organ_kind, found.year, found.scope) == ("government", 2022, scope)


def test_a_year_on_a_line_of_its_own_belongs_to_the_title() -> None:
    found = identity("乙县财政局政府信息公开工作年度报告", "（2022年度）", "一、总体情况")
    assert (found.organ_name, found.year) == ("乙县财政局", 2022)


def row(number: int, *texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(row=number, column=column, text=text) for column, text in enumerate(texts))


def test_a_sheet_has_its_title_in_a_cell() -> None:
    cells = row(0, "乙县财政局2022年政府信息公开工作年度报告", "") + row(1, "规章", "0") + row(2, "", "2023年1月9日")
    found = identify([Grid(cells=cells)], Metadata(), Document(body=b"x"))
    assert (found.organ_name, found.year, found.published_on) == ("乙县财政局", 2022, "2023-01-09")


def test_a_statistics_sheet_says_its_year_in_its_caption() -> None:
    cells = row(0, "政府信息公开情况统计表", "") + row(1, "（2016年度）", "") + row(2, "统计指标", "统计数")
    assert identify([Grid(cells=cells)], Metadata(), Document(body=b"x")).year == 2016


def test_a_report_laid_out_in_one_cell_is_identified() -> None:
    text = "乙县财政局2022年政府信息公开工作年度报告\n一、总体情况\n乙县财政局\n2023年1月20日"
    found = identify([Grid(cells=row(0, text))], Metadata(), Document(body=b"x"))
    assert (found.organ_name, found.year, found.published_on) == ("乙县财政局", 2022, "2023-01-20")


def test_the_year_is_never_the_day_of_publication() -> None:
    found = identity(
        "政府信息公开工作年度报告", "发布日期：2023-01-31", "数据统计期限自2022年1月1日起至2022年12月31日止。"
    )
    assert (found.year, found.published_on) == (2022, "2023-01-31")


def test_a_title_and_a_period_that_disagree_are_an_error_finding() -> None:
    found = identity(
        "乙区财政局2010年政府信息公开工作年度报告", "统计期限自2009年1月1日起至2009年12月31日止", "一、总体情况"
    )
    assert [finding.rule for finding in found.findings] == ["META_YEAR"]
    assert found.year == 2010


def test_the_day_of_publication_beats_the_day_of_making() -> None:
    found = identity(
        "成文日期 2022-01-08 发布日期 2022-09-06", "甲苏木2021年度政府信息公开工作年度报告", "一、总体情况"
    )
    assert found.published_on == "2022-09-06"


def test_a_signature_dates_a_report_without_a_label() -> None:
    found = identity(
        "乙区2020年政府信息公开工作年度报告", "一、总体情况", "……", "甲市乙区人民政府办公室", "2021年２月20日"
    )
    assert found.published_on == "2021-02-20"


def test_news_below_a_report_do_not_date_it() -> None:
    found = identity(
        "乙区2020年政府信息公开工作年度报告", "一、总体情况", "2021年2月20日", "我区召开安全生产会议 2025-02-11"
    )
    assert found.published_on == "2021-02-20"


def test_page_labels_are_read_before_the_layout() -> None:
    labels = Metadata(article_title="乙区民政局2022年政府信息公开工作年度报告", published="2023-01-20 10:00")
    found = identity("首页", "乙区", metadata=labels, region_name="甲市乙区")
    assert (found.organ_name, found.year, found.published_on) == ("乙区民政局", 2022, "2023-01-20")


def test_where_it_was_found_fills_what_the_document_leaves_open() -> None:
    found = identity("点击下载", title="2022年政府信息公开工作年度报告", organ_hint="民政局", region_name="甲市乙区")
    assert (found.organ_name, found.year) == ("甲市乙区民政局", 2022)


def test_an_organ_taken_from_the_column_alone_is_marked_as_assumed() -> None:
    found = identity("2022年政府信息公开工作年度报告", "一、总体情况", region_name="甲市乙区")
    assert found.organ_name == "甲市乙区人民政府"
    assert [finding.rule for finding in found.findings] == ["ORGAN_ASSUMED"]


def test_the_report_of_another_government_keeps_its_name_and_is_marked() -> None:
    found = identity("丙州苗族自治县人民政府2022年政府信息公开工作年度报告", "一、总体情况", region_name="甲市乙区")
    assert found.organ_name == "丙州苗族自治县人民政府"
    assert [finding.rule for finding in found.findings] == ["ORGAN_ELSEWHERE"]


@pytest.mark.parametrize(
    "title",
    [
        "关于报送2022年政府信息公开工作年度报告的通知",
        "乙区2022年政府网站工作年度报表",
        "2022年政府信息公开工作年度报告格式",
    ],
)
def test_notices_and_look_alikes_are_no_title(title: str) -> None:
    assert identity(title, "一、总体情况").organ_name == ""


def test_the_end_of_a_name_broken_over_lines_is_no_name() -> None:
    found = identity("凤台县朱马店镇", "人民政府2022年政府信息公开工作年度报告", "一、总体情况")
    assert found.organ_name == "凤台县朱马店镇人民政府"


def test_the_day_of_publication_may_stand_in_a_table_or_beside_the_source() -> None:
    rows = [["索引号", "1137", "公开日期：", "2023-01-18"]]
    assert (
        identify(
            [grid([[SheetCell(text) for text in row] for row in rows])], Metadata(), Document(body=b"x")
        ).published_on
        == "2023-01-18"
    )
    assert identity("年报", "2023-01-18 15:33  来源：区政府办公室  字号：大 中 小").published_on == "2023-01-18"


def test_a_page_that_is_one_table_has_its_title_and_signature_in_rows() -> None:
    rows = ["乙区财政局2022年政府信息公开工作年度报告", "一、总体情况", "乙区财政局", "2023年1月18日"]
    found = identify([grid([[SheetCell(row, colspan=4)] for row in rows])], Metadata(), Document(body=b"x"))
    assert (found.organ_name, found.year, found.published_on) == ("乙区财政局", 2022, "2023-01-18")


@pytest.mark.parametrize(
    ("hint", "organ"),
    [
        ("市教育局", "洪江市教育局"),
        ("市政府办公室", "洪江市人民政府"),
        ("黔城镇", "洪江市黔城镇人民政府"),
    ],
)
def test_a_menu_above_a_title_without_an_organ_names_nobody_where_the_list_does(hint: str, organ: str) -> None:
    title = "2022年政府信息公开工作年度报告"
    found = identity("互动交流", title, "一、总体情况", organ_hint=hint, region_name="洪江市", title=title)
    assert found.organ_name == organ


def test_the_organ_that_writes_the_preface_is_the_reports_in_a_column_of_organs() -> None:
    preface = "行唐县水利局根据《中华人民共和国政府信息公开条例》编制本报告。"
    title = "2022年政府信息公开工作年度报告"
    found = identity(title, preface, "一、总体情况", organ_hint="部门信息公开年报", region_name="行唐县", title=title)
    assert found.organ_name == "行唐县水利局"


@pytest.mark.parametrize(
    ("lines", "day", "source"),
    [
        (("发布时间：2024-01-18 来源：县水务局",), "2024-01-18", "label"),
        (("发布日期：20240118",), "2024-01-18", "label"),
        (("2024-01-18 15:33 来源：县水务局",), "2024-01-18", "byline"),
        (("一、总体情况", "乙县水务局", "2024年元月18日"), "2024-01-18", "signature"),
        (("一、总体情况", "乙县水务局 二〇二四年一月十八日"), "2024-01-18", "signature"),
        (("统计时间为2023年1月1日起至2023年12月31日止。",), None, ""),
        (("时间范围：2023年1月1日至2023年12月31日",), None, ""),
        (("下次更新时间：2025-01-18",), None, ""),
        (("网站更新时间：2026-11-30", "条例公布时间：2019-04-03"), None, ""),
        (("预计发布时间：2024-03-31", "计划公开时间：2024-03-31"), None, ""),
        (("今天是：2026年11月30日 星期一", "当前时间：2026年11月30日"), None, ""),
        (("一、总体情况", "我县召开安全生产会议 2025-02-11"), None, ""),
    ],
)
def test_the_day_of_publication_comes_from_what_says_so(lines: tuple[str, ...], day: str | None, source: str) -> None:
    found = identity("乙县水务局2023年政府信息公开工作年度报告", *lines)
    assert (found.published_on, found.published_source) == (day, source)


@pytest.mark.parametrize("pronoun", ["我局", "本镇", "本机关", "该单位", "我街道"])
def test_a_pronoun_names_nobody_and_the_list_decides(pronoun: str) -> None:
    title = f"{pronoun}2021年度政府信息公开工作年度报告"
    assert identity(title, "一、总体情况").organ_name == ""
    found = identity(title, "一、总体情况", organ_hint="县财政局", region_name="吉林市永吉县")
    assert found.organ_name == "吉林市永吉县财政局"


def test_a_pronoun_for_a_place_leaves_the_organ_to_the_preface() -> None:
    lines = ("我县2021年政府信息公开工作年度报告", "本报告由青溪县水务局编制。", "一、总体情况")
    assert identity(*lines).organ_name == "青溪县水务局"
    assert identity(lines[0], lines[2]).organ_name == ""


def test_an_organ_of_a_region_above_keeps_its_name_as_printed() -> None:
    for organ in ("山东省水利厅", "西藏自治区医疗保障局", "市水务局"):
        found = identity(f"{organ}2023年政府信息公开工作年度报告", "一、总体情况", region_name="枣庄市山亭区")
        assert found.organ_name == organ


def test_the_title_is_the_documents_then_that_of_the_link_then_any() -> None:
    title = "乙县水务局2022年政府信息公开工作年度报告"
    assert identity("一、总体情况", page_title=title).title == title
    labels = Metadata(article_title="文章", title="网站")
    assert identity("一、总体情况", metadata=labels, title="附件").title == "附件"
    assert identity("一、总体情况", metadata=labels).title == "文章"


def test_a_year_that_only_the_list_tells_is_the_reports() -> None:
    assert identity("乙县水务局政府信息公开工作年度报告", "一、总体情况", year_hint=2022).year == 2022
    linked = identity("一、总体情况", title="乙县水务局2021年政府信息公开工作年度报告", year_hint=2022)
    assert linked.year == 2021


@pytest.mark.parametrize(
    ("title", "is_printed"),
    [
        ("民政局2022年政府信息公开工作年度报告", True),  # the region stands before it
        ("枣庄市山亭区民政局2022年政府信息公开工作年度报告", True),
        ("我局2022年政府信息公开工作年度报告", False),
    ],
)
def test_an_organ_is_printed_where_the_title_names_it(title: str, *, is_printed: bool) -> None:
    found = identity(title, "一、总体情况", organ_hint="民政局", region_name="枣庄市山亭区")
    assert found.organ_name == "枣庄市山亭区民政局"
    assert found.is_organ_printed is is_printed


@pytest.mark.parametrize(
    ("lines", "scope"),
    [
        (("乙县水务局2022年政府信息公开工作年度报告", "一、总体情况"), "organ_only"),
        (("乙县人民政府2022年政府信息公开工作年度报告", "本报告为县本级情况。"), "organ_only"),
        (("乙县人民政府2022年政府信息公开工作年度报告", "本报告汇总了全县数据。"), "aggregate"),
        (("2022年政府信息公开工作年度报告", "本报告综合各部门情况编制。"), "aggregate"),
        (("2022年政府信息公开工作年度报告", "一、总体情况"), "unknown"),
    ],
)
def test_the_preface_tells_for_whom_a_report_speaks_where_its_title_does_not(
    lines: tuple[str, ...], scope: str
) -> None:
    assert identity(*lines).scope == scope
