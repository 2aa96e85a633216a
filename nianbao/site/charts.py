"""Charts as SVG, made at build time: they need no script, and the table beside them says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

_WIDTH, _HEIGHT = 480, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 26, 16, 34
_TICKS = 4

Points = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Band:
    """The range in which the middle half lies."""

    low: Points
    high: Points


def line(years: Sequence[int], values: Points, title: str, band: Band | None = None, breaks: bool = False) -> Markup:
    """Values over years as a line with a gap where none is stated; on request a mark where the form changed in 2021."""
    stated = [one for points in (values, band.high if band else ()) for one in points if one is not None]
    low = min([0.0, *(one for one in values if one is not None)])
    ticks = _ticks(low, max(stated, default=1.0))
    x = _Scale(years[0], years[-1], _LEFT, _WIDTH - _RIGHT)
    y = _Scale(ticks[0], ticks[-1], _HEIGHT - _BOTTOM, _TOP)
    parts = [_grid(ticks, y), _years(years, x)]
    if breaks and years[0] < 2021 <= years[-1]:
        parts.append(f'<path class="break" d="M{x(2020.5):.1f} {_TOP}V{_HEIGHT - _BOTTOM}"/>')
    if band is not None:
        parts += [f'<path class="band" d="{shape}"/>' for shape in _areas(years, band, x, y)]
    for run in _runs(years, values):
        path = "L".join(f"{x(year):.1f} {y(value):.1f}" for year, value in run)
        if len(run) > 1:
            parts.append(f'<path class="line" d="M{path}"/>')
        parts += [f'<circle class="dot" cx="{x(year):.1f}" cy="{y(value):.1f}" r="4"/>' for year, value in run]
    return Markup('<svg class="chart" role="img" viewBox="0 0 {} {}" aria-label="{}">{}</svg>').format(
        _WIDTH, _HEIGHT, title, Markup("".join(parts))
    )


def bar(value: float, most: float) -> Markup:
    """One bar of a ranking, to lie in a table's cell beside its number."""
    width = 0.0 if most <= 0 else max(0.0, 100 * value / most)
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width:.2f}" height="10"/></svg>'
    )


def short(value: float) -> str:
    """A number as an axis shows it: 1,200 or 3.5M."""
    for size, sign in ((1e9, "G"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:g}{sign}"
    return f"{value:,.10g}"


@dataclass(frozen=True, slots=True)
class _Scale:
    first: float
    last: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.last - self.first
        return (
            (self.start + self.end) / 2
            if span == 0
            else self.start + (value - self.first) / span * (self.end - self.start)
        )


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from below `low` to above `high`."""
    raw = (max(high, low + 1) - low) / _TICKS
    size = 10.0 ** floor(log10(raw))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= raw)
    first, last = floor(low / step), ceil(max(high, low + 1) / step)
    return [step * number for number in range(first, last + 1)]


def _grid(ticks: Sequence[float], y: _Scale) -> str:
    lines = [f'<path class="rule" d="M{_LEFT} {y(tick):.1f}H{_WIDTH - _RIGHT}"/>' for tick in ticks]
    texts = [f'<text class="tick" x="{_LEFT - 8}" y="{y(tick) + 5:.1f}">{short(tick)}</text>' for tick in ticks]
    return "".join(lines + texts)


def _years(years: Sequence[int], x: _Scale) -> str:
    every = 1 + len(years) // 7
    told = [year for year in years if (years[-1] - year) % every == 0]
    return "".join(f'<text class="year" x="{x(year):.1f}" y="{_HEIGHT - 10}">{year}</text>' for year in told)


def _runs(years: Sequence[int], values: Points) -> list[list[tuple[int, float]]]:
    """The years with a value, those that follow each other together."""
    runs: list[list[tuple[int, float]]] = []
    before = False
    for year, value in zip(years, values, strict=True):
        if value is not None:
            if not before:
                runs.append([])
            runs[-1].append((year, value))
        before = value is not None
    return runs


def _areas(years: Sequence[int], band: Band, x: _Scale, y: _Scale) -> list[str]:
    shapes = []
    for lows, highs in zip(_runs(years, band.low), _runs(years, band.high), strict=True):
        way = [*highs, *reversed(lows)]
        shapes.append("M" + "L".join(f"{x(year):.1f} {y(value):.1f}" for year, value in way) + "Z")
    return shapes
