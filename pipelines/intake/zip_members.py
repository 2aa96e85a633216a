"""The files in a ZIP archive, as far as they may be unpacked.

Names are shown and compared, never used as paths. Bytes are counted while unpacking, since the sizes an archive states
may lie. Links, folders and empty files are passed over.
"""

import io
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.intake.zip_errors import DAMAGED

MAX_MEMBERS = 200
MAX_BYTES = 200 << 20  # of all members together, those of archives within included
MAX_RATIO = 200  # unpacked to packed; what bombs are made of packs 1,000 times and more
BLOCK = 1 << 16  # bytes
_SMALL = 1 << 20  # bytes that may unpack from anything: blank texts pack better than any ratio


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive."""

    name: str
    body: bytes = field(repr=False)


@dataclass(slots=True)
class Budget:
    """What may still be unpacked from a document, whatever archives it holds."""

    members: int
    bytes_left: int

    def member(self) -> None:
        """One more member. Raises LimitExceeded."""
        self.members -= 1
        if self.members < 0:
            raise LimitExceeded(f"an archive of more than {MAX_MEMBERS} members")

    def taken(self, blocks: Iterable[bytes], packed: int) -> bytes:
        """All blocks of one member that takes `packed` bytes in the archive. Raises LimitExceeded."""
        body = bytearray()
        for block in blocks:
            body += block
            self.bytes_left -= len(block)
            if self.bytes_left < 0:
                raise LimitExceeded(f"an archive that unpacks to more than {MAX_BYTES >> 20} MB")
            if len(body) > max(_SMALL, MAX_RATIO * packed):
                raise LimitExceeded(f"an archive member that unpacks to more than {MAX_RATIO} times its size")
        return bytes(body)


def from_zip(body: bytes, budget: Budget) -> Iterator[Member]:
    """The files in the archive's order. Raises LimitExceeded, UnreadableDocument."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for info in archive.infolist():
                budget.member()
                if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16) or not info.file_size:
                    continue
                if info.flag_bits & 1:
                    raise UnreadableDocument("the archive is encrypted; only someone with its password can open it")
                with archive.open(info) as file:
                    yield Member(_name(info), budget.taken(iter(partial(file.read, BLOCK), b""), info.compress_size))
    except DAMAGED as error:
        raise UnreadableDocument(f"the ZIP archive is damaged or of an unknown kind: {error}") from error


def _name(info: zipfile.ZipInfo) -> str:
    """Windows writes names in the system's charset and says nothing of it; Python then shows them in code page 437.

    Some programs take such bytes for Latin-1 and write that as UTF-8.
    """
    is_declared = bool(info.flag_bits & 0x800)  # to be UTF-8
    try:
        raw = info.filename.encode("latin-1" if is_declared else "cp437")
    except UnicodeEncodeError:
        return info.filename
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return info.filename
