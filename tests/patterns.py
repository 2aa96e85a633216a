"""Texts that make a regular expression work: for each repeat in it, what leads there and what keeps it going.

The attacks follow the parsed pattern, so a new one is tried without a line of test: a prefix that gets to the repeat,
the repeat's own sample many times, the prefix itself many times (each a new start of the search), and a tail that
lets the match fail in the end.
"""

import ast
import importlib
import pkgutil
import re
import re._constants as constants
import re._parser as parser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGES = ("crawler", "nianbao", "pipelines")
_FUNCTIONS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"}
_AT_BEGINNING = {"match", "fullmatch"}
_MANY = 30  # a repeat bounded below this cannot take long by itself
_CLASSES = {
    constants.CATEGORY_DIGIT: "1",
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_WORD: "a",
    constants.CATEGORY_NOT_DIGIT: "a",
    constants.CATEGORY_NOT_SPACE: "a",
    constants.CATEGORY_NOT_WORD: " ",
}

Pattern = re.Pattern[Any]


def patterns() -> dict[str, tuple[Pattern, bool]]:
    """Every regular expression of the packages, by where it stands; True: it is only asked at a text's beginning."""
    found: dict[Pattern, str] = {}
    searched: set[Pattern] = set()
    for package in map(importlib.import_module, PACKAGES):
        for module in (package, *_modules(package)):
            tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
            named = {name: value for name, value in vars(module).items() if isinstance(value, re.Pattern)}
            anchored = _anchored(tree, named)
            written = dict(_written(tree))
            for pattern in (*_held(vars(module), module.__name__), *written):
                found.setdefault(pattern, f"{module.__name__}: {pattern.pattern!r}")
                if pattern not in anchored and not written.get(pattern, False):
                    searched.add(pattern)
    return {place: (pattern, pattern not in searched) for pattern, place in found.items()}


def attacks(pattern: Pattern) -> set[tuple[str, str]]:
    """(prefix, what is repeated after it) for every repeat of the pattern."""
    return {(before, pump) for before, pump in _attacks(_parsed(pattern), "") if pump}


def text(pattern: Pattern, attack: tuple[str, str], size: int, tail: str) -> Any:
    """The attack as a text of about that size, of the pattern's own type; None where bytes cannot hold it."""
    before, pump = attack
    made = before + pump * max(1, size // len(pump)) + tail
    if isinstance(pattern.pattern, str):
        return made
    try:
        return made.encode("latin-1")
    except UnicodeEncodeError:
        return None


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not info.name.endswith((".__main__", ".migrations.env")):  # they do their work when imported
            yield importlib.import_module(info.name)


def _held(value: Any, module: str, depth: int = 0) -> Iterator[Pattern]:
    """Patterns in a module's names, and in the tuples, dicts and classes these hold."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _held(one, module, depth + 1)
    elif depth < 4 and isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _held(one, module, depth + 1)
    elif depth < 4 and isinstance(value, type) and value.__module__ == module:
        yield from _held(dict(vars(value)), module, depth + 1)


def _anchored(tree: ast.AST, named: dict[str, Pattern]) -> set[Pattern]:
    """Of a module's named patterns those whose every use is `NAME.match(…)` or `NAME.fullmatch(…)`."""
    uses, anchored = Counter[str](), Counter[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in named:
            uses[node.id] += 1
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _AT_BEGINNING:
            anchored[node.value.id] += 1
    return {pattern for name, pattern in named.items() if 0 < uses[name] == anchored[name]}


def _written(tree: ast.AST) -> Iterator[tuple[Pattern, bool]]:
    """Patterns that stand as a literal in a call of `re`, inside functions; True: asked at the beginning."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        called, first = node.func, node.args[0]
        is_re = isinstance(called.value, ast.Name) and called.value.id == "re" and called.attr in _FUNCTIONS
        if is_re and isinstance(first, ast.Constant) and isinstance(first.value, (str, bytes)):
            yield re.compile(first.value), called.attr in _AT_BEGINNING


def _parsed(pattern: Pattern) -> Any:
    source = pattern.pattern
    flags = pattern.flags if isinstance(source, bytes) else pattern.flags & ~re.UNICODE
    return parser.parse(source.decode("latin-1") if isinstance(source, bytes) else source, flags)


def _attacks(items: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    for kind, value in items:
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            _least, most, inner = value
            if most is constants.MAXREPEAT or most >= _MANY:
                sample = _sample(inner) or "a"
                yield from ((before, sample), ("", before + sample), ("", before or sample))
                yield from ((before, blank) for blank in (" ", "a", "1", "\n"))
            yield from _attacks(inner, before)
        elif kind is constants.SUBPATTERN:
            yield from _attacks(value[3], before)
        elif kind is constants.BRANCH:
            for branch in value[1]:
                yield from _attacks(branch, before)
        before += _node(kind, value)


def _sample(items: Iterable[Any]) -> str:
    return "".join(_node(kind, value) for kind, value in items)


def _node(kind: Any, value: Any) -> str:
    """A short text that one item of a parsed pattern matches."""
    if kind is constants.LITERAL:
        return chr(value)
    if kind is constants.NOT_LITERAL:
        return "y" if value == ord("z") else "z"
    if kind is constants.ANY:
        return "a"
    if kind is constants.IN:
        return _one_of(value)
    if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        return _sample(value[2]) * min(value[0], _MANY)
    if kind is constants.SUBPATTERN:
        return _sample(value[3])
    if kind is constants.ATOMIC_GROUP:
        return _sample(value)
    return _sample(value[1][0]) if kind is constants.BRANCH else ""


def _one_of(members: list[Any]) -> str:
    is_negated = members[0][0] is constants.NEGATE
    named = [
        _CLASSES.get(value, "a") if kind is constants.CATEGORY else chr(value[0] if kind is constants.RANGE else value)
        for kind, value in members[is_negated:]
    ]
    if not is_negated:
        return named[0]
    ranges = [value for kind, value in members if kind is constants.RANGE]
    free = (sign for sign in 'a1 <("/年Q' if sign not in named and not any(a <= ord(sign) <= b for a, b in ranges))
    return next(free, "\u4e00")
