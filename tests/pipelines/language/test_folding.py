"""Labels fold to one form whatever the portal did to them."""

import pytest

from pipelines.language.folding import bare, fold, ordinal, printed, unit
from pipelines.language.organ_names import clean


@pytest.mark.parametrize(
    "printed",
    [
        "一、本年新收政府信息公开申请数量",
        "一 、 本年新收 政府信息公开申请数量",
        "一.本年新收政府信息公开\n申请数量",
        "⼀、本年新收政府信息公开申请数量",  # U+2F00, a Kangxi radical
        "本年新收政府信息公开申请数量",
    ],
)
def test_every_way_of_printing_a_label_is_one_label(printed: str) -> None:
    assert bare(printed) == "本年新收政府信息公开申请数量"


def test_radicals_that_nfkc_leaves_alone_are_folded() -> None:
    assert fold("⻅习⻓期") == "见习长期"


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u061c", "\ufe0f", "\u206a"])
def test_signs_that_steer_a_terminal_or_turn_a_line_are_in_no_label_and_no_name(sign: str) -> None:
    assert printed(f"望溪区{sign}教育局") == fold(f"望溪区{sign}教育局") == "望溪区教育局"
    assert clean(f"望溪区{sign}教育局") == "望溪区教育局"


def test_quotes_and_asides_do_not_part_labels() -> None:
    assert bare("3.危及“三安全一稳定”") == bare("3、危及‘三安全一稳定’") == bare('危及"三安全一稳定"')
    assert bare("（二）部分公开（区分处理的，只计这一情形，不计其他情形）") == "部分公开"


def test_an_ordinal_is_read_from_any_form() -> None:
    assert [ordinal(text) for text in ("3.其他", "3、其他", "（六）其他处理", "其他")] == ["3", "3", "六", ""]


def test_a_unit_is_read_from_brackets_only_when_it_is_one() -> None:
    assert unit("采购总金额（亿元）") == "亿元"
    assert unit("本年收费金额（单位：万元）") == "万元"
    assert unit("规章（设区的市）") is None


def test_digits_of_a_label_are_no_ordinal() -> None:
    assert bare("1.5倍") == "1.5倍"


def test_a_raised_digit_is_no_part_of_a_label() -> None:
    assert bare("（一）予以公开¹") == "予以公开"


def test_traditional_characters_are_matched_as_simplified_ones() -> None:
    assert bare("（二）部分公開（區分處理的，只計這一情形）") == "部分公开"
    assert fold("行政事業性收費、訴訟、總計") == "行政事业性收费.诉讼.总计"


def test_a_circled_numeral_and_a_bracket_that_never_closes_are_no_part_of_a_label() -> None:
    assert (bare("③其他"), ordinal("③其他")) == ("其他", "3")
    assert bare("（二）部分公开（区分处理的，只计这一情形，不计其") == "部分公开"
    assert bare("本年收费金额（单位：万元") == "本年收费金额"
