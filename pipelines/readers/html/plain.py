"""What is plain in a page's table, by the allow-list in plain.yaml.

Anything that is not on it puts the cells it applies to in doubt: they are looked at as a browser draws them.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import tinycss2
import yaml

_LIST = yaml.load(Path(__file__).with_suffix(".yaml").read_text("utf-8"), yaml.CSafeLoader)
_KEPT = "inherit|initial|unset|revert|normal|auto|none"
_INLINE_ALIGN = re.compile(f"baseline|middle|super|sub|{_KEPT}")  # beside a line, top and bottom raise small type
_SIMPLE = re.compile(r"""(?:[^;:"'\\{}/]+:(?:[^;"'\\{}]|"[^"\\;{}]*"|'[^'\\;{}]*')*(?:;|\Z)\s*)*""")
_IMPORTANT = re.compile(r"\s{0,99}!\s{0,99}important\s{0,99}")


def _patterns(any_value: str, valued: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    found = dict.fromkeys(any_value.split(), re.compile(".*", re.S))
    for names, pattern in valued.items():
        for name, part in (*reversed(_LIST["patterns"].items()),):
            pattern = pattern.replace(name, part)
        compiled = re.compile(f"(?:{pattern.replace(' |', '|')}|{_KEPT})", re.S)
        found.update((name, compiled) for name in names.split())
    return found


TAGS = frozenset(_LIST["tags"].split())
REACHING = frozenset(_LIST["reaching"].split())
DATA = frozenset(f"data-{name}" for name in _LIST["data"].split())
_NO_BROWSER = tuple(_LIST["unknown_to_browsers"])
_INSIDE = _patterns(_LIST["any"], _LIST["inside"])
_AROUND = _INSIDE | _patterns(_LIST["any_around"], _LIST["around"])


def declarations(style: str) -> dict[str, str]:
    """Property -> value of a style, both in small letters; of several declarations of one property the last counts."""
    if _SIMPLE.fullmatch(style):
        pairs: Iterable[tuple[str, str]] = (
            (name, value) for name, colon, value in (part.partition(":") for part in style.split(";")) if colon
        )
        return {name.strip().lower(): _IMPORTANT.sub("", value).strip().lower() for name, value in pairs}
    found = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return {
        each.lower_name: tinycss2.serialize(each.value).strip().lower() for each in found if each.type == "declaration"
    }


@lru_cache(8192)
def odd(style: str, *, is_inline: bool = False) -> str:
    """The first declaration of a style in a table that is not plain, "" where all are."""
    said = declarations(style)
    if is_inline and not _INLINE_ALIGN.fullmatch(said.get("vertical-align", "baseline")):
        return f"vertical-align: {said['vertical-align'][:40]}"
    return _odd(said, _INSIDE)


@lru_cache(4096)
def odd_around(style: str) -> str:
    """The same for what stands around a table."""
    return _odd(declarations(style), _AROUND)


def _odd(said: Mapping[str, str], patterns: Mapping[str, re.Pattern[str]]) -> str:
    for name, value in said.items():
        pattern = patterns.get(name)
        is_plain = (
            name.startswith(_NO_BROWSER) if pattern is None else not value or pattern.fullmatch(value) is not None
        )
        if not is_plain:
            return f"{name}: {value[:40]}"
    return ""
