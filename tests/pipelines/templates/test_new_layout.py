"""A form nobody has seen, made up for the report year 2026: its YAML and its codebook rows, and it is read.

One more row and one more column in table 3, another wording of a row, a new block in table 2; table 4 as it was.
"""

import csv
import random
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from pipelines import templates
from pipelines.checks import identities
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.records import Report, Status
from pipelines.templates import Label, Template, raw_text
from tests.city.forms.generate import valid_figures
from tests.city.forms.render_docx import docx
from tests.city.forms.render_html import page
from tests.city.forms.render_text import text
from tests.city.forms.report import ReportForm
from tests.city.forms.sheet import Sheet, SheetCell
from tests.pipelines.readers.printed import printed_pdf

FORMATS: dict[str, Callable[[ReportForm], bytes]] = {
    "html": lambda form: page(form).encode(),
    "docx": docx,
    "pdf": printed_pdf,
    "text": lambda form: text(form, "pipes").encode(),
}
ORIGINAL = templates.HERE
CACHES = (
    raw_text.title_pattern,
    templates.load,
    templates.codebook,
    templates.money_codes,
    templates._newest_layouts,
    templates._printed_codebook,
    identities.load,
)
NEW_ROW = {
    "key": "t3_reject_beyond",
    "group": "（五）不予处理",
    "label": "6.超出本机关法定职责的申请",
    "layouts": ["F2026"],
}
NEW_COLUMN = {"key": "org_overseas", "label": "境外组织", "layouts": ["F2026"]}
NEW_BLOCK = {
    "heading": "第二十条第（九）项",
    "columns": [{"key": "projects", "label": "采购项目数量"}, {"key": "amount", "label": "采购总金额（万元）"}],
    "rows": [{"key": "procure", "label": "政府集中采购"}],
}


@pytest.fixture(autouse=True)
def form_of_2026(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of templates with the form in it, as a contributor adds it."""
    folder = tmp_path / "templates"
    shutil.copytree(templates.HERE, folder)
    requests = yaml.safe_load((folder / "t3.yml").read_text("utf-8"))
    requests["layouts"]["F2026"] = 2026
    requests["columns"].insert(5, NEW_COLUMN)
    for place, row in enumerate(requests["rows"]):
        if "F2021" in row.get("layouts", ()):
            row["layouts"].append("F2026")
        if row["key"] == "t3_reject_confirm":
            after = place + 1
        if row["key"] == "t3_carried_in":
            row["aliases"].append("二、往年未办结政府信息公开申请数量")
    requests["rows"].insert(after, NEW_ROW)
    (folder / "t3.yml").write_text(yaml.safe_dump(requests, allow_unicode=True, sort_keys=False), "utf-8")
    disclosure = yaml.safe_load((folder / "t2_f2021.yml").read_text("utf-8"))
    disclosure |= {"layout": "F2026", "since": 2026, "blocks": [*disclosure["blocks"], NEW_BLOCK]}
    (folder / "t2_f2026.yml").write_text(yaml.safe_dump(disclosure, allow_unicode=True, sort_keys=False), "utf-8")
    monkeypatch.setattr(templates, "HERE", folder)
    with (folder / "codebook.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_described(requests))
    for cache in CACHES:
        cache.cache_clear()
    yield
    for cache in CACHES:
        cache.cache_clear()


def _described(requests: dict[str, list[dict[str, str]]]) -> Iterator[list[str]]:
    new = [("t3_reject_beyond", column["key"]) for column in requests["columns"]]
    new += [(row["key"], "org_overseas") for row in requests["rows"] if "F2019" not in row.get("layouts", ())]
    for row, column in dict.fromkeys(new):
        yield [f"{row}__{column}", "F2026", "T3", row, column, "2026-", *"xxxx", "件", "count", "A", "", "none"]


def made_up(seed: int) -> ReportForm:
    """A report on 2026 whose sums hold."""
    chance = random.Random(seed)
    (requests,) = (form for form in templates.of("T3") if form.layout == "F2026")
    (disclosure,) = (form for form in templates.of("T2") if form.layout == "F2026")
    figures = valid_figures(chance.randint)
    figures |= {"t2_procure_projects": str(chance.randint(1, 900)), "t2_procure_amount": f"{chance.randint(1, 9999)}.5"}
    figures |= _requests(requests, chance)
    sheets = {"T2": _disclosure_sheet(disclosure, figures), "T3": _requests_sheet(requests, figures)}
    return ReportForm(
        organ="淮安市洪泽区人民政府", year=2026, printed=figures, published_on="2027-01-20", sheets=sheets
    )


def _requests(form: Template, chance: random.Random) -> dict[str, str]:
    numbers: dict[tuple[str, str], int] = {}
    *applicants, total = [column.key for column in form.columns]
    new, carried_in, *outcomes, processed, carried_out = [row.key for row in form.rows]
    for applicant in applicants:
        drawn = {(row, applicant): chance.choice((0, 0, 0, chance.randint(0, 300))) for row in outcomes}
        numbers |= drawn | {
            (processed, applicant): sum(drawn.values()),
            (carried_out, applicant): chance.randint(0, 9),
            (carried_in, applicant): 0,
        }
        numbers[new, applicant] = numbers[processed, applicant] + numbers[carried_out, applicant]
    for row in form.rows:
        numbers[row.key, total] = sum(numbers[row.key, applicant] for applicant in applicants)
    return {f"{row}__{column}": str(number) for (row, column), number in numbers.items()}


def _requests_sheet(form: Template, figures: dict[str, str]) -> Sheet:
    person, *organisations, total = form.columns
    rows: list[tuple[SheetCell, ...]] = [
        (SheetCell("（本列数据的勾稽关系）", rowspan=3, colspan=3), SheetCell("申请人情况", colspan=len(form.columns))),
        (
            SheetCell(person.label, rowspan=2),
            SheetCell("法人或其他组织", colspan=len(organisations)),
            SheetCell(total.label, rowspan=2),
        ),
        tuple(SheetCell(column.label) for column in organisations),
    ]
    results = form.rows[2:-1]
    for row in form.rows:
        label = "二、往年未办结政府信息公开申请数量" if row.key == "t3_carried_in" else row.label
        heads = [SheetCell(label, colspan=3 if row not in results else 1 if row.group else 2)]
        if row.group and row.group != form.rows[form.rows.index(row) - 1].group:
            heads.insert(0, SheetCell(row.group, rowspan=sum(other.group == row.group for other in results)))
        if row is results[0]:
            heads.insert(0, SheetCell("三、本年度办理结果", rowspan=len(results)))
        rows.append((*heads, *(_figure(form, row, column, figures) for column in form.columns)))
    return tuple(rows)


def _disclosure_sheet(form: Template, figures: dict[str, str]) -> Sheet:
    rows: list[tuple[SheetCell, ...]] = []
    for block in form.blocks:
        spans = {3: (1, 1, 1), 2: (1, 2), 1: (3,)}[len(block.columns)]
        heads = [SheetCell(column.label, colspan=span) for column, span in zip(block.columns, spans, strict=True)]
        rows += [(SheetCell(block.heading, colspan=4),), (SheetCell("信息内容"), *heads)]
        for row in block.rows:
            cells = [_figure(form, row, column, figures, s) for column, s in zip(block.columns, spans, strict=True)]
            rows.append((SheetCell(row.label), *cells))
    return tuple(rows)


def _figure(form: Template, row: Label, column: Label, figures: dict[str, str], span: int = 1) -> SheetCell:
    code = form.code(row, column)
    return SheetCell(figures[code], code, colspan=span)


def read(form: ReportForm, kind: str) -> Report:
    return check(extract(Document(body=FORMATS[kind](form), url="https://x.cn/1")))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("seed", range(2))
def test_a_made_up_form_is_read_exactly_from_its_yaml_and_codebook_alone(kind: str, seed: int) -> None:
    form = made_up(seed)
    report = read(form, kind)
    assert {value.field_code: value.value for value in report.values} == {
        code: Decimal(number) for code, number in form.printed.items()
    }
    assert dict(report.layouts) == {"T2": "F2026", "T3": "F2026", "T4": "F2021"}
    assert (report.status, [f for f in report.findings if f.severity != "info"]) == (Status.OK, [])


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("t3_reject_beyond__natural_person", "T3_COLSUM_2021"),
        ("t3_granted__org_overseas", "T3_ROWSUM"),
        ("t3_carried_out__org_overseas", "T3_BALANCE"),
        ("t4_review_other", "T4_SUM"),
    ],
)
def test_the_sums_of_a_made_up_form_are_checked(code: str, rule: str) -> None:
    form = made_up(1)
    sheets = {
        table: tuple(
            tuple(SheetCell("7777", cell.code) if cell.code == code else cell for cell in row) for row in sheet
        )
        for table, sheet in form.sheets.items()
    }
    wrong = ReportForm(
        organ=form.organ,
        year=form.year,
        printed={**form.printed, code: "7777"},
        published_on=form.published_on,
        sheets=sheets,
    )
    found = {finding.rule for finding in read(wrong, "text").findings if code in finding.fields}
    assert rule in found


@pytest.mark.parametrize("layout", ["F2019", "F2021"])
def test_the_forms_before_it_are_read_as_before(layout: str) -> None:
    figures = valid_figures(random.Random(3).randint, layout, layout)
    form = ReportForm(
        organ="淮安市洪泽区人民政府", year=2020, printed=figures, published_on="2021-01-20", t2=layout, t3=layout
    )
    report = extract(Document(body=page(form).encode(), url="https://x.cn/1"))
    assert dict(report.layouts) == {"T2": layout, "T3": layout, "T4": layout}
    assert {value.field_code: value.value for value in report.values} == {
        code: Decimal(number) for code, number in figures.items()
    }
    assert report.status is Status.OK


def test_the_old_form_in_2026_and_the_new_one_before_are_marked() -> None:
    new = made_up(1)
    early = ReportForm(organ=new.organ, year=2024, printed=new.printed, published_on="2025-01-20", sheets=new.sheets)
    old = ReportForm(
        organ=new.organ, year=2026, printed=valid_figures(random.Random(3).randint), published_on="2027-01-20"
    )
    for form in (early, old):
        told = [finding.message for finding in read(form, "html").findings if finding.rule == "META_FORMAT"]
        assert len(told) == 2, told


@pytest.mark.parametrize(
    ("file", "before", "after", "printed", "misprint"),
    [
        ("t3.yml", "  - 三、收到", "  - 三、收到处理政府信息公开申请\n  - 三、收到", "收到和处理政府", "收到处理政府"),
        (
            "t4.yml",
            "  - 四、",
            "  - 四、行政复议与诉讼情况\n  - 四、",
            "政府信息公开行政复议、行政诉讼情况",
            "行政复议与诉讼情况",
        ),
        (
            "t3.yml",
            "label: 4.保护第三方合法权益",
            "label: 4.保护第三方合法权益, aliases: [保获弟三方权益]",
            "4.保护第三方合法权益",
            "4.保获弟三方权益",
        ),
        ("t4.yml", "aliases: [纠正]", "aliases: [纠正, 结果更改]", "结果纠正", "结果更改"),
    ],
)
def test_a_misprint_in_running_text_is_one_line_of_yaml(
    file: str, before: str, after: str, printed: str, misprint: str
) -> None:
    figures = valid_figures(random.Random(3).randint)
    form = ReportForm(organ="淮安市洪泽区人民政府", year=2023, printed=figures, published_on="2024-01-20")
    body = text(form, "lines")
    assert printed in body
    wrong = Document(body=body.replace(printed, misprint).encode(), url="https://x.cn/1")
    assert extract(wrong).status is not Status.OK
    path = templates.HERE / file
    content = (ORIGINAL / file).read_text("utf-8")
    assert before in content
    path.write_text(content.replace(before, after, 1), "utf-8")
    for cache in CACHES:
        cache.cache_clear()
    report = extract(wrong)
    assert {value.field_code: value.value for value in report.values} == {
        code: Decimal(number) for code, number in figures.items()
    }
    assert report.status is Status.OK


def test_a_field_that_means_the_same_has_a_row_of_its_own_in_the_new_layout() -> None:
    assert {entry.layout for (code, _), entry in templates.codebook().items() if code == "t3_granted__total"} == {
        *("F2019", "F2021", "F2026")
    }
    assert templates.codebook()["t3_granted__total", "F2026"].years == "2026-"
    assert templates.layout_of("t3_granted__total", "F2026") == "F2026"
