"""Text of portals made safe to show: a title may hold what moves a terminal, turns a line around or calls a channel."""

import json
import re
from typing import Any

# C0 and C1 controls but the line feed; marks, embeddings, overrides and isolates of direction; line separators
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_MENTION = re.compile(r"(?<![\w.])[@＠](?=\w)")


def safe_text(text: str) -> str:
    """The text for a message: no control characters, no `<` that begins a command of a chat, no `@name` that calls.

    >>> safe_text("a\\x1b[2J <!channel> @all b@example.org")
    'a [2J ‹!channel> @ all b@example.org'
    """
    return _MENTION.sub(lambda found: f"{found[0]} ", _UNSEEN.sub(" ", text).replace("<", "‹"))


def safe_json(value: Any, *, indent: int | None = 2) -> str:
    """The value as JSON that a terminal may show: what is not seen is written as an escape, so that nothing is lost."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
