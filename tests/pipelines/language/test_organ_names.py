"""Organs: their kind and their full name."""

import pytest

from pipelines.language import organ_names
from pipelines.language.organ_names import clean, kind
from pipelines.language.organ_places import full_name, is_elsewhere


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
        ("遂宁经开区", "zone"),
        ("天津市滨海新区", "government"),
        ("莫力达瓦达斡尔族自治旗", "government"),
        ("六枝特区", "government"),
        ("官洲街", "township"),
        ("郑州高新区枫杨办事处", "township"),
        ("乙县人民政府驻北京办事处", "department"),
        ("乙县人民政府国有资产监督管理委员会", "department"),
        ("中共乙县委宣传部", "department"),
        ("乙县供水有限责任公司", "department"),
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
        ("黔南布依族苗族自治州三都水族自治县", "黔南布依族苗族自治州三都水族自治县人民政府"),
        ("双江拉祜族佤族布朗族傣族自治县民政局", "双江拉祜族佤族布朗族傣族自治县民政局"),
        ("我区", "枣庄市山亭区人民政府"),
        ("民政局", "枣庄市山亭区民政局"),
        ("城头镇人民政府", "枣庄市山亭区城头镇人民政府"),
        ("山亭城头镇人民政府", "枣庄市山亭区城头镇人民政府"),
        ("山亭街道办事处", "枣庄市山亭区山亭街道办事处"),
        ("枣庄市生态环境局山亭分局", "枣庄市生态环境局山亭分局"),
        ("滕州市民政局", "滕州市民政局"),
        ("经济开发区管理委员会", "枣庄市山亭区经济开发区管理委员会"),
        ("滕州经济开发区管理委员会", "滕州经济开发区管理委员会"),
    ],
)
def test_a_name_of_no_region_gets_its_own_and_a_named_one_stays_as_printed(name: str, expected: str) -> None:
    assert full_name(name, "枣庄市山亭区") == expected


def test_a_city_whose_own_name_ends_in_a_rank_is_not_cut_there() -> None:
    assert full_name("沛县人民政府", "徐州市沛县") == "沛县人民政府"
    assert full_name("海珠区教育局", "广州市海珠区") == "海珠区教育局"
    assert full_name("县教育局", "徐州市沛县") == "徐州市沛县教育局"
    assert full_name("莫旗教育局", "呼伦贝尔市莫力达瓦达斡尔族自治旗") == "莫旗教育局"


def test_without_a_region_a_name_stays_as_printed() -> None:
    assert full_name("区统计局", "") == "区统计局"
    assert full_name("全州县", "") == "全州县人民政府"


@pytest.mark.parametrize("pronoun", ["我县", "本市", "全区", "我省"])
def test_a_pronoun_for_a_place_names_nobody_where_no_region_is_known(pronoun: str) -> None:
    assert full_name(pronoun, "") == ""
    assert full_name(f"{pronoun}教育局", "") == f"{pronoun[1:]}教育局"


def test_a_pronoun_for_a_region_above_is_not_this_one() -> None:
    assert full_name("我省", "枣庄市山亭区") == ""
    assert full_name("我省", "山东省") == "山东省人民政府"


@pytest.mark.parametrize("text", ["根据条例规定，编制本报告", "首页", "2020年", "", "联系电话", "山亭区人民政府网站"])
def test_a_sentence_or_a_menu_is_no_organ(text: str) -> None:
    assert clean(text) == "" or kind(clean(text)) == ""


@pytest.mark.parametrize(
    ("region", "place"),
    [
        ("徐州市沛县", "沛县"),
        ("荆州市沙市区", "沙市区"),
        ("枣庄市市中区", "市中区"),
        ("黔南布依族苗族自治州都匀市", "都匀市"),
        ("阿拉善盟阿拉善左旗", "阿拉善左旗"),
        ("济源市", "济源市"),
        ("上海市浦东新区", "浦东新区"),
    ],
)
def test_a_name_that_opens_with_the_last_unit_of_its_region_stays_as_printed(region: str, place: str) -> None:
    assert full_name(f"{place}财政局", region) == f"{place}财政局"
    assert full_name("财政局", region) == f"{region}财政局"


@pytest.mark.parametrize(
    ("name", "region", "elsewhere"),
    [
        ("枣庄市山亭区人民政府", "枣庄市山亭区", False),
        ("山亭区人民政府", "枣庄市山亭区", False),
        ("滕州市人民政府", "枣庄市山亭区", True),
        ("枣庄市人民政府", "枣庄市山亭区", True),
        ("章丘市人民政府", "济南市章丘区", False),
        ("枣庄市山亭区人民政府", "枣庄市", False),
        ("太原市城区人民政府", "晋城市城区", False),
        ("滕州市人民政府", "", False),
        ("马边县人民政府", "乐山市马边彝族自治县", False),
        ("莫旗人民政府", "呼伦贝尔市莫力达瓦达斡尔族自治旗", False),
        ("阿荣旗人民政府", "呼伦贝尔市莫力达瓦达斡尔族自治旗", True),
    ],
)
def test_a_government_of_another_place_is_told_by_the_name_it_lacks(name: str, region: str, elsewhere: bool) -> None:
    assert is_elsewhere(name, region) == elsewhere


def test_a_governments_own_office_in_brackets_is_the_government() -> None:
    name = "乙县人民政府（县人民政府办公室）"
    assert organ_names.is_government(name)
    assert organ_names.without_own_office(name) == "乙县人民政府"
    assert organ_names.GOVERNMENT_WORDS.sub("", name) == "乙县"
    assert organ_names.without_own_office("高新区（新市区）管委会") == "高新区（新市区）管委会"
