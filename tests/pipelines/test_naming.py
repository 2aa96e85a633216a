"""Organs: their kind and their full name."""

import pytest

from pipelines.naming import clean, full_name, kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("枣庄市山亭区人民政府", "government"),
        ("上海市人民政府办公厅", "office"),
        ("桃江县松木塘镇人民政府", "township"),
        ("沙德格苏木", "township"),
        ("北京街道办事处", "township"),
        ("平潭综合实验区管理委员会", "zone"),
        ("山亭区教育和体育局", "department"),
        ("淮安市公安局洪泽分局", "department"),
        ("贵阳市", "government"),
        ("高新区（新市区）", "zone"),
        ("主要负责同志", ""),
    ],
)
def test_an_organ_is_known_by_the_end_of_its_name(name: str, expected: str) -> None:
    assert kind(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("山亭区人民政府", "山亭区人民政府"),
        ("山亭区", "山亭区人民政府"),
        ("山亭区政府", "山亭区人民政府"),
        ("山东省枣庄市山亭区人民政府", "枣庄市山亭区人民政府"),
        ("枣庄市山亭区民政局", "枣庄市山亭区民政局"),
        ("山亭区民政局", "山亭区民政局"),
        ("区民政局", "枣庄市山亭区民政局"),
        ("民政局", "枣庄市山亭区民政局"),
        ("城头镇人民政府", "枣庄市山亭区城头镇人民政府"),
        ("枣庄市生态环境局山亭分局", "枣庄市生态环境局山亭分局"),
        ("滕州市民政局", "滕州市民政局"),
    ],
)
def test_a_name_of_no_region_gets_its_own_and_a_named_one_stays_as_printed(name: str, expected: str) -> None:
    assert full_name(name, "枣庄市山亭区") == expected


def test_without_a_region_a_name_stays_as_printed() -> None:
    assert full_name("区统计局", "") == "区统计局"


@pytest.mark.parametrize("text", ["根据条例规定，编制本报告", "首页", "2020年", "", "联系电话", "山亭区人民政府网站"])
def test_a_sentence_or_a_menu_is_no_organ(text: str) -> None:
    assert clean(text) == "" or kind(clean(text)) == ""
