"""A crawl of the replica city: CPU of its main process for a request, beside a spider that only reads links."""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measure import Figure, ratio
from tests.city import City

TURNS = 3
REGIONS = ("370406", "350128", "320813")
ROOT = Path(__file__).resolve().parents[1]


def figures() -> Iterator[Figure]:
    """The first crawl and the night after it, in which nothing has changed."""
    first, night, floor = [], [], []
    peaks, requests = [], []
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as folder, City(regions=REGIONS) as city:
            for times in (first, night):
                before = len(city.log)
                cost = _crawl(city, Path(folder))
                asked = len(city.log) - before
                times.append(cost["seconds"] / asked)
                peaks.append(cost["megabytes"])
                requests.append(asked)
            bare = _links(city, Path(folder), pages=requests[-2])
            floor.append(bare["seconds"] / bare["requests"])
    for key, work, times, asked in (
        ("first", "crawl the city, a request", first, requests[::2]),
        ("night", "crawl it again, unchanged, a request", night, requests[1::2]),
    ):
        yield Figure(
            key=f"crawl.{key}",
            work=work,
            ours=f"{min(times) * 1000:.0f} ms",
            beside="a spider that reads links",
            ratio=ratio(times, floor),
            target=3 if key == "first" else None,
            note=f"{median(asked):.0f} requests, {max(peaks):.0f} MB at most; starting the process is in it",
        )


def _crawl(city: City, folder: Path) -> dict[str, float]:
    options = ("--seeds", city.seeds, "--db", f"sqlite:///{folder}/nianbao.sqlite", "--data", folder)
    local = ("--allow-private", city.network, "--delay", "0.02", "--now")
    return _timed(folder, "nianbao", "crawl", *REGIONS, *options, *local)


def _links(city: City, folder: Path, pages: int) -> dict[str, float]:
    with open(city.seeds, encoding="utf-8") as file:
        urls = [row["portal_url"] for row in csv.DictReader(file)]
    return _timed(folder, "links", pages, *urls)


def _timed(folder: Path, *arguments: object) -> dict[str, float]:
    kept = folder / "cost.json"
    command = [sys.executable, "-m", "benchmarks.timed", str(kept), *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    cost: dict[str, float] = json.loads(kept.read_text())
    return cost
