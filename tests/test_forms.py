"""The form generator: figures add up, sheets are whole in every style, golden documents are as made."""

import csv
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from parsel import Selector

from tests.city.forms import render_docx, render_html, render_text
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021, T3_COLUMNS, codes, t3_outcomes
from tests.city.forms.report import ReportForm
from tests.city.forms.sheet import occupied, table2, table3, table4
from tests.golden import make
from tests.golden.documents import DOCUMENTS
from tests.strategies import LAYOUTS, valid_forms

_QUICK = settings(max_examples=15, deadline=None)  # a busy machine is no failure
_THOROUGH = settings(max_examples=60, deadline=None)
SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_forms_have_the_fields_of_the_codebook() -> None:
    with (SHARED / "domain" / "cells.csv").open(encoding="utf-8") as stream:
        known = {row["id"] for row in csv.DictReader(stream) if row["table"] in ("T2_2019", "T2_2021", "T3", "T4")} - {
            f"t2_hb_otherdoc_{column}" for column in ("new_made", "new_disclosed", "total_disclosed")
        }
    assert {code for layout in LAYOUTS for code in codes(layout, layout)} == known
    assert [len(codes(layout, layout)) for layout in LAYOUTS] == [198, 200]


@_THOROUGH
@given(valid_forms())
def test_made_up_figures_add_up(form: ReportForm) -> None:
    assert set(form.printed) == set(codes(form.t2, form.t3))
    assert_adds_up(form.printed, form.t3)


def test_made_up_years_continue_each_other_and_add_up() -> None:
    chance = Random(5).randint
    printed: dict[str, str] = {}
    for year in range(30):
        layout = F2019 if year < 15 else F2021
        following = valid_figures(chance, layout, layout, printed, busiest=chance(0, 40))
        assert_adds_up(following, layout)
        for column, _ in T3_COLUMNS if printed else ():
            assert printed[f"t3_carried_out__{column}"] == following[f"t3_carried_in__{column}"]
        printed = following


def assert_adds_up(printed: Mapping[str, str], t3: str) -> None:
    numbers = {code: float(text) for code, text in printed.items()}
    rows = [row.code for row in t3_outcomes(t3)]
    for column, _ in T3_COLUMNS:
        processed = numbers[f"t3_total_processed__{column}"]
        assert sum(numbers[f"{row}__{column}"] for row in rows) == processed
        came_in = numbers[f"t3_new_received__{column}"] + numbers[f"t3_carried_in__{column}"]
        assert came_in == processed + numbers[f"t3_carried_out__{column}"]
    for row in (*rows, "t3_total_processed", "t3_new_received", "t3_carried_in", "t3_carried_out"):
        *parts, total = (numbers[f"{row}__{column}"] for column, _ in T3_COLUMNS)
        assert sum(parts) == total
    for group in ("t4_review", "t4_suit_direct", "t4_suit_postreview"):
        parts = [numbers[f"{group}_{name}"] for name in ("upheld", "corrected", "other", "pending")]
        assert sum(parts) == numbers[f"{group}_total"]
    assert all(number >= 0 for code, number in numbers.items() if not code.endswith("_change"))


@_THOROUGH
@given(valid_forms())
def test_every_row_of_a_sheet_is_as_wide_as_the_sheet(form: ReportForm) -> None:
    for sheet, width in (
        (table2(form.t2, form.printed, form.liberties), 4),
        (table3(form.t3, form.printed, form.liberties), 10),
        (table4(form.printed, form.liberties), 15),
    ):
        rows = list(occupied(sheet))
        assert len(rows) == len(sheet)
        assert {sum(cell.colspan for _, cell, _ in row) for row in rows} == {width}


@pytest.mark.parametrize("style", render_html.STYLES)
@_QUICK
@given(form=valid_forms())
def test_html_holds_every_figure_once_and_in_order(style: str, form: ReportForm) -> None:
    cells = Selector(render_html.page(form, style)).xpath("//td[not(.//table)]")
    texts = ["".join(cell.xpath(".//text()").getall()).strip() for cell in cells]
    figures = [text for text in texts if re.fullmatch(r"-?\d+(\.\d+)?", text)]
    assert figures == list(form.printed.values())


@pytest.mark.parametrize("style", render_docx.STYLES)
@_QUICK
@given(form=valid_forms())
def test_word_parts_are_well_formed_and_rows_fill_their_grid(style: str, form: ReportForm) -> None:
    package = zipfile.ZipFile(BytesIO(render_docx.docx(form, style)))
    parts = {name: ElementTree.fromstring(package.read(name)) for name in package.namelist()}
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    tables = list(parts["word/document.xml"].iter(f"{w}tbl"))
    assert len(tables) == 3
    for table in tables:
        columns = len(list(table.iter(f"{w}gridCol")))
        for row in table.iter(f"{w}tr"):
            spans = [int(span.get(f"{w}val", "")) for span in row.iter(f"{w}gridSpan")]
            before = len(list(row.iter(f"{w}gridBefore")))
            assert sum(spans) + len(list(row.iter(f"{w}tc"))) - len(spans) + before == columns


@pytest.mark.parametrize("style", render_text.STYLES)
@_QUICK
@given(form=valid_forms())
def test_text_holds_every_figure_in_order(style: str, form: ReportForm) -> None:
    printed = render_text.text(form, style)
    at = printed.index("二、主动公开")
    for figure in form.printed.values():
        at = printed.index(figure, at) + len(figure)


def test_golden_documents_are_as_made(tmp_path: Path) -> None:
    make.main(tmp_path)
    assert len(DOCUMENTS) >= 15
    for made in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        kept = make.HERE / made.relative_to(tmp_path)
        assert _content(kept) == _content(made), kept


def _content(path: Path) -> bytes | list[bytes]:
    """A file's bytes; of a Word file its parts, since compression differs between versions of zlib."""
    if path.suffix != ".docx":
        return path.read_bytes()
    package = zipfile.ZipFile(path)
    return [package.read(name) for name in sorted(package.namelist())]
