"""Keep the bytes exactly as fetched, named by their SHA-256: `root/ab/cd/<sha256>.gz`."""

import gzip
import hashlib
import os
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlalchemy import Engine

from pipelines.document import Document
from pipelines.exceptions import StorageError
from pipelines.intake.response_check import labelled
from pipelines.storage.crawls import ledger, refusals, tls_trust
from pipelines.storage.database import read_session, shared_database, write_session
from pipelines.storage.file_modes import file_mode, private_folder
from pipelines.storage.takedowns import taken_down


class ArchiveError(Exception):
    """A file of the archive is not there or does not hold the bytes it is named after."""


def save(root: Path, body: bytes) -> Path:
    """Where the bytes are kept, written unless they are there already and sound.

    The file appears under its name only when it is complete and on disk; the same bytes always give the same file.
    """
    sha256 = hashlib.sha256(body).hexdigest()
    path = path_of(root, sha256)
    if path.exists() and _is_sound(root, sha256):
        return path
    private_folder(path.parent)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(gzip.compress(body, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, file_mode())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    _fsync_folder(path.parent)  # the name, too, must survive a power cut
    return path


def load(root: Path, sha256: str) -> bytes:
    """The bytes of that name. Raises ArchiveError, naming the file, when they are absent or damaged."""
    path = path_of(root, sha256)
    try:
        body = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:  # OSError: absent, unreadable, or not gzip
        raise ArchiveError(f"{path} cannot be read: {error}") from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise ArchiveError(f"{path} holds other bytes than its name says")
    return body


def remove(root: Path, sha256: str) -> bool:
    """Delete the bytes of that name; True if they were there."""
    path = path_of(root, sha256)
    is_there = path.exists()
    path.unlink(missing_ok=True)
    return is_there


def path_of(root: Path, sha256: str) -> Path:
    """Where the archive under `root` keeps the bytes of that name, whether they are there or not."""
    return root / sha256[:2] / sha256[2:4] / f"{sha256}.gz"


def _is_sound(root: Path, sha256: str) -> bool:
    try:
        load(root, sha256)
    except ArchiveError:
        return False
    return True


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class TakenDown(DropItem):
    """A document that was taken down here: it is fetched again for as long as the portal shows it, and not kept."""


class ArchivePipeline:
    """Document -> the same Document, its bytes in the archive and its provenance in SQL.

    What the response check refuses is kept, too, and goes no further: no reader sees it, no report is made of it.
    """

    def __init__(self, root: Path, engine: Engine) -> None:
        self.root = root
        self.engine = engine

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        data = Path(str(crawler.settings["DATA_DIR"]))
        return cls(data / "archive", shared_database(str(crawler.settings["DATABASE_URL"])))

    def process_item(self, item: Any) -> Any:
        """

        Keep a document and note it in the ledger. Raises StorageError when the disk does not take it, DropItem for a
        response that is no document.
        """
        if isinstance(item, Document):
            with read_session(self.engine) as session:
                if gone := taken_down(session, [kept.sha256 for kept in (*item.sheets, item)]):
                    raise TakenDown(f"{item.url}: taken down: {next(iter(gone.values()))}")
            try:
                for kept in (*item.sheets, item):
                    save(self.root, kept.body)
            except OSError as error:  # a full disk, a folder that may not be written to
                raise StorageError(f"{self.root}: {error.strerror or error}") from error
            found = refusals.verdict(item)
            with write_session(self.engine) as session:
                if found is None and (rule := tls_trust.rule_of(session, item)):
                    found = labelled(rule)
                for sheet in item.sheets:
                    ledger.record_fetch(session, replace(sheet, role="sheet"))  # read as part of what binds it
                ledger.record_fetch(session, item)
                refusals.record(session, item, found)
            if found is not None and found.rule != "EMPTY":  # an empty file is read: its report's row says so
                raise DropItem(f"{item.url}: {found.rule}: {found.reason}")
        return item

    def close_spider(self) -> None:
        self.engine.dispose()
