"""What a crawl kept, as one ZIP that another database can import: the documents and a manifest of where they were."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.exchange.packages import COLUMNS, MANIFEST
from pipelines.storage import archive
from pipelines.storage.models import Download

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can say: the same documents give the same file


def bundle(session: Session, root: Path, target: Path) -> int:
    """Write every document of the archive under `root` that was not refused to `target`; how many.

    Raises `archive.ArchiveError` for bytes that are not there or not whole.
    """
    rows = session.scalars(
        select(Download)
        .where(Download.verdict.is_(None), Download.role != "sheet")
        .order_by(Download.region_code, Download.url, Download.document_sha256)
    ).all()
    part = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, MANIFEST, _manifest(rows))
        for sha256 in sorted({row.document_sha256 for row in rows}):
            for name in _names(rows, sha256):
                _put(package, name, archive.load(root, sha256))
    part.replace(target)
    return len(rows)


def _manifest(rows: Sequence[Download]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for download in rows:
        context = json.loads(download.context or "{}")
        known = {name: getattr(download, name, None) or context.get(name) or "" for name in COLUMNS[1:]}
        writer.writerow({"file": _name(download), **known})
    return out.getvalue().encode()


def _names(rows: Sequence[Download], sha256: str) -> list[str]:
    return sorted({_name(row) for row in rows if row.document_sha256 == sha256})


def _name(download: Download) -> str:
    """A name that tells region and address apart: one document may have been found at two."""
    ending = Path(download.url.partition("?")[0]).suffix[:8]
    plain = "".join(char for char in ending if char.isalnum() or char == ".")
    return f"{download.region_code}/{download.document_sha256[:16]}-{crc32(download.url.encode()):08x}{plain}"


def _put(package: zipfile.ZipFile, name: str, body: bytes) -> None:
    entry = zipfile.ZipInfo(name, _FIXED_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, body)
