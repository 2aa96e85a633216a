"""Finds what a script gives to a name: as a member, a variable, a parameter or a part of an address."""

import re
from collections.abc import Iterator
from typing import Any

from crawler.portals.javascript.builtins import plain
from crawler.portals.javascript.names import Range, expression_end
from crawler.portals.javascript.source import Call, Source, Unknown

_IN_ADDRESS = re.compile(r"[?&]([\w.-]+)=([^&\s<>]*)")


def values(source: Source, name: str, near: int = 0, *, is_variable: bool = False) -> list[str]:
    """The literals that a source gives `name`, the one nearest to the token `near` first: `name: 'x'`, `name = 5`,
    `"name", "x"`, `"?name=x&"`, `"?name=" + x`; the case of a parameter's name does not count.

    A name that stands for the value (`columnId: id`) is looked up once: `var id = '…'`. Numbers, true and false are
    literals.
    """
    found = (one for one in _given(source, name) if not is_variable or one[0] == name)
    return [
        text
        for _, at, value in sorted(found, key=lambda one: abs(one[1] - near))
        if (text := _literal(source, name, at, value, is_variable=is_variable)) is not None
    ]


def calls_of(source: Source, name: str) -> Iterator[Call]:
    """The calls of a function by its name, or by the last part of it: `jpage` is `$("#list").jpage` too."""
    return (call for call in source.calls() if call.name == name or call.name.endswith(f".{name}"))


def arguments(source: Source, call: Call) -> list[Any]:
    """What a call is given."""
    return [source.value(one) for one in call.given]


def strings(source: Source, pattern: re.Pattern[str] | None = None) -> Iterator[tuple[int, str]]:
    """(index of its token, text) of every string; with a pattern, the first part of each that matches it."""
    for i, token in enumerate(source.tokens.all):
        if token.kind == "string":
            text = plain(token.text[1:-1])
            found = pattern.search(text) if pattern else None
            if pattern is None or found:
                yield i, found[0] if found else text


def numbers(source: Source) -> Iterator[tuple[str, int]]:
    """(name, value) of every name that is given a whole number above 0, as `pageCount = 5` and `"total": "12"`."""
    every = source.tokens.all
    for i, token in enumerate(every[:-2]):
        if token.kind in ("name", "string") and every[i + 1].text in ("=", ":"):
            text = every[i + 2].text.strip("'\"")
            if every[i + 2].kind in ("number", "string") and text.isdecimal() and int(text):
                yield token.text.strip("'\""), int(text)


def element_before(source: Source, i: int) -> str:
    """The string in the bracket before `.name` at the token `i`: of `$("#list").jpage` it is `#list`; `""` without."""
    every = source.tokens.all
    if i < 2 or every[i - 1].text != ".":
        return ""
    opened = source.tokens.open.get(i - 2)
    is_named = opened is not None and every[opened + 1].kind == "string"
    return plain(every[opened + 1].text[1:-1]) if opened is not None and is_named else ""


def whole(value: Any) -> int | None:
    """A count as a script or an answer writes it, 12 or "12"; None for anything else."""
    return int(str(value)) if str(value).isdecimal() else None


def _given(source: Source, name: str) -> Iterator[tuple[str, int, Range | str]]:
    """(name as written, index of its token, the expression or the text it is given)."""
    every, wanted = source.tokens.all, name.lower()
    for i, token in enumerate(every):
        if token.kind not in ("name", "string") or wanted not in token.text.lower():
            continue
        text = token.text if token.kind == "name" else plain(token.text[1:-1])
        after = every[i + 1].text if i + 1 < len(every) else ""
        if text.lower() == wanted and after in (":", "="):
            yield text, i, (i + 2, expression_end(source.tokens, i + 2))
        elif text.lower() == wanted and token.kind == "string" and after == "," and i + 2 < len(every):
            if every[i + 2].kind == "string":
                yield text, i, (i + 2, i + 3)
        elif token.kind == "string":
            for found in _IN_ADDRESS.finditer(text):
                if found[1].lower() == wanted and found[2]:
                    yield found[1], i, found[2]
                elif found[1].lower() == wanted and found.end() == len(text) and after == "+":
                    yield found[1], i, _term(source, i + 2)


def _term(source: Source, start: int) -> Range:
    """The part of a sum that begins at `start`."""
    end = start
    while end < len(source.tokens.all) and source.tokens.all[end].text not in ("+", ",", ";", ")", "]", "}"):
        end = source.tokens.after(end)
    return start, end


def _literal(source: Source, name: str, at: int, value: Range | str, *, is_variable: bool) -> str | None:
    """The text of what a name is given; None where the source does not tell it."""
    if isinstance(value, str):
        return value.strip()
    start, end = value
    first = source.tokens.all[start] if start < end else None
    if first is None or (end == start + 1 and first.kind == "name" and first.text == name):
        return None
    if end == start + 1 and first.kind == "number":
        return first.text
    if end == start + 1 and first.kind == "name" and first.text not in ("true", "false", "null", "undefined"):
        found = [] if is_variable else values(source, first.text, at, is_variable=True)
        return next(filter(None, found), None)
    known = source.value(value)
    if isinstance(known, bool):
        return str(known).lower()
    return str(known).strip() if isinstance(known, str | int | float) and not isinstance(known, Unknown) else None
