"""The Pythons of this machine, and how another user may run one of them."""

import json
import os
import platform
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SYSTEM = Path("/usr/bin/python3")
OLDEST = (3, 11)


class Failed(Exception):
    """One Python did not do what it should; the text is for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """An interpreter of this machine."""

    executable: Path
    prefix: Path  # the folder it is installed in
    version: tuple[int, int, int]
    origin: str

    @property
    def number(self) -> str:
        return ".".join(map(str, self.version))


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    name: str
    uid: int
    gid: int


def candidates(path: str, pyenv: Path | None) -> Iterator[Path]:
    """What may be a Python 3: the system's own first, then those on PATH, then those of pyenv."""
    yield SYSTEM
    for folder in filter(None, path.split(os.pathsep)):
        yield from sorted(one for one in Path(folder).glob("python3*") if re.fullmatch(r"python3(\.\d+)?", one.name))
    if pyenv:
        yield from sorted(pyenv.glob("versions/*/bin/python3"))


def pyenv_root() -> Path | None:
    if "PYENV_ROOT" in os.environ:
        return Path(os.environ["PYENV_ROOT"])
    root = Path.home() / ".pyenv"
    return root if root.is_dir() else None


def supported(paths: Iterable[Path]) -> list[Python]:
    """Each interpreter once, oldest first; what does not start (a shim of pyenv, say) or is too old is left out."""
    found: dict[Path, Python] = {}
    for path in paths:
        python = asked_for_its_version(path)
        if python and python.version >= OLDEST:
            found.setdefault(python.executable.resolve(), python)
    return sorted(found.values(), key=lambda python: (python.version, str(python.executable)))


def asked_for_its_version(path: Path) -> Python | None:
    """What stands behind this name: of a virtual environment the interpreter it was made with."""
    question = "import json, sys; print(json.dumps([sys._base_executable, sys.base_prefix, *sys.version_info[:3]]))"
    try:
        done = subprocess.run([path, "-I", "-c", question], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    executable, prefix, *version = json.loads(done.stdout)
    origin = "pyenv" if "/versions/" in prefix else "on PATH"
    if Path(executable).resolve() == SYSTEM.resolve():
        origin = f"system, {operating_system()}"
    return Python(executable=Path(executable), prefix=Path(prefix), version=tuple(version), origin=origin)


def operating_system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def unprivileged() -> User:
    """Who tries it: whoever runs this, unless that is root; then `nobody`."""
    if os.geteuid():
        return User(name=pwd.getpwuid(os.geteuid()).pw_name, uid=os.geteuid(), gid=os.getegid())
    nobody = pwd.getpwnam("nobody")
    return User(name=nobody.pw_name, uid=nobody.pw_uid, gid=nobody.pw_gid)


def lent(python: Python, user: User, copy: Path) -> Path:
    """The interpreter, or a copy where this user may not reach it (below root's home, say)."""
    if starts(python.executable, user):
        return python.executable
    leave = shutil.ignore_patterns("test", "__pycache__", "*.a")
    shutil.copytree(python.prefix, copy, symlinks=True, ignore=leave, copy_function=link_or_copy)
    executable = copy / python.executable.resolve().relative_to(python.prefix.resolve())
    # it looks for libpython where it was installed; to the loader $ORIGIN is the folder of the executable
    where, here = os.fsencode(python.prefix / "lib") + b"\0", b"$ORIGIN/../lib\0"
    body, mode = executable.read_bytes(), executable.stat().st_mode
    executable.unlink()  # it may be a link: never write into the original
    executable.write_bytes(body.replace(where, here.ljust(len(where), b"\0")))
    executable.chmod(mode)
    if not starts(executable, user):
        raise Failed(f"{user.name} can use neither {python.executable} nor a copy of it")
    return executable


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def starts(executable: Path, user: User) -> bool:
    """True if this user can run the interpreter."""
    command = [str(executable), "-I", "-c", "import ssl, sqlite3, zlib"]
    try:
        return subprocess.run(command, capture_output=True, check=False, **identity(user)).returncode == 0
    except PermissionError:
        return False


def identity(user: User) -> dict[str, object]:
    """The arguments of subprocess that make a command this user's; none where we are that user."""
    return {} if user.uid == os.geteuid() else {"user": user.uid, "group": user.gid, "extra_groups": []}
