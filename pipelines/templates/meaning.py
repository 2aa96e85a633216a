"""Is a printed label a known one that was misprinted, or another one that looks like it?

A misprint exchanges a single character, prints one twice, or loses a piece. What adds a word of its own, or touches a
word that carries meaning (`meaning.yaml`), is another label: 上年处理决定数量 is not 处理决定数量.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml
from rapidfuzz.distance import Levenshtein, Opcode

from pipelines.language import folding

_MAX_EXCHANGED = 1  # characters in a row that a misprint exchanges; more are a word
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十]{2,}")
_THIS_YEAR = re.compile(r"本年度?|本?全年")  # said or not: the report is on this year
_FILLER = re.compile(
    r"本级|政府信息|信息|工作|情况|数量?|件数|总数|的|了|等|类|项|年度?|度"
)  # words without a say of their own


@cache
def words() -> tuple[str, ...]:
    """Words that make another label of a label (`meaning.yaml`)."""
    return tuple(yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))["words"])


@lru_cache(maxsize=4096)
def is_misprint(printed: str, known: str) -> bool:
    """True if the printed label, folded, may be the known one: the same, or different by a slip and no more."""
    if printed == known:
        return True
    if changes_meaning(printed, known):
        return False
    if sorted(printed) == sorted(known):  # 信访投诉举报 for 信访举报投诉
        return not re.search("[前后]", known)
    one, other = (_THIS_YEAR.sub("", text) for text in (printed, known))
    return all(_is_slip(edit, one, other) for edit in Levenshtein.opcodes(other, one) if edit.tag != "equal")


def _is_slip(edit: Opcode, printed: str, known: str) -> bool:
    """True if one difference is a character exchanged, one printed twice, or a piece lost; words without a say pass."""
    lost, put = known[edit.src_start : edit.src_end], printed[edit.dest_start : edit.dest_end]
    if edit.tag == "insert":
        beside = printed[max(edit.dest_start - 1, 0) : edit.dest_start] + printed[edit.dest_end : edit.dest_end + 1]
        return set(_FILLER.sub("", put)) <= set(beside)
    return len(put) <= len(lost) and (edit.tag == "delete" or len(lost) <= _MAX_EXCHANGED)


@lru_cache(maxsize=4096)
def changes_meaning(printed: str, known: str) -> bool:
    """True if one of the two has a word that carries meaning, or a number, and the other has not."""
    carrying = words()
    one, other = (_THIS_YEAR.sub("", text) for text in (printed, known))
    is_same = all(one.count(word) == other.count(word) for word in carrying)
    return not is_same or sorted(_NUMBER.findall(one)) != sorted(_NUMBER.findall(other))


@lru_cache(maxsize=4096)
def carries_meaning(text: str) -> bool:
    """True if a folded text has one of the words that carry meaning."""
    return any(word in text for word in words())


def foreign_aside(printed: str, label: str) -> str:
    """What a printed label says in brackets that its known wording does not, (件) apart: 行政处罚（简易程序）."""
    known = folding.fold(label)
    asides = re.findall(r"\([^()]*\)", re.sub(r"^\([一二三四五六七八九十\d]+\)", "", folding.fold(printed)))
    return next((aside for aside in asides if aside not in known and not _is_plain_unit(aside)), "")


def _is_plain_unit(aside: str) -> bool:
    unit = folding.unit(aside)
    return unit is not None and unit not in folding.SCALED
