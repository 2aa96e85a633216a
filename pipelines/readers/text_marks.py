"""Characters that stand in text for what text cannot show: raised digits, struck digits, pictures.

Readers keep the printed look in the text, so that `12` with a raised `1` is never the number 121.
"""

import re
from collections.abc import Callable

from pipelines.records import PICTURE, STRUCK

__all__ = ["PICTURE", "Look", "raised", "struck"]

Look = Callable[[str], str]  # how something is printed: its text -> its text so marked

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """Text printed above or below the line: its digits are marks of footnotes."""
    return text.translate(_RAISED)


def struck(text: str) -> str:
    """Text printed with a stroke through it: no digit of it is a number any more."""
    return re.sub(r"\d", lambda digit: digit[0] + STRUCK, text)
