"""A valid form in every format a portal publishes reads back identical, and the same bytes give the same report."""

import base64
import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.intake.media_types import sniff
from pipelines.readers.ocr import scan
from pipelines.records import Report, Status
from tests.city.forms import render_docx, render_html, render_xlsx
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021, codes
from tests.city.forms.report import ReportForm
from tests.pipelines.readers.converted import NEEDS_LIBREOFFICE, converted, has_libreoffice
from tests.pipelines.readers.html.test_mht import saved
from tests.pipelines.readers.printed import chinese_font, printed_ofd, printed_pdf, printed_picture
from tests.strategies import valid_forms


def zipped(form: ReportForm) -> bytes:
    """A Word file in a ZIP as Windows makes it: its name in GBK, and another file beside it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("说明.txt".encode("gbk").decode("cp437"), "附件见文件。".encode("gbk"))
        archive.writestr("年度报告.docx".encode("gbk").decode("cp437"), render_docx.docx(form))
    return out.getvalue()


def mht(form: ReportForm) -> bytes:
    page = base64.encodebytes(render_html.page(form, "word", head="").encode("gb18030"))
    return saved(('text/html; charset="gb2312"', "base64", page))


RENDERERS: dict[str, tuple[str, Callable[[ReportForm], bytes]]] = {
    "xlsx": ("spreadsheetml.sheet", render_xlsx.xlsx),
    "xlsx, a sheet each": ("spreadsheetml.sheet", lambda form: render_xlsx.xlsx(form, "a sheet each")),
    "pdf": ("application/pdf", printed_pdf),
    "pdf without borders": ("application/pdf", lambda form: printed_pdf(form, has_rules=False)),
    "ofd": ("application/ofd", printed_ofd),
    "docx in a zip": ("application/zip", zipped),
    "mht": ("message/rfc822", mht),
}
# format -> what it is made of: LibreOffice is given a Word file, a spreadsheet or a page
CONVERTED = {
    "doc": ("application/msword", "docx", render_docx.docx),
    "rtf": ("application/rtf", "docx", render_docx.docx),
    "xls": ("application/vnd.ms-excel", "xlsx", render_xlsx.xlsx),
}


def read(body: bytes) -> Report:
    return check(extract(Document(body=body, file_name="report.bin")))


def made(seed: int, layout: str) -> ReportForm:
    """A form by chance alone, for formats too slow to be drawn many times."""
    return ReportForm(
        organ="甲市乙区人民政府",
        year=2020 if layout == F2019 else 2023,
        published_on="2024-01-20",
        printed=valid_figures(Random(seed).randint, layout, layout),
        t2=layout,
        t3=layout,
    )


def assert_reads_back(form: ReportForm, body: bytes) -> Report:
    report = read(body)
    assert dict(report.layouts) == {"T2": form.t2, "T3": form.t3, "T4": form.t3}
    assert report.numbers() == {code: Decimal(form.printed[code]) for code in codes(form.t2, form.t3)}
    assert report.status is Status.OK
    assert [finding for finding in report.findings if finding.severity == "error"] == []
    return report


@pytest.mark.parametrize("container", RENDERERS)
@given(form=valid_forms())
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_valid_form_reads_back_identical_from_every_format(container: str, form: ReportForm) -> None:
    media_type, render = RENDERERS[container]
    body = render(form)
    assert sniff(body).endswith(media_type)
    report = assert_reads_back(form, body)
    assert read(body) == report


@pytest.mark.skipif(not has_libreoffice(), reason=NEEDS_LIBREOFFICE)
@pytest.mark.parametrize("kind", CONVERTED)
def test_a_valid_form_reads_back_identical_from_what_an_office_program_writes(kind: str) -> None:
    media_type, source, render = CONVERTED[kind]
    forms = [made(1, F2019), made(2, F2021)]
    for form, body in zip(forms, converted([render(form) for form in forms], source, kind), strict=True):
        assert sniff(body) == media_type
        assert_reads_back(form, body)


@pytest.mark.skipif(not scan.is_installed(), reason="no recognition engine here: python3 run.py --with ocr")
def test_a_valid_form_reads_back_identical_from_a_picture() -> None:
    font = chinese_font()
    if font is None:
        pytest.skip("no Chinese type here: apt-get install fonts-wqy-zenhei")
    form = made(3, F2021)
    assert_reads_back(form, printed_picture(form, font))


@pytest.mark.parametrize("name", ["docx in a zip", "ofd", "xlsx", "docx"])
def test_a_package_that_lost_its_beginning_is_damaged(name: str) -> None:
    renderers = {**RENDERERS, "docx": ("", render_docx.docx)}
    body = renderers[name][1](made(1, F2021))
    for lost in (300, 449):  # its directory then names places before the file's start
        report = read(b"PK\x03\x04" + body[4 + lost :])
        assert report.status is Status.UNREADABLE or report.numbers() == read(body).numbers()
