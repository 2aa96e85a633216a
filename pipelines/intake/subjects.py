"""A ZIP package of several organs' or years' reports: a document a member, told apart by names and by first lines.

RAR and 7z are unpacked where documents are read, by a library that is not trusted here.
"""

import io
import re
import zipfile
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import quote

from pipelines.document import Document
from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.intake.charsets import guess
from pipelines.intake.media_types import DOCX, sniff
from pipelines.intake.zip_errors import DAMAGED
from pipelines.intake.zip_members import MAX_MEMBERS, Budget, Member, from_zip
from pipelines.language import folding, organ_names, titles

MAX_UNPACKED = 20 << 20  # bytes, some 0.2 s; more is left to the readers' own processes
MAX_FIRST = 1 << 16  # bytes of a member; its title stands within
_LINES = 8  # first lines with words; a title stands among them, as a rule in one or two
_RUN = re.compile(rb"<w:t(?: [^<>]{0,100})?>([^<]{0,2000})</w:t>")
_BREAK = re.compile(r"(?i)</?(?:title|h\d|p|div|br|td|tr|li)\b[^<>]{0,500}>")
_UNSEEN = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>?")
Subject = tuple[str, int | None]  # whose report and of which year, as far as is said


def members(package: Document) -> list[Document]:
    """The reports of a package, each a document of its own that keeps the package with it.

    `[package]` for any other document, also for a ZIP of one report in several dresses or parts: its members tell no
    two subjects.
    """
    if sniff(package.body) != "application/zip":
        return [package]
    try:
        files = list(from_zip(package.body, Budget(MAX_MEMBERS, MAX_UNPACKED)))
    except (LimitExceeded, UnreadableDocument):  # its reader says what is wrong
        return [package]
    subjects = [subject(file) for file in files]
    are_told = all(owner for owner, _ in subjects) or all(year for _, year in subjects)
    if len(files) < 2 or len(set(subjects)) < len(files) or not are_told:
        return [package]
    has_owners = any(owner for owner, _ in subjects)
    return [
        replace(
            package,
            body=file.body,
            url=f"{package.url}#{quote(file.name)}",
            file_name=file.name.rpartition("/")[2],
            title=PurePosixPath(file.name).stem,
            page_title="",
            organ_hint=owner if has_owners else package.organ_hint,
            year_hint=year or package.year_hint,
            headers=(),
            role="attachment",
            sheets=(package,),
        )
        for file, (owner, year) in zip(files, subjects, strict=True)
    ]


def subject(file: Member) -> Subject:
    """What the member's name says of its report, then its folders' from the inside out, then its first lines."""
    path = PurePosixPath(file.name)
    says = [path.stem, *(parent.name for parent in path.parents if parent.name)]
    owner = next(filter(None, map(_owner, says)), "")
    year = next(filter(None, (titles.report_year(name, in_column=True) for name in says)), None)
    if not (owner and year):
        lines = first_lines(file.body)
        told = [line for line in [*lines, *(a + b for a, b in pairwise(lines))] if titles.is_report_title(line)]
        owner = owner or next(filter(None, map(titles.owner, told)), "")
        year = year or next(filter(None, map(titles.report_year, told)), None)
    return owner, year


def first_lines(body: bytes) -> list[str]:
    """The first lines with words of a page or a DOCX, blanks removed; none of other formats."""
    media_type = sniff(body)
    if media_type == DOCX:
        lines = _paragraphs(body)
    elif media_type in ("text/html", "text/plain"):
        head = body[:MAX_FIRST]
        text = _UNSEEN.sub("", _BREAK.sub("\n", head.decode(guess(head), "replace")))
        lines = unescape(text).splitlines()
    else:
        lines = []
    return [line for line in map(folding.squeeze, lines) if line][:_LINES]


def _paragraphs(body: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package, package.open("word/document.xml") as file:
            markup = file.read(MAX_FIRST)
    except (*DAMAGED, KeyError):
        return []
    runs = [b"".join(_RUN.findall(paragraph)) for paragraph in markup.split(b"</w:p>")]
    return [unescape(text.decode("utf-8", "replace")) for text in runs]


def _owner(name: str) -> str:
    return titles.owner(name) or (name if organ_names.is_organ_name(name) else "")
