"""Text of portals made safe to show: a title may hold what moves a terminal, turns a line around or calls a channel."""

import json
import re
from typing import Any

from pipelines.language.printable import UNSEEN, printable
from pipelines.publish.release.formats import guarded

_MENTION = re.compile(r"(?<![\w.])[@＠](?=\w)")


def safe_text(text: str) -> str:
    """The text for a message: no control characters, no `<` that begins a command of a chat, no `@name` that calls.

    >>> safe_text("a\\x1b[2J <!channel> @all b@example.org")
    'a [2J ‹!channel> @ all b@example.org'
    """
    return _MENTION.sub(lambda found: f"{found[0]} ", printable(text).replace("<", "‹"))


def safe_cell(value: Any) -> Any:
    """A value for a CSV file: a text that a spreadsheet would run as a formula has an apostrophe before it.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("-5"), safe_cell(-5)
    ("'=HYPERLINK(1)", '-5', -5)
    """
    return guarded(printable(value)) if isinstance(value, str) else value


def safe_json(value: Any, *, indent: int | None = 2) -> str:
    """The value as JSON that a terminal may show: what is not seen is written as an escape, so that nothing is lost.

    Days and moments become their text.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, default=str)
    return UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
