"""Builds regions.csv and portals.csv from the collected sources: `python3 seeds/build.py [--shared ../shared]`.

The same sources give the same bytes. README.md beside this file names the sources, their licences and the columns.
"""

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
LEVELS = {"省级": "province", "地级": "prefecture", "县级": "county"}
MUNICIPALITIES = {"11", "12", "31", "50"}  # 直辖市: counties stand directly under the province, and carry its name

# 2025 and 2026, after the last edition of areacodes; codes and names must be those of data_location (checked below).
ENDED_SINCE = {
    "500105": (2025, "500157"),  # 江北区 -> 两江新区, announced 2025-11-06, code of 2025-12-05
    "500112": (2025, "500157"),  # 渝北区 -> 两江新区; five northern towns went to 500109 北碚区
}
NEW_SINCE = {
    "500157": ("两江新区", 2025, "500000"),
    "653132": ("岑岭县", 2026, "653100"),  # announced 2026-03-26
    "659013": ("草湖市", 2026, "650000"),  # announced April 2026
}

# The portal list gives one host to two regions. The right host, and what shows it.
HOST_OF = {
    "222404": (
        "http://www.hunchun.gov.cn/",
        "the source lists 延边's host; this one carries 珲春's budgets",
    ),
    "310107": (
        "https://www.shpt.gov.cn/",
        "the source lists 舟山普陀's host; this one carries 上海普陀's budgets",
    ),
    "341702": (
        "https://www.ahgc.gov.cn/",
        "the source lists 池州's host; this one carries a 年报 of 贵池",
    ),
    "420281": ("https://www.hbdaye.gov.cn/", "the source lists 黄石's host; this one carries 大冶's 年报 of 2025"),
}
ALSO_LISTED_FOR = {
    "222400": "the source lists this host for 222404 珲春市 too",
    "330903": "the source lists this host for 310107 上海普陀 too",
    "341700": "the source lists this host for 341702 贵池区 too",
    "420200": "the source lists this host for 420281 大冶市 too",
}
COLUMN_SEEN = ("200 on 2026", "saved page 2020")  # the column itself answered, and not long ago
COLUMN_SEEN_ONCE = ("saved page", "from a public spider", "old host")  # a lead for a person, too old to override


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    code: str
    name: str
    level: str
    parent_code: str
    full_name: str
    valid_from: int
    valid_to: int | None
    successors: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRow:
    region_code: str
    name: str
    level: str
    portal_url: str
    column_url: str
    family: str
    note: str


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared", help="the collected sources")
    parser.add_argument("--out", type=Path, default=HERE, help="folder the two files are written to")
    options = parser.parse_args(argv)
    portals = options.shared / "portals"
    regions = build_regions(portals / "regions" / "areacodes_result.csv", portals / "regions" / "list.json")
    seeds = build_portals(portals / "portals.csv", regions)
    _write(options.out / "regions.csv", RegionRow, regions)
    _write(options.out / "portals.csv", PortalRow, seeds)
    print(f"{len(regions)} regions, {len(seeds)} portals")


def build_regions(areacodes: Path, data_location: Path) -> list[RegionRow]:
    """Every code since 1981: areacodes to the end of 2024, the changes since as data_location has them."""
    rows = [_region(row) for row in _read(areacodes)]
    rows = [_ended_since(row) for row in rows]
    for code, (name, year, parent) in NEW_SINCE.items():
        new = RegionRow(
            code=code,
            name=name,
            level="county",
            parent_code=parent,
            full_name="",
            valid_from=year,
            valid_to=None,
            successors=(),
            source="mumuy",
        )
        rows.append(new)
    _compare_with_data_location(rows, json.loads(data_location.read_text(encoding="utf-8")))
    rows = _with_prefecture_successors(rows)
    names = defaultdict(list)
    for row in rows:
        names[row.code].append(row)
    rows = [replace(row, full_name=_full_name(row, names[row.parent_code])) for row in rows]
    return sorted(rows, key=lambda row: (row.code, row.valid_from))


def build_portals(portal_list: Path, regions: Sequence[RegionRow]) -> list[PortalRow]:
    """One row per region that has a portal; a unit without a code in GB/T 2260 gets `X-` and its host."""
    known = {row.code for row in regions}
    ended = {row.code for row in regions} - {row.code for row in regions if row.valid_to is None}
    seeds = []
    for row in _read(portal_list):
        if not row["portal_url"]:
            continue
        url, notes = row["portal_url"], []
        code = row["region_code"] or "X-" + (urlsplit(url).hostname or "").removeprefix("www.")
        if not code.startswith("X-") and code not in known:
            raise SystemExit(f"{portal_list}: {code} is in no edition of the region codes")
        if code in HOST_OF:
            url, reason = HOST_OF[code]
            notes.append(f"{reason}; re-verify")
        if code in ALSO_LISTED_FOR:
            notes.append(ALSO_LISTED_FOR[code])
        if code in ended:
            successor = next("|".join(region.successors) for region in regions if region.code == code)
            notes.append(f"code no longer in force, now {successor}; the old site may be gone")
        notes += _notes(row)
        seeds.append(
            PortalRow(
                region_code=code,
                name=row["county"] or row["city"] or row["province"],
                level={"prefecture?": "prefecture-like"}.get(row["level"], row["level"]),
                portal_url=url,
                column_url=row["annual_report_column_url"] if _has_trail(row, COLUMN_SEEN) else "",
                family="",
                note="; ".join(notes),
            )
        )
    if len({(seed.region_code, seed.portal_url) for seed in seeds}) != len(seeds):
        raise SystemExit(f"{portal_list}: two rows with the same region and portal")
    return sorted(seeds, key=lambda seed: (seed.region_code, seed.portal_url))


def _region(row: dict[str, str]) -> RegionRow:
    """One row of areacodes. `120113[2020]` among the successors is territory handed over in 2020, not the end."""
    code, level = row["代码"], LEVELS[row["级别"]]
    if level == "province":
        parent = ""
    elif level == "prefecture" or row["二级行政区"] == "直辖":
        parent = code[:2] + "0000"
    else:
        parent = code[:4] + "00"
    return RegionRow(
        code=code,
        name=row["名称"],
        level=level,
        parent_code=parent,
        full_name="",
        valid_from=int(row["启用时间"]),
        valid_to=int(row["变更/弃用时间"]) if row["变更/弃用时间"] else None,
        successors=tuple(re.findall(r"(\d{6})(?!\[)(?:;|$)", row["新代码"])),
        source="areacodes",
    )


def _ended_since(row: RegionRow) -> RegionRow:
    if row.valid_to is not None or row.code not in ENDED_SINCE:
        return row
    year, successor = ENDED_SINCE[row.code]
    return replace(row, valid_to=year, successors=(successor,), source="mumuy")


def _compare_with_data_location(rows: Iterable[RegionRow], listed: dict[str, str]) -> None:
    """Both sources must name the same regions in force, but for 台湾 (own codes there), 香港 and 澳门's districts."""
    ours = {row.code: row.name for row in rows if row.valid_to is None and row.code != "710000"}
    theirs = {code: name for code, name in listed.items() if code[:2] not in {"81", "82", "83"} or code[2:] == "0000"}
    theirs.pop("830000", None)
    if ours != theirs:
        raise SystemExit(f"areacodes and data_location differ: {sorted(ours.items() ^ theirs.items())[:10]}")


def _with_prefecture_successors(rows: Sequence[RegionRow]) -> list[RegionRow]:
    """areacodes leaves out what an ended prefecture became; its counties tell.

    A prefecture of the same name that took all (铜仁地区 -> 铜仁市), else the counties (莱芜市 -> 莱芜区, 钢城区).
    """
    parents = {(row.code, row.valid_from): row.parent_code for row in rows}
    named = {(row.code, row.name[:2]) for row in rows}
    starts = set(parents)
    counties = defaultdict(list)
    for row in rows:
        if row.level == "county":
            counties[row.parent_code, row.valid_to].append(row)

    result = []
    for row in rows:
        if row.level == "prefecture" and row.valid_to is not None and not row.successors:
            heirs = {code for county in counties[row.code, row.valid_to] for code in county.successors}
            above = {parent for (code, _), parent in parents.items() if code in heirs}
            if (row.code, row.valid_to) in starts:
                heirs = {row.code}  # renamed: 襄樊市 -> 襄阳市
            elif len(above) == 1 and (min(above), row.name[:2]) in named:
                heirs = above
            row = replace(row, successors=tuple(sorted(heirs)))
        result.append(row)
    return result


def _full_name(row: RegionRow, parents: Sequence[RegionRow]) -> str:
    """With the prefecture's name as it was in the region's last year; with the municipality's for its counties."""
    if row.level != "county" or (row.parent_code.endswith("0000") and row.code[:2] not in MUNICIPALITIES):
        return row.name
    last = 9999 if row.valid_to is None else row.valid_to - 1
    reigning = [parent for parent in parents if parent.valid_from <= last < (parent.valid_to or 10000)]
    if len(reigning) != 1:
        raise SystemExit(f"{row.code} {row.name}: {len(reigning)} parents in force in {last}")
    return reigning[0].name + row.name


def _notes(row: dict[str, str]) -> list[str]:
    notes = []
    access = row["access_note"]
    if access.startswith("HTTP"):
        notes.append(f"answered programs with HTTP {access[4:]} in April 2026, opened in a browser")
    elif access == "timeout":
        notes.append("timed out for programs in April 2026, opened in a browser")
    if not _has_trail(row, COLUMN_SEEN) and _has_trail(row, COLUMN_SEEN_ONCE):
        notes.append(f"年报 column of former years, not verified: {row['annual_report_column_url']}")
    return notes


def _has_trail(row: dict[str, str], words: Iterable[str]) -> bool:
    """How the 年报 column became known stands after `年报:`; a column worked out by rule has none of `words`."""
    trail = row["source"].partition("年报:")[2]
    return any(word in trail for word in words)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, kind: type[RegionRow] | type[PortalRow], rows: Iterable[RegionRow | PortalRow]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(kind))
        for row in rows:
            writer.writerow("|".join(cell) if isinstance(cell, tuple) else cell for cell in astuple(row))


if __name__ == "__main__":
    main()
