"""The addresses that a script leads to: calls that open a page, jumps as soon as a page is read, files it names."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import islice, takewhile
from typing import Any

from crawler.portals.javascript.names import Function, Range
from crawler.portals.javascript.search import strings
from crawler.portals.javascript.source import Source

_OPENS = re.compile(r"(?:window\.)?open|(?:.*\.)?location\.(?:replace|assign)")
_IS_SET = re.compile(r"(?:.*\.)?location(?:\.href)?|this\.href")
_NOT_IN_ADDRESS = re.compile(r"['\"\s<>+]")
_FILE_ENDINGS = frozenset(["pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "rtf", "zip", "rar"])
_AT_ONCE = frozenset(("setTimeout", "$", "jQuery", "ready"))  # they call the function they are given


def called_address(source: Source) -> str:
    """The address the first call of a script leads to: `window.open('/x')`, `location.href='a'+escape('报告')`; else
    the one it shows in a frame of the page."""
    for places in (_jumps(source, _whole(source)), _shown(source)):
        for where in places:
            if address := _address(source, where, {}):
                return address
    return ""


def known_address(source: Source, where: Range, names: Mapping[str, Any]) -> str:
    """The one address that a part of a script leads to, as far as its parts are known; `""` when it builds several."""
    found = {address for address, _ in _built(source, where, names)}
    return found.pop() if len(found) == 1 else ""


def address_by_function(call: Source, source: Source, names: Mapping[str, Any]) -> str:
    """The address a call with known arguments leads to by a function of the page: `toPage(2)` where the page's scripts
    say `function toPage(n) {location.href = "list.action?page=" + n;}`; `""` when none is built there, or several are.

    `names`: values of names in the call, as `this.value`.
    """
    function, given = invoked(call, source, names)
    if function is None:
        return ""
    built = list(_built(source, function.body, given))
    found = {address for address, is_by_argument in built if is_by_argument} or {address for address, _ in built}
    return found.pop() if len(found) == 1 else ""


def invoked(call: Source, source: Source, names: Mapping[str, Any]) -> tuple[Function | None, dict[str, Any]]:
    """The function of a page that a handler begins by calling, and what its parameters are given; None where it calls
    none, gives it nothing, or gives it what is not known."""
    first = next(call.calls(), None)
    if first is None or not first.given or call.tokens.text(0, first.start) not in ("", "javascript:", "return"):
        return None, {}
    values = [call.value(one, names) for one in first.given]
    function = next((one for one in source.functions if one.name == first.name and one.parameters), None)
    if function is None or not all(isinstance(value, str | int) for value in values):
        return None, {}
    return function, dict(zip(function.parameters, values, strict=False))


def given_file(source: Source) -> str:
    """The file a call names where nobody here knows what it does with it: `downloadFile('/nb/2023.pdf')`."""
    first = next(source.calls(), None)
    value = source.value(first.given[0]) if first is not None and first.given else None
    return value if isinstance(value, str) and _is_file(value) else ""


def file_literals(source: Source) -> list[str]:
    """The documents a script names, as one that shows a PDF on the page does."""
    return [text for _, text in strings(source) if _is_file(text)]


def sudden_address(script: str) -> str:
    """The address a script leads to as soon as the page is read; `""` when it only says so in a function."""
    source = Source(script)
    for where in _jumps(source, _whole(source)):
        around = [one for one in source.functions if one.body[0] <= where[0] < one.body[1]]
        address = _address(source, where, {})
        if address and all(_runs_at_once(source, one) for one in around):
            return address
    return ""


def written_markup(source: Source) -> str:
    """The HTML that scripts write with one literal string each, `""` when they write none: what is summed up of
    variables is a pager's as a rule, whose variables change."""
    calls = (call for call in source.calls() if call.name in ("document.write", "document.writeln"))
    written = (call.given[0] for call in calls if call.given and call.given[0][1] - call.given[0][0] == 1)
    return "\n".join(text for where in written if isinstance(text := source.value(where), str))


def _built(source: Source, where: Range, given: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """(address, whether something given is in it) of every jump in a function's body whose parts are all known."""
    source = source.without_elements()
    names, by_argument, counters = dict(given), set(given), source.counters
    for name, expression in _assignments(source, where):
        is_by_argument = bool(_said(source, expression) & by_argument)
        is_open = _IS_SET.fullmatch(name) or _said(source, expression) & counters
        value = None if is_open else source.value(expression, names)
        if isinstance(value, str | int | float) and (is_by_argument or name not in names):
            names[name] = value
            by_argument |= {name} if is_by_argument else set()
    for jump in _jumps(source, where):
        said = _said(source, jump)
        if not said & counters and (address := _address(source, jump, names)):
            yield address, bool(said & by_argument)


def _said(source: Source, where: Range) -> set[str]:
    """The names and members in an expression, and the expression itself: `this.value` is a name here."""
    words = {token.text for token in source.tokens.all[where[0] : where[1]] if token.kind == "name"}
    return words | {source.tokens.text(*where)}


def _jumps(source: Source, where: Range) -> list[Range]:
    """Every expression of a part of a script that the browser is sent to, in the order written."""
    found = [call.given[0] for call in source.calls(where) if call.given and _OPENS.fullmatch(call.name)]
    found += [expression for name, expression in _assignments(source, where) if _IS_SET.fullmatch(name)]
    return sorted(found)


def _assignments(source: Source, where: Range) -> Iterator[tuple[str, Range]]:
    """The assignments of a part of a script; they lie in the order written."""
    first = bisect_left(source.assignments, where[0], key=lambda one: one[1][0])
    return takewhile(lambda one: one[1][0] < where[1], islice(source.assignments, first, None))


def _is_file(address: str) -> bool:
    """True if the text is an address that ends like a document's."""
    name, dot, ending = address.rpartition(".")
    return bool(name and dot) and ending.lower() in _FILE_ENDINGS and not _NOT_IN_ADDRESS.search(name)


def _shown(source: Source) -> Iterator[Range]:
    """Every expression that a script makes the address of a frame."""
    for name, expression in source.assignments:
        if name == "src" or name.endswith(".src"):
            yield expression
    for call in source.calls():
        if call.name.rpartition(".")[2] == "attr" and len(call.given) == 2 and source.value(call.given[0]) == "src":
            yield call.given[1]


def _address(source: Source, where: Range, names: Mapping[str, Any]) -> str:
    value = source.value(where, names)
    return value.strip() if isinstance(value, str) else ""


def _runs_at_once(source: Source, function: Function) -> bool:
    """True for a function that runs when the page is read: given to `setTimeout`, `onload` or `$`, or called on the
    spot."""
    every = source.tokens.all
    before = function.body[0] - 2  # in front of the brace
    before -= every[before].text == "=>"
    start = source.tokens.open.get(before, before) - 1
    start -= every[start].text == "function"
    if start < 0 or every[start].text not in ("(", "="):
        return False
    word = every[start - 1] if start else None
    if every[start].text == "=":
        return word is not None and word.text == "onload"
    return word is None or word.kind != "name" or word.text in _AT_ONCE


def _whole(source: Source) -> Range:
    return 0, len(source.tokens.all)
