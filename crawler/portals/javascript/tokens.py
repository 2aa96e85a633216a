"""JavaScript source as tokens, with the bracket that closes each bracket. Nothing is run."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?(?:\*/|\Z)|<!--[^\n]*|<!\[CDATA\[|\]\]>)"
    r"|(?P<string>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*(?:`|\Z))"
    r"|(?P<number>(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?|\.\d+)(?![\w$]))"
    r"|(?P<name>[\w$]+)"
    r"|(?P<sign>=>|\.\.\.|[=!]==?|<=|>=|\+\+|--|[-+*/%]=|&&|\|\||\?\?|.)",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_REGEX = frozenset(("(", ",", "=", ":", "[", "!", "&&", "||", "?", "{", "}", ";", "return", ""))
_CLOSES = {")": "(", "]": "[", "}": "{"}


class Token(NamedTuple):
    """One token. `kind`: string, number, name, regex or sign."""

    kind: str
    text: str
    at: int  # place in the source


@dataclass(slots=True)
class Tokens:
    """The tokens of one source. `close[i]` is the bracket that closes the bracket `i`; `open` holds the reverse."""

    all: list[Token] = field(default_factory=list)
    close: dict[int, int] = field(default_factory=dict)
    open: dict[int, int] = field(default_factory=dict)

    def text(self, start: int, end: int) -> str:
        """The tokens from `start` to before `end`, without blanks and remarks."""
        return "".join(token.text for token in self.all[start:end])

    def split(self, start: int, end: int, *signs: str) -> list[tuple[int, int]]:
        """The ranges between the signs that stand in no bracket of their own; empty when there is no token."""
        parts, first, i = [], start, start
        while i < end:
            if self.all[i].kind == "sign" and self.all[i].text in signs:
                parts.append((first, i))
                first = i + 1
            i = self.after(i)
        if start < end:
            parts.append((first, end))
        return parts

    def after(self, i: int) -> int:
        """The index behind a token, behind the whole bracket where it opens one."""
        return self.close.get(i, i) + 1


def tokens(source: str) -> Tokens:
    """Part a source. Brackets that match nothing are left alone, as pages hold broken scripts."""
    found, opened, at, last = Tokens(), [], 0, ""
    while at < len(source):
        match = _REGEX.match(source, at) if source[at] == "/" and last in _BEFORE_REGEX else None
        kind = "regex"
        if match is None:
            match = _TOKEN.match(source, at)
            if match is None:
                raise AssertionError("the last alternative of the pattern matches any character")
            kind = match.lastgroup or "sign"
        at = match.end()
        if kind == "blank":
            continue
        last = match[0]
        found.all.append(Token(kind, last, match.start()))
        if kind == "sign" and last in "([{":
            opened.append(len(found.all) - 1)
        elif kind == "sign" and last in _CLOSES:
            for depth in range(len(opened) - 1, -1, -1):
                if found.all[opened[depth]].text == _CLOSES[last]:
                    found.close[opened[depth]] = len(found.all) - 1
                    found.open[len(found.all) - 1] = opened[depth]
                    del opened[depth:]
                    break
    return found
