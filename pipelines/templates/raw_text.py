"""Headings and labels of the form as patterns for raw text, where blanks, marks and widths vary."""

import re
from functools import cache

from pipelines import templates
from pipelines.language import folding
from pipelines.templates import Label


@cache
def title_pattern(table: str) -> re.Pattern[str]:
    """The heading of a table's section, in raw text."""
    titles = dict.fromkeys(title for template in templates.of(table) for title in template.titles)
    return re.compile("|".join(_heading(title) for title in titles))


def _heading(title: str) -> str:
    numbered = re.match(r"[一二三四五六七]、", title)
    words = "[^\n。]{0,14}?".join(wording(part) for part in title[2 if numbered else 0 :].split("…"))
    return rf"[二三四五]\s*、\s*{words}" if numbered else words


@cache
def label_pattern(row: Label) -> re.Pattern[str]:
    """A row's label in raw text, with its ordinal."""
    number = folding.ordinal(row.label)
    body = "|".join(wording(name) for name in sorted(row.names, key=len, reverse=True))
    if number in ("六", "七") or body == wording("其他"):  # 总计 and 其他 alone also head columns
        return re.compile(rf"{_ordinal(number)}(?:{body})")
    # the aside may be cut by a line's end and closed on the next; it never holds a number
    aside = r"(?:\s*[（(][^（）()\d]*[）)]?)?" if "（区分" in row.label else ""
    return re.compile(rf"(?:{_ordinal(number)})?(?:{body}){aside}" if number else f"(?:{body}){aside}")


def group_pattern(row: Label) -> str:
    """The heading of a row's group in raw text."""
    return rf"{_ordinal(folding.ordinal(row.group))}{wording(folding.bare(row.group))}"


def _ordinal(number: str) -> str:
    """`3.`, `3、`, `（三）` or `三、` in any width."""
    return rf"(?:[（(]\s*{number}\s*[）)]\s*|{number}\s*[.．、,，]\s*)"


def wording(name: str) -> str:
    """A folded name as a pattern for raw text: blanks anywhere, any form of comma, dot and quote."""
    loose = {".": "[.．、·,，;；]"}
    between = r"[\s\"“”‘’'「」]*"
    return between.join(loose.get(char, re.escape(char)) for char in name) + r"[\"”’'」]*"
