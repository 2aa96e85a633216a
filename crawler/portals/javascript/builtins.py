"""Functions and escapes of the language whose value does not depend on the page."""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}


def plain(literal: str) -> str:
    """The text between the quotes of a string literal, its escapes resolved."""
    return _ESCAPE.sub(
        lambda sign: chr(int(sign[1] or sign[2], 16)) if sign[1] or sign[2] else _SIGNS.get(sign[3], sign[3]), literal
    )


def number(literal: str) -> int | float:
    """The value of a number literal: `0x1F`, `1.5`, `017` (octal), `08` (none of octal's digits, so decimal)."""
    if literal[:2] in ("0x", "0X"):
        return int(literal, 16)
    if "." in literal:
        return float(literal)
    is_octal = literal[0] == "0" and not set(literal) & {"8", "9"}
    return int(literal, 8 if is_octal else 10)


def escape(text: str) -> str:
    """JavaScript's old `escape`: it writes UTF-16 units, %u62A5; the servers that use it expect that."""
    return "".join(sign if ord(sign) < 128 else f"%u{ord(sign):04X}" for sign in text)


PURE: dict[str, Callable[[Any], Any]] = {  # functions whose value is known where that of their argument is
    "encodeURIComponent": lambda value: quote(str(value), safe=""),
    "encodeURI": lambda value: quote(str(value), safe="/:?&=#%,;@+$!*'()"),
    "escape": lambda value: escape(str(value)),
    "String": str,
    "Number": lambda value: int(value) if str(value).isdecimal() else value,
    "parseInt": lambda value: int(value) if str(value).isdecimal() else value,
    "JSON.stringify": partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    "JSON.parse": lambda value: json_or_none(value),
    "decodeURIComponent": lambda value: value,
    "$.param": lambda value: form_text(value),
    "qs.stringify": lambda value: form_text(value),
    "Qs.stringify": lambda value: form_text(value),
    "newURLSearchParams": lambda value: form_text(value),
}


def form_text(value: Any) -> Any:
    """A form's fields as one text."""
    return urlencode(value) if isinstance(value, dict) else value


def json_or_none(text: Any) -> Any:
    """The value of a JSON text; None when it is none."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None
