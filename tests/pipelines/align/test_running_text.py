"""Running text: one way to read it, or none."""

import time
from dataclasses import replace

import pytest

from pipelines.align import Aligned, align
from pipelines.records import TextBlock
from tests.city.forms import render_text
from tests.city.forms.report import ReportForm
from tests.pipelines.align.sheets import busy_figures, flagged, numbers, only

FIGURES = busy_figures()
FORM = ReportForm(organ="甲市乙区人民政府", year=2022, published_on="2023-01-20", printed=FIGURES)
LINES = render_text.text(FORM, "lines")


def read(text: str) -> Aligned:
    return align([TextBlock(text=text)])


def exact(aligned: Aligned) -> dict[str, float]:
    return {code: float(number) for code, number in numbers(aligned).items()}


def test_a_cell_a_line_reads_whole() -> None:
    assert exact(read(LINES)) == {code: float(text) for code, text in FIGURES.items()}


def test_a_dash_stands_in_its_place_and_counts_nothing() -> None:
    figures = {code: "—" if text == "0" and not code.startswith("t2_") else text for code, text in FIGURES.items()}
    found = read(render_text.text(replace(FORM, printed=figures), "lines"))
    assert exact(found) == {code: float(text) for code, text in figures.items() if text != "—"}
    assert {value.field_code for value in found.values} == set(figures)


def test_look_alikes_that_fonts_put_for_common_characters_are_read() -> None:
    alike = str.maketrans("一二三五六八十人文止用行见金", "⼀⼆三五六⼋⼗⼈⽂⽌⽤⾏⻅⾦")
    assert exact(read(LINES.translate(alike))) == exact(read(LINES))


@pytest.mark.parametrize(
    ("table", "printed", "moved"),
    [
        ("t2_", "本年制发件数\n本年废止件数\n现行有效件数", "现行有效件数\n本年制发件数\n本年废止件数"),
        ("t3_", "商业企业\n科研机构", "科研机构\n商业企业"),
        (
            "t4_",
            "结果维持\n结果纠正\n其他结果\n尚未审结\n总计",
            "总计\n结果维持\n结果纠正\n其他结果\n尚未审结",
        ),
    ],
)
def test_a_header_in_another_order_is_refused(table: str, printed: str, moved: str) -> None:
    assert printed in LINES
    found = read(LINES.replace(printed, moved))
    assert only(numbers(found), table) == {}
    assert set(only(FIGURES, table)) <= flagged(found)


def test_numbers_before_their_labels_are_not_given_to_the_labels_before_them() -> None:
    lines = LINES.split("\n")
    turned: list[str] = []
    for line in lines:
        if turned and line.replace(".", "").isdecimal():
            turned.insert(-1, line)
        else:
            turned.append(line)
    found = read("\n".join(turned))
    assert numbers(found) == {}
    assert {code for code in FIGURES if code.startswith("t2_")} <= flagged(found)


def test_a_missing_row_refuses_the_table_and_names_every_field() -> None:
    start, end = LINES.index("2.重复申请"), LINES.index("3.要求提供公开出版物")
    found = read(LINES[:start] + LINES[end:])
    assert only(numbers(found), "t3_") == {}
    assert {code for code in FIGURES if code.startswith("t3_")} <= flagged(found)


def test_text_cut_after_a_number_gives_no_cut_number() -> None:
    end = LINES.index("行政强制\n") + len("行政强制\n") + 1
    found = read(LINES[:end])
    assert "t2_coercion_decisions" not in numbers(found)


def test_glued_digits_that_could_be_anything_are_refused_at_once() -> None:
    form = ReportForm(
        organ="甲市乙区人民政府", year=2022, published_on="2023-01-20", printed=dict.fromkeys(FIGURES, "1" * 20)
    )
    started = time.monotonic()
    assert numbers(read(render_text.text(form, "glued"))) == {}
    assert time.monotonic() - started < 10  # it took minutes when every way was tried


def test_numbers_are_never_taken_for_the_words_of_an_aside_cut_by_the_lines_end() -> None:
    label = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    figures = [FIGURES[code] for code in FIGURES if code.startswith("t3_partial__")]
    whole = label + "\n" + "\n".join(figures)
    broken = LINES.replace(whole, f"{label[:-3]} {' '.join(figures)}\n{label[-3:]}")
    assert broken != LINES
    found = read(broken)
    blank = [value.field_code for value in found.values if value.state == "blank"]
    assert blank == []
    assert exact(found).items() <= {code: float(text) for code, text in FIGURES.items()}.items()


@pytest.mark.parametrize("number", ["- 3 -", "— 12 —", "第3页", "第 3 页 共 8 页", "3/8", "3"])
def test_a_pages_number_between_two_rows_of_a_line_each_is_no_figure(number: str) -> None:
    lines = render_text.text(FORM, "pipes").replace("|", " ").split("\n")
    place = next(at for at, line in enumerate(lines) if "属于四类过程性信息" in line)
    found = read("\n".join([*lines[:place], number, *lines[place:]]))
    expected = {code: float(text) for code, text in FIGURES.items() if code.startswith("t3_")}
    assert {code: value for code, value in exact(found).items() if code.startswith("t3_")} == expected


def test_a_text_whose_balance_alone_fails_is_refused() -> None:
    carried = {
        code: "77" if code.endswith(("__natural_person", "__total")) else "0"
        for code in FIGURES
        if "carried_out" in code
    }
    glued = render_text.text(replace(FORM, printed=FIGURES | carried), "glued")
    assert not any(code.startswith("t3_") for code in numbers(read(glued)))
