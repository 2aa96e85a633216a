"""The names that a script gives to values and to functions."""

from dataclasses import dataclass

from crawler.portals.javascript.tokens import Tokens

Range = tuple[int, int]  # of tokens: the first, and the one behind the last
KEYWORDS = frozenset(("if", "for", "while", "switch", "catch", "function", "return"))


@dataclass(frozen=True, slots=True)
class Function:
    """A function with a body in brackets; `name` is `""` where it has none."""

    name: str
    parameters: tuple[str, ...]
    body: Range


def assignments(tokens: Tokens) -> list[tuple[str, Range]]:
    """(name, dotted or not, the expression it is given), in the order written."""
    found = []
    for i, token in enumerate(tokens.all):
        if token.text == "=" and token.kind == "sign" and i and tokens.all[i - 1].kind == "name":
            name = tokens.text(name_start(tokens, i - 1), i)
            found.append((name, (i + 1, expression_end(tokens, i + 1))))
    return found


def functions(tokens: Tokens) -> list[Function]:
    """`function f(a) {…}`, `f = function (a) {…}`, `f: function (a) {…}`, `f(a) {…}` of a class, `a => {…}`."""
    every, found = tokens.all, []
    for i, token in enumerate(every):
        if token.kind != "sign" or token.text != "{" or i not in tokens.close or i == 0:
            continue
        before = i - 1
        is_arrow = every[before].text == "=>"
        before -= is_arrow
        opened = tokens.open.get(before) if every[before].text == ")" else None
        body = i + 1, tokens.close[i]
        if is_arrow and opened is None:
            found.append(Function(_given_name(tokens, before), (every[before].text,), body))
        elif opened is not None and (is_arrow or (opened and every[opened - 1].text not in KEYWORDS - {"function"})):
            name = _function_name(tokens, opened, is_arrow=is_arrow)
            if name is not None:
                found.append(Function(name, _parameters(tokens, opened, before), body))
    return found


def counters(tokens: Tokens) -> frozenset[str]:
    """The names that a script counts up or down: what they are worth depends on what was pressed before."""
    every, signs = tokens.all, {"++", "--", "+=", "-="}
    return frozenset(
        token.text
        for i, token in enumerate(every[:-1])
        if token.kind == "name" and (every[i + 1].text in signs or (i and every[i - 1].text in signs))
    )


def behind_function(tokens: Tokens, known: list[Function], i: int) -> int:
    """The index behind the function that the word `function` at `i` begins."""
    bodies = [one.body for one in known if one.body[0] > i]
    first = min(bodies, default=None)
    is_own = first is not None and all(token.text != ";" for token in tokens.all[i : first[0]])
    return first[1] + 1 if first is not None and is_own else i + 1


def name_start(tokens: Tokens, i: int) -> int:
    """The index where the dotted name that ends at `i` begins."""
    while i >= 2 and tokens.all[i - 1].text == "." and tokens.all[i - 2].kind == "name":
        i -= 2
    return i


def expression_end(tokens: Tokens, i: int) -> int:
    """The index behind the expression that begins at `i`: a comma, a semicolon, a bracket, or a new statement."""
    every, start = tokens.all, i
    while i < len(every):
        token, before = every[i], every[i - 1]
        if token.kind == "sign" and token.text in (",", ";", ")", "]", "}"):
            return i
        is_behind_value = before.kind != "sign" or before.text in (")", "]", "}")
        if i > start and token.kind == "name" and is_behind_value and before.text not in ("new", "typeof", "function"):
            return i  # no semicolon before the next statement
        i = tokens.after(i)
    return i


def _function_name(tokens: Tokens, opened: int, *, is_arrow: bool) -> str | None:
    """The name of the function whose parameters stand in the bracket `opened`; None where that is no function's."""
    every = tokens.all
    if is_arrow:
        return _given_name(tokens, opened)
    before = every[opened - 1]
    if before.text == "function":
        return _given_name(tokens, opened - 1)
    is_named = opened >= 2 and every[opened - 2].text == "function"
    is_method = before.kind == "name" and (opened < 2 or every[opened - 2].text in ("{", "}", ",", ";", "async"))
    return before.text if is_named or is_method else None


def _given_name(tokens: Tokens, i: int) -> str:
    """The name that what begins at `i` is given: `name = …`, `name: …`."""
    every = tokens.all
    if i >= 2 and every[i - 1].text in ("=", ":") and every[i - 2].kind in ("name", "string"):
        return every[i - 2].text.strip("'\"")
    return ""


def _parameters(tokens: Tokens, opened: int, closed: int) -> tuple[str, ...]:
    parts = tokens.split(opened + 1, closed, ",")
    return tuple(tokens.all[start].text for start, end in parts if start < end)
