"""ZIP, RAR and 7z: the one document in an archive that holds the tables. RAR and 7z need the libarchive library.

Names only order the members and are shown in findings: they are never used as paths. Bytes are counted while
unpacking, since the sizes an archive states may lie. Links, folders and empty files are passed over.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pipelines import readers
from pipelines.exceptions import DocumentError, LimitExceeded, UnreadableDocument, UnsupportedFormat
from pipelines.intake.media_types import sniff
from pipelines.intake.zip_members import BLOCK, MAX_BYTES, MAX_MEMBERS, Budget, Member, from_zip
from pipelines.records import Finding, Grid, Reading, Severity, texts

MEDIA_TYPES = ("application/zip", "application/vnd.rar", "application/x-7z-compressed")

MAX_DEPTH = 2  # an archive in an archive, and no further
INSTALL = "apt-get install libarchive13"


def read(body: bytes) -> Reading:
    """The member with the most table cells (then the most text), and a finding that names those passed over.

    Raises UnreadableDocument when no member can be read.
    """
    found: list[tuple[str, Reading]] = []
    refused: list[str] = []
    for member in _documents(body, sniff(body)):
        try:
            found.append((member.name, readers.read(member.body, sniff(member.body))))
        except UnsupportedFormat as error:
            refused.append(f"{member.name} ({str(error).partition(';')[0]})")
        except DocumentError as error:
            refused.append(f"{member.name} ({error})")
    if not found:
        raise UnreadableDocument(f"no member of the archive can be read: {'; '.join(refused) or 'it is empty'}")
    name, best = max(found, key=lambda pair: _weight(pair[1]))  # the first by name among equals
    others = [(other, reading) for other, reading in found if reading is not best]
    findings = list(best.findings)
    if passed := [other for other, _ in others] + refused:
        message = f"read {name}; passed over: {'; '.join(passed)}"
        findings.append(Finding(rule="ARCHIVE_MEMBERS", severity=Severity.INFO, message=message))
    if rivals := [other for other, reading in others if _is_rival(best, reading)]:
        message = f"read {name}; tables of their own, with other figures, also hold: {'; '.join(rivals)}"
        findings.append(Finding(rule="ARCHIVE_RIVALS", severity=Severity.WARN, message=message))
    return replace(best, findings=tuple(findings))


def _is_rival(best: Reading, other: Reading) -> bool:
    """True if another member holds as much of tables, and not the same: someone must say which one was meant."""
    mine, theirs = _figures(best), _figures(other)
    return 2 * sum(theirs.values()) > sum(mine.values()) and bool(theirs - mine)


def _figures(reading: Reading) -> Counter[str]:
    cells = (cell.text.strip() for block in reading.blocks if isinstance(block, Grid) for cell in block.cells)
    return Counter(text for text in cells if text.isdecimal())


def members(body: bytes, media_type: str) -> tuple[Member, ...]:
    """The files of an archive in the order of their names; raises LimitExceeded or UnreadableDocument."""
    return tuple(_unpacked(body, media_type, Budget(MAX_MEMBERS, MAX_BYTES)))


def _documents(body: bytes, media_type: str) -> list[Member]:
    """All files, those of archives within the archive under both names."""
    budget = Budget(MAX_MEMBERS, MAX_BYTES)
    found: list[Member] = []
    pending = [("", body, media_type, 1)]
    while pending:
        prefix, packed, kind, depth = pending.pop()
        for member in _unpacked(packed, kind, budget):
            name, inner = prefix + member.name, sniff(member.body)
            if inner not in MEDIA_TYPES:
                found.append(Member(name, member.body))
            elif depth < MAX_DEPTH:
                pending.append((f"{name}/", member.body, inner, depth + 1))
            else:
                raise LimitExceeded(f"archives nested more than {MAX_DEPTH} deep")
    return sorted(found, key=lambda member: member.name)


def _unpacked(body: bytes, media_type: str, budget: Budget) -> list[Member]:
    unpack = from_zip if media_type == "application/zip" else _from_libarchive
    return sorted(unpack(body, budget), key=lambda member: member.name)


def _from_libarchive(body: bytes, budget: Budget) -> Iterator[Member]:
    with _opened(body) as archive:
        for entry in archive:
            budget.member()
            if not entry.isfile or entry.issym or entry.islnk:
                continue
            name = entry.pathname or ""
            shown = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
            # How large a member is within the archive is not told: each is held against the whole archive.
            unpacked = budget.taken(entry.get_blocks(BLOCK), len(body))
            if unpacked:
                yield Member(shown, unpacked)


@contextmanager
def _opened(body: bytes) -> Iterator[Any]:
    try:
        import libarchive
    except (ImportError, OSError, AttributeError, TypeError) as error:  # the package without its C library
        raise UnreadableDocument(f"RAR and 7z archives need libarchive, which is missing: {INSTALL}") from error
    try:
        with libarchive.memory_reader(body, header_codec="gb18030") as archive:
            yield archive
    except libarchive.exception.ArchiveError as error:
        if "passphrase" in str(error).lower() or "encrypt" in str(error).lower():
            raise UnreadableDocument("the archive is encrypted; only someone with its password can open it") from error
        raise UnreadableDocument(f"the archive is damaged or of an unknown kind: {error}") from error


def _weight(reading: Reading) -> tuple[int, int]:
    cells = sum(len(block.cells) for block in reading.blocks if isinstance(block, Grid))
    return cells, sum(map(len, texts(reading.blocks)))
