"""Hostile documents and archives through `nianbao extract`: a stored reason or a right reading, within the limits.

Each runs as the operator runs it, in a process of its own whose peak of memory is measured: the readers' children may
be killed, the command itself stays small.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.city.forms.layout import F2021, codes
from tests.pipelines.readers.paper import pdf, zipped
from tests.pipelines.readers.test_formats import made

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "reports" / "samples"
MAX_MEMORY = 300 << 20  # bytes of the parent
MAX_SECONDS = 90  # of two cores that others may use; the limits of a reader are 30 s of CPU and 60 s in all

# Runs the command in a process that reports its own peak, children left out, on the last line of its errors.
_MEASURED = """
import sys
from nianbao.cli import main
from tests.peak import peak_memory
try:
    main()
finally:
    print(peak_memory(), file=sys.stderr)
"""


def read(path: Path) -> dict[str, Any]:
    """The report of a file as `nianbao extract --json` prints it; fails on a traceback, or when it grew too large."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, "extract", str(path), "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=MAX_SECONDS,
        check=False,
    )
    *said, peak = done.stderr.splitlines()
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in (0, 4), said
    assert int(peak) < MAX_MEMORY
    found: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == (found["status"] == "ok")
    return found


def bomb() -> bytes:
    """A Word file whose one part unpacks to 400 MB."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("word/document.xml", "w") as part:
            for _ in range(400):
                part.write(b" " * (1 << 20))
    return out.getvalue()


def matryoshka() -> bytes:
    """An archive in an archive, eight deep."""
    body = b"<html><table><tr><td>1</td></tr></table></html>"
    for depth in range(8):
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(f"{depth}.zip" if depth else "report.html", body)
        body = out.getvalue()
    return body


def far_cell() -> bytes:
    """A spreadsheet of one cell, in the last row and column there are."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" '
            'r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="rId1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
        }
    )


def crowded() -> bytes:
    """A PDF page of 200,000 strokes."""
    return pdf(["".join(f"{n % 595} {n % 842} m {n % 595} {n % 841 + 1} l S\n" for n in range(200_000))])


def nested() -> bytes:
    """A page of tables within tables, thousands deep."""
    return b"<html><body>" + b"<table><tr><td>" * 5000 + b"1"


MADE: dict[str, Callable[[], bytes]] = {
    "bomb.docx": bomb,
    "archives.zip": matryoshka,
    "far.xlsx": far_cell,
    "crowded.pdf": crowded,
    "nested.html": nested,
}


@pytest.mark.parametrize("name", MADE)
def test_a_document_made_to_do_harm_ends_in_a_stored_reason(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(MADE[name]())
    found = read(path)
    assert found["status"] in ("unreadable", "tables_missing")
    assert found["error"]
    assert found["values"] == {}


def test_a_right_document_after_the_hostile_ones_is_read_whole(tmp_path: Path) -> None:
    from tests.city.forms import render_docx

    form = made(4, F2021)
    path = tmp_path / "right.docx"
    path.write_bytes(render_docx.docx(form))
    found = read(path)
    assert found["status"] == "ok"
    assert found["values"].keys() == set(codes(F2021, F2021))


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared is not here: real reports have no licence to be in git")
@pytest.mark.parametrize(
    "path",
    sorted((SAMPLES / "hostile").glob("*")) + sorted((SAMPLES / "archives").glob("*")) if SAMPLES.exists() else [],
    ids=lambda path: path.name,
)
def test_the_collected_hostile_set_and_archives_end_within_their_limits(path: Path) -> None:
    found = read(path)
    if path.name in ("gbk.zip", "utf8.zip"):
        assert found["status"] == "ok"
        assert len(found["values"]) in (198, 200)
    elif found["status"] != "ok":
        assert found["error"]
