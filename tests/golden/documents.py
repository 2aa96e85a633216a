"""The golden documents as data: which report, printed how, showing what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.city.forms.figures import uniform
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021, codes
from tests.city.forms.render_docx import docx
from tests.city.forms.render_html import fragment, page
from tests.city.forms.render_text import text
from tests.city.forms.report import ReportForm
from tests.city.forms.sheet import Liberties
from tests.city.pages import article_labels
from tests.city.pages import page as labelled_page
from tests.city.published import hongze, pingtan, shanting

_UTF8 = '<meta charset="utf-8">'
_GB2312 = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """One document and what may be said of it beyond its figures."""

    name: str
    shows: str
    report: ReportForm
    body: bytes
    suffix: str
    findings: tuple[str, ...] = ()  # ids of the arithmetical rules that fail as printed
    status: str = "ok"
    refused: tuple[str, ...] = ()  # tables that must not be read


def _report(organ: str, year: int, printed: Mapping[str, str], **more: Any) -> ReportForm:
    return ReportForm(organ=organ, year=year, published_on=f"{year + 1}-01-20", printed=printed, **more)


def _made_up(seed: int, t2: str, t3: str, changes: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**valid_figures(Random(seed).randint, t2, t3), **(changes or {})}


def _html(name: str, shows: str, report: ReportForm, style: str = "clean", **more: Any) -> Golden:
    body = page(report, style, head=_UTF8).encode()
    return Golden(name=name, shows=shows, report=report, body=body, suffix="html", **more)


def _text(name: str, shows: str, report: ReportForm, style: str, **more: Any) -> Golden:
    return Golden(name=name, shows=shows, report=report, body=text(report, style).encode(), suffix="txt", **more)


def _docx(name: str, shows: str, report: ReportForm, style: str) -> Golden:
    return Golden(name=name, shows=shows, report=report, body=docx(report, style), suffix="docx")


_DISTRICT = "青岚市望溪区人民政府"
_BUREAU = "青岚市望溪区民政局"
_TOWN = "望溪区柳桥镇人民政府"

_OLD = _report(_DISTRICT, 2019, _made_up(1, F2019, F2019), t2=F2019, t3=F2019)
_NEW = _report(_DISTRICT, 2022, _made_up(2, F2021, F2021))
_ODD_2020 = _report(_DISTRICT, 2020, shanting.FIGURES_2020, t2=F2019, t3=F2019, liberties=shanting.LIBERTIES_2020)
_CONTRADICTING = _report(
    _DISTRICT,
    2020,
    pingtan.FIGURES_2020,
    t2=F2019,
    t3=F2019,
    liberties=Liberties(is_side_label_twice=True, numeral_mark="、", is_label_spaced=True),
)
_NOTES = {
    "t2_normdoc_issued": "22（其中修订 16 件）",
    "t2_normdoc_repealed": "55（含自然失效 29 件）",
    "t2_normdoc_in_force": "310",
    "t2_fee_amount": "43.788万元",
}
_ONLY_TOTALS = {code: "" for code in codes(F2021, F2021, ("T3",)) if not code.endswith("__total")}
_PADDINGS = ("{}　　", "\xa0{}", "{}\xa0\xa0\xa0", " {}", "{} ")
_PADDED = {
    code: _PADDINGS[index % len(_PADDINGS)].format(printed)
    for index, (code, printed) in enumerate(_made_up(9, F2021, F2021).items())
}
_RADICALS = str.maketrans("一二行目自人", "⼀⼆⾏⽬⾃⼈")  # how some PDF files name these characters

DOCUMENTS = (
    _html("html_clean_2019", "the sheet of 2019 as prescribed", _OLD),
    _html(
        "html_word_2022",
        "text pasted from Word: labels over several paragraphs and spans, non-breaking blanks, a last row of no height",
        _NEW,
        "word",
    ),
    Golden(
        name="html_trs_2022",
        shows="the TRS editor's markup on a page with the national page labels",
        report=_NEW,
        body=labelled_page(_NEW.title, fragment(_NEW, "trs"), article_labels(_NEW)).encode(),
        suffix="html",
    ),
    _html(
        "html_shifted_2019",
        "figures stand in other columns than their heads; the money has its unit in the cell",
        replace(_OLD, printed={**_OLD.printed, "t2_procure_amount": "251000元"}),
        "shifted",
    ),
    _html("html_nested_2022", "the report inside a layout table, beside a menu that is a table too", _NEW, "nested"),
    Golden(
        name="html_gbk_undeclared",
        shows="GBK bytes, no encoding declared",
        report=_NEW,
        body=page(_NEW, "word", head="").encode("gbk"),
        suffix="html",
    ),
    Golden(
        name="html_utf8_says_gb2312",
        shows="UTF-8 bytes on a page that declares gb2312",
        report=_NEW,
        body=page(_NEW, "clean", head=_GB2312).encode(),
        suffix="html",
    ),
    _text(
        "text_tabs_2020",
        "cells one a line after a tab; full-width digits, digits in labels, a note in a cell, units in the heads",
        _ODD_2020,
        "tabs",
    ),
    _html("html_odd_2020", "the same oddities in HTML", _ODD_2020, "trs"),
    _text("text_lines_2019", "cells one a line, nothing between rows", _OLD, "lines"),
    _text("text_pipes_2022", "rows as lines of cells between bars", _NEW, "pipes"),
    _text(
        "text_glued_2020",
        "no separators: table 2 must be refused, table 3 and 4 only follow from their sums",
        _report(_DISTRICT, 2020, {**pingtan.FIGURES_2020, "t2_procure_amount": "7380"}, t2=F2019, t3=F2019),
        "glued",
        status="partial",
        findings=("T3_COLSUM_2019",),
        refused=("T2",),
    ),
    _text(
        "text_glued_2019",
        "no separators, and sums that hold: table 2 must be refused, a row of table 3 is read where one way alone fits",
        _OLD,
        "glued",
        status="partial",
        refused=("T2",),
    ),
    Golden(
        name="text_radicals_2022",
        shows="characters named as Kangxi radicals, as in text taken from PDF",
        report=_NEW,
        body=text(_NEW, "tabs").translate(_RADICALS).encode(),
        suffix="txt",
    ),
    _docx("docx_plain_2022", "Word tables with spans; labels cut into runs", _NEW, "plain"),
    _docx("docx_sdt_2022", "tables and rows inside content controls", _NEW, "sdt"),
    _docx("docx_grid_before_2019", "rows indented by grid columns that hold no cell", _OLD, "grid_before"),
    _html(
        "mixed_layout_2023",
        "the new table 2 beside the old table 3; two totals of table 4 are not the sum of their results",
        _report(_DISTRICT, 2023, hongze.FIGURES_2023, t3=F2019),
        findings=("T4_SUM",),
    ),
    _html(
        "old_sheet_2023",
        "a township still uses the sheet of 2019; the applicants' heads are cut into two rows",
        _report(
            _TOWN,
            2023,
            _made_up(4, F2019, F2019),
            t2=F2019,
            t3=F2019,
            liberties=Liberties(is_header_split=True),
        ),
    ),
    _html(
        "all_blank_2022",
        "every cell left blank: no figure, and no zero",
        _report(_TOWN, 2022, uniform(F2021, F2021)),
        "word",
        status="partial",
    ),
    _html(
        "only_totals_2022",
        "table 3 is filled in its last column only",
        _report(_BUREAU, 2022, _made_up(5, F2021, F2021, _ONLY_TOTALS)),
    ),
    _html(
        "not_applicable_2023",
        "a bureau that makes no 规章 crosses the row out with `/`",
        _report(
            _BUREAU,
            2023,
            _made_up(
                6,
                F2021,
                F2021,
                {
                    "t2_regulation_issued": "/",
                    "t2_regulation_repealed": "/",
                    "t2_regulation_in_force": "/",
                },
            ),
        ),
    ),
    _html(
        "notes_in_cells_2023",
        "figures with notes and units in their cells",
        _report(_DISTRICT, 2023, _made_up(7, F2021, F2021, _NOTES)),
    ),
    _html(
        "padded_cells_2023",
        "figures padded with full-width, non-breaking and plain blanks",
        _report(_BUREAU, 2023, _PADDED),
        "trs",
    ),
    _html(
        "side_label_twice_2020",
        "三、本年度办理结果 printed twice, `1、` for `1.`, blanks inside labels; the outcomes do not add up as printed",
        _CONTRADICTING,
        "word",
        findings=("T3_COLSUM_2019",),
    ),
    _html(
        "tables_missing_2021",
        "headings with no table beneath: no figure, and no zero",
        _report(_TOWN, 2021, uniform(F2021, F2021), tables=()),
        status="tables_missing",
    ),
    _html(
        "table_missing_2021",
        "table 2 is missing, the other two are there",
        _report(_BUREAU, 2021, _made_up(8, F2021, F2021), tables=("T3", "T4")),
        status="partial",
    ),
)
