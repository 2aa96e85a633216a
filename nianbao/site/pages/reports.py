"""A report: its figures as the statutory form, what findings say, where each figure is printed, its versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nianbao.site import forms
from nianbao.site.country import Country, Organ, Region
from nianbao.site.pictures import Printed
from nianbao.site.render import Page
from nianbao.site.reports import Report, Said, Value, Version
from pipelines import templates
from pipelines.checks import findings

_KINDS = ("number", "blank", "not_applicable", "text", "unreadable")


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with its meaning from the registry."""

    said: Said
    meaning_en: str
    meaning_zh: str
    advice: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the form: what is printed, and how it is marked."""

    code: str
    text: str
    kind: str  # state of the value; absent where no such cell was read; corrected
    mark: str  # error | warn | ""
    value: Value | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that versions print differently, by version."""

    code: str
    label_en: str
    label_zh: str
    texts: tuple[str, ...]


def page(country: Country, report: Report, printed: Printed) -> Page:
    """The report's page, with the pictures of its tables."""
    region = country.regions[report.region_code]
    organ = next(one for one in country.organs[report.region_code] if _is_of(one, report))
    siblings = _siblings(organ, report)
    inputs = (region, siblings, report.inputs(), printed)
    return Page(
        report.path, "report.html", inputs, lambda: {**_context(region, organ, siblings, report), "printed": printed}
    )


def _is_of(organ: Organ, report: Report) -> bool:
    return organ.name == report.organ_name


def _siblings(organ: Organ, report: Report) -> list[tuple[int, str]]:
    """The organ's other years."""
    return [(year, cell.report) for year, cell in sorted(organ.cells.items()) if cell.report]


def _context(region: Region, organ: Organ, siblings: Sequence[tuple[int, str]], report: Report) -> Mapping[str, Any]:
    marked = _marks(report)
    tables = forms.forms(report)
    cells = {code: _shown(code, report, marked) for form in tables for code in form.codes()}
    other = [_shown(code, report, marked) for code in sorted(report.values.keys() - cells.keys())]
    evidence = [cell for cell in (*cells.values(), *other) if cell.value is not None]
    return {
        "region": region,
        "organ": organ,
        "siblings": siblings,
        "report": report,
        "version": report.shown,
        "tables": tables,
        "cells": cells,
        "other": other,
        "evidence": evidence,
        "told": list(_told(report)),
        "differences": list(_differences(report)),
        "compared": _compared(report),
        "label": _label,
        "units": {form.table: unit for form in tables if (unit := _unit(form, report))},
    }


def _marks(report: Report) -> dict[str, str]:
    marks: dict[str, str] = {}
    for said in report.findings:
        if said.severity in ("error", "warn"):
            for code in said.fields:
                if marks.get(code) != "error":
                    marks[code] = said.severity
    return marks


def _shown(code: str, report: Report, marked: Mapping[str, str]) -> Shown:
    value = report.values.get(code)
    mark = marked.get(code, "")
    if value is None:
        return Shown(code, "", "absent", mark, None)
    if value.origin == "corrected":
        return Shown(code, value.value, "corrected", mark, value)
    text = value.raw.strip()
    return Shown(code, text, value.state if value.state in _KINDS else "text", mark, value)


def _told(report: Report) -> Iterator[Told]:
    known = findings.registry()
    for said in sorted(report.findings, key=lambda one: ("error", "warn", "info").index(one.severity)):
        rule = known.get(said.rule)
        meaning = (rule.meaning, rule.meaning_zh, rule.advice) if rule else ("", "", "")
        yield Told(said, *meaning)


def _differences(report: Report) -> Iterator[Difference]:
    """Fields whose text differs between the versions whose text may be shown."""
    texts: dict[str, dict[int, str]] = {}
    for version, code, raw, _ in report.others:
        texts.setdefault(code, {})[version] = raw.strip()
    if not texts:
        return
    shown = {version for told in texts.values() for version in told}
    for code, value in report.values.items():
        texts.setdefault(code, {})[report.current] = value.raw.strip()
    order = sorted({*shown, report.current})
    for code in sorted(texts):
        row = tuple(texts[code].get(version, "") for version in order)
        if len(set(row)) > 1:
            yield Difference(code, _label(code, "en"), _label(code, "zh"), row)


def _compared(report: Report) -> list[Version]:
    """The versions that stand side by side."""
    shown = {version for version, *_ in report.others} | {report.current}
    return [version for version in report.versions if version.version in shown]


def _unit(form: forms.Form, report: Report) -> str:
    """The unit of the sums of money in a table."""
    book = templates.codebook()
    for code in form.codes():
        entry = book.get((code, form.layout))
        if entry is not None and entry.value_type == "money" and code in report.values:
            return report.values[code].unit
    return ""


def _label(code: str, language: str) -> str:
    layout = templates.layout_of(code, None)
    entry = templates.codebook().get((code, layout or ""))
    if entry is None:
        return code
    return entry.label_zh if language == "zh" else entry.label_en[:1].upper() + entry.label_en[1:]
