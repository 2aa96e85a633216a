"""The committed figures, the comparison with them, and the page that is made of them."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Figure

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "benchmarks" / "figures.json"
PAGE = ROOT / "docs" / "performance.md"
MAX_WORSE = 1.2  # times the committed ratio; less is the machine's mood
LIBRARIES = ("Scrapy", "SQLAlchemy", "lxml", "pdfplumber", "pypdfium2", "pandas", "python-docx", "openpyxl", "xlrd")


def committed() -> list[Figure]:
    """The figures of the last run that was kept; none before the first."""
    if not FILE.exists():
        return []
    return [Figure(**figure) for figure in json.loads(FILE.read_text("utf-8"))["figures"]]


def worse(made: Sequence[Figure], before: Sequence[Figure]) -> list[tuple[Figure, float]]:
    """The figures whose ratio is worse than the committed one by a fifth, with that one."""
    ratios = {figure.key: figure.ratio for figure in before}
    return [(one, ratios[one.key]) for one in made if one.key in ratios and one.ratio > MAX_WORSE * ratios[one.key]]


def write(made: Sequence[Figure], *, minutes: float, is_whole: bool) -> None:
    """Keep the figures, and write the page; what was not measured this time stays unless the whole was."""
    kept = {} if is_whole else {figure.key: figure for figure in committed()}
    kept |= {figure.key: figure for figure in made}
    machine = about_the_machine() | {"minutes": round(minutes)}
    document = {"machine": machine, "figures": [asdict(figure) for figure in kept.values()]}
    FILE.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    PAGE.write_text(page(list(kept.values()), machine), "utf-8")


def about_the_machine() -> dict[str, object]:
    return {
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[1], 1),
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def page(figures: Sequence[Figure], machine: Mapping[str, object]) -> str:
    """docs/performance.md."""
    rows = [
        f"| {one.work} | {one.ours} | {one.ratio:.3g} × | {one.beside} | {_aim(one)} | {one.note} |" for one in figures
    ]
    return f"""# What it costs

Made by `make bench-write`; do not edit. {machine["system"]}, {machine["cores"]} cores; load
{machine["load"]} while it ran, {machine["minutes"]} minutes. {machine["libraries"]}.

A ratio is nianbao's CPU time over that of what stands beside it, in the same run and in turns: the median of the turns.
Smaller is better. On a busy machine the absolute figures are worse than on an idle one, the ratios hardly. `make bench`
measures again and ends with 1 when a ratio is worse than here by a fifth.

| work | nianbao | ratio | to | aim | |
|---|---|---|---|---|---|
{chr(10).join(rows)}
"""


def _aim(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{figure.target:.3g} × at most, {'met' if figure.is_met else '**not met**'}"
