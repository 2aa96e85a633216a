"""What only LibreOffice reads: RTF, Works, OpenDocument, the XML of Office 2003, and Word files that `doc.py` refuses.
They are converted to DOCX or XLSX and read as such.

LibreOffice makes a document of any bytes, so it is fed only what the bytes show to be of these formats, and
an empty result is no document. It runs with a profile of its own, macros off, without network where the system
allows that, and within a time limit. Starting it takes 2 s; `convert` takes many files at once.
"""

import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import olefile

from pipelines import readers
from pipelines.exceptions import DocumentError, LimitExceeded, UnreadableDocument
from pipelines.intake import media_types
from pipelines.readers import rtf_fields
from pipelines.records import Block, Finding, Grid, Reading, Severity

_TO = {  # media type -> the suffix LibreOffice knows it by, and what it is made into
    "application/rtf": (".rtf", "docx"),
    "application/vnd.ms-works": (".wps", "docx"),
    "application/x-ole-storage": (".wps", "docx"),
    "application/vnd.oasis.opendocument.text": (".odt", "docx"),
    "application/vnd.oasis.opendocument.text-flat-xml": (".fodt", "docx"),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods", "xlsx"),
    "application/vnd.oasis.opendocument.spreadsheet-flat-xml": (".fods", "xlsx"),
    media_types.WORD_XML: (".xml", "docx"),
    media_types.EXCEL_XML: (".xml", "xlsx"),
}
MEDIA_TYPES = tuple(_TO)

SECONDS_TO_START, SECONDS_A_FILE = 30, 15  # 2 s and 0.2 to 0.4 s measured
_WORKBOOKS = (".xlsx", ".xls", ".ods", ".fods")
SHEETS_TO_PDF = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'
INSTALL = "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"

_RTF_DRAWING = re.compile(rb"\\(?:shptxt|dptxbx|objdata)\b")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROFILE = "profile"
_WANTS_RESTART = 81  # exit code after it has set up a new profile
_MACROS_OFF = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def read(body: bytes) -> Reading:
    """The blocks LibreOffice finds in a document of one of its formats.

    Raises UnreadableDocument for other OLE files and for encrypted ones.
    """
    if not body.startswith(_OLE):
        return _read(body, _TO[media_types.sniff(body)][0])
    streams = _streams(body)
    if "EncryptedPackage" in streams:
        raise UnreadableDocument("an encrypted Office file; only someone with its password can open it")
    if "CONTENTS" not in streams:
        raise UnreadableDocument(f"an OLE file that is no document; its streams: {', '.join(sorted(streams)[:6])}")
    return _read(body, ".wps")


def read_instead(body: bytes, suffix: str, error: UnreadableDocument) -> Reading:
    """What LibreOffice makes of a document our own reader refused with `error`, with a finding that says so.

    Where it is not installed or fails too, the UnreadableDocument raised tells both.
    """
    if not body.startswith(_OLE):
        raise error
    try:
        reading = _read(body, suffix)
    except UnreadableDocument as second:
        raise UnreadableDocument(f"{error}; {second}") from error
    finding = Finding(rule="READ_BY_LIBREOFFICE", severity=Severity.WARN, message=f"read by LibreOffice, since {error}")
    return replace(reading, findings=(*reading.findings, finding))


def draw(body: bytes) -> bytes:
    """A document of one of its formats as PDF, as LibreOffice prints it."""
    return print_to_pdf(body, ".wps" if body.startswith(_OLE) else _TO[media_types.sniff(body)][0])


def print_to_pdf(body: bytes, suffix: str) -> bytes:
    """The document as PDF, each sheet of a workbook as one page. Raises UnreadableDocument where that fails."""
    target = SHEETS_TO_PDF if suffix in _WORKBOOKS else "pdf"
    result = converted({f"document{suffix}": body}, target)[f"document{suffix}"]
    if not isinstance(result, bytes):
        raise result
    return result


def convert(files: Mapping[str, bytes]) -> dict[str, bytes | UnreadableDocument]:
    """DOCX or XLSX of each file, by the name given to it; where there is none, why.

    Names must be plain (`1.rtf`): their suffix tells LibreOffice the format. Files of a call that fails as a whole
    are tried again one by one, so that one of them cannot spoil the rest.
    """
    targets = {name: _target(name, body) for name, body in files.items()}
    found: dict[str, bytes | UnreadableDocument] = {}
    for target in sorted(set(targets.values())):
        found |= converted({name: body for name, body in files.items() if targets[name] == target}, target)
    if len(files) > 1:
        for name, result in found.items():
            if not isinstance(result, bytes):
                found |= converted({name: files[name]}, targets[name])
    return {name: found[name] for name in files}


def _target(name: str, body: bytes) -> str:
    if Path(name).name != name:
        raise ValueError(f"{name}: no plain name")
    if body.startswith(_OLE):
        return "docx"
    media_type = media_types.sniff(body)
    if media_type not in _TO:
        raise ValueError(f"{name}: {media_type} is none of the formats given to LibreOffice")
    return _TO[media_type][1]


def _read(body: bytes, suffix: str) -> Reading:
    name = f"document{suffix}"
    result = convert({name: rtf_fields.marked(body) if suffix == ".rtf" else body})[name]
    if not isinstance(result, bytes):
        raise result
    try:
        reading = readers.read(result, media_types.sniff(result))
    except LimitExceeded:
        raise
    except DocumentError as error:
        raise UnreadableDocument(f"LibreOffice made something unusable of it: {error}") from error
    if not reading.blocks:  # what it gives for random bytes
        raise UnreadableDocument("LibreOffice finds nothing in it")
    if suffix == ".rtf" and _RTF_DRAWING.search(body):  # converting loses what stands in it
        return replace(reading, blocks=tuple(map(_with_doubt, reading.blocks)))
    return reading


def _with_doubt(block: Block) -> Block:
    if not isinstance(block, Grid):
        return block
    cells = (cell._replace(doubt=cell.doubt or "a text box that lies over the page") for cell in block.cells)
    return replace(block, cells=tuple(cells))


def _streams(body: bytes) -> set[str]:
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as ole:
            return {path[0] for path in ole.listdir() if path}
    except (OSError, ValueError, IndexError, RecursionError) as error:
        raise UnreadableDocument(f"the OLE file is damaged: {error}") from error


def converted(files: Mapping[str, bytes], target: str) -> dict[str, bytes | UnreadableDocument]:
    """What one call of LibreOffice makes of each file; where it makes nothing, why. `target` is as it names formats."""
    program = command()
    with tempfile.TemporaryDirectory(prefix="nianbao-office-") as name:
        folder = Path(name)
        (folder / "in").mkdir()
        (folder / _PROFILE / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_MACROS_OFF, encoding="utf-8")
        for file, body in files.items():
            (folder / "in" / file).write_bytes(body)
        reason = _run(
            [
                *program,
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--convert-to",
                target,
                "--outdir",
                str(folder / "out"),
                *(str(folder / "in" / file) for file in files),
            ],
            seconds=SECONDS_TO_START + SECONDS_A_FILE * len(files),
            folder=folder,
        )
        results: dict[str, bytes | UnreadableDocument] = {}
        for file in files:
            output = folder / "out" / f"{Path(file).stem}.{target.partition(':')[0]}"
            results[file] = output.read_bytes() if output.is_file() else UnreadableDocument(reason)
        return results


def _run(command: Sequence[str], *, seconds: float, folder: Path) -> str:
    """Runs LibreOffice to its end; what to say of files it left out."""
    code: int | None = None
    for profile in (folder / _PROFILE, folder / f"{_PROFILE}-again"):
        if not profile.exists():  # by another name, as it has a socket named after it that nobody here may remove
            (folder / _PROFILE).rename(profile)
        try:
            code = subprocess.run(
                [*command, f"-env:UserInstallation={profile.as_uri()}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
                cwd=folder,
                env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"},
            ).returncode
        except subprocess.TimeoutExpired:
            return f"LibreOffice did not convert it within {seconds:g} s"
        if code != _WANTS_RESTART:
            break
    return "LibreOffice cannot read it" if code == 0 else f"LibreOffice failed on it (exit code {code})"


@cache
def command() -> tuple[str, ...]:
    """How LibreOffice is called: the program itself and not the script that starts it, so that killing it ends it.

    Raises UnreadableDocument where it is not installed.
    """
    script = shutil.which("soffice") or shutil.which("libreoffice")
    if script is None:
        raise UnreadableDocument(f"LibreOffice is needed to read it and is not installed: {INSTALL}")
    program = Path(script).resolve().with_name("soffice.bin")
    command = (str(program) if program.exists() else script,)
    offline = ("unshare", "--net", "--map-root-user")  # where no reader's process, which is offline, has called
    probe = subprocess.run([*offline, "true"], capture_output=True, check=False) if shutil.which("unshare") else None
    return (*offline, *command) if probe is not None and probe.returncode == 0 else command
