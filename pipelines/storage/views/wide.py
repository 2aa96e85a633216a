"""The columns of the wide views: each figure as printed, with blanks as zero beside it, and a flag where that was done.

A figure is looked up by its key, (report, field), so that a query pays for the columns it asks for and no others. Only
cells of a report that people corrected are looked up with their corrections, which takes longer.
"""

from functools import cache

from pipelines import templates
from pipelines.templates import figures

OR_ZERO, IMPUTED = "_or_zero", "_is_imputed"
FACTORS = {"元": "1.0", "万元": "10000.0", "亿元": "100000000.0"}  # in yuan
_NUMBER = "CAST({value} AS DOUBLE PRECISION)"
_FACTOR = "CASE {unit} " + " ".join(f"WHEN '{unit}' THEN {factor}" for unit, factor in FACTORS.items()) + " END"
_YUAN = f"round({_NUMBER} * {_FACTOR} * 10000) / 10000"  # without the noise of the product's last digits
_BLANK = "{state} IN ('blank', 'not_applicable')"
_READ = {"value": "x.value", "state": "x.state", "unit": "x.unit"}
_CORRECTED = {
    "value": "CASE c.kind WHEN 'value' THEN c.value WHEN 'not_in_source' THEN NULL ELSE x.value END",
    "state": "CASE c.kind WHEN 'value' THEN 'number' WHEN 'not_in_source' THEN 'blank' ELSE x.state END",
}


@cache
def columns() -> str:
    """The columns of every figure, as SQL over `r` (report_current) and `k` (the reports with corrections)."""
    lines = []
    for figure in figures.load():
        name = f"{figure.name}_yuan" if figure.is_money else figure.name
        number = _YUAN if figure.is_money else _NUMBER
        lines.append(_column(figure.forms, number, name))
        lines.append(_column(figure.forms, f"CASE WHEN {_BLANK} THEN 0.0 ELSE {number} END", name + OR_ZERO))
        lines.append(_flag(figure.forms, name + IMPUTED))
        if figure.is_money:
            ((code,),) = figure.forms
            lines.append(f"{_lookup(code, _NUMBER)} AS {figure.name}_printed")
            lines.append(f"{_lookup(code, '{unit}')} AS {figure.name}_unit")
    return ",\n    ".join(lines)


@cache
def layouts() -> str:
    """Which layout each statutory table of the report is printed in, as SQL over `r`."""
    found = []
    for table in ("T2", "T3", "T4"):
        names = [template.layout for template in templates.of(table)]
        cases = " ".join(f"""WHEN r.layouts LIKE '%"{table}": "{name}"%' THEN '{name}'""" for name in names)
        found.append(f"CASE {cases} END AS {table.lower()}_layout")
    return ",\n    ".join(found)


def _column(forms: tuple[tuple[str, ...], ...], expression: str, name: str) -> str:
    sums = ["(" + " + ".join(_lookup(code, expression) for code in form) + ")" for form in forms]
    return (sums[0] if len(sums) == 1 else f"COALESCE({', '.join(sums)})") + f" AS {name}"


def _flag(forms: tuple[tuple[str, ...], ...], name: str) -> str:
    """1 where at least one cell of the figure is blank."""
    codes = [code for form in forms for code in form]
    flags = [f"COALESCE({_lookup(code, f'CASE WHEN {_BLANK} THEN 1 ELSE 0 END')}, 0)" for code in codes]
    return (flags[0] if len(flags) == 1 else f"CASE WHEN {' + '.join(flags)} > 0 THEN 1 ELSE 0 END") + f" AS {name}"


def _lookup(code: str, expression: str) -> str:
    """The expression over the cell's value, state and unit. A cell that a person supplied is in the form's unit."""
    cell = f"x ON x.report_id = r.report_id AND x.field_code = '{code}'"
    correction = f"c ON c.report_id = r.report_id AND c.field_code = '{code}' AND c.standing = 'applies'"
    corrected = expression.format(**_CORRECTED, unit=f"COALESCE(x.unit, '{_unit(code)}')")
    return (
        "CASE WHEN k.report_id IS NULL"
        f" THEN (SELECT {expression.format(**_READ)} FROM value {cell.replace(' ON', ' WHERE', 1)})"
        f" ELSE (SELECT {corrected} FROM (SELECT 1 AS one) o"
        f" LEFT JOIN value {cell} LEFT JOIN correction {correction}) END"
    )


def _unit(code: str) -> str:
    return next(entry.unit for (known, _), entry in templates.codebook().items() if known == code)
