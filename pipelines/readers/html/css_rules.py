"""A style sheet's text -> the rules in it that may change what is seen of a page. Parsed by tinycss2, as CSS says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2

from pipelines.readers.html import plain

_SCREEN = 1280  # pixels wide: a desk's
_WIDTH = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)px\s*\)")
_PLAIN_MEDIA = re.compile(rf"(?:only\s+)?(?:all|screen)?\s*(?:(?:and)?\s*{_WIDTH.pattern}\s*)*")
_NO_SCREEN = re.compile(r"\b(?:print|speech|aural|braille|embossed|handheld|projection|tty|tv)\b")
_HARMLESS = re.compile(
    r"charset|import|namespace|font-face|page|property|(?:-\w+-)?keyframes|(?:-ms-)?viewport|font-(?:feature|palette)-values"
)
_MAX_DEPTH = 20  # rules within rules


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that holds on a screen."""

    selectors: str
    style: str  # its declarations that may change what is seen
    is_layered: bool = False  # weaker than rules outside of layers
    condition: str = ""  # what it holds under, where that is not known of this page


@lru_cache(64)
def rules(css: str) -> tuple[Rule, ...]:
    """The rules of a sheet that may change what is seen, in order."""
    css = css.replace("<!--", "").replace("-->", "")
    parsed = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(_rules(parsed, "", is_layered=False, condition="", depth=0))


@lru_cache(64)
def web_fonts(css: str) -> frozenset[str]:
    """The names of the fonts a sheet brings along, in small letters."""
    names = set()
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "font-face" and rule.content:
            said = plain.declarations(tinycss2.serialize(rule.content))
            if "url(" in said.get("src", ""):
                names.add(said.get("font-family", "").strip("\"' "))
    return frozenset(names - {""})


def holds_on_a_screen(media: str) -> tuple[bool, str]:
    """Whether a list of media holds on a desk's screen, and what it depends on beside that, "" for nothing."""
    unknown = ""
    for medium in media.lower().split(","):
        if _NO_SCREEN.search(medium) and "not" not in medium:
            continue
        if not _PLAIN_MEDIA.fullmatch(medium.strip()):
            unknown = unknown or medium.strip()
            continue
        widths = [(bound, float(pixels)) for bound, pixels in _WIDTH.findall(medium)]
        if all(pixels <= _SCREEN if bound == "min" else pixels >= _SCREEN for bound, pixels in widths):
            return True, ""
    return bool(unknown), unknown


def _rules(parsed: list[Any], within: str, *, is_layered: bool, condition: str, depth: int) -> Iterator[Rule]:
    if depth > _MAX_DEPTH:
        return
    for rule in parsed:
        if rule.type == "qualified-rule":
            selectors = _nested(tinycss2.serialize(rule.prelude).strip(), within)
            yield from _of_block(rule.content, selectors, is_layered, condition, depth)
        elif rule.type == "at-rule" and rule.content is not None and not _HARMLESS.fullmatch(rule.lower_at_keyword):
            prelude, layered, holds, unknown = tinycss2.serialize(rule.prelude).strip(), is_layered, True, condition
            if rule.lower_at_keyword == "media":
                holds, medium = holds_on_a_screen(prelude)
                unknown = unknown or medium
            elif rule.lower_at_keyword == "layer":
                layered = True
            elif rule.lower_at_keyword != "supports" or re.search(r"\bnot\b", prelude):
                unknown = unknown or f"@{rule.lower_at_keyword} {prelude}"
            if not holds:
                continue
            if within:
                yield from _of_block(rule.content, within, layered, unknown, depth)
                continue
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(inner, within, is_layered=layered, condition=unknown, depth=depth + 1)


def _of_block(content: list[Any], selectors: str, is_layered: bool, condition: str, depth: int) -> Iterator[Rule]:
    parts = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    style = "; ".join(
        f"{part.lower_name}: {tinycss2.serialize(part.value).strip()}{' !important' if part.important else ''}"
        for part in parts
        if part.type == "declaration"
    )
    if style:
        yield Rule(selectors, style, is_layered, condition)
    inner = [part for part in parts if part.type != "declaration"]
    yield from _rules(inner, selectors, is_layered=is_layered, condition=condition, depth=depth + 1)


def _nested(selectors: str, within: str) -> str:
    """The selectors of a rule within another one's, written out."""
    if not within:
        return selectors
    return ", ".join(
        each.replace("&", parent) if "&" in each else f"{parent} {each}"
        for parent in map(str.strip, within.split(","))
        for each in map(str.strip, selectors.split(","))
    )
