"""One thing broken in one answer of a portal, chosen at random: what goes wrong on real portals in the same places."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.city.exchange import Response

Fault = Callable[
    [str, Random], str | None
]  # text of an answer -> the same with one thing broken; None: nothing to break
REPORT = r"[^<>\"']{0,60}(?:年报|年度报告|工作报告)[^<>\"']{0,20}"

_LINK = re.compile(r"""<a\b[^>]*?\bhref=["']?(?P<url>[^"'\s>#]+)""")
_ADDRESS_IN_DATA = re.compile(r"""["'](?P<url>(?:https?:/|\.{1,2})?/[\w./?=&%-]+)["']""")
_ROW = re.compile(rf"<(?P<tag>li|tr|dd)\b(?:(?!</?(?P=tag)\b).)*?{REPORT}.*?</(?P=tag)>", re.S)
_ROW_IN_DATA = re.compile(rf"\{{[^{{}}]*{REPORT}[^{{}}]*\}}")
_GROUP = re.compile(
    r"(?P<open><(?P<tag>ul|tbody|table|dl)\b[^>]*>)(?P<inner>(?:(?!<(?P=tag)\b).)*?)(?P<close></(?P=tag)>)", re.S
)
_GROUP_IN_DATA = re.compile(r"\[(?P<inner>\s*\{.*\}\s*)\]", re.S)
_TOTALS = (
    re.compile(r"共(?:有|计)?\D{0,24}?(?P<number>\d+)\D{0,9}?(?:条|页|项|篇)"),
    re.compile(r"(?:total|count|recordcount|rowcount)\w*[\"']?(?:\s*[:=]\s*|\s+value=)[\"']?(?P<number>\d+)", re.I),
    re.compile(r"createPage(?:HTML)?\(\s*['\"]?\w*?['\"]?,?\s*(?P<number>\d+)"),
    re.compile(r"<totalrecord>(?P<number>\d+)"),
)
_NAME = re.compile(
    r"(?:\b(?:var|let|const|function)\s+(?P<declared>[A-Za-z_]\w{3,})|(?<![.\w$])(?P<called>[A-Za-z_]\w{4,})\()"
)
_SCRIPT = re.compile(r"<script\b[^>]*>(?P<code>.*?)</script>", re.S | re.I)
_OF_THE_LANGUAGE = frozenset(
    ("function", "getElementById", "parseInt", "alert", "decodeURIComponent", "encodeURIComponent")
)


def broken(response: Response, kind: str, random: Random) -> Response | None:
    """The answer with a fault of this kind; None where it has nothing of the sort to break."""
    if response.status != 200:
        return None
    if kind == "answers 500":
        return Response(
            status=500, body=b"<html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>"
        )
    text = _text(response)
    found = FAULTS[kind](text, random)
    return (
        None
        if found is None or found == text
        else replace(response, body=found.encode(_charset(response), "surrogateescape"))
    )


def names_reports(answer: Response) -> bool:
    """True for an answer that names the reports of two years: a page of a list."""
    return len(set(re.findall(r"20\d\d(?=年度?(?:政府)?信息公开)", _text(answer)))) > 1


def wrong_address(text: str, random: Random) -> str | None:
    """A link, or an address among data, leads to nothing."""
    return _changed(text, "url", (_LINK, _ADDRESS_IN_DATA), random, lambda url: _nowhere(url, random))


def empty_group(text: str, random: Random) -> str | None:
    """A block of rows, or an array of them, is there and has nothing in it."""
    found = [
        match for match in _GROUP.finditer(text) if match["inner"].count("<a") > 1 and re.search(REPORT, match["inner"])
    ]
    if not found and any(pattern.search(text) for pattern in _TOTALS):  # else an empty array says: that was all
        found = list(_GROUP_IN_DATA.finditer(text))
    if not found:
        return None
    match = random.choice(found)
    return text[: match.start("inner")] + text[match.end("inner") :]


def row_cut_off(text: str, random: Random) -> str | None:
    """The answer ends in the middle of a row."""
    found = list(_ROW.finditer(text)) or list(_ROW_IN_DATA.finditer(text))
    if not found:
        return None
    match = random.choice(found)
    return text[: random.randrange(match.start() + 4, match.end())]


def row_without_link(text: str, random: Random) -> str | None:
    """A row names its report and leads nowhere."""
    rows = [match for match in _ROW.finditer(text) if match[0].count("<a") == 1 and "href" in match[0]]
    if not rows:
        return None
    row = random.choice(rows)
    return text[: row.start()] + re.sub(r"<a\b[^>]*>|</a>", "", row[0]) + text[row.end() :]


def total_off(text: str, random: Random) -> str | None:
    """A number of records or pages is off by three."""
    return _changed(text, "number", _TOTALS, random, lambda number: str(int(number) + 3))


def renamed_object(text: str, random: Random) -> str | None:
    """A name that a script declares or calls is another, throughout this answer."""
    code = "\n".join(match["code"] for match in _SCRIPT.finditer(text)) if "<html" in text[:2000].lower() else text
    names = {match["declared"] or match["called"] for match in _NAME.finditer(code)} - _OF_THE_LANGUAGE
    if not names or ("<html" not in text[:2000].lower() and "function" not in text):
        return None
    name = random.choice(sorted(names))
    return re.sub(rf"(?<![\w./-]){name}(?![\w/-])", f"{name}Neu", text)


FAULTS: dict[str, Fault] = {
    "a wrong address": wrong_address,
    "an empty group": empty_group,
    "a row cut off": row_cut_off,
    "a row without its link": row_without_link,
    "a total off by three": total_off,
    "a renamed object": renamed_object,
}
KINDS = ("answers 500", *FAULTS)


def _changed(
    text: str, group: str, patterns: tuple[re.Pattern[str], ...], random: Random, change: Callable[[str], str]
) -> str | None:
    found = [match for pattern in patterns for match in pattern.finditer(text)]
    if not found:
        return None
    match = random.choice(found)
    return text[: match.start(group)] + change(match[group]) + text[match.end(group) :]


def _nowhere(url: str, random: Random) -> str:
    return f"/nowhere/{random.randrange(1000)}.html"


def _text(response: Response) -> str:
    return response.body.decode(_charset(response), "surrogateescape")


def _charset(response: Response) -> str:
    is_chinese = "gb" in response.content_type.lower() or b"charset=gb" in response.body[:2000].lower()
    return "gb18030" if is_chinese else "utf-8"
