"""The response check: is this answer what was asked for? A pure function from bytes to a verdict with a rule's id.

A lying 200 is worse than an error: an error page stored as a report is a wrong number that looks right. The verdict
is a label: bytes are kept beside it, so that a rule that proves wrong can be changed and the document read after all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.intake import media_types
from pipelines.intake.charsets import guess
from pipelines.intake.completeness import cut, shows_end

RULES = Path(__file__).with_name("response_rules.yaml")
KINDS = ("blocked", "gone", "truncated", "empty", "failed")
WALL_STATUSES = frozenset({401, 403, 405, 412, 418, 421, 429, 444, 468, 493, 521})
_WALLS = {412: "瑞数", 521: "加速乐"}

_LOOKED_AT = 1 << 18  # bytes; what says that a page is not the page stands early in it
_TITLE = re.compile(r"(?is)<title[^>]*>(.{0,500}?)</title")
_HEADLINE = re.compile(r"(?is)<h1[^<>]*>(.{0,500}?)</h1")
_UNSEEN = re.compile(r"(?is)<(script|style|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>?|&nbsp;")
_REPORT = re.compile("行政规范性文件|本年新收|予以公开|政府信息公开工作年度报告.{0,200}总体情况", re.S)
_LINK = re.compile(r"(?i)<a\s[^<>]*href")
_CARRIER = re.compile(
    r"(?i)<(?:img|i?frame|embed|object|canvas|svg|a)\b|location|\bid\s*=\s*.?(?:app|root|__nuxt|__next)\b"
    r"|\.(?:pdf|docx?|xlsx?|ofd|wps|json)\b"
)
_BLANK_PAGE = 2048  # bytes; larger ones have scripts that may draw what is missing
_LABELS = {
    "PARTIAL": ("truncated", "the answer broke off", True),
    "CUT_LENGTH": ("truncated", "fewer bytes came than the server announced", True),
    "CUT_GZIP": ("truncated", "the compressed answer is cut or damaged", True),
    "CUT_PDF": ("truncated", "the PDF has no end", True),
    "CUT_ZIP": ("truncated", "the ZIP container has no directory at its end", True),
    "CUT_OLE": ("truncated", "sectors of the OLE file are missing", True),
    "CUT_HTML": ("truncated", "the page ends inside a tag or table, or is not closed", True),
    "CUT_TEXT": ("truncated", "the data end before they are closed", True),
    "CUT_FILE": ("truncated", "the file ends before its end mark", True),
    "EMPTY": ("empty", "empty answer", True),
    "BLANK": ("empty", "a page without words, pictures, links or frames", True),
    "STATUS": ("blocked", "a wall's status", False),
    "TLS_LOST": ("failed", "the host's certificate held before and does not any more", False),
    "UNCHECKED": ("failed", "looking at it takes too long", False),
    "SENT_HOME": ("gone", "sent back to the home page", False),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with an answer, by which rule."""

    rule: str
    kind: str  # one of KINDS
    reason: str
    may_pass: bool = False  # asking again later in the night may help


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of gate_rules.yaml."""

    verdict: Verdict
    title: re.Pattern[str] | None
    body: re.Pattern[str] | None
    words: re.Pattern[str] | None
    most: int
    largest: int
    links: int
    needs_all: bool


def judge(body: bytes, *, status: int = 200, flags: Iterable[str] = ()) -> Verdict | None:
    """Why this answer is not the document asked for; None when nothing speaks against it.

    `flags`: what the download noticed: `partial`, and rule ids of `pipelines.intake.completeness.transport_fault`.
    """
    noticed = set(flags)
    for flag in noticed:
        if flag in _LABELS:  # of a download, or of the crawl itself
            return labelled(flag)
    if status in WALL_STATUSES:
        return labelled("STATUS")
    if not body.strip():
        return labelled("EMPTY")
    media_type = media_types.sniff(body)
    if media_type in ("text/html", "text/plain"):
        said = _said(body, is_page=media_type == "text/html")
        if said is not None:
            return said
    missing = cut(body, media_type)
    if not missing and "partial" in noticed and not shows_end(body, media_type):
        missing = "PARTIAL"  # no length was named, which old servers do, and nothing shows that this is all
    return labelled(missing) if missing else None


def status_text(status: int) -> str:
    """An HTTP status for people, with the product that answers so where only one does."""
    return f"HTTP {status}, as {_WALLS[status]} answers" if status in _WALLS else f"HTTP {status}"


def labelled(rule: str) -> Verdict:
    """The verdict a stored rule id stands for. Raises KeyError for an id that no rule has."""
    if rule in _LABELS:
        kind, reason, may_pass = _LABELS[rule]
        return Verdict(rule, kind, reason, may_pass)
    return {one.verdict.rule: one.verdict for one in rules()}[rule]


def visible(text: str) -> str:
    """What a visitor sees of a page, without blanks."""
    return re.sub(r"\s+", "", _UNSEEN.sub(" ", text))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of gate_rules.yaml in their order; a wrong one is an error of ours, raised at once."""
    rows: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]
    return tuple(_rule(row) for row in rows)


def _said(body: bytes, *, is_page: bool) -> Verdict | None:
    """What the page's own words or scripts say against it."""
    text = body[:_LOOKED_AT].decode(guess(body[:_LOOKED_AT]), "replace")
    words = visible(text)
    if _REPORT.search(words):
        return None
    heads = [head for pattern in (_TITLE, _HEADLINE) for head in pattern.findall(text)[:1]]
    title = "\n".join(re.sub(r"<[^<>]*>|\s", " ", head).strip() for head in heads)
    links = len(_LINK.findall(text))
    for rule in rules():
        if len(words) > rule.most or len(body) > rule.largest or links > rule.links:
            continue
        found = [
            bool(pattern.search(where))
            for pattern, where in ((rule.title, title), (rule.body, text), (rule.words, words))
            if pattern is not None
        ]
        if all(found) if rule.needs_all else any(found):
            return rule.verdict
    if is_page and not words and len(body) < _BLANK_PAGE and not _CARRIER.search(text):
        return labelled("BLANK")
    return None


def _rule(row: dict[str, Any]) -> Rule:
    known = {"id", "kind", "says", "title", "body", "words", "most", "largest", "links", "all", "retry"}
    if unknown := set(row) - known:
        raise ValueError(f"{RULES.name}: {row.get('id')}: unknown key {', '.join(sorted(unknown))}")
    if row["kind"] not in KINDS or row["id"] in _LABELS:
        raise ValueError(f"{RULES.name}: {row['id']}: kind {row['kind']!r} or the id is not free")
    if "words" in row:  # what is seen is looked at without blanks
        row = {**row, "words": row["words"].replace(" ", "")}
    patterns = {key: re.compile(row[key]) if key in row else None for key in ("title", "body", "words")}
    without = 1 << 62
    return Rule(
        verdict=Verdict(row["id"], row["kind"], row["says"], bool(row.get("retry", False))),
        most=row.get("most", without),
        largest=row.get("largest", without),
        links=row.get("links", without),
        needs_all=bool(row.get("all", False)),
        **patterns,
    )
