"""Damaged documents: reading ends in time and memory with a report or a reason, and shows no figure in a wrong place.

What a damage shows anew may be read as shown. But a figure whose bytes were left alone must be read as before, or not
at all, or with a finding that names its field; and behind compression, whose checksums tell, that holds for all.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract_safely
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.extract.processes.tasks import Limits
from pipelines.readers.ocr import scan
from pipelines.records import Report, Severity, State, Status
from tests.city.forms import render_text
from tests.peak import peak_memory
from tests.pipelines.extract.sandbox_tasks import TASKS
from tests.pipelines.readers.converted import NEEDS_LIBREOFFICE, has_libreoffice
from tests.pipelines.readers.printed import chinese_font
from tests.pipelines.specimens import FORM, SPECIMENS, Mutant, Picture, Specimen

MAX_SECONDS = {"scan": 120.0, "pdf": 120.0}  # seconds of one document; a page without characters is recognised
MAX_SECONDS_OTHER = 30.0
MEMORY = 512 << 20  # bytes a child holds at once
_EVER = 1_000_000  # tasks of a child: its peak is that of all documents it has read


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(TASKS, limits=Limits(), recycle_after=_EVER) as shared:
        yield shared


@pytest.mark.parametrize("kind", SPECIMENS)
def test_fifty_damaged_documents_of_each_format_end_with_a_reason_and_no_wrong_number(
    kind: str, sandbox: Sandbox
) -> None:
    _read_damaged(kind, 50, sandbox)


@pytest.mark.night
@pytest.mark.parametrize("kind", SPECIMENS)
def test_a_thousand_damaged_documents_of_each_format_end_with_a_reason_and_no_wrong_number(
    kind: str, sandbox: Sandbox
) -> None:
    _read_damaged(kind, 1000, sandbox)


def test_a_heading_over_columns_is_no_column_when_two_header_rows_run_into_one(sandbox: Sandbox) -> None:
    """商业企业 lost with the break before it: seven names over seven numbers, and not theirs."""
    body, found = re.subn(r"总计\n\s*商业企业", "总计", render_text.text(FORM), count=1)
    assert found == 1
    read = {value.field_code: value.raw for value in _read(sandbox, "text", body.encode()).values}
    assert read.items() <= FORM.printed.items()


def _read_damaged(kind: str, number: int, sandbox: Sandbox) -> None:
    specimen = _specimen(kind)
    sound = _read(sandbox, kind, specimen.body)
    known = {value.field_code: value.raw for value in sound.values if value.state is State.NUMBER}
    assert known.items() <= FORM.printed.items()
    assert len(known) >= (10 if kind == "scan" else 190)
    ends: Counter[str] = Counter()
    for place in range(number):
        mutant = specimen.mutant(random.Random(f"{kind} {place}"))
        started = time.monotonic()
        report = _read(sandbox, kind, mutant.body)
        assert time.monotonic() - started <= MAX_SECONDS.get(kind, MAX_SECONDS_OTHER) + 5, place
        assert report.status is Status.OK or report.error or report.findings, place
        assert _wrong(report, known, mutant) == {}, place
        assert report.year in (None, FORM.year), place
        ends[report.status] += 1
    assert sandbox.run(peak_memory) <= MEMORY  # of the child that read them; one that was stopped is not counted
    print(kind, dict(ends))


def _specimen(kind: str) -> Specimen | Picture:
    if kind in ("doc", "xls") and not has_libreoffice():
        pytest.skip(NEEDS_LIBREOFFICE)
    if kind == "scan" and (not scan.is_installed() or chinese_font() is None):
        pytest.skip("recognition needs the extra `ocr`, its test a Chinese font (fonts-wqy-zenhei)")
    return SPECIMENS[kind]()


def _read(sandbox: Sandbox, kind: str, body: bytes) -> Report:
    return check(extract_safely(sandbox, Document(body=body, file_name=f"report.{kind}")))


def _wrong(report: Report, known: dict[str, str], mutant: Mutant) -> dict[str, str]:
    """Fields that show another number than the sound document's, although that stands in it, and nothing says so."""
    doubted = {code for finding in report.findings if finding.severity is not Severity.INFO for code in finding.fields}
    return {
        value.field_code: value.raw
        for value in report.values
        if value.state is State.NUMBER
        and value.field_code in known
        and value.raw != known[value.field_code]
        and value.field_code not in doubted
        and mutant.keeps(value.field_code)
    }
