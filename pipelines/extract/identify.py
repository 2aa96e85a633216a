"""Whose report, on which year, published when, of what scope: from the title, the text and where it was found.

The year is the one reported on: title, then statistical period, then link text, then the folder the link stood in.
Never the day of publication.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.document import Document
from pipelines.language import dates, folding, organ_names, report_titles, running_text
from pipelines.language.report_titles import YEAR, Title
from pipelines.records import Block, Finding, Grid, Metadata, Severity, TextBlock

_PERIODS = (  # the statistical period; the caption of a statistics sheet; a line that is nothing but the year
    re.compile(rf"{YEAR}1月1日[^.]{{0,12}}12月31日"),
    re.compile(rf"{YEAR}[^\n]{{0,30}}政府信息公开情况统计表"),
    re.compile(rf"^\(?(?:统计(?:期限|年度|时间):)?{YEAR}\)?$", re.M),
)
_PUBLISHED = (  # labels of a date on the page, best first
    re.compile(r"(?:发布|公开|发文)(?:日期|时间)"),
    re.compile(r"(?:更新|生成|成文|印发)(?:日期|时间)|(?:日期|时间)"),
)
_BYLINE = re.compile(
    r"来源|作者|字[号体]|浏览|阅读|点击|访问|编辑|打印|分享"
)  # what stands beside a date below a title
_MAX_TITLE_LENGTH = 60  # characters
_LOOKED_AT = 3  # tables; those of the content management stand above the report's
_DATE_ONLY = re.compile(r"20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_PUBLISHES = re.compile(
    r"(?:现将|现公布|公布|发布|编制)([^,。:;]{0,34}?20\d\d年(?:度)?[^,。:;]{0,20}?信息公开[^,。:;]{0,6}(?:报告|年报))"
)
_HEADINGS = re.compile(r"^[一二]\s*、")
_AGGREGATE = re.compile(r"(?:本报告|本年报|本年度报告)[^。]{0,40}(?:全[省市区县旗]|各级|汇总)[^。]{0,20}")
_ORGAN_ONLY = re.compile(r"(?:本报告|本年报)[^。]{0,30}(?:本级|本机关)[^。]{0,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who and when; empty or None where the document and its surroundings do not say."""

    title: str = ""
    organ_name: str = ""
    is_organ_printed: bool = False
    organ_kind: str = ""
    year: int | None = None
    scope: str = "unknown"
    scope_evidence: str = ""
    published_on: str | None = None
    findings: tuple[Finding, ...] = field(default=())


def identify(blocks: Sequence[Block], metadata: Metadata, document: Document) -> Identity:
    """Read the identity of a report; what surroundings say fills what the document leaves open."""
    lines = list(running_text.lines(blocks))
    period = _period(lines)
    links = [
        title for title in map(report_titles.title, (document.title, document.page_title, document.file_name)) if title
    ]
    linked = links[0] if links else None
    own, rivals = _own_title(lines, metadata, period, links)
    title = own or linked or Title(document.title or metadata.article_title or metadata.title, None, "")
    year = title.year or period or (linked.year if linked else None) or document.year_hint
    organ, kind, findings = _organ(title, lines, metadata, document)
    if own and period and own.year and own.year != period:
        message = f"the title says {own.year}, the statistical period {period}"
        findings.append(Finding(rule="META_YEAR", severity=Severity.ERROR, message=message))
    if rivals:
        message = f"the page prints the titles of several reports: {', '.join(rivals)}"
        findings.append(Finding(rule="TITLE_AMBIGUOUS", severity=Severity.WARN, message=message))
    scope, evidence = _scope(title, organ, kind, lines)
    return Identity(
        title=title.text,
        organ_name=organ,
        is_organ_printed=bool(title.organ and organ) and (title.organ in organ or organ in title.organ),
        organ_kind=kind,
        year=year,
        scope=scope,
        scope_evidence=evidence,
        published_on=_published(lines, _labelled(blocks), metadata, document),
        findings=tuple(findings),
    )


def others(blocks: Sequence[Block], identity: Identity) -> list[int]:
    """Where on a page, below its first table, the title of another report stands: places in `blocks`.

    Some pages print the reports of all streets, or of all years, under each other. A title broken over two lines
    counts when the first names an organ.
    """
    own = report_titles.title(identity.title)
    first = next((place for place, block in enumerate(blocks) if isinstance(block, Grid)), len(blocks))
    found: list[int] = []
    above = ""
    for place, block in enumerate(blocks):
        text = block.text.strip() if isinstance(block, TextBlock) else ""
        if own and place > first and 0 < len(text) <= _MAX_TITLE_LENGTH and (title := report_titles.title(text)):
            named = (
                report_titles.title(above + text) if organ_names.kind(organ_names.clean(folding.fold(above))) else None
            )
            if not _same(own, title):
                found.append(place)
            elif named and not title.organ and not _same(own, named):
                found.append(place - 1)
        above = text if len(text) <= _MAX_TITLE_LENGTH else ""
    return found


def _labelled(blocks: Sequence[Block]) -> list[str]:
    """Neighbouring cells of the first tables as one line each, `发布日期2023-01-18`."""
    grids = [block for block in blocks if isinstance(block, Grid)][:_LOOKED_AT]
    return [left.text + right.text for grid in grids for row in grid.rows() for left, right in pairwise(row)]


def _own_title(
    lines: Sequence[str], metadata: Metadata, period: int | None, links: Sequence[Title]
) -> tuple[Title | None, list[str]]:
    """The title the document itself prints, and others that have as much for them, if any.

    Page label, a line near its top, two or three such lines joined, its `<title>`, or the sentence that publishes it.
    One that names the organ goes before one that does not; menus print other years' and other organs' above it, so
    the statistical period, the page's own label and title, the link and the signature decide between them.
    """
    top = lines[: next((place for place, line in enumerate(lines[:60]) if _HEADINGS.match(line)), 60)]
    glued = [line[: line.find("报告") + 2] for line in top if len(line) > _MAX_TITLE_LENGTH and "报告" in line[:60]]
    joined = [
        "".join(top[place : place + count])
        for count in (1, 2, 3)
        for place in range(len(top) - count + 1)
        if all(len(line) <= _MAX_TITLE_LENGTH for line in top[place : place + count])
    ]
    sentences = [match[1] for match in _PUBLISHES.finditer(folding.fold("".join(top)))]  # PDF lines end anywhere
    label, *tags = map(report_titles.title, (metadata.article_title, *re.split(r"[_|]|\s[-—]+\s", metadata.title)))
    printed = list(map(report_titles.title, (*joined, *glued)))
    found = [title for title in (label, *printed, *tags, *map(report_titles.title, sentences)) if title is not None]
    found = found or [title for line in top[:20] if (title := report_titles.title_without_year(line)) is not None]
    specific = [
        title for title in found if organ_names.is_specific(organ_names.clean(folding.fold(title.organ)))
    ] or found[:1]
    if not specific:
        return None, []
    witnesses = [title for title in (*links, label, *tags) if title is not None]
    below = [line for line in map(folding.fold, lines[len(top) :]) if len(line) <= _MAX_TITLE_LENGTH]

    def weight(title: Title) -> tuple[bool, ...]:
        is_said_again = any(_same(title, witness) for witness in witnesses if witness is not title)
        is_signed = any(title.organ in line or line.endswith(title.organ) for line in below)
        return title.year == period, is_said_again, is_signed, title.organ in below

    best = max(map(weight, specific))
    equal = [title for title in specific if weight(title) == best]
    rivals = [title for title in equal if not _same(title, equal[0])]
    if not rivals:
        return equal[0], []
    nearest = next((title for title in reversed(printed) if title in equal), equal[0])  # a menu stands above the title
    return nearest, list(dict.fromkeys(title.text for title in equal))


def _same(title: Title, other: Title) -> bool:
    """Can both be titles of one report? Menus leave out the region that the title names, or 人民政府."""
    return title.year == other.year and (title.organ in other.organ or other.organ in title.organ)


def _period(lines: Sequence[str]) -> int | None:
    """The year of the statistical period, 自N年1月1日起至N年12月31日止, wherever lines are broken."""
    top = [folding.fold(line) for line in lines[:60]]
    for pattern, text in zip(_PERIODS, ("".join(top), "\n".join(top), "\n".join(top)), strict=True):
        if match := pattern.search(text):
            return dates.year_number(match["year"])
    return None


def _organ(
    title: Title, lines: Sequence[str], metadata: Metadata, document: Document
) -> tuple[str, str, list[Finding]]:
    """(name, kind, findings). The first source that names an organ; a place alone means its government."""
    head = lines[: next((n for n, line in enumerate(lines[:40]) if _HEADINGS.match(line)), 12)]
    sources = [title.organ, document.organ_hint, *reversed(head[:12]), *reversed(lines[-8:]), metadata.source]
    for source in sources:
        name = organ_names.clean(folding.fold(source))
        if name and (source == title.organ or organ_names.kind(name)):
            full = organ_names.full_name(name, document.region_name)
            kind = organ_names.kind(full) or "other"
            findings = []
            if kind == "government" and organ_names.is_elsewhere(full, document.region_name):
                message = f"the report of {full}, found at the portal of {document.region_name}"
                findings.append(Finding(rule="ORGAN_ELSEWHERE", severity=Severity.WARN, message=message))
            return full, kind, findings
    if document.region_name:
        name = f"{document.region_name}人民政府"
        message = f"the document names no organ; found in the column of {name}"
        return name, "government", [Finding(rule="ORGAN_ASSUMED", severity=Severity.WARN, message=message)]
    return "", "", []


def _scope(title: Title, organ: str, kind: str, lines: Sequence[str]) -> tuple[str, str]:
    """Does the report speak for one organ or for all of a region? By the title, then by the words of the preface."""
    if title.scope:
        return title.scope, title.scope_evidence
    if title.organ and kind == "government" and not re.search(r"政府|机关|本级", title.organ):
        return "aggregate", title.text
    if kind and kind not in ("government", "zone"):
        return "organ_only", organ
    for line in lines[:40]:
        for scope, pattern in (("organ_only", _ORGAN_ONLY), ("aggregate", _AGGREGATE)):
            if match := pattern.search(line):
                return scope, match[0]
    return "unknown", ""


def _published(lines: Sequence[str], pairs: Sequence[str], metadata: Metadata, document: Document) -> str | None:
    """Page label, labelled date on the page, date under the text, date beside the link; ISO."""
    if (labelled := dates.parse(metadata.published)) is not None:
        return labelled.isoformat()
    for label in _PUBLISHED:
        for line in (*lines[:40], *pairs):
            if (match := label.search(line)) and (
                day := dates.first_date(line[match.end() : match.end() + 30])
            ) is not None:
                return day.isoformat()
    below = [line for line in reversed(lines[-12:]) if len(line) <= 40]
    signed = [line for line in below if _DATE_ONLY.fullmatch(line)]  # rows of news under the text have dates, too
    for line in (*signed, *below):
        if (day := dates.first_date(line)) is not None:
            return day.isoformat()
    for line in lines[:12]:
        if (len(line) <= 24 or (line[:2] == "20" and _BYLINE.search(line))) and (
            day := dates.first_date(line)
        ) is not None:
            return day.isoformat()
    return document.published_hint or None
