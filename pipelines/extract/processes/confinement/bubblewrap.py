"""bubblewrap, the program `bwrap`: a view of the file system in which nothing else is there. Used where it works."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

_SECONDS = 10


def works() -> bool:
    """True if it is installed and may make namespaces here."""
    return bool(_bwrap())


def prefix(readable: Sequence[str], folder: str) -> list[str]:
    """What to put before a command so that it sees these files and may write that folder."""
    return [*_bwrap(), *_seen(readable), "--bind", folder, folder, "--chdir", folder, "--"]


def _seen(readable: Sequence[str]) -> list[str]:
    places = [place for place in readable if not place.startswith(("/proc", "/sys/"))]
    seen = [part for place in places for part in ("--ro-bind-try", place, place)]
    return [*seen, "--ro-bind-try", "/sys/devices/system/cpu", "/sys/devices/system/cpu"]


@cache
def _bwrap() -> tuple[str, ...]:
    """How it is called here; () where it is not installed or may not make namespaces."""
    program = shutil.which("bwrap")
    if program is None:
        return ()
    command = (program, "--unshare-all", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--cap-drop", "ALL")
    probe = [*command, "--ro-bind", "/", "/", "--dev", "/dev", "--", shutil.which("true") or "/bin/true"]
    try:
        done = subprocess.run(probe, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return command if done.returncode == 0 else ()
