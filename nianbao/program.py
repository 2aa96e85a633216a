"""How this program was called: for lines that can be pasted into a shell."""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_COMMAND = re.compile(r"`nianbao ([^`]+)`")
_WITHOUT_DATA = ("codebook", "demo", "extract", "findings", "freeze", "pilot", "probe")
_FOLDER: ContextVar[str] = ContextVar("folder", default="")

_RUNNER = Path(__file__).resolve().parents[1] / "run.py"  # there in a checkout, not in an installed wheel


def as_called(text: str) -> str:
    """The text with `nianbao …` in it as a command that this shell finds, about the data folder that is in use."""
    return _COMMAND.sub(lambda match: f"`{program()} {match[1]}{_data_folder(match[1])}`", text)


@contextmanager
def using_folder(folder: Path) -> Iterator[None]:
    """Hints name this data folder, which no option named."""
    token = _FOLDER.set(str(folder))
    try:
        yield
    finally:
        _FOLDER.reset(token)


def _data_folder(command: str) -> str:
    """` --data FOLDER` for a command that takes it, where the default is not the one in use."""
    folder = _FOLDER.get() or _option(sys.argv, "--data")
    is_taken = command.split(" ")[0] not in _WITHOUT_DATA and "--data" not in command
    return f" --data {shlex.quote(folder)}" if folder and is_taken else ""


def _option(arguments: Sequence[str], name: str) -> str:
    """What an option was given as; `""` when it was not."""
    for argument, following in zip(arguments, (*arguments[1:], ""), strict=True):
        if argument == name or argument.startswith(f"{name}="):
            return following if argument == name else argument.removeprefix(f"{name}=")
    return ""


def program() -> str:
    """`nianbao` where the shell finds it, else the way it was called: `python3 run.py`, `.venv/bin/nianbao`."""
    called = sys.argv[0]
    if Path(called).name == "__main__.py":
        return f"python3 {shlex.quote(os.path.relpath(_RUNNER))}" if _RUNNER.exists() else "python3 -m nianbao"
    return "nianbao" if shutil.which("nianbao") == called else shlex.quote(os.path.relpath(called))
