"""The text of pages that only a script shows: HTML kept in a string of JSON, in a text field, in a frame's `srcdoc`."""

import json
import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

_TABLE = re.compile(r"<table\b", re.I)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def embedded(root: etree._Element) -> str:
    """The longest piece of HTML with a table that the page keeps beside what it shows, "" when there is none."""
    pieces = (piece for piece in _pieces(root) if _TABLE.search(piece))
    return max(pieces, key=len, default="")


def _pieces(root: etree._Element) -> Iterator[str]:
    for element in root.iter("textarea", "script", "iframe"):
        text = element.get("srcdoc") or "".join(map(str, element.itertext()))
        if element.tag != "script":
            yield unescape(text)
            continue
        for string in _STRING.findall(text) if "table" in text else ():
            try:
                yield unescape(json.loads(string, strict=False))
            except ValueError:  # a string of the script's own, in no JSON
                continue
