"""Numbers of private persons in running text: mobile telephones, identity cards, mail boxes.

Reports now and then print an applicant's number. An office's own telephone (a landline, a number with 400 or 12345) and
its box at gov.cn are published on purpose and stay; what may be either counts as private.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

TELEPHONE, IDENTITY, MAIL = "telephone", "identity", "mail"
MASKS = {TELEPHONE: "【电话】", IDENTITY: "【证件号】", MAIL: "【邮箱】"}


class Passage(NamedTuple):
    """One number in a text; `start` and `end` count its characters."""

    kind: str
    start: int
    end: int


_GAP = r"[ \-\u00a0]?"
_AMOUNT = r"(?!\s?(?:元|万|亿|件|条|次|人|项|个|份|篇|平方|亩|吨))"
_PATTERNS = (
    (
        IDENTITY,
        re.compile(
            rf"(?<![\dA-Za-z.])[1-9]\d{{5}}{_GAP}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}"
            r"\d{3}[\dXx](?![\dA-Za-z])"
        ),
    ),
    (IDENTITY, re.compile(r"(?:身份证|证件)(?:号码?|编号)?\s{0,3}[:为是]?\s{0,3}(\d{15}|\d{17}[\dXx])(?!\d)")),
    (IDENTITY, re.compile(r"护照(?:号码?)?\s{0,3}[:为是]?\s{0,3}([A-Z]{1,2}\d{7,8})(?!\d)")),
    (TELEPHONE, re.compile(rf"(?<![\d.])(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?![\d.]\d|\d){_AMOUNT}")),
    (
        TELEPHONE,
        re.compile(
            r"(?:申请人|举报人|投诉人|当事人|本人|住宅|家庭|个人)[^。;\n]{0,12}?((?:0\d{2,3}-?)?[2-9]\d{6,7})(?!\d)"
        ),
    ),
    (MAIL, re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,10}(?![\w-])")),
)
_CREDIT_CODE = re.compile(r"信用代码\W{0,5}$")
_OFFICIAL = re.compile(r"\.gov\.cn$|^gov\.cn$", re.IGNORECASE)


def personal(text: str) -> tuple[Passage, ...]:
    """The private numbers of a text, in order; they do not overlap."""
    folded = _folded(text)
    found: list[Passage] = []
    for passage in sorted(_passages(folded), key=lambda each: (each.start, -each.end)):
        if not found or passage.start >= found[-1].end:
            found.append(passage)
    return tuple(found)


def masked(text: str) -> str:
    """The text with every private number replaced by a word that says what stood there."""
    parts, last = [], 0
    for passage in personal(text):
        parts += [text[last : passage.start], MASKS[passage.kind]]
        last = passage.end
    return "".join(parts) + text[last:]


def _passages(text: str) -> Iterator[Passage]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            is_office = kind == MAIL and _OFFICIAL.search(match[0].rpartition("@")[2])
            if not is_office and not _CREDIT_CODE.search(text[max(0, start - 12) : start]):
                yield Passage(kind, start, end)


def _folded(text: str) -> str:
    """Full-width signs as their narrow ones, dashes as one, one sign for each sign of the text."""
    return "".join(_narrow(sign) for sign in text)


def _narrow(sign: str) -> str:
    if sign in "‐‑‒–—―－":
        return "-"
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign
