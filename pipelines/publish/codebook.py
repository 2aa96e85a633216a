"""The codebook for people and programs: every field in every layout, every rule and word, from the one source of each.

Fields come from templates/codebook.csv, rules from checks/findings.yaml and the identities that name fields, words from
templates/words.csv, columns of views from storage/views.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from pipelines import templates
from pipelines.checks import findings, identities
from pipelines.storage.views.columns import columns, views
from pipelines.templates import figures, words

Shares = Mapping[
    tuple[str, str], Mapping[int, float]
]  # (code, layout) -> year -> share of its cells that hold a number

_BLANK = {
    "F2019": (
        "nothing is stated, which is not zero; some organs leave every zero blank",
        "没有填写，不等于零；有的机关把所有零都留空",
    ),
    "F2021": (
        "nothing is stated, which is not zero; some organs leave every zero blank",
        "没有填写，不等于零；有的机关把所有零都留空",
    ),
    "N14": ("nothing is stated: not counted, or none", "没有填写：没有统计，或者没有"),
    "LSH": (
        "nothing is stated: not counted, or none; sheets differ between cities",
        "没有填写：没有统计，或者没有；各地表格不同",
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A field in one layout, explained."""

    code: str
    layout: str
    table: str
    label_zh: str
    label_en: str
    form_row: str
    form_column: str
    unit: str
    type: str
    years: str
    blank_en: str
    blank_zh: str
    comparability: str
    maps_to: str
    is_break: bool  # no series may run across the change of the form
    rules: tuple[str, ...]  # that may raise a finding about it
    figures: tuple[str, ...]  # columns of organ_year and panel it is in
    filled: Mapping[int, float]  # year -> share of its cells that hold a number, 0 to 1; empty without a database


def entries(shares: Shares | None = None) -> tuple[Entry, ...]:
    """Every field in every layout, in the order of the codebook."""
    return tuple(_entry(field, (shares or {}).get(key, {})) for key, field in templates.codebook().items())


def as_json(shares: Shares | None = None) -> str:
    """Fields, rules, words and columns as one JSON object."""
    book = {
        "fields": [asdict(entry) for entry in entries(shares)],
        "rules": list(rules()),
        "words": [asdict(word) for word in words.load()],
        "views": [asdict(view) for view in views()],
        "columns": [asdict(column) for column in columns().values()],
    }
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def as_csv(shares: Shares | None = None) -> str:
    """The fields as a table: lists with a blank between, shares as `2021=0.98`."""
    out = io.StringIO()
    rows = [asdict(entry) for entry in entries(shares)]
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        row["filled"] = " ".join(f"{year}={share:.4f}" for year, share in sorted(row["filled"].items()))
        writer.writerow({key: " ".join(value) if isinstance(value, tuple) else value for key, value in row.items()})
    return out.getvalue()


def rules() -> Iterator[dict[str, Any]]:
    """Every rule of a finding: what it means and what to do, and the arithmetic of those that have any."""
    titles = {rule.rule: rule.title for rule in identities.load()}
    for rule in findings.registry().values():
        yield {
            "rule": rule.id,
            "severity": " or ".join(rule.severities),
            "en": rule.meaning,
            "zh": rule.meaning_zh,
            "do": rule.advice,
            "arithmetic": titles.get(rule.id, ""),
        }


def _entry(field: templates.Field, filled: Mapping[int, float]) -> Entry:
    blank_en, blank_zh = _BLANK[field.layout] if field.layout in _BLANK else _BLANK["F2021"]
    return Entry(
        code=field.code,
        layout=field.layout,
        table=field.table_name,
        label_zh=field.label_zh,
        label_en=field.label_en,
        form_row=field.row_path,
        form_column=field.column_label,
        unit=field.unit,
        type=field.value_type,
        years=field.years,
        blank_en=blank_en,
        blank_zh=blank_zh,
        comparability=field.comparability,
        maps_to=field.maps_to,
        is_break=field.comparability == "break",
        rules=_rules_of().get((field.code, field.layout), ()),
        figures=_figures_of().get(field.code, ()),
        filled=filled,
    )


@cache
def _rules_of() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], set[str]] = {}
    for rule in identities.load():
        for layout in rule.layouts:
            for code in rule.every_field:
                found.setdefault((code, layout), set()).add(rule.rule)
    return {key: tuple(sorted(names)) for key, names in found.items()}


@cache
def _figures_of() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for figure in figures.load():
        for form in figure.forms:
            for code in form:
                found.setdefault(code, []).append(figure.name + "_yuan" * figure.is_money)
    return {code: tuple(names) for code, names in found.items()}
