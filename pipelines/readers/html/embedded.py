"""The text of pages that only a script shows: HTML kept in strings, text fields, templates, attributes, frames.

Kept as it is, escaped, percent-encoded or in base64; whole, or line by line as `document.write` gets it.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from lxml import etree

_TABLE = re.compile(r"<table\b", re.I)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.|\\\n)*\"|'(?:[^'\\\n]|\\.|\\\n)*'|`(?:[^`\\]|\\.)*`", re.S)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.S)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": ""}
_CODED = re.compile(r"%3c\s*table|%3ctable|PHRhYmxl|x0YWJsZ|8dGFibG", re.I)  # <table, percent-encoded or in base64
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{40,}={0,2}\s*")
_MAX_SOURCE = 8_000_000  # characters of one script; a report with pictures in it has fewer


def embedded(root: etree._Element) -> str:
    """The longest piece of HTML with a table that the page keeps beside what it shows, "" when there is none."""
    pieces = (decoded for piece in _pieces(root) for decoded in _decoded(piece) if _TABLE.search(decoded))
    return max(pieces, key=len, default="")


def _pieces(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        yield from (value for value in map(str, element.attrib.values()) if len(value) > 40)
        if element.tag == "script":
            yield from _of_script(str(element.text or ""))
        elif element.tag == "template":
            yield "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
        elif element.tag in ("textarea", "iframe"):
            yield "".join(map(str, element.itertext()))
        elif element.text:
            yield str(element.text)  # markup that is escaped is text


def _of_script(source: str) -> Iterator[str]:
    """The script itself, which may be a template, its strings, and all of them put together."""
    if len(source) > _MAX_SOURCE:
        return
    yield source if source.lstrip().startswith("<") else ""
    strings = [_unquoted(string) for string in _STRING.findall(source)]
    yield from strings
    yield "\n".join(strings)


def _unquoted(string: str) -> str:
    if string[0] == '"':
        try:
            return str(json.loads(string, strict=False))
        except ValueError:  # a string of the script's own, in no JSON
            pass
    return _ESCAPE.sub(_character, string[1:-1])


def _character(escape: re.Match[str]) -> str:
    wide, four, two, line_end, char = escape.groups()
    code = int(wide or four or two or "0", 16)
    if wide or four or two:
        return chr(code) if code <= 0x10FFFF else ""
    return "" if line_end else _CONTROLS.get(char, char)


def _decoded(piece: str) -> Iterator[str]:
    """A piece as it is, or what it is the code of."""
    if _TABLE.search(piece):
        yield piece
    elif "&lt;" in piece:
        yield unescape(piece)
    elif "%3" in piece and _CODED.search(piece):
        yield unescape(unquote(piece))
    elif _CODED.search(piece) and _BASE64.fullmatch(piece):
        try:
            yield base64.b64decode("".join(piece.split())).decode("utf-8", "replace")
        except binascii.Error:  # it only looked like the code of something
            return
