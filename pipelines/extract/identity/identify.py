"""Whose report, on which year, published when, of what scope: from the title, the text and where it was found.

The year is the one reported on: title, then statistical period, then link text, then the folder the link stood in.
Never the day of publication.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.document import Document
from pipelines.extract.identity import own_title
from pipelines.extract.identity.publication_date import published
from pipelines.extract.identity.report_organ import named_beside, organ_of
from pipelines.language import dates, folding, running_text
from pipelines.language.titles import Title, read_line
from pipelines.records import Block, Finding, Metadata, Severity

_YEAR = rf"(?P<year>{dates.YEAR})年(?:度)?"
_PERIODS = (  # the statistical period; the caption of a statistics sheet; a line that is nothing but the year
    re.compile(rf"{_YEAR}(?:1|元|一)月(?:1|一)日[^.]{{0,12}}(?:12|十二)月(?:31|三十一)日"),
    re.compile(rf"{_YEAR}[^\n]{{0,30}}政府信息公开情况统计表"),
    re.compile(rf"^\(?(?:统计(?:期限|年度|时间):)?{_YEAR}\)?$", re.M),
)
_AGGREGATE = re.compile(
    r"(?:本报告|本年报|本年度报告)[^。]{0,40}(?:全[省市区县旗]|各级|汇总|汇集|综合(?:各|了|全|[^。，]{2,12}各))[^。]{0,20}"
)
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
    published_source: str = ""  # page_label | label | signature | byline | list
    findings: tuple[Finding, ...] = field(default=())


def identify(blocks: Sequence[Block], metadata: Metadata, document: Document) -> Identity:
    """Read the identity of a report; what surroundings say fills what the document leaves open."""
    lines = list(running_text.lines(blocks))
    period = _period(lines)
    links = [title for title in map(read_line, (document.title, document.page_title, document.file_name)) if title]
    linked = links[0] if links else None
    own, rivals = own_title.own_title(lines, metadata, period, links, named_beside(lines, document))
    title = own or linked or Title(text=document.title or metadata.article_title or metadata.title)
    year = title.year or period or (linked.year if linked else None) or document.year_hint
    organ, kind, findings = organ_of(title, lines, blocks, metadata, document)
    if own and period and own.year and own.year != period:
        message = f"the title says {own.year}, the statistical period {period}"
        findings.append(Finding(rule="META_YEAR", severity=Severity.ERROR, message=message))
    if rivals:
        message = f"the page prints the titles of several reports: {', '.join(rivals)}"
        findings.append(Finding(rule="TITLE_AMBIGUOUS", severity=Severity.WARN, message=message))
    scope, evidence = _scope(title, organ, kind, lines)
    published_on, source = published(blocks, lines, metadata, document)
    return Identity(
        title=title.text,
        organ_name=organ,
        is_organ_printed=bool(title.organ and organ) and (title.organ in organ or organ in title.organ),
        organ_kind=kind,
        year=year,
        scope=scope,
        scope_evidence=evidence,
        published_on=published_on,
        published_source=source,
        findings=tuple(findings),
    )


def others(blocks: Sequence[Block], identity: Identity) -> list[int]:
    """Where on a page, below its first table, the title of another report stands: places in `blocks`."""
    return own_title.titles_of_others(blocks, read_line(identity.title))


def _period(lines: Sequence[str]) -> int | None:
    """The year of the statistical period, 自N年1月1日起至N年12月31日止, wherever lines are broken."""
    top = [folding.fold(line) for line in lines[:60]]
    for pattern, text in zip(_PERIODS, ("".join(top), "\n".join(top), "\n".join(top)), strict=True):
        if match := pattern.search(text):
            return dates.year_number(match["year"])
    return None


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
