"""Random looks put on a figure of a page: none is given that is not drawn. A few every day, a thousand at night.

The lists are wider than what the readers know as plain. A figure may be given where it is the one in the cell, since
the change was harmless, or where the cell was looked at; what a change hides, alters or adds to is never `ok`.
"""

import random
from collections.abc import Iterator

import pytest

from pipelines.document import Document
from pipelines.extract.pipeline import extract
from tests.city.forms import render_html
from tests.city.forms.layout import F2021
from tests.pipelines.readers.test_formats import made

CODE = "t2_license_decisions"
# property -> values, each of which changes what is seen of a figure
HARMFUL = {
    "transform": ["scaleX(-1)", "rotate(180deg)", "translateX(-900px)", "scale(0)"],
    "clip-path": ["inset(0 50% 0 0)", "circle(2px)"],
    "opacity": ["0.01", "0"],
    "visibility": ["hidden", "collapse"],
    "display": ["none", "ruby-text"],
    "font-size": ["0", "1px", "0.1em"],
    "color": ["transparent", "#fff", "rgba(0,0,0,.02)", "white", "hsl(0, 0%, 100%)"],
    "direction": ["rtl; unicode-bidi: bidi-override"],
    "text-decoration": ["line-through"],
    "filter": ["opacity(0)", "blur(9px)"],
    "mask": ["linear-gradient(transparent, transparent)"],
    "scale": ["0", "-1 1"],
    "rotate": ["180deg"],
    "text-indent": ["-9999px", "-60px"],
    "letter-spacing": ["-20px"],
    "-webkit-text-fill-color": ["transparent"],
    "-webkit-text-security": ["disc"],
    "position": ["absolute; left: -9999px", "relative; top: -400px", "fixed; bottom: -90px"],
    "max-width": ["3px; overflow: hidden; display: inline-block"],
    "content": ["'7'"],
    "zoom": ["0.01"],
    "background": ["#000", "black url(x.png)"],
    "backface-visibility": ["hidden; transform: rotateY(180deg)"],
    "content-visibility": ["hidden"],
    "font-variant-position": ["super"],
    "quotes": ["none; all: unset; display: none"],
}


def cases(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """(the style's text, where it is put: in the tag, by a sheet, in a layer, on the cell)."""
    chance = random.Random(seed)
    for _ in range(count):
        name = chance.choice(sorted(HARMFUL))
        yield f"{name}: {chance.choice(HARMFUL[name])}", chance.choice(["tag", "sheet", "layer", "supports", "cell"])


def page(style: str, way: str) -> tuple[str, int]:
    """A plain page with the look put on the second digit of one figure, and the figure as its source has it."""
    markup = render_html.page(made(1, F2021), "clean")
    before, label, after = markup.partition("行政许可")
    opening, tag, rest = after.partition("<td")
    attributes, end, rest = rest.partition(">")
    rest = rest.partition("</td>")[2]
    sheets = {
        "sheet": f".x{{{style}}}",
        "layer": f"@layer a{{.x{{{style}}}}}",
        "supports": f"@supports (display:grid){{.x{{{style}}}}}",
    }
    own = style.replace('"', "'") if way in ("tag", "cell") else ""
    inner = f'3<b class="x" style="{own}">4</b>1' if way != "cell" else f'<b class="x" style="{own}">341</b>'
    head = f"<style>{sheets.get(way, '')}</style></head>"
    return f"{before}{label}{opening}{tag}{attributes}{end}{inner}</td>{rest}".replace("</head>", head), 341


def is_silent(markup: str, source: int) -> bool:
    """True if the figure is given as the source has it, or as less than the source has, without any look."""
    report = extract(Document(body=markup.encode(), file_name="report.html"))
    given = report.numbers().get(CODE)
    named = {code for finding in report.findings if finding.severity != "info" for code in finding.fields}
    looked = any(finding.rule == "LOOKED_AT" for finding in report.findings)
    return given is not None and int(given) == source and CODE not in named and not looked


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """No renderer: what is in doubt stays so, and a run takes milliseconds."""
    monkeypatch.setenv("PATH", "/nowhere")


@pytest.mark.usefixtures("blind")
@pytest.mark.parametrize(("style", "way"), list(cases(1, 60)))
def test_a_look_that_changes_a_figure_is_never_passed_over(style: str, way: str) -> None:
    assert not is_silent(*page(style, way))


@pytest.mark.night
@pytest.mark.usefixtures("blind")
def test_none_of_a_thousand_looks_is_passed_over() -> None:
    silent = [(style, way) for style, way in cases(2, 1000) if is_silent(*page(style, way))]
    assert silent == []
