#!/usr/bin/env python3
"""Sets up what nianbao needs (once, in .venv beside this file), then acts.

    python3 run.py demo                        a replica city on this machine, crawled and read
    python3 run.py crawl 山亭区                any nianbao command, here `crawl`
    python3 run.py --with ocr extract 扫描.pdf  the same with an extra installed
    python3 run.py test [pytest arguments]     the tests

Needs Python 3.11 or newer and nothing else; uses uv when it is there, otherwise venv and pip.
"""

import sys

VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
if sys.version_info < (3, 11):
    sys.exit(f"nianbao needs Python 3.11 or newer; this is Python {VERSION}")
if sys.platform == "win32":
    sys.exit("nianbao limits its readers with what POSIX systems offer; on Windows run it inside WSL")

import fcntl
import hashlib
import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
BASE_PYTHON = getattr(sys, "_base_executable", "") or sys.executable  # survives when .venv itself runs this file


def main(arguments: list[str]) -> None:
    """Set up, then become the command: its exit code and its signals are its own."""
    extras: set[str] = set()
    while arguments[:1] == ["--with"]:
        extras, arguments = extras | set(arguments[1:2] or [""]), arguments[2:]
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    if not extras <= set(known):
        fail(f"--with takes one of: {', '.join(sorted(known))}", 2)
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        raise SystemExit(0 if arguments else 2)
    python = set_up(extras | {"test"} if arguments[0] == "test" else extras)
    if arguments[0] == "test":
        os.chdir(ROOT)
        os.execv(python, [str(python), "-m", "pytest", *arguments[1:]])
    os.execv(python, [str(python), "-P", "-m", "nianbao", *arguments])  # -P: a folder `crawler` here is not ours


def set_up(extras: set[str]) -> Path:
    """The Python of a .venv that holds nianbao with these extras, made or brought up to date when it is not there."""
    env, wanted = ROOT / ".venv", digest()
    python = env / "bin" / "python"
    if is_ready(env, extras, wanted):
        return python
    with one_at_a_time() as unfinished:
        if is_ready(env, extras, wanted):  # another run.py has just done it
            return python
        if unfinished.exists() or not is_sound(env):
            shutil.rmtree(env, ignore_errors=True)
        first = not env.exists()
        say("setting up .venv, first run only, about a minute" if first else "bringing .venv up to date")
        unfinished.touch()
        if first:
            make_environment(env)
        uv = shutil.which("uv")
        pip = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install", "-q"]
        target = f"{ROOT}[{','.join(sorted(extras))}]" if extras else str(ROOT)
        status = subprocess.call([*pip, "-q", "-e", target, "-c", str(ROOT / "constraints.txt")])
        unfinished.unlink()  # the installer ended by itself: what it left is whole, even when it refused
        if status != 0:
            fail("installing failed, see above; run the same command again once that is put right")
        marker(env, extras).write_text(wanted)
    return python


def digest() -> str:
    """Changes whenever what is installed may no longer be what is wanted."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join([*parts, VERSION.encode(), os.fsencode(ROOT)])).hexdigest()


def marker(env: Path, extras: set[str]) -> Path:
    return env / "-".join([".nianbao", *sorted(extras)])


def is_ready(env: Path, extras: set[str], wanted: str) -> bool:
    """True if these extras, or [test], which brings along what users need too, were installed for this digest."""
    markers = [path for path in (marker(env, extras), marker(env, {"test"})) if path.exists()]
    return (env / "bin" / "python").exists() and wanted in [path.read_text() for path in markers]


def is_sound(env: Path) -> bool:
    """True if .venv runs, is of this Python's version, and can be installed into."""
    probe = "import sys; print('%d.%d' % sys.version_info[:2])" + ("" if shutil.which("uv") else "; import pip")
    try:
        done = subprocess.run([str(env / "bin" / "python"), "-c", probe], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == VERSION


def make_environment(env: Path) -> None:
    """uv, else venv, else (Debian without python3-venv) virtualenv, fetched by pip into .boot."""
    uv = shutil.which("uv")
    if uv:
        if subprocess.call([uv, "venv", "-q", "--python", BASE_PYTHON, str(env)]) != 0:
            fail("uv could not make .venv, see above")
        return
    if subprocess.run([BASE_PYTHON, "-m", "venv", str(env)], capture_output=True, check=False).returncode == 0:
        return
    shutil.rmtree(env, ignore_errors=True)
    say("this Python has no venv; trying virtualenv instead")
    boot = ROOT / ".boot" / "virtualenv"
    fetch = [BASE_PYTHON, "-m", "pip", "install", "-q", "--upgrade", "--target", str(boot), "virtualenv"]
    if subprocess.run(fetch, capture_output=True, check=False).returncode == 0:
        make = [BASE_PYTHON, "-m", "virtualenv", "-q", str(env)]
        if subprocess.call(make, env={**os.environ, "PYTHONPATH": str(boot)}) == 0:
            return
    fail("no way to make a .venv here: install the Debian package python3-venv (apt-get install python3-venv)")


@contextmanager
def one_at_a_time() -> Iterator[Path]:
    """Holds a lock while setting up; gives the file that exists only while, or after, a set-up was cut short."""
    boot = ROOT / ".boot"
    boot.mkdir(exist_ok=True)
    with open(boot / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield boot / "unfinished"


def say(text: str) -> None:
    print(f"nianbao: {text}", file=sys.stderr, flush=True)


def fail(text: str, code: int = 1) -> NoReturn:
    say(text)
    raise SystemExit(code)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        raise SystemExit(130) from None
