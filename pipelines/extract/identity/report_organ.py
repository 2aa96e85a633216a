"""Whose report it is: the first source that names an organ, from the title to the place it was found in."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.document import Document
from pipelines.extract.identity.publication_date import labelled_cells
from pipelines.language import dates, folding, organ_names, organ_places
from pipelines.language.titles import Title
from pipelines.records import Block, Finding, Metadata, Severity

_PREFACE = re.compile(
    r"(?:^(?:[^，。,；;：:]{0,8}(?<!自)由)?|(?<!自)由)(?P<organ>[^，。,；;：:]{3,34}?)(?:负责)?(?:组织)?(?:编制|编写|撰写|根据|按照)"
)
_BYLINE = re.compile(
    r"(?:发布机构|发布单位|公开主体|公开单位|发文机关|编制单位|填报单位|报告单位|单位名称|来源)[:：]?\s*(?P<organ>[^\s:：|]{2,34})"
)
_HEADINGS = re.compile(r"^[一二]\s*、")
_MAX_PREFACE_LINES = 30
MAX_ORGAN_NAME = 100  # characters; the longest of a real organ has some fifty


def organ_of(
    title: Title, lines: Sequence[str], blocks: Sequence[Block], metadata: Metadata, document: Document
) -> tuple[str, str, list[Finding]]:
    """(name, kind, findings). The first source that names an organ; a place alone means its government."""
    for source, is_told in _sources(title, lines, blocks, metadata, document):
        name = organ_names.without_own_office(organ_names.clean(folding.printed(source)))
        kind = organ_names.kind(name)
        if not name or not (kind or is_told):
            continue
        full = organ_places.full_name(name, document.region_name)
        if not full or len(full) > MAX_ORGAN_NAME:
            continue
        kind = organ_names.kind(full) or "other"
        findings = []
        if kind == "government" and organ_places.is_elsewhere(full, document.region_name):
            message = f"the report of {full}, found at the portal of {document.region_name}"
            findings.append(Finding(rule="ORGAN_ELSEWHERE", severity=Severity.WARN, message=message))
        return full, kind, findings
    if document.region_name:
        name = f"{document.region_name}人民政府"
        message = f"the document names no organ; found in the column of {name}"
        return name, "government", [Finding(rule="ORGAN_ASSUMED", severity=Severity.WARN, message=message)]
    return "", "", []


def named_beside(lines: Sequence[str], document: Document) -> str:
    """The organ that the list or the preface names, `""` when neither does: `由古浪县水务局编制`."""
    candidates = (document.organ_hint, _in_preface(lines))
    names = (organ_names.clean(folding.printed(text)) for text in candidates)
    return next((name for name in names if organ_names.kind(name)), "")


def _sources(
    title: Title, lines: Sequence[str], blocks: Sequence[Block], metadata: Metadata, document: Document
) -> Iterator[tuple[str, bool]]:
    """What may name the organ, best first, and whether it does so even where its ending is none of an organ's."""
    # a menu's word above a title is no organ where the list or the preface names one
    yield title.organ, not named_beside(lines, document)
    yield _issuer(document), False
    yield _in_preface(lines), False
    yield from ((line, False) for line in _signatures(lines))
    head = lines[: next((n for n, line in enumerate(lines[:40]) if _HEADINGS.match(line)), 12)]
    yield from ((line, False) for line in (*reversed(head[:12]), *reversed(lines[-8:])))
    for text in (*labelled_cells(blocks), *lines[:40]):
        source = match["organ"] if (match := _BYLINE.search(text)) else ""
        if not document.region_name or not organ_names.is_government(source):
            yield source, False
    yield metadata.source, False


def _issuer(document: Document) -> str:
    """The organ that a list names beside a title, whose report it issues: the office its government's, a town its own.

    >>> _issuer(Document(body=b"", organ_hint="黔城镇"))
    '黔城镇人民政府'
    """
    hint = document.organ_hint
    kind = organ_names.kind(organ_names.clean(hint))
    if kind == "office" and organ_names.is_government(hint) and document.region_name:
        return f"{document.region_name}人民政府"
    return f"{hint}人民政府" if kind == "township" and re.search(r"[镇乡]$", hint) else hint


def _in_preface(lines: Sequence[str]) -> str:
    found = (match["organ"] for line in lines[:_MAX_PREFACE_LINES] for match in _PREFACE.finditer(line))
    return next((name for name in found if organ_names.kind(organ_names.clean(name))), "")


def _signatures(lines: Sequence[str]) -> Iterator[str]:
    """The lines right above a date that stands alone under the text."""
    below = lines[-12:]
    for above, line in reversed(list(pairwise(below))):
        parted = dates.date_and_rest(line)
        if parted and not (parted[1] + parted[2]).strip("()（） "):
            yield above
