"""One key at a time from a person: at once on a terminal, the first sign of a line elsewhere."""

import sys

import typer


class Ended(Exception):
    """The person wants no more, or nobody is there."""


def key(prompt: str, keys: str) -> str:
    """One of `keys`, asked for until it is one. Raises Ended at the end of the input."""
    while True:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        pressed = typer.getchar() if sys.stdin.isatty() else _line()[:1]
        print(pressed if sys.stdin.isatty() and pressed.isprintable() else "")
        if pressed in ("\x04", "\x1b"):
            raise Ended
        if pressed and pressed.lower() in keys:
            return pressed.lower()


def ask(prompt: str) -> str:
    """A line of text. Raises Ended at the end of the input."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    return _line().rstrip("\n")


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise Ended
    return line
