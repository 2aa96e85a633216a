"""The literals, names, functions and calls of a page's scripts, and the values of expressions."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import chompjs

from crawler.portals.javascript.builtins import PURE, number, plain
from crawler.portals.javascript.names import (
    Function,
    Range,
    assignments,
    behind_function,
    counters,
    functions,
    name_start,
)
from crawler.portals.javascript.tokens import Tokens, tokens

Names = Mapping[str, Any]
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
_PUT_IN = re.compile(r"\$\{([^{}]*)\}")  # of a template literal
_MAX_DEPTH = 12  # names that stand for names; a page's own loop of them ends here


@dataclass(frozen=True, slots=True)
class Unknown:
    """An expression whose value the source alone does not tell."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call as written: `$.ajax({…})` has the name `$.ajax`."""

    name: str
    given: tuple[Range, ...]
    start: int  # index of the first token of the name
    end: int  # index behind the closing bracket


@dataclass(slots=True)
class Source:
    """The scripts of one page. `element`: the value of the element a selector names (`#id`), None without one."""

    text: str
    element: Callable[[str], str | None] = lambda _: None
    tokens: Tokens = field(init=False)
    functions: list[Function] = field(init=False)
    assignments: list[tuple[str, Range]] = field(init=False)
    counters: frozenset[str] = field(init=False)  # names that are counted up or down
    _assigned: dict[str, Range] = field(init=False)  # name -> the expression it is given first

    def __post_init__(self) -> None:
        self.tokens = tokens(self.text)
        self.functions, self.assignments = functions(self.tokens), assignments(self.tokens)
        self.counters = counters(self.tokens)
        self._assigned = dict(reversed(self.assignments))

    def without_elements(self) -> "Source":
        """The same scripts with the elements of their page unknown: what stands in a field, a visitor may change."""
        bare = copy(self)
        bare.element = lambda _: None
        return bare

    def calls(self, where: Range | None = None) -> Iterator[Call]:
        """Every call, of the part `where` alone if one is told, in the order written; those in other calls' arguments
        too."""
        every = self.tokens.all
        for i in range(*(where or (0, len(every)))):
            token = every[i]
            end = self.tokens.close.get(i)
            if token.text != "(" or token.kind != "sign" or end is None or i == 0 or every[i - 1].kind != "name":
                continue
            start = name_start(self.tokens, i - 1)
            before = every[start - 1].text if start else ""
            if before != "function" and every[i - 1].text not in ("function", "if", "for", "while", "switch", "catch"):
                given = tuple(self.tokens.split(i + 1, end, ","))
                yield Call(self.tokens.text(start, i), given, start, end + 1)

    def objects(self) -> Iterator[tuple[Any, int]]:
        """(value, index of its first token) of every object and array literal that stands in no other."""
        i = 0
        while i < len(self.tokens.all):
            if self._is_literal_start(i):
                value = self.value((i, self.tokens.close[i] + 1))
                if isinstance(value, dict | list) and value:
                    yield value, i
                    i = self.tokens.close[i]
            i += 1

    def value(self, where: Range, names: Names | None = None, depth: int = 0) -> Any:
        """What an expression is worth: text, number, list, dict, True, False, None, or `Unknown`.

        `names`: values of names that the source leaves open, as a function's parameters.
        """
        start, end = where
        names = names or {}
        if start >= end or depth > _MAX_DEPTH:
            return Unknown("")
        first = self.tokens.all[start]
        is_one = self.tokens.after(start) == end
        if is_one and first.kind == "string":
            return self._string(first.text, names, depth)
        if is_one and first.kind == "number":
            return number(first.text)
        if is_one and first.text in "([{" and first.kind == "sign":
            return self._bracket(where, names, depth)
        for signs in (("||", "??"), ("+", "-"), ("*", "/", "%")):
            parts = self.tokens.split(start, end, *signs)
            if len(parts) > 1 and parts[0] != (start, start):
                return self._combined(parts, names, depth)
        return self._named(where, names, depth)

    def unknown_names(self, where: Range, names: Names | None = None) -> list[str]:
        """The names in an expression that the source leaves open, each once."""
        found: dict[str, None] = {}
        i = where[0]
        while i < where[1]:
            token = self.tokens.all[i]
            after = self.tokens.all[i + 1].text if i + 1 < where[1] else ""
            is_key = after == ":" or (i > where[0] and self.tokens.all[i - 1].text == ".")
            if token.kind == "string" and token.text[0] == "`":
                inside = (name.strip() for name in _PUT_IN.findall(token.text))
                found |= dict.fromkeys(
                    name for name in inside if isinstance(self._lookup(name, names or {}, 0), Unknown)
                )
            if token.text == "function" or token.kind != "name" or is_key or after == "(":
                i = behind_function(self.tokens, self.functions, i) if token.text == "function" else i + 1
                continue
            end = i + 1
            while end + 1 < where[1] and self.tokens.all[end].text == "." and self.tokens.all[end + 1].kind == "name":
                end += 2
            if isinstance(self.value((i, end), names), Unknown):
                found[self.tokens.text(i, end)] = None
            i = end
        return list(found)

    def function_around(self, i: int) -> Function | None:
        """The innermost function whose body holds the token `i`."""
        inside = [one for one in self.functions if one.body[0] <= i < one.body[1]]
        return max(inside, key=lambda one: one.body[0], default=None)

    def _bracket(self, where: Range, names: Names, depth: int) -> Any:
        start, end = where
        inner = self.tokens.split(start + 1, end - 1, ",")
        if self.tokens.all[start].text == "(":
            return self.value(inner[-1], names, depth + 1) if inner else Unknown("()")
        if self._is_data(where):
            with suppress(ValueError):  # `\x41`, which JSON has not: member by member it is read all the same
                return chompjs.parse_js_object(self._text(where))
        if self.tokens.all[start].text == "[":
            return [self.value(part, names, depth + 1) for part in inner]
        return dict(member for part in inner if (member := self._member(part, names, depth)) is not None)

    def _member(self, where: Range, names: Names, depth: int) -> tuple[str, Any] | None:
        start, end = where
        if start >= end:
            return None
        key = self.tokens.all[start]
        name = self._string(key.text, {}, depth) if key.kind == "string" else key.text
        if start + 1 < end and self.tokens.all[start + 1].text == ":":
            return name, self.value((start + 2, end), names, depth + 1)
        if end == start + 1 and key.kind == "name":  # `{page}` is `{page: page}`
            return name, self.value(where, names, depth + 1)
        return None

    def _combined(self, parts: list[Range], names: Names, depth: int) -> Any:
        """`a + b`, `a || b`, `(page - 1) * 10`."""
        total = self.value(parts[0], names, depth + 1)
        for part in parts[1:]:
            sign, value = self.tokens.all[part[0] - 1].text, self.value(part, names, depth + 1)
            if sign in ("||", "??"):
                total = total if total not in (None, "", 0, False) and not isinstance(total, Unknown) else value
                continue
            is_known = isinstance(total, str | int | float) and isinstance(value, str | int | float)
            if not is_known:
                return Unknown(self.tokens.text(parts[0][0], parts[-1][1]))
            is_text = isinstance(total, str) or isinstance(value, str)
            if sign == "+":
                total = f"{total}{value}" if is_text else total + value
            elif is_text or (sign in "/%" and not value):
                return Unknown(self.tokens.text(parts[0][0], parts[-1][1]))
            else:
                total = {"-": total - value, "*": total * value}.get(
                    sign, total // value if sign == "/" else total % (value or 1)
                )
        return total

    def _named(self, where: Range, names: Names, depth: int) -> Any:
        """A name, a member of an object, a call of a function that is known."""
        start, end = where
        text = self.tokens.text(start, end)
        if text in names:
            return names[text]
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        first = self.tokens.all[start]
        if first.kind == "sign" and first.text == "-":
            value = self.value((start + 1, end), names, depth + 1)
            return -value if isinstance(value, int | float) else Unknown(text)
        if self.tokens.all[end - 1].text == ")" and (call := self._call_value(where, names, depth)) is not None:
            return call
        if (shown := self._element_value(where)) is not None:
            return shown
        if end == start + 1 and first.kind == "name":
            there = self._assigned.get(first.text)
            return Unknown(text) if there is None else self.value(there, names, depth + 1)
        if end - start >= 3 and self.tokens.all[end - 2].text == "." and self.tokens.all[end - 1].kind == "name":
            whole = self.value((start, end - 2), names, depth + 1)
            if isinstance(whole, dict):
                return whole.get(self.tokens.all[end - 1].text, Unknown(text))
            there = self._assigned.get(text)
            return Unknown(text) if there is None else self.value(there, names, depth + 1)
        return Unknown(text)

    def _call_value(self, where: Range, names: Names, depth: int) -> Any:
        opened = next((i for i in range(*where) if self.tokens.close.get(i) == where[1] - 1), None)
        if opened is None:
            return None
        name = self.tokens.text(where[0], opened)
        given = self.tokens.split(opened + 1, where[1] - 1, ",")
        if name in PURE and given:
            value = self.value(given[0], names, depth + 1)
            return Unknown(self.tokens.text(*where)) if _is_open(value) else PURE[name](value)
        if name in ("Date.now", "newDate().getTime", "newDate().valueOf", "Math.random"):
            return 1  # what only keeps a browser from its cache
        return self._element_value(where)

    def _element_value(self, where: Range) -> str | None:
        """`$("#id").val()`, `$("#id").attr("content")`, `document.getElementById("id").value`."""
        strings = [
            self._string(one.text, {}, 0) for one in self.tokens.all[where[0] : where[1]] if one.kind == "string"
        ]
        text = self.tokens.text(*where)
        if not strings or not isinstance(strings[0], str):
            return None
        if text.startswith("document.getElementById(") and text.endswith(").value"):
            return self.element(f"#{strings[0]}")
        if text.startswith(("$(", "jQuery(")) and (text.endswith(".val()") or ".attr(" in text or ".data(" in text):
            return self.element(strings[0])
        return None

    def _string(self, literal: str, names: Names, depth: int) -> Any:
        if literal[0] != "`":
            return plain(literal[1:-1])
        parts = literal[1:-1].split("${")
        built = parts[0]
        for part in parts[1:]:
            inner, _, rest = part.partition("}")
            value = self._lookup(inner.strip(), names, depth)
            if not isinstance(value, str | int | float):
                return Unknown(literal)
            built += f"{value}{rest}"
        return built

    def _lookup(self, name: str, names: Names, depth: int) -> Any:
        if name in names:
            return names[name]
        there = self._assigned.get(name)
        return Unknown(name) if there is None else self.value(there, names, depth + 1)

    def _is_data(self, where: Range) -> bool:
        """True for a literal without names, calls and sums: what chompjs is made for."""
        every = self.tokens.all
        for i in range(*where):
            token = every[i]
            is_key = every[i + 1].text == ":" if i + 1 < where[1] else False
            if token.kind == "name" and not is_key and token.text not in _CONSTANTS:
                return False
            is_plain = token.text in "{}[],:-" if token.kind == "sign" else token.kind != "regex"
            if not is_plain or (token.kind == "string" and token.text[0] == "`" and "${" in token.text):
                return False
        return True

    def _is_literal_start(self, i: int) -> bool:
        """True for a bracket that opens an object or an array rather than a block or an index."""
        token = self.tokens.all[i]
        if token.kind != "sign" or token.text not in "{[" or i not in self.tokens.close:
            return False
        before = self.tokens.all[i - 1] if i else None
        if token.text == "[":
            return before is None or (before.kind == "sign" and before.text not in ")]") or before.text == "return"
        return before is not None and before.text in ("=", "(", ",", "[", ":", "return", "||", "?")

    def _text(self, where: Range) -> str:
        last = self.tokens.all[where[1] - 1]
        return self.text[self.tokens.all[where[0]].at : last.at + len(last.text)]


def _is_open(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_is_open, value.values()))
    return any(map(_is_open, value)) if isinstance(value, list) else isinstance(value, Unknown)
