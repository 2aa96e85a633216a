"""Text that was decoded with a wrong charset before it was saved: it is read by going back, or said to be lost."""

from collections.abc import Callable

_WAYS = (  # the charset it was wrongly read with, and its own
    ("cp1252", "utf-8"),
    ("latin-1", "utf-8"),
    ("gb18030", "utf-8"),
    ("latin-1", "gb18030"),
    ("cp1252", "gb18030"),
)
_MIN_CHARACTERS = 100  # characters beyond ASCII; fewer may be anything


def repaired(text: str, is_prose: Callable[[str], bool]) -> tuple[str, str] | None:
    """(the text as it was meant, what happened to it); the text is "" where some of it is lost.

    None for text that is no mojibake. `is_prose` is true for Chinese prose.
    """
    foreign = "".join(char for char in text if char > "\x7f")
    if len(foreign) < _MIN_CHARACTERS or is_prose(text):
        return None
    for wrong, own in _WAYS:
        meant = _back(text, wrong, own)
        if _is_chinese(meant) and is_prose(meant):
            return meant, _how(wrong, own)
    for wrong, own in _WAYS:
        left = _bytes(foreign, wrong).decode(own, "ignore")
        if _is_chinese(left) and is_prose(left):
            return "", _how(wrong, own)
    return None


def _how(wrong: str, own: str) -> str:
    return f"{own} that was read as {wrong}"


def _back(text: str, wrong: str, own: str) -> str:
    try:
        return text.encode(wrong).decode(own)
    except UnicodeError:
        return ""


def _is_chinese(text: str) -> bool:
    return sum("\u4e00" <= char <= "\u9fff" for char in text) > _MIN_CHARACTERS // 4


def _bytes(text: str, charset: str) -> bytes:
    """Its bytes, those of characters the charset does not know left out; cp1252 lacks five of its own."""
    return b"".join(bytes([ord(char)]) if "\x80" <= char <= "\x9f" else char.encode(charset, "ignore") for char in text)
