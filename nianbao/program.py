"""How this program was called: for lines that can be pasted into a shell."""

import os
import shlex
import shutil
import sys
from pathlib import Path

_RUNNER = Path(__file__).resolve().parents[1] / "run.py"  # there in a checkout, not in an installed wheel


def as_called(text: str) -> str:
    """The text with `nianbao …` in it as a command that this shell finds."""
    return text.replace("`nianbao ", f"`{program()} ")


def program() -> str:
    """`nianbao` where the shell finds it, else the way it was called: `python3 run.py`, `.venv/bin/nianbao`."""
    called = sys.argv[0]
    if Path(called).name == "__main__.py":
        return f"python3 {shlex.quote(os.path.relpath(_RUNNER))}" if _RUNNER.exists() else "python3 -m nianbao"
    return "nianbao" if shutil.which("nianbao") == called else shlex.quote(os.path.relpath(called))
