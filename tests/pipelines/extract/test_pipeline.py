"""A valid form, printed in any container and with any liberty a portal takes, reads back cell by cell."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.records import Report, State, Status
from tests.city.forms import render_docx, render_html, render_text
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import codes
from tests.city.forms.report import ReportForm
from tests.strategies import valid_forms

RENDERERS = {
    "html clean": lambda form: render_html.page(form, "clean").encode(),
    "html word": lambda form: render_html.page(form, "word").encode("gb18030"),
    "html trs": lambda form: render_html.page(form, "trs").encode(),
    "html shifted": lambda form: render_html.page(form, "shifted").encode("gb18030"),
    "html nested": lambda form: render_html.page(form, "nested").encode(),
    "docx plain": lambda form: render_docx.docx(form, "plain"),
    "docx sdt": lambda form: render_docx.docx(form, "sdt"),
    "docx grid_before": lambda form: render_docx.docx(form, "grid_before"),
    "text tabs": lambda form: render_text.text(form, "tabs").encode(),
    "text pipes": lambda form: render_text.text(form, "pipes").encode(),
}


def made(seed: int, organ: str) -> ReportForm:
    printed = valid_figures(Random(seed).randint)
    return ReportForm(organ=organ, year=2022, printed=printed, published_on="2023-01-18")


def read(body: bytes) -> Report:
    return check(extract(Document(body=body, file_name="report.bin")))


@pytest.mark.parametrize("container", RENDERERS)
@given(form=valid_forms())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_valid_form_reads_back_identical_from_every_container(container: str, form: ReportForm) -> None:
    report = read(RENDERERS[container](form))
    assert dict(report.layouts) == {"T2": form.t2, "T3": form.t3, "T4": form.t3}
    printed = {code: Decimal(form.printed[code]) for code in codes(form.t2, form.t3)}
    assert report.numbers() == printed
    assert report.status is Status.OK
    assert (report.organ_name, report.year, report.published_on) == (form.organ, form.year, form.published_on)
    assert [finding for finding in report.findings if finding.severity == "error"] == []
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


@given(form=valid_forms())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_lines_of_text_give_every_number_right_or_none(form: ReportForm) -> None:
    report = read(render_text.text(form, "lines").encode())
    printed = {code: Decimal(form.printed[code]) for code in codes(form.t2, form.t3)}
    assert {code: number for code, number in report.numbers().items() if number is not None}.items() <= printed.items()
    assert all(code in report.numbers() for code in printed)


@given(form=valid_forms())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_glued_text_never_gives_a_wrong_number_and_no_table_two(form: ReportForm) -> None:
    report = read(render_text.text(form, "glued").encode())
    numbers = {code: number for code, number in report.numbers().items() if number is not None}
    assert numbers.items() <= {code: Decimal(text) for code, text in form.printed.items()}.items()
    assert not any(code.startswith("t2_") for code in numbers)


@given(form=valid_forms())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_reading_the_same_bytes_twice_gives_the_same_report(form: ReportForm) -> None:
    body = render_html.page(form, "word").encode()
    assert read(body) == read(body)
    assert check(read(body)) == read(body)


def test_an_empty_file_is_unreadable_and_keeps_what_the_crawl_knows() -> None:
    document = Document(
        body=b"",
        title="枣庄市山亭区人民政府2020年政府信息公开工作年度报告",
        region_name="枣庄市山亭区",
        url="http://a/b",
    )
    report = extract(document)
    assert (report.status, report.error) == (Status.UNREADABLE, "the file is empty")
    assert (report.organ_name, report.year) == ("枣庄市山亭区人民政府", 2020)


def test_html_saved_as_docx_is_read_as_html() -> None:
    body = "<html><body><p>甲市乙区人民政府2022年政府信息公开工作年度报告</p></body></html>".encode()
    report = extract(Document(body=body, file_name="report.docx"))
    assert (report.media_type, report.status) == ("text/html", Status.TABLES_MISSING)
    assert report.error == "the document holds none of the statutory tables"


def test_random_bytes_are_unreadable_with_a_reason() -> None:
    report = extract(Document(body=bytes(range(256)) * 8, file_name="report.doc"))
    assert report.status is Status.UNREADABLE
    assert report.error is not None
    assert "no reader for application/octet-stream" in report.error


def test_a_cut_docx_is_unreadable_with_a_reason() -> None:
    report = extract(Document(body=b"PK\x03\x04" + b"\x00" * 40, file_name="report.docx"))
    assert report.status is Status.UNREADABLE
    assert report.values == ()


def test_a_table_of_pictures_is_no_table_and_no_zero() -> None:
    body = (
        "<p>甲市乙区人民政府2022年政府信息公开工作年度报告</p><p>二、主动公开政府信息情况</p><img src=a.png>".encode()
    )
    report = extract(Document(body=body))
    assert (report.status, report.values) == (Status.TABLES_MISSING, ())
    assert [value for value in report.values if value.state is State.NUMBER] == []


def below_each_other(first: ReportForm, second: ReportForm) -> Report:
    return read(f"{render_html.page(first)}{render_html.fragment(second)}".encode())


def test_of_two_organs_reports_on_a_page_the_first_is_read_and_the_second_named() -> None:
    first, second = (made(seed, organ) for seed, organ in ((1, "乙区甲街道办事处"), (2, "乙区丙街道办事处")))
    report = below_each_other(first, second)
    assert report.numbers() == {code: Decimal(text) for code, text in first.printed.items()}
    assert [f.message for f in report.findings if f.rule == "ANOTHER_REPORT" and "丙街道" in f.message]


def test_a_table_that_only_the_second_organs_report_has_is_not_the_firsts() -> None:
    first, second = (made(seed, organ) for seed, organ in ((1, "乙区甲街道办事处"), (2, "乙区丙街道办事处")))
    report = below_each_other(replace(first, tables=("T2", "T3")), second)
    assert [value.field_code for value in report.values if value.table == "T4"] == []


def test_another_name_of_the_organ_above_a_later_page_parts_no_report() -> None:
    page = render_html.page(made(1, "乙区科学技术委员会"))
    report = read(page.replace("<h2>三、", "<p>乙区科委2022年政府信息公开工作年度报告</p><h2>三、").encode())
    assert dict(report.layouts) == dict.fromkeys(("T2", "T3", "T4"), "F2021")


def test_links_to_other_years_below_a_report_leave_it_whole() -> None:
    form = made(1, "乙区民政局")
    links = "".join(f"<li>乙区民政局{year}年政府信息公开工作年度报告</li>" for year in (2023, 2021))
    assert read(f"{render_html.page(form)}<ul>{links}</ul>".encode()).status is Status.OK
