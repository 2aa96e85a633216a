"""A code, a prefix or a name means the regions a person has in mind, former names and codes included."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.seeds import Seed, load_regions, load_seeds, select
from pipelines.exceptions import InputError

REGIONS = load_regions()
SEEDS = load_seeds()


def codes(queries: Sequence[str], seeds: Sequence[Seed] = SEEDS) -> list[str]:
    return [seed.region_code for seed in select(seeds, REGIONS, queries)]


@pytest.mark.parametrize(
    "query", ["370406", "山亭区", "枣庄市山亭区", "山东省枣庄市山亭区", "山东省山亭区", "山亭", " 山亭区 "]
)
def test_a_region_is_chosen_by_code_or_name(query: str) -> None:
    assert codes([query]) == ["370406"]


@pytest.mark.parametrize(
    ("query", "code"),
    [("禄劝", "530128"), ("新疆", "650000"), ("内蒙古", "150000"), ("鄂温克", "150724"), ("大兴安岭", "232700")],
)
def test_a_name_may_go_without_its_suffix(query: str, code: str) -> None:
    assert codes([query]) == [code]


def test_four_digits_choose_all_under_a_city_and_six_choose_the_city_alone() -> None:
    assert codes(["3704"]) == ["370400", "370402", "370403", "370404", "370405", "370406", "370481"]
    assert codes(["370400"]) == ["370400"]


def test_two_digits_choose_a_province_with_all_in_it() -> None:
    assert codes(["37"]) == [seed.region_code for seed in SEEDS if seed.region_code.startswith("37")]


def test_the_chosen_stand_in_seeds_order_and_once() -> None:
    assert codes(["370406", "山亭区", "3702", "370102"])[:2] == ["370102", "370200"]
    assert codes(["370406", "山亭区"]) == ["370406"]


def test_no_query_chooses_nothing() -> None:
    assert codes([]) == []


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("滦县", ["130284"]),
        ("130223", ["130284"]),
        ("港闸区", ["320613"]),
        ("崇川区", ["320613"]),
        ("莱芜市", ["370116", "370117"]),
        ("3712", ["370116", "370117"]),
        ("襄樊市", ["420600"]),
        ("419001", ["419001"]),  # 济源市 now, 义马市 until 1990
        ("义马市", ["411281"]),
        ("500105", ["500105", "500157"]),  # its own portal is still in the list
        ("渝北区", ["500112", "500157"]),
    ],
)
def test_a_former_region_chooses_what_it_became(query: str, chosen: list[str]) -> None:
    assert codes([query]) == chosen


def test_a_name_that_went_from_a_county_to_its_prefecture_means_the_prefecture() -> None:
    assert codes(["铜仁市"]) == ["520600"]


def test_a_name_of_several_regions_asks_which() -> None:
    with pytest.raises(
        InputError, match=r"several regions are called '鼓楼区'; say which: 320106 南京市鼓楼区, 320302"
    ):
        codes(["鼓楼区"])


def test_a_name_that_was_anothers_since_2008_asks_which() -> None:
    with pytest.raises(InputError, match=r"500105 重庆市江北区 \(ended 2025\), 330205 宁波市江北区"):
        codes(["江北区"])


def test_the_provinces_name_is_not_a_short_name_of_its_counties() -> None:
    with pytest.raises(InputError, match="say which: 150303 乌海市海南区, 460000 海南省, 632500 海南藏族自治州"):
        codes(["海南"])


def test_a_name_is_clear_when_the_seeds_hold_only_one_of_that_name() -> None:
    only = [seed for seed in SEEDS if seed.region_code == "320106"]
    assert codes(["鼓楼区"], only) == ["320106"]


def test_an_unknown_region_is_answered_with_near_names() -> None:
    with pytest.raises(
        InputError, match=r"unknown region '枣庄市山停区': did you mean 370406 枣庄市山亭区 or .+ give a code"
    ):
        codes(["枣庄市山停区"])


@pytest.mark.parametrize("query", ["xyz", "", "99", "999999", "区"])
def test_nonsense_is_an_unknown_region(query: str) -> None:
    with pytest.raises(InputError, match=f"unknown region '{query}'"):
        codes([query])


@pytest.mark.parametrize("query", ["金门县", "350527"])
def test_a_region_without_a_portal_says_what_to_add(query: str) -> None:
    with pytest.raises(InputError, match="350527 泉州市金门县 has no row in the seeds file; add one with region_code,"):
        codes([query])


def test_a_unit_the_codes_do_not_know_is_chosen_by_its_own_name_or_id(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "region_code,name,level,portal_url\n"
        "370406,山亭区,county,https://www.shanting.gov.cn/\n"
        "X-replica,石桥区,county-like,http://127.0.0.1:8731/\n",
        encoding="utf-8",
    )
    seeds = load_seeds(own)
    assert codes(["石桥区"], seeds) == ["X-replica"]
    assert codes(["石桥"], seeds) == ["X-replica"]
    assert codes(["X-replica", "山亭"], seeds) == ["370406", "X-replica"]
