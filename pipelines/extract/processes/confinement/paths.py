"""What a reader's process has to read: the interpreter, its libraries, our packages; and nothing of the user's."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from pipelines.exceptions import UnreadableDocument
from pipelines.readers.html import chromium

_SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives"),
    *("/etc/fonts", "/var/cache/fontconfig", "/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice"),
    *("/etc/localtime", "/etc/locale.alias", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf"),
    *("/sys/devices/system/cpu", "/proc/cpuinfo", "/proc/meminfo", "/proc/filesystems", "/proc/self"),
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
SOCKETS = ("/tmp", "/var/tmp")  # where LibreOffice makes one for itself, whatever TMPDIR says
_LIBRARIES = ("site-packages", "dist-packages")


def readable(*packages: str) -> list[str]:
    """Folders and files; `packages`: names of top-level packages of ours that are needed."""
    return list(dict.fromkeys([*_SYSTEM, *_interpreter(), *_packages(packages), *_office(), *_browser()]))


def _interpreter() -> Iterator[str]:
    """Where this Python lies, and the libraries installed for it."""
    for place in (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix):
        yield os.path.realpath(place)
    yield os.path.dirname(os.path.realpath(sys.executable))
    for place in sys.path:
        if os.path.basename(place) in _LIBRARIES or place.endswith(".zip"):
            yield os.path.abspath(place)


def _packages(names: tuple[str, ...]) -> Iterator[str]:
    """The packages themselves and not what lies beside them: in a checkout that is the data folder."""
    for name in names:
        origin = getattr(sys.modules.get(name), "__path__", None)
        for place in origin or ():
            yield os.path.realpath(place)


def _office() -> Iterator[str]:
    """LibreOffice, wherever it was installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program:
        yield str(Path(program).resolve().parents[1])


def _browser() -> Iterator[str]:
    """Chromium, wherever it was installed."""
    with contextlib.suppress(UnreadableDocument):  # it is not
        yield str(Path(chromium.program()).parent)
