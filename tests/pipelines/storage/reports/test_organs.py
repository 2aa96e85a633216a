"""Organs are known by their short names, however a report writes the region before them."""

import pytest

from pipelines.language.organ_places import spoken_names
from pipelines.storage.reports.organs import short_name


@pytest.mark.parametrize(
    ("organ", "short"),
    [
        ("山东省枣庄市山亭区财政局", "财政局"),
        ("枣庄市山亭区财政局", "财政局"),
        ("山亭区财政局", "财政局"),
        ("财政局", "财政局"),
        ("枣庄市财政局", "枣庄市财政局"),
        ("山亭区", "山亭区"),
    ],
)
def test_the_short_name_leaves_out_the_region_and_no_other(organ: str, short: str) -> None:
    assert short_name(organ, "山亭区", "山东省枣庄市山亭区") == short


@pytest.mark.parametrize(
    ("region", "spoken"),
    [
        ("马边彝族自治县", "马边县"),
        ("积石山保安族东乡族撒拉族自治县", "积石山县"),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦旗"),
        ("莫力达瓦达斡尔族自治旗", "莫旗"),
        ("科尔沁右翼中旗", "科右中旗"),
        ("阿拉善左旗", "阿左旗"),
        ("阿鲁科尔沁旗", "阿旗"),
    ],
)
def test_a_region_of_a_long_name_is_known_by_its_spoken_one(region: str, spoken: str) -> None:
    assert short_name(f"{spoken}教育局", region, f"某州{region}") == "教育局"
    assert short_name(f"某州{spoken}教育局", region, f"某州{region}") == "教育局"


@pytest.mark.parametrize("region", ["山亭区", "东乡族自治县", "鄂伦春自治旗", "土默特左旗"])
def test_a_spoken_name_is_never_another_place(region: str) -> None:
    assert spoken_names(region)[0] == region
    assert short_name("土县教育局", region, region) == "土县教育局"
