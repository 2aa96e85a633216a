"""A valid form in every format a portal publishes reads back identical, and the same bytes give the same report."""

import base64
import shutil
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from crawler.items import Document
from pipelines import media_types
from pipelines.checks import check
from pipelines.extract import extract
from pipelines.readers import office, scan
from pipelines.records import Report, Status
from tests.city.forms import render_docx, render_html, render_xlsx
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021, codes
from tests.city.forms.report import ReportForm
from tests.pipelines.readers.converted import convert
from tests.pipelines.readers.printed import printed_ofd, printed_pdf, printed_picture
from tests.pipelines.readers.test_mht import saved
from tests.strategies import valid_forms

FONTS = (
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)


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
    "xlsx": (media_types.XLSX, lambda form: render_xlsx.xlsx(form)),
    "xlsx, a sheet each": (media_types.XLSX, lambda form: render_xlsx.xlsx(form, "a sheet each")),
    "pdf": (media_types.PDF, printed_pdf),
    "pdf without borders": (media_types.PDF, lambda form: printed_pdf(form, has_rules=False)),
    "ofd": (media_types.OFD, printed_ofd),
    "docx in a zip": (media_types.ZIP, zipped),
    "mht": (media_types.MHT, mht),
}
