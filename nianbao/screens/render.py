"""Prints text for people: wrapped to the width of a terminal, one line each elsewhere."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nianbao.program import as_called

STYLES = {"error": "bold red", "warn": "yellow", "info": "cyan"}  # by severity of a finding
_MAX_WIDTH = 1000  # characters; a table keeps the width it needs, so that no name is cut or wrapped


def console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is: no markup, no emoji, nothing cut off when it is not a terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr,
        width=None if stream.isatty() else 240,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=True,
    )


def plain_table(*headers: str, gap: int = 2) -> Table:
    """A table without rules, which also reads well in a mail or a log. Who fills it sees to it that it fits."""
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="bold", show_header=any(headers))
    for header in headers:
        table.add_column(header, no_wrap=True)
    return table


def show_table(out: Console, table: Table) -> None:
    """The table in the width that it needs."""
    for line in table_lines(out, table):
        out.print(line)


def table_lines(out: Console, table: Table) -> list[Text]:
    """The table's lines, header first, in the width that it needs."""
    rendered = out.render_lines(table, out.options.update(width=_MAX_WIDTH), pad=False)
    lines = [Text.assemble(*((part.text, part.style or "") for part in line)) for line in rendered]
    for line in lines:
        line.rstrip()
    return lines


def show_text(out: Console, text: str, *, lead: str = "", style: str = "", indent: int = 0, hang: int = 2) -> None:
    """A line of text after `lead`; on a terminal wrapped between words, the further lines `hang` deeper than the first.

    The style is the lead's, or the whole line's without one. A word longer than the line, such as an address, stays
    in one piece. A command in it, `nianbao …`, is shown as this shell finds it.
    """
    first, *others = as_called(one_line(text)).split(" ")
    _show_words(out, [lead + first, *others], indent=indent, hang=hang, lead=len(lead), style=style)


def show_phrases(out: Console, phrases: Sequence[str], *, gap: str = "   ") -> None:
    """Phrases side by side, none of them broken: a legend, say."""
    _show_words(out, [one_line(phrase) for phrase in phrases], gap=gap)


def show_lines(out: Console, parts: Mapping[str, Sequence[str]]) -> None:
    """Lines under their titles; a part without lines is passed over. A line's own indent stays."""
    for title, lines in parts.items():
        if lines and title:
            out.print(Text(title, style="bold"))
        for line in lines:
            show_text(out, line, indent=len(line) - len(line.lstrip()), hang=4)


def _show_words(
    out: Console,
    words: Sequence[str],
    *,
    gap: str = " ",
    indent: int = 0,
    hang: int = 0,
    lead: int = 0,
    style: str = "",
) -> None:
    lines = wrapped(words, out.width - indent, hang, gap) if out.is_terminal else [gap.join(words)]
    for position, line in enumerate(lines):
        shown = Text(" " * indent + line, style="" if lead else style)
        if position == 0:
            shown.stylize(style, indent, indent + lead)
        out.print(shown)


def wrapped(words: Sequence[str], width: int, hang: int, gap: str = " ") -> list[str]:
    """Words in lines of at most `width` cells, none of them broken, all lines but the first with `hang` blanks."""
    lines = [""]
    for word in words:
        if lines[-1].strip() and cell_len(lines[-1] + gap + word) > width:
            lines.append(" " * hang + word)
        else:
            lines[-1] += (gap if lines[-1].strip() else "") + word
    return lines


def one_line(text: object) -> str:
    """Text from outside on one line, without the control characters that could steer a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())


def number(value: Decimal | float | int | str | None) -> str:
    """13964 -> `13,964`; 3.580 -> `3.58`; None -> ``."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    return f"{int(exact):,}" if exact == exact.to_integral_value() else f"{exact.normalize():,f}"


def year_spans(years: Sequence[int]) -> str:
    """[2019, 2020, 2021, 2023] -> `2019-2021, 2023`."""
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][-1] + 1:
            spans[-1][1:] = [year]
        else:
            spans.append([year])
    return ", ".join("-".join(map(str, span)) for span in spans)


def organ_labels(organs: Iterable[tuple[str, str]], names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """(region code, organ) -> how a screen calls it: the organ alone where it says its region, and no other says so.

    枣庄市山亭区 财政局 has the region before it, 平潭县人民政府 does not need it, two 鼓楼区人民政府 do.
    """
    keys = list(dict.fromkeys(organs))
    twice = Counter(organ for _, organ in keys)
    labels = {}
    for code, organ in keys:
        region = names.get(code) or code
        says_it = any(region.endswith(organ[:length]) for length in range(2, len(organ) + 1))
        labels[code, organ] = one_line(organ if says_it and twice[organ] == 1 else f"{region} {organ}")
    return labels
