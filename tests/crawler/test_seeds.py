"""The shipped seeds load and hold what they claim; a faulty file is refused with its row; names mean regions."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path

import pytest

from crawler import seeds as seeds_module
from crawler.seeds import Seed, load_regions, load_seeds, select
from pipelines.exceptions import InputError

REGIONS = load_regions()
SEEDS = load_seeds()
ROWS = {code: list(rows) for code, rows in groupby(REGIONS, key=attrgetter("code"))}
HEADER = "region_code,name,level,portal_url"
ROW = "370406,山亭区,county,https://www.shanting.gov.cn/"
REGION_HEADER = "code,name,level,parent_code,full_name,valid_from,valid_to,successors,source"
PROVINCE = "370000,山东省,province,,山东省,1981,,,areacodes"


def codes(queries: Sequence[str], seeds: Sequence[Seed] = SEEDS) -> list[str]:
    return [seed.region_code for seed in select(seeds, REGIONS, queries)]


def write(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "own.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


# The shipped regions


def test_the_shipped_regions_are_parsed_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def read_bytes(path: Path) -> bytes:
        read.append(path.name)
        with path.open("rb") as file:
            return file.read()

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    seeds_module._shipped_regions.cache_clear()
    for _ in range(2):
        select(load_seeds(), load_regions(), ["370406"])
    assert read.count("regions.csv") == 1


@pytest.mark.parametrize(("level", "count"), [("province", 34), ("prefecture", 333), ("county", 2846)])
def test_the_regions_in_force_at_the_end_of_2024_are_those_of_the_ministry(level: str, count: int) -> None:
    assert sum(region.level == level and region.is_in_force(2024) for region in REGIONS) == count


@pytest.mark.parametrize(
    ("code", "successors"),
    [
        ("130223", ("130284",)),  # 滦县 -> 滦州市
        ("320602", ("320613",)),  # 崇川区 and
        ("320611", ("320613",)),  # 港闸区 -> 崇川区
        ("371200", ("370116", "370117")),  # 莱芜市 -> two districts of 济南市
        ("500105", ("500157",)),  # 江北区 and
        ("500112", ("500157",)),  # 渝北区 -> 两江新区
        ("522200", ("520600",)),  # 铜仁地区 -> 铜仁市
    ],
)
def test_an_ended_region_names_its_successors(code: str, successors: tuple[str, ...]) -> None:
    assert ROWS[code][-1].successors == successors


def test_every_ended_region_has_successors_in_force_when_it_ended_and_no_other_has_any() -> None:
    for region in REGIONS:
        assert bool(region.successors) == (region.valid_to is not None), region
        for successor in region.successors:
            assert any(row.is_in_force(region.valid_to) for row in ROWS[successor]), region


def test_every_parent_is_one_level_up_and_in_force_with_its_region() -> None:
    for region in REGIONS:
        if region.level == "province":
            continue
        parents = ROWS[region.parent_code]
        assert all(parent.level != "county" for parent in parents), region
        assert any(parent.is_in_force(region.valid_from) for parent in parents), region


def test_the_rows_of_a_code_never_overlap_and_stand_in_order_of_time() -> None:
    for rows in ROWS.values():
        for earlier, later in pairwise(rows):
            assert earlier.valid_to is not None
            assert earlier.valid_to <= later.valid_from


@pytest.mark.parametrize(
    ("code", "parent_code", "full_name"),
    [
        ("370406", "370400", "枣庄市山亭区"),
        ("370400", "370000", "枣庄市"),
        ("110101", "110000", "北京市东城区"),
        ("419001", "410000", "济源市"),
        ("659013", "650000", "草湖市"),
        ("653132", "653100", "喀什地区岑岭县"),
        ("371203", "371200", "莱芜市钢城区"),
    ],
)
def test_a_region_stands_under_its_parent_and_carries_its_name(code: str, parent_code: str, full_name: str) -> None:
    region = ROWS[code][-1]
    assert (region.parent_code, region.full_name) == (parent_code, full_name)


def test_a_renamed_region_has_a_row_for_each_name() -> None:
    assert [(row.name, row.valid_from, row.valid_to) for row in ROWS["130502"]] == [
        ("桥东区", 1983, 2020),
        ("襄都区", 2020, None),
    ]


# The shipped seeds


def test_every_seed_belongs_to_a_region_or_has_a_local_id() -> None:
    assert len(SEEDS) > 3200
    assert [seed for seed in SEEDS if seed.region_code not in ROWS and not seed.region_code.startswith("X-")] == []


def test_no_two_seeds_share_a_host() -> None:
    hosts = [re.sub(r"^https?://(www\.)?", "", seed.portal_url) for seed in SEEDS]
    assert len(set(hosts)) == len(hosts)


def test_a_seed_of_an_ended_region_says_so() -> None:
    notes = {seed.region_code: seed.note for seed in SEEDS}
    assert "500157" in notes["500105"]
    assert "500157" in notes["500112"]


def test_a_seed_carries_the_full_name_of_its_region() -> None:
    names = {seed.region_code: seed.full_name for seed in SEEDS}
    assert names["370406"] == "枣庄市山亭区"
    assert names["X-jgdq.gov.cn"] == "加格达奇区"


# A seeds file of one's own


def test_four_columns_are_a_seeds_file(tmp_path: Path) -> None:
    assert load_seeds(write(tmp_path, HEADER, ROW)) == (
        Seed(
            region_code="370406",
            name="山亭区",
            level="county",
            portal_url="https://www.shanting.gov.cn/",
            full_name="枣庄市山亭区",
        ),
    )


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    assert len(load_seeds(write(tmp_path, HEADER + "\r", ROW + "\r", "", encoding="utf-8-sig"))) == 1


def test_a_loopback_portal_with_a_port_is_fine(tmp_path: Path) -> None:
    (seed,) = load_seeds(write(tmp_path, HEADER, "X-replica,石桥区,district,http://127.0.0.1:8731/shiqiao/"))
    assert (seed.level, seed.full_name) == ("county", "石桥区")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no rows"),
        ([HEADER], "no rows"),
        (["region_code,name,level", "370406,山亭区,county"], "row 1: columns missing: portal_url"),
        ([HEADER + ",colour", ROW + ",red"], "row 1: unknown columns: 'colour'"),
        ([HEADER + ",name", ROW + ",山亭区"], "row 1: a column is there twice"),
        ([HEADER, ROW, ROW + ",more"], "row 3: 5 cells, the first row has 4"),
        ([HEADER, "370406,,county,https://a.gov.cn/"], "row 2: name must not be empty"),
        ([HEADER, "370406,山\x00亭区,county,https://a.gov.cn/"], "row 2: name holds a sign that cannot be printed"),
        ([HEADER, "37040,山亭区,county,https://a.gov.cn/"], "row 2: region_code '37040'"),
        ([HEADER, "３７０４０６,山亭区,county,https://a.gov.cn/"], "row 2: region_code"),
        ([HEADER, "370406,山亭区,区,https://a.gov.cn/"], "row 2: level '区'"),
        ([HEADER, "370406,山亭区,county,www.a.gov.cn"], "row 2: portal_url 'www.a.gov.cn'"),
        ([HEADER, "370406,山亭区,county,https://a.gov.cn/a b"], "row 2: portal_url"),
        ([HEADER, "370406,山亭区,county,https://a.gov.cn:port/"], "row 2: portal_url"),
        ([HEADER + ",column_url", ROW + ",/zfxxgknb/"], "row 2: column_url '/zfxxgknb/'"),
        ([HEADER, ROW, ROW], "row 3: 370406 https://www.shanting.gov.cn/ is there twice"),
        ([HEADER, '370406,"山亭区,county,https://a.gov.cn/'], "not a CSV file"),
    ],
)
def test_a_faulty_seeds_file_is_refused_with_its_row(tmp_path: Path, lines: list[str], message: str) -> None:
    path = write(tmp_path, *lines)
    with pytest.raises(InputError, match=re.escape(message)) as refusal:
        load_seeds(path)
    assert str(refusal.value).startswith(str(path))


def test_excels_gb18030_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="save it as `CSV UTF-8`"):
        load_seeds(write(tmp_path, HEADER, ROW, encoding="gb18030"))


def test_a_missing_seeds_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_seeds(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("37,山东省,province,,山东省,1981,,,areacodes", "row 3: code '37'"),
        ("370400,枣庄市,city,370000,枣庄市,1981,,,areacodes", "row 3: level 'city'"),
        ("370400,枣庄市,prefecture,,枣庄市,1981,,,areacodes", "row 3: a province has no parent_code"),
        ("370400,枣庄市,prefecture,380000,枣庄市,1981,,,areacodes", "row 3: '380000' is a parent or successor"),
        (
            "370400,枣庄市,prefecture,370000,枣庄市,1981,1990,370499,areacodes",
            "row 3: '370499' is a parent or successor",
        ),
        ("370400,枣庄市,prefecture,370000,枣庄市,1990,1981,,areacodes", "row 3: valid_from '1990'"),
        ("370400,枣庄市,prefecture,370000,枣庄市,long ago,,,areacodes", "row 3: valid_from 'long ago'"),
        (PROVINCE, "row 3: 370000 山东省 from 1981 is there twice"),
    ],
)
def test_a_faulty_regions_file_is_refused_with_its_row(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        load_regions(write(tmp_path, REGION_HEADER, PROVINCE, row))


def test_a_seed_knows_the_portals_above_and_below_it(tmp_path: Path) -> None:
    rows = ("430900,益阳市,prefecture,http://a.gov.cn/", "430923,安化县,county,http://b.gov.cn/", ROW)
    above, county, other = load_seeds(write(tmp_path, HEADER, *rows))
    assert (above.kin, county.kin, other.kin) == (("http://b.gov.cn/",), ("http://a.gov.cn/",), ())
    assert above.below["安化县"] == "430923"
    assert above.of_region_below("安化县").full_name == "益阳市安化县"
