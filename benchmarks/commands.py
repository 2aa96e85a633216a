"""Commands as a person types them: how long until the prompt is back, in CPU seconds of all their processes."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, command_seconds, ratio
from tests.city.forms import render_html
from tests.city.forms.layout import F2021
from tests.pipelines.readers.test_formats import made

TURNS = 5
ROOT = Path(__file__).resolve().parents[1]


def figures() -> Iterator[Figure]:
    """`extract` and `--help`, beside a script that reads the same page with pandas."""
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as folder:
        page = Path(folder) / "年报.html"
        page.write_bytes(render_html.page(made(1, F2021), "clean").encode())
        ours = [sys.executable, "-P", "-m", "nianbao"]
        script = [sys.executable, "-c", f"import pandas; print(pandas.read_html({str(page)!r}, encoding='utf-8'))"]
        times = [
            [
                command_seconds([*ours, "extract", str(page)], str(ROOT)),
                command_seconds([*ours, "--help"], str(ROOT)),
                command_seconds(script),
            ]
            for _ in range(TURNS)
        ]
    extract, usage, pandas = zip(*times, strict=True)
    for key, work, taken, most in (
        ("extract", "`nianbao extract` of one page", extract, 0.5),
        ("help", "`nianbao --help`", usage, 0.25),
    ):
        yield Figure(
            key=f"command.{key}",
            work=work,
            ours=f"{min(taken):.2f} s",
            beside="a script that calls `pandas.read_html`",
            ratio=ratio(taken, pandas),
            note="" if min(taken) <= most else f"should be {most} s at most",
        )
