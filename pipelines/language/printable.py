"""Text that leaves the house: without the signs that nobody sees but that steer whoever shows it.

A title may hold what moves a terminal, turns a line around or hides words in it. Digest, site, feed, CSV and releases
show what `printable` leaves, JSON has an escape instead; the archive and the database keep the text as it came.
"""

import re

# C0 and C1 controls but ends of lines; marks, embeddings, overrides and isolates of direction; line separators; tags
_STEERING = (
    r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]|\r(?!\n)"
)
_NO_WIDTH = r"[\xad\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff]"  # parts no words: 年\u200b报 is 年报
_NOTHING = re.compile(_NO_WIDTH)
UNSEEN = re.compile(f"{_NO_WIDTH}|{_STEERING}")


def printable(text: str) -> str:
    """The text with a blank in place of each such sign, without those that have no width; ends of lines stay.

    >>> printable("a\\x1b[2J\\u202eb\\u200bc")
    'a [2J bc'
    """
    return text if text.isprintable() else UNSEEN.sub(" ", _NOTHING.sub("", text))
