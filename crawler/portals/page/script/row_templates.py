"""How a page's script makes the address of a row from the row's data: `'<a href="/info/' + d.id + '.html">'`."""

import re
from typing import Any

from crawler.portals.javascript.builtins import plain
from crawler.portals.javascript.names import Range
from crawler.portals.javascript.source import Call, Source

_HREF = re.compile(r"(?:href|data-url)\s*=\s*(?P<quote>\\?['\"])?(?P<start>[^'\"<>]*)$")
_PUT_IN = re.compile(r"\$\{\s*(?:[\w$]+\.)*(\w+)\s*\}")
_MEMBER = re.compile(r"\{(\w+)\}")


def row_template(source: Source, call: Call) -> str:
    """`/info/{id}.html`: the address with the members of a row in braces; `""` where the page does not say it.

    Looked for in what the call is given, where the answer is drawn, then in the other functions of the page.
    """
    ranges = [(call.start, call.end), *(one.body for one in source.functions)]
    for where in ranges:
        if template := _template(source, where):
            return template
    return ""


def filled(template: str, member: dict[str, Any]) -> str:
    """The address of a row; `""` where the row lacks one of the members."""
    names = _MEMBER.findall(template)
    if not names or any(member.get(name) in (None, "") for name in names):
        return ""
    return _MEMBER.sub(lambda found: str(member[found[1]]), template)


def _template(source: Source, where: Range) -> str:
    every = source.tokens.all
    for i in range(*where):
        token = every[i]
        if token.kind != "string":
            continue
        text = token.text[1:-1] if token.text[0] == "`" else plain(token.text[1:-1])
        if token.text[0] == "`" and (whole := re.search(r"href\s*=\s*['\"]([^'\"<>]*\$\{[^'\"<>]*)['\"]", text)):
            return _PUT_IN.sub(r"{\1}", whole[1])
        if found := _HREF.search(text):
            return _joined(source, i + 1, where[1], found["start"])
    return ""


def _joined(source: Source, i: int, end: int, start: str) -> str:
    """The parts of a sum up to the string that closes the attribute."""
    every, built, has_member = source.tokens.all, start, False
    while i + 1 < end and every[i].text == "+":
        first = i + 1
        last = first
        while last < end and every[last].text not in ("+", ";", ","):
            last = source.tokens.after(last)
        if every[first].kind == "string":
            text = plain(every[first].text[1:-1])
            ending = re.search(r"['\"\s>]", text)
            built += text[: ending.start()] if ending else text
            if ending:
                return built if has_member else ""
        elif every[last - 1].kind == "name":
            built += "{" + every[last - 1].text + "}"
            has_member = True
        else:
            return ""
        i = last
    return ""
