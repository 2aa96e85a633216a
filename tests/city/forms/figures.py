"""Figures written down by hand: a few lines of data -> the printed string of every field code.

A row is a string with `|` between its cells, so that blanks, padding and notes can be printed as they are.
"""

from collections.abc import Mapping

from .layout import F2019, T3_COLUMNS, T4_GROUPS, T4_RESULTS, codes

Figures = dict[str, str]  # field code -> as printed


def figures(
    t2: str, t3: str, table2: Mapping[str, str], table3: Mapping[str, str], table4: str, fill: str = "0"
) -> Figures:
    """Every cell of the layouts `t2` and `t3`, as printed.

    `table2`: row name between `t2_` and the column (`normdoc`) -> its cells; `t2_license_decisions` stands under
    `license`. `table3`: row code without `t3_` -> seven cells. `table4`: fifteen cells. Rows not given print `fill`.
    """
    printed = dict.fromkeys(codes(t2, t3), fill)
    for name, row in table2.items():
        _put(printed, [code for code in codes(t2, t3, ("T2",)) if code.startswith(f"t2_{name}_")], row)
    for name, row in table3.items():
        _put(printed, [f"t3_{name}__{column}" for column, _ in T3_COLUMNS], row)
    _put(printed, [f"{group}_{result}" for group, _ in T4_GROUPS for result, _ in T4_RESULTS], table4)
    return printed


def uniform(t2: str = F2019, t3: str = F2019, text: str = "") -> Figures:
    """A sheet with the same thing in every cell: left blank, or crossed out with `/`."""
    return dict.fromkeys(codes(t2, t3), text)


def _put(printed: Figures, row_codes: list[str], row: str) -> None:
    cells = row.split("|")
    if len(cells) != len(row_codes) or not set(row_codes) <= set(printed):
        raise ValueError(f"{len(cells)} cells for {row_codes}")
    printed.update(zip(row_codes, cells, strict=True))
