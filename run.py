#!/usr/bin/env python3
"""Sets up what nianbao needs (once, in .venv beside this file), then acts.

    python3 run.py demo                        a replica city on this machine, crawled and read
    python3 run.py crawl 山亭区                any nianbao command, here `crawl`
    python3 run.py --with ocr extract 扫描.pdf  the same with an extra installed
    python3 run.py test [pytest arguments]     the tests

Needs Python 3.11 or newer and nothing else; uses uv when it is there, otherwise venv and pip.
"""

import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is quiet while the rest is imported

VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
if sys.version_info < (3, 11):
    print(f"nianbao needs Python 3.11 or newer; this is Python {VERSION}", file=sys.stderr)
    raise SystemExit(2)
if sys.platform == "win32":
    print("nianbao limits its readers with what POSIX systems offer; on Windows run it inside WSL", file=sys.stderr)
    raise SystemExit(2)

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tomllib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
BASE_PYTHON = getattr(sys, "_base_executable", "") or sys.executable  # survives when .venv itself runs this file
MB_TO_FETCH = {
    "": 38,
    "bench": 30,
    "browser": 53,
    "maps": 96,
    "ocr": 58,
    "publish": 21,
    "serve": 3,
    "test": 201,
}  # by extra, measured
DOWNLOADED = re.compile(r"(?:Downloading|Using cached) \S+ \(([\d.]+) ?([kMG])i?B\)")  # pip and uv alike
UNREACHABLE = re.compile(
    r"Retrying \(Retry|NewConnectionError|Failed to establish|timed out|ProxyError|SSLError"  # pip
    r"|error sending request|dns error"  # uv
)
ONE_PROCESS = re.compile(  # arguments of pytest that ask for one process, or for no test at all
    r"-n|--numprocesses|--dist|--pdb|--version|-h$|--help|--co$|--collect-only|--fixtures|.*\.py(::|$)"
)

# a file to a process: what a file shares, a crawled city say, is made once; files in their order: by their number of
# tests, the few long crawls, which mostly wait, would come last, when nothing else is left to do
AT_ONCE = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]


def main(arguments: list[str]) -> None:
    """Set up, then become the command: its exit code and its signals are its own."""
    if not str(ROOT).isascii() and os.environ.get("LC_ALL") in ("C", "POSIX"):
        os.environ["LC_ALL"] = "C.UTF-8"  # up to 3.12 `site` reads the .pth file with this path in the locale's coding
    extras: set[str] = set()
    while arguments[:1] == ["--with"]:
        extras, arguments = extras | set(arguments[1:2] or [""]), arguments[2:]
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    if not extras <= set(known):
        fail(f"--with takes one of: {', '.join(sorted(known))}")
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        raise SystemExit(0 if arguments else 2)
    python = set_up(extras | {"test"} if arguments[0] == "test" else extras)
    if arguments[0] == "test":
        os.chdir(ROOT)
        cores = [] if any(map(ONE_PROCESS.match, arguments[1:])) else AT_ONCE
        os.execv(python, [str(python), "-m", "pytest", *cores, *arguments[1:]])
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # nianbao takes it as soon as it can do so quietly
    os.execv(python, [str(python), "-P", "-m", "nianbao", *arguments])  # -P: a folder `crawler` here is not ours


def set_up(extras: set[str]) -> Path:
    """The Python of a .venv that holds nianbao with these extras, made or brought up to date when it is not there."""
    env, wanted = ROOT / ".venv", digest()
    python = env / "bin" / "python"
    if is_ready(env, extras, wanted):
        return python
    with one_at_a_time(env) as unfinished:
        if is_ready(env, extras, wanted):  # another run.py has just done it
            return python
        if unfinished.exists() or not is_sound(env):
            shutil.rmtree(env, ignore_errors=True)
        first = not env.exists()
        size = MB_TO_FETCH[""] + sum(MB_TO_FETCH[extra] for extra in extras)
        say(f"setting up .venv, first run only: about {size} MB to fetch" if first else "bringing .venv up to date")
        unfinished.touch()
        if first:
            make_environment(env)
        uv = shutil.which("uv")
        tool = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
        target = f"{ROOT}[{','.join(sorted(extras))}]" if extras else str(ROOT)
        problem = install([*tool, "-e", target, "-c", str(ROOT / "constraints.txt")], size)
        unfinished.unlink()  # the installer ended by itself: what it left is whole, even when it refused
        if problem:
            fail(problem)
        marker(env, extras).write_text(wanted)
    return python


def install(command: list[str], size: int) -> str:
    """Run an installer and show how far it is on a terminal; what to do if it failed, otherwise nothing."""
    fetched, last, quiet = 0.0, deque[str](maxlen=40), False
    environment = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", **os.environ}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last.append(line)
            if found := DOWNLOADED.search(line):
                fetched += float(found[1]) * {"k": 0.001, "M": 1, "G": 1000}[found[2]]
                progress(f"fetched {fetched:.0f} of about {max(size, round(fetched))} MB")
            elif line.startswith(("Installing collected", "Prepared")):
                progress("everything is fetched, installing it")
            elif UNREACHABLE.search(line) and not quiet:
                quiet = True
                say("the package index does not answer, asking again")
    progress("")
    if process.returncode == 0:
        return ""
    return explain("".join(last), uses_uv=command[1] == "pip")


def explain(output: str, *, uses_uv: bool) -> str:
    """What a person can do about an installer that failed, in one line."""
    if UNREACHABLE.search(output):
        variable = "UV_DEFAULT_INDEX" if uses_uv else "PIP_INDEX_URL"
        return (
            "no package index could be reached: look at the network, or name a mirror that you can reach, "
            f"{variable}=https://MIRROR/simple python3 run.py …"
        )
    if "No space left on device" in output:
        return f"the disk is full: make room beside {ROOT}, then run the same command again"
    print(output, end="", file=sys.stderr)
    return "installing failed, see above; run the same command again once that is put right"


def digest() -> str:
    """Changes whenever what is installed may no longer be what is wanted."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join([*parts, VERSION.encode(), os.fsencode(ROOT)])).hexdigest()


def marker(env: Path, extras: set[str]) -> Path:
    return env / "-".join([".nianbao", *sorted(extras)])


def is_ready(env: Path, extras: set[str], wanted: str) -> bool:
    """True if these extras were installed for this digest, at once or one after the other."""
    try:
        markers = [path for path in env.glob(f"{marker(env, set()).name}*") if path.read_text() == wanted]
        installed = {extra for path in markers for extra in path.name.split("-")[1:]}
        if "test" in installed:
            installed.add("ocr")  # [test] brings it along
        return (env / "bin" / "python").exists() and bool(markers) and extras <= installed
    except PermissionError:  # another user's, told by one_at_a_time
        return False


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
    done = subprocess.run(fetch, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode == 0:
        make = [BASE_PYTHON, "-m", "virtualenv", "-q", str(env)]
        if subprocess.call(make, env={**os.environ, "PYTHONPATH": str(boot)}) == 0:
            return
    if UNREACHABLE.search(done.stderr):
        fail(explain(done.stderr, uses_uv=False))
    fail("this Python has neither venv nor pip; on Debian: apt-get install python3-venv, then the same command again")


@contextmanager
def one_at_a_time(env: Path) -> Iterator[Path]:
    """Holds a lock while setting up; gives the file that exists only while, or after, a set-up was cut short."""
    if env.exists() and env.stat().st_uid != os.geteuid():
        fail(f"the .venv here was made by {user(env.stat().st_uid)}: run this as that user, or in a clone of your own")
    boot = ROOT / ".boot"
    try:
        boot.mkdir(exist_ok=True)
        lock = open(boot / "lock", "w")  # noqa: SIM115
        if not os.access(ROOT, os.W_OK):
            raise PermissionError(f"{user(os.geteuid())} may not write there")
    except OSError as error:
        fail(
            f"cannot set up in {ROOT} ({error.strerror or error}): clone nianbao where you may write, and run it there"
        )
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield boot / "unfinished"


def user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def progress(text: str) -> None:
    """Show this in place of what was shown before, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{'nianbao: ' if text else ''}{text}", end="", file=sys.stderr, flush=True)


def say(text: str) -> None:
    print(f"nianbao: {text}", file=sys.stderr, flush=True)


def fail(text: str) -> NoReturn:
    say(text)
    raise SystemExit(2)  # as nianbao ends where a command cannot be carried out as given


def interrupted(number: int, frame: FrameType | None) -> NoReturn:
    """Ctrl-C; a second one ends the process even where the first was taken for another fault."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        signal.signal(signal.SIGINT, interrupted)
        main(sys.argv[1:])
    except BaseException:
        if signal.getsignal(signal.SIGINT) is not interrupted:  # what broke, broke because of it
            raise SystemExit(130) from None
        raise
