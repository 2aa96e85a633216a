"""`make bench`: makes the table, compares it with the committed one, writes docs/performance.md with `--write`."""

import argparse
import importlib
import sys
import time

from benchmarks import figures
from benchmarks.measure import Figure

PARTS = ("reading", "commands", "storing", "crawling")


def main() -> int:
    """1 when a ratio is worse than the committed one by a fifth."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="some parts of it")
    parser.add_argument("--sizes", default="1000,10000", help="reports in the database; default %(default)s")
    parser.add_argument("--write", action="store_true", help="keep the figures and write docs/performance.md")
    asked = parser.parse_args()
    sizes = tuple(int(size) for size in asked.sizes.split(","))
    begun, made = time.monotonic(), []
    for part in asked.only or PARTS:
        module = importlib.import_module(f"benchmarks.{part}")
        for figure in module.figures(sizes) if part == "storing" else module.figures():
            made.append(figure)
            print(line(figure), flush=True)
    committed = figures.committed()
    worse = figures.worse(made, committed)
    for figure, before in worse:
        print(f"worse by more than a fifth: {figure.key}: {figure.ratio:.3g}, was {before:.3g}")
    if asked.write:
        figures.write(made, minutes=(time.monotonic() - begun) / 60, is_whole=not asked.only)
    return 1 if worse and not asked.write else 0


def line(figure: Figure) -> str:
    aim = "" if figure.target is None else f"  {'met' if figure.is_met else 'not met'}: at most {figure.target:.3g}"
    return f"{figure.work:62}{figure.ours:>12}{figure.ratio:9.3g} × {figure.beside}{aim}"


if __name__ == "__main__":
    sys.exit(main())
