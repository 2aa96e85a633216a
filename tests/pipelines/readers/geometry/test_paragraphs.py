"""Lines that a margin broke -> paragraphs."""

from pipelines.readers.geometry.pages import blocks
from tests.pipelines.readers.geometry.sheets import bare, line, shape


def test_lines_broken_by_the_margin_are_one_paragraph_and_headings_stand_alone() -> None:
    page = bare(
        line("现公布枣庄市山亭区人", 50, 100), line("民政府报告。", 50, 116), line("一、总体情况", 50, 132),
        line("短行", 50, 148), line("全年主动公开信息共一", 50, 164), line("二、主动公开", 50, 180),
    )  # fmt: skip
    assert shape(blocks([page])) == [
        "现公布枣庄市山亭区人民政府报告。", "一、总体情况", "短行", "全年主动公开信息共一", "二、主动公开",
    ]  # fmt: skip


def test_a_title_broken_in_the_middle_of_the_page_is_one_line() -> None:
    page = bare(line("某某镇人民政府二〇二二年政府信息公开工作年度报", 60, 50, 20), line("告", 280, 75, 20))
    assert shape(blocks([page])) == ["某某镇人民政府二〇二二年政府信息公开工作年度报告"]
