"""The committed seed files are what seeds/build.py makes of the sources."""

import csv
from pathlib import Path

import pytest

from seeds import build

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_building_again_gives_the_committed_files(tmp_path: Path) -> None:
    build.main(["--shared", str(SHARED), "--out", str(tmp_path)])
    for name in ("regions.csv", "portals.csv"):
        assert (tmp_path / name).read_bytes() == (ROOT / "seeds" / name).read_bytes(), name


@pytest.mark.parametrize("name", ["regions.csv", "portals.csv"])
def test_the_files_are_plain_utf8_sorted_by_code(name: str) -> None:
    body = (ROOT / "seeds" / name).read_bytes()
    assert not body.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in body
    rows = list(csv.reader(body.decode().splitlines()))[1:]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_a_column_worked_out_by_rule_is_not_carried() -> None:
    row = {
        "source": "list; 年报: derived from art",
        "annual_report_column_url": "https://a.gov.cn/b/",
        "access_note": "",
    }
    assert not build._has_trail(row, build.COLUMN_SEEN)
    assert build._notes(row) == []


def test_a_column_seen_years_ago_is_a_note_only() -> None:
    row = {
        "source": "list; 年报: saved page 2018",
        "annual_report_column_url": "https://a.gov.cn/b/",
        "access_note": "HTTP412",
    }
    assert not build._has_trail(row, build.COLUMN_SEEN)
    assert build._notes(row) == [
        "answered programs with HTTP 412 in April 2026, opened in a browser",
        "年报 column of former years, not verified: https://a.gov.cn/b/",
    ]


def test_territory_handed_over_earlier_is_no_successor() -> None:
    row = {
        "代码": "130124",
        "一级行政区": "河北省",
        "二级行政区": "石家庄市",
        "名称": "栾城县",
        "级别": "县级",
        "状态": "弃用",
        "启用时间": "1986",
        "变更/弃用时间": "2014",
        "新代码": "130108[2001];130111",
    }
    region = build._region(row)
    assert region.successors == ("130111",)
    assert (region.parent_code, region.valid_from, region.valid_to) == ("130100", 1986, 2014)


def test_sources_that_disagree_stop_the_build() -> None:
    region = build.RegionRow(
        code="370000",
        name="山东省",
        level="province",
        parent_code="",
        full_name="山东省",
        valid_from=1981,
        valid_to=None,
        successors=(),
        source="areacodes",
    )
    with pytest.raises(SystemExit, match="differ"):
        build._compare_with_data_location([region], {"370000": "山西省"})
