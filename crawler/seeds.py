"""Where a crawl starts: the portals of seeds/portals.csv, the regions of seeds/regions.csv, and choosing among them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from crawler.gazetteer import Gazetteer
from pipelines.exceptions import InputError
from pipelines.language.dates import FIRST_YEAR
from pipelines.language.regions import Region

REGION_LEVELS = ("province", "prefecture", "county")
SEED_LEVELS = {level: level for level in (*REGION_LEVELS, "county-like", "prefecture-like")} | {"district": "county"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One portal to crawl. What `column_url` and `family` say overrides what discovery finds."""

    region_code: str  # 行政区划代码, or the local id `X-host` of a unit without one
    name: str
    level: str  # province | prefecture | county | county-like | prefecture-like
    portal_url: str
    column_url: str = ""
    family: str = ""
    note: str = ""
    full_name: str = ""  # 枣庄市山亭区; `name` when the code is unknown
    neighbours: frozenset[str] = field(default=frozenset(), repr=False, compare=False)  # names of counties beside it
    below: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)  # region under it: name -> code
    kin: tuple[str, ...] = field(default=(), repr=False, compare=False)  # portals of regions it lies in, of those below

    def of_region_below(self, name: str) -> "Seed":
        """This portal, for the reports of a region under its own. KeyError: no such region."""
        code = self.below[name]
        full_name = _full_names().get(code, name)
        return replace(self, region_code=code, name=name, full_name=full_name, neighbours=frozenset(), below={})


def load_seeds(path: Path | None = None) -> tuple[Seed, ...]:
    """The seeds in file order, checked; the shipped ones when no path is given. InputError names file and row."""
    full_names, counties, below = _full_names(), _counties(), _below()
    seeds: dict[tuple[str, str], Seed] = {}
    for where, row in _rows(
        path or _shipped("portals.csv"),
        filled=("region_code", "name", "level", "portal_url"),
        optional=("column_url", "family", "note"),
    ):
        if not re.fullmatch(r"\d{6}|X-[\w.:-]+", row["region_code"], re.ASCII):
            raise InputError(f"{where}: region_code {row['region_code']!r} is neither six digits nor X- and a host")
        if row["level"] not in SEED_LEVELS:
            raise InputError(f"{where}: level {row['level']!r} is none of {', '.join(SEED_LEVELS)}")
        for column in ("portal_url", "column_url"):
            if row.get(column) and not is_web_address(row[column]):
                raise InputError(f"{where}: {column} {row[column]!r} is no address: http:// or https://, no spaces")
        key = row["region_code"], row["portal_url"]
        if key in seeds:
            raise InputError(f"{where}: {key[0]} {key[1]} is there twice; delete one of the rows")
        row["level"] = SEED_LEVELS[row["level"]]
        full_name = full_names.get(row["region_code"], row["name"])
        beside = {name for code, name in counties.get(row["region_code"][:4], ()) if code != row["region_code"]}
        neighbours = frozenset(name for name in beside if name != row["name"] and not full_name.endswith(name))
        under = below.get(row["region_code"], {})
        seeds[key] = Seed(**row, full_name=full_name, neighbours=neighbours, below=under, kin=())
    by_code: dict[str, list[str]] = {}
    for code, portal_url in seeds:
        by_code.setdefault(code, []).append(portal_url)
    return tuple(replace(seed, kin=tuple(_kin(seed, by_code))) for seed in seeds.values())


def load_regions(path: Path | None = None) -> tuple[Region, ...]:
    """The regions in file order, checked; the shipped ones when no path is given. InputError names file and row."""
    return _shipped_regions() if path is None else _regions(path)


@cache
def _shipped_regions() -> tuple[Region, ...]:
    """Parsed once a process: seeds, selection and the ledger all ask for them."""
    return _regions(_shipped("regions.csv"))


def _regions(path: Path) -> tuple[Region, ...]:
    rows = list(
        _rows(
            path,
            filled=("code", "name", "level", "full_name", "valid_from", "source"),
            blank=("parent_code", "valid_to", "successors"),
        )
    )
    codes = {row["code"] for _, row in rows}
    regions: dict[tuple[str, str, int], Region] = {}
    for where, row in rows:
        if not re.fullmatch(r"\d{6}", row["code"], re.ASCII):
            raise InputError(f"{where}: code {row['code']!r} is not six digits")
        if row["level"] not in REGION_LEVELS:
            raise InputError(f"{where}: level {row['level']!r} is none of {', '.join(REGION_LEVELS)}")
        if (row["level"] == "province") != (row["parent_code"] == ""):
            raise InputError(f"{where}: a province has no parent_code, every other region has one")
        years = [row["valid_from"], row["valid_to"] or "9999"]
        if not all(re.fullmatch(r"\d{4}", year, re.ASCII) for year in years) or years[0] >= years[1]:
            raise InputError(
                f"{where}: valid_from {years[0]!r}, valid_to {row['valid_to']!r} are not two years in order"
            )
        successors = tuple(filter(None, row["successors"].split("|")))
        for code in {row["parent_code"], *successors} - codes - {""}:
            raise InputError(f"{where}: {code!r} is a parent or successor without a row of its own")
        key = row["code"], row["name"], int(row["valid_from"])
        if key in regions:
            raise InputError(f"{where}: {key[0]} {key[1]} from {key[2]} is there twice; delete one of the rows")
        regions[key] = Region(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_code=row["parent_code"],
            full_name=row["full_name"],
            valid_from=int(row["valid_from"]),
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            successors=successors,
        )
    return tuple(regions.values())


def select(seeds: Sequence[Seed], regions: Sequence[Region], queries: Sequence[str]) -> tuple[Seed, ...]:
    """The seeds the queries mean, in seeds order, each once; none for no query.

    A query is a code (`370406`: that unit alone), a prefix of two or four digits (`3704`: all under it), or a name
    (`山亭区`, `枣庄市山亭区`, `山东省枣庄市山亭区`, `山亭`). An ended region stands for its successors, too.
    InputError: unknown, several regions of that name, or no row in the seeds.
    """
    listed = {(region.code, region.name) for region in regions}
    unlisted = (_region(seed) for seed in seeds if (seed.region_code, seed.name) not in listed)
    gazetteer = Gazetteer([*unlisted, *regions], {seed.region_code for seed in seeds})
    chosen = {code for query in queries for code in gazetteer.codes(query)}
    return tuple(seed for seed in seeds if seed.region_code in chosen)


def _full_names() -> dict[str, str]:
    """Code -> full name, by the shipped regions: they stand in order of time, so the latest name of a code stays."""
    return {region.code: region.full_name for region in load_regions()}


def _counties() -> dict[str, set[tuple[str, str]]]:
    """First four digits of a code, its prefecture -> code and name of the counties there, former ones included."""
    found: dict[str, set[tuple[str, str]]] = {}
    for region in load_regions():
        if region.level == "county":
            found.setdefault(region.code[:4], set()).add((region.code, region.name))
    return found


def _below() -> dict[str, dict[str, str]]:
    """Code -> name and code of the regions right below, those there are today."""
    found: dict[str, dict[str, str]] = {}
    for region in load_regions():
        if region.valid_to is None and region.parent_code:
            found.setdefault(region.parent_code, {})[region.name] = region.code
    return found


def _kin(seed: Seed, portals: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The portals of the prefecture and the province that a seed lies in, and of the regions right below it."""
    code = seed.region_code
    for other in (f"{code[:4]}00", f"{code[:2]}0000", *seed.below.values()):
        if other != code:
            yield from portals.get(other, ())


def _region(seed: Seed) -> Region:
    """A unit the region codes do not list, or list under another name, as the seeds file calls it."""
    return Region(
        code=seed.region_code,
        name=seed.name,
        level=seed.level,
        parent_code="",
        full_name=seed.full_name or seed.name,
        valid_from=FIRST_YEAR,
        valid_to=None,
    )


def _rows(
    path: Path, *, filled: Sequence[str], blank: Sequence[str] = (), optional: Sequence[str] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row with its place. `filled` columns must be there and not empty, `blank` be there, `optional` may be."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = [(f"{path}, row {reader.line_num}", [cell.strip() for cell in row]) for row in reader if row]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a CSV file") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8, perhaps Excel's GB18030; save it as `CSV UTF-8`") from error
    except csv.Error as error:
        raise InputError(f"{path}: not a CSV file ({error}); look at its quotation marks") from error
    if len(rows) < 2:
        raise InputError(
            f"{path}: no rows; it needs the columns {','.join((*filled, *blank))} and a row for each region"
        )
    where, header = rows[0]
    if missing := [column for column in (*filled, *blank) if column not in header]:
        raise InputError(f"{where}: columns missing: {', '.join(missing)}")
    if extra := [column for column in header if column not in (*filled, *blank, *optional)]:
        raise InputError(f"{where}: unknown columns: {', '.join(map(repr, extra))}; delete or rename them")
    if len(set(header)) != len(header):
        raise InputError(f"{where}: a column is there twice")
    for where, row in rows[1:]:
        if len(row) != len(header):
            raise InputError(f"{where}: {len(row)} cells, the first row has {len(header)}")
        cells = dict(zip(header, row, strict=True))
        if odd := [column for column in header if not cells[column].isprintable()]:
            raise InputError(f"{where}: {', '.join(odd)} holds a sign that cannot be printed; type it anew")
        if empty := [column for column in filled if not cells[column]]:
            raise InputError(f"{where}: {', '.join(empty)} must not be empty")
        yield where, cells


def is_web_address(url: str) -> bool:
    """True if it can be asked for: http or https, a host, a port that there is."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", url)
        )
    except ValueError:  # a port that is no number, an IPv6 bracket left open
        return False


def _shipped(name: str) -> Path:
    """seeds/ beside the packages in a checkout, the copy inside the package once installed."""
    here = Path(__file__).resolve().parent
    checkout = here.parent / "seeds" / name
    return checkout if checkout.exists() else here / "_seeds" / name
