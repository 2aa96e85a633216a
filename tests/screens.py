"""The printed screens at 80 and 120 columns: `python -m tests.screens` writes docs/screens.md, a test compares.

Each command runs on a terminal of that width, on a fixed day, on the replica city. What differs from run to run (ports,
times, digests) is replaced by as many characters, so that lines break where they break for a user.
"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from tests.city import City

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "screens.md"
WIDTHS = (80, 120)
DAY = "2026-03-02T12:00:00+00:00"
DATA = ("--data", "demo")
FORM = ROOT / "tests" / "golden" / "old_sheet_2023" / "document.html"
COMMANDS = (
    ("demo", *DATA),
    ("coverage", *DATA),
    ("status", *DATA),
    ("doctor", *DATA),
    ("explain", "370406", *DATA),
    ("explain", "枣庄市山亭区人民政府", "2020", "t2_procure_amount", *DATA),
    ("extract", "document.html"),
)
HEAD = """# Screens

What the commands print on terminals of 80 and 120 columns, made by `python -m tests.screens` on the replica city.
"""
_PROGRAM = f"""
import sys
import time_machine
time_machine.travel({DAY!r}, tick=True).start()
sys.argv[0] = "nianbao"
from nianbao.cli import main
main()
"""
_REPLACED = (
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    (re.compile(r"(?<=127\.7\d\.0\.\d\d):\d{5}|(?<=127\.7\d\.0\.\d):\d{5}"), ":40000"),
    (re.compile(r"2026-03-02T\d\d:\d\d:\d\d"), "2026-03-02T12:00:00"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "0123456789abcdef" * 4),
    (re.compile(r"archive/[0-9a-f]{2}/[0-9a-f]{2}/"), "archive/01/23/"),
    (re.compile(r"(?<=reader |plates )[0-9a-f]{12}\b|(?<=rules )[0-9a-f]{12}\b"), "0123456789ab"),
    (re.compile(rf"\b{re.escape(version('nianbao'))}\b"), "0.0.0"),
    (re.compile(r" +$", re.MULTILINE), ""),
    # what a kernel offers to hold readers with is no matter of the screens
    (re.compile(r"^readers are held by .+(?:\r?\n.+)*", re.MULTILINE), "readers are held by namespaces, limits"),
)


def shown(arguments: Sequence[str], folder: Path, width: int) -> str:
    """What a command prints on a terminal of that width. Raises CalledProcessError when it fails."""
    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    hidden = ("COLUMNS", "LINES", "NIANBAO_DB", "NIANBAO_DATA", "NIANBAO_CONTACT")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-c", _PROGRAM, *arguments]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**env, "PYTHONPATH": str(ROOT), "TERM": "xterm", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        text = _all_of(screen).decode("utf-8")
        errors = process.stderr.read() if process.stderr else b""
    if process.returncode not in (0, 4):
        raise subprocess.CalledProcessError(process.returncode, arguments, text, errors)
    for pattern, instead in _REPLACED:
        text = pattern.sub(instead, text)
    return text.replace("\r\n", "\n").strip("\n")


def page() -> str:
    """The whole of docs/screens.md."""
    screens: dict[str, dict[int, str]] = {}
    for width in WIDTHS:
        with tempfile.TemporaryDirectory() as name, City(base="127.78.0.0", regions=("370406",)) as city:
            folder = Path(name)
            (folder / FORM.name).write_bytes(FORM.read_bytes())
            probe = ("probe", f"{city.origin('370406')}/", "--allow-private", city.network, "--delay", "0.02")
            for arguments in (*COMMANDS, probe):
                title = " ".join(["nianbao", *arguments]).replace(f":{city.port}", ":40000")
                screens.setdefault(title, {})[width] = shown(arguments, folder, width)
    parts = [HEAD]
    for title, by_width in screens.items():
        parts.append(f"\n## {title}\n")
        parts += [f"\n{width} columns:\n\n```text\n{text}\n```\n" for width, text in by_width.items()]
    return "".join(parts)


def _all_of(screen: int) -> bytes:
    """Everything that is written to the terminal until nobody holds it any more."""
    pieces = []
    while True:
        try:
            piece = os.read(screen, 1 << 16)
        except OSError:  # Linux says so when the other side is closed
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(screen)
    return b"".join(pieces)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
