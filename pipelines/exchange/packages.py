"""What a person hands over, a file, a folder, a ZIP, a WARC or a WACZ -> the files in it, within limits.

Names only tell what a file is called; none is ever used as a path to write to. What cannot be taken is told with its
reason and the rest goes on.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipelines.exceptions import InputError
from pipelines.intake.media_types import sniff
from pipelines.intake.zip_errors import DAMAGED

MANIFEST = "manifest.csv"
COLUMNS = ("file", "url", "fetched_at", "region_code", "title", "organ_hint", "published_hint", "referrer_url", "role")
MAX_FILES = 5_000  # in one package; a region's reports of all years and organs are 1,000
MAX_FILE = 100 << 20  # bytes of one file, unpacked; the largest scanned report seen has 40 MB
MAX_BYTES = 2 << 30  # of all files of a package together
MAX_RATIO = 200  # unpacked to packed; bombs pack 1,000 times and more
_SMALL = 1 << 20  # bytes that may unpack from anything
_ASSETS = ("_files", ".files", "_文件")  # folders that browsers save beside a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One file as it was handed over, with what is stated of it; `problem` says why it was not taken."""

    name: str
    body: bytes = field(default=b"", repr=False)
    stated: Mapping[str, str] = field(default_factory=dict)  # of COLUMNS, those that somebody states
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def handed_over(path: Path) -> Iterator[Handed]:
    """The files of a package in the order of their names (of a WARC: of its records).

    Raises InputError for a path that is not there and for a package that is none.
    """
    if not path.exists():
        raise InputError(f"{path}: no such file or folder")
    if path.is_dir():
        yield from _with_manifest(list(_of_folder(path)))
        return
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"WARC/") or (start.startswith(b"\x1f\x8b") and path.name.lower().endswith(".warc.gz")):
        with path.open("rb") as file:
            yield from _of_warc(file, path.name)
    elif start.startswith(b"PK\x03\x04") and _is_package(path):
        yield from _with_manifest(list(_of_zip(path)))
    else:
        yield _of_file(path, path.name)


def _of_folder(root: Path) -> Iterator[Handed]:
    count = total = 0
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_symlink() or not path.is_file() or any(_is_passed_over(part) for part in parts):
            continue
        count, total = count + 1, total + path.stat().st_size
        _check_size(str(root), count, total)
        yield _of_file(path, PurePosixPath(*parts).as_posix())


def _of_file(path: Path, name: str) -> Handed:
    if path.stat().st_size > MAX_FILE:
        return Handed(name=name, problem=f"larger than {MAX_FILE >> 20} MB")
    return Handed(name=name, body=path.read_bytes())


def _of_zip(path: Path) -> Iterator[Handed]:
    count = total = 0
    try:
        with zipfile.ZipFile(path) as package:
            for member in sorted(package.infolist(), key=lambda member: member.filename):
                if member.is_dir() or any(map(_is_passed_over, _parts(_shown_name(member)))):
                    continue
                count += 1
                _check_size(path.name, count, total)
                handed = _of_member(package, member)
                total += len(handed.body)
                if member.filename.lower().endswith((".warc", ".warc.gz")):  # a WACZ holds its WARCs so
                    yield from _of_warc(io.BytesIO(handed.body), member.filename)
                elif member.filename.startswith(("indexes/", "pages/")) or member.filename.startswith("datapackage"):
                    continue  # the rest of a WACZ
                else:
                    yield handed
    except DAMAGED as error:
        raise InputError(f"{path}: the ZIP is damaged: {error}") from error


def _of_member(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Handed:
    name = _shown_name(member)
    if member.flag_bits & 1:
        return Handed(name=name, problem="encrypted")
    parts = _parts(name)
    if ".." in parts or name.startswith(("/", "\\")) or (parts and parts[0].endswith(":")):
        return Handed(name=name, problem="its name leads out of the package")
    most = min(MAX_FILE, max(_SMALL, MAX_RATIO * member.compress_size))
    try:
        with package.open(member) as file:
            body = file.read(most + 1)  # counted while unpacking: the size a ZIP states may lie
    except (*DAMAGED, NotImplementedError) as error:
        return Handed(name=name, problem=f"cannot be unpacked: {error}")
    if len(body) > most:
        return Handed(name=name, problem=f"unpacks to more than {most >> 20} MB or {MAX_RATIO} times its size")
    return Handed(name=name, body=body)


def _of_warc(file: BinaryIO, name: str) -> Iterator[Handed]:
    count = total = 0
    try:
        for record in ArchiveIterator(file):
            if record.rec_type not in ("response", "resource"):
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            stated = {"url": url, "fetched_at": record.rec_headers.get_header("WARC-Date") or ""}
            count += 1
            body = record.content_stream().read(MAX_FILE + 1)
            total += len(body)
            _check_size(name, count, total)
            if len(body) > MAX_FILE:
                yield Handed(name=url, stated=stated, problem=f"larger than {MAX_FILE >> 20} MB")
                continue
            headers = record.http_headers
            status = int(headers.get_statuscode()) if headers and headers.get_statuscode().isdecimal() else 200
            pairs = tuple((str(key), str(value)) for key, value in headers.headers) if headers else ()
            yield Handed(name=url, body=body, stated=stated, status=status, headers=pairs)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        yield Handed(name=name, problem=f"the WARC breaks off: {error}")


def _with_manifest(files: list[Handed]) -> Iterator[Handed]:
    """The files, each with what the manifest states of it; the manifest itself is none of them."""
    manifest = next((handed for handed in files if handed.name == MANIFEST), None)
    stated = {} if manifest is None else _stated(manifest.body)
    for handed in files:
        if handed is not manifest:
            yield replace(handed, stated={**handed.stated, **stated.pop(handed.name, {})})
    for name in stated:
        yield Handed(name=name, problem=f"{MANIFEST} names it, but it is not there")


def _stated(body: bytes) -> dict[str, dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise InputError(f"{MANIFEST} is not UTF-8: {error.reason}") from error
    if "file" not in (reader.fieldnames or ()):
        raise InputError(f"{MANIFEST} needs the column file; it may have {', '.join(COLUMNS[1:])}")
    return {
        row["file"]: {name: row[name] for name in COLUMNS[1:] if row.get(name)} for row in reader if row.get("file")
    }


def _check_size(name: str, count: int, total: int) -> None:
    if count > MAX_FILES:
        raise InputError(f"{name} holds more than {MAX_FILES} files; hand it over in parts")
    if total > MAX_BYTES:
        raise InputError(f"{name} holds more than {MAX_BYTES >> 30} GB; hand it over in parts")


def _is_package(path: Path) -> bool:
    """True for a ZIP of documents; a DOCX, XLSX or OFD is a ZIP, too, but one document."""
    with path.open("rb") as file:
        return sniff(file.read(MAX_FILE)) == "application/zip"


def _parts(name: str) -> tuple[str, ...]:
    """The folders and the file of a name, however its maker parts them."""
    return PurePosixPath(name.replace("\\", "/")).parts


def _is_passed_over(part: str) -> bool:
    is_hidden = part.startswith(".") and part not in (".", "..")
    return is_hidden or part == "__MACOSX" or part.endswith(_ASSETS)


def _shown_name(member: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: without the UTF-8 flag, Chinese packers write GBK."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return member.filename
