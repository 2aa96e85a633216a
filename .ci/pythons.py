#!/usr/bin/env python3
"""Tries nianbao with every Python of this machine that it supports: `.ci/pythons.py`, part of `.ci/run`.

For each: a fresh clone of what is committed, an empty environment, an unprivileged user; README's first command, then
some end-to-end tests. Fails when one fails, and when the system's own Python is not among them.

    .ci/pythons.py --also-as-root --write docs/dependencies.md   also as root; puts the table there
"""

import argparse
import json
import os
import platform
import pwd
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SYSTEM = Path("/usr/bin/python3")
OLDEST = (3, 11)
MAX_SECONDS = 12 * 60  # for all of them together
TESTS = ("tests/test_run.py", "tests/test_golden.py", "tests/test_end_to_end.py", "tests/pipelines/extract")
# what says where packages come from; everything else of the environment stays outside
NETWORK = re.compile(
    r"(?i)(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)"
    r"|PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|CERT|DEFAULT_TIMEOUT)|UV_(INDEX|DEFAULT_INDEX|INDEX_URL|FIND_LINKS)"
)
ORACLE = "import sys; from tests.city import City\nwith City(regions=sys.argv[1:]) as city: print(len(city.expected()))"
BEGIN, END = "<!-- made by .ci/pythons.py -->", "<!-- end -->"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one Python did for one user."""

    python: Python
    user: User
    reports: str  # "22 of 22"
    tests: int
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--also-as-root", action="store_true", help="each Python twice; needs root")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks in this file")
    asked = parser.parse_args()
    pythons = supported(candidates(os.environ.get("PATH", ""), pyenv_root()))
    print("found:", ", ".join(f"{one.number} ({one.origin})" for one in pythons) or "none", flush=True)
    if not any(one.origin.startswith("system") for one in pythons):
        sys.exit(f"the system's own Python is not among them: {SYSTEM} is missing or older than 3.11")
    users = [User(name="root", uid=0, gid=0)] if asked.also_as_root else []
    trials = try_all(pythons, [*users, unprivileged()])
    if asked.write:
        asked.write.write_text(with_table(asked.write.read_text("utf-8"), table(trials)), "utf-8")


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


def try_all(pythons: list[Python], users: list[User]) -> list[Trial]:
    """As many at a time as there are cores; ends the process when one failed."""
    deadline = time.monotonic() + MAX_SECONDS * len(users)
    folder = Path(tempfile.mkdtemp(prefix="nianbao-pythons-"))
    folder.chmod(0o755)
    try:
        git("bundle", "create", "-q", str(folder / "nianbao.bundle"), "HEAD")
        if git("status", "--porcelain"):
            print("what is not committed is not in the clones", flush=True)
        (folder / "nianbao.bundle").chmod(0o644)
        pairs = [(python, user) for user in users for python in pythons]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            tried = list(pool.map(lambda pair: outcome(*pair, folder, deadline), pairs))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    trials = [one for one in tried if one]
    if len(trials) < len(pairs):
        sys.exit(f"{len(pairs) - len(trials)} of {len(pairs)} failed, see above")
    return trials


def outcome(python: Python, user: User, folder: Path, deadline: float) -> Trial | None:
    """What came of it, printed; None when it failed."""
    try:
        trial = try_one(python, user, folder, deadline)
    except Failed as failure:
        print(f"{failure}\n{python.number} as {user.name}: FAILED", flush=True)
        return None
    told = f"{trial.reports} reports, {trial.tests} tests passed, {trial.seconds:.0f} s"
    print(f"{python.number} as {user.name}: {told}", flush=True)
    return trial


def try_one(python: Python, user: User, folder: Path, deadline: float) -> Trial:
    """From `git clone` to the end-to-end tests."""
    begun = time.monotonic()
    place = folder / f"{python.number}-{user.name}-{python.executable.parent.parent.name}"
    clone, home, scratch = place / "nianbao", folder / f"home-{user.name}", place / "tmp"  # pip's cache is shared
    for made in (place, home, scratch):
        made.mkdir(exist_ok=True)
        os.chown(made, user.uid, user.gid)
    interpreter = lent(python, user, place / "python")
    environment = {name: value for name, value in os.environ.items() if NETWORK.fullmatch(name)}
    environment |= {"HOME": str(home), "TMPDIR": str(scratch), "PATH": "/usr/local/bin:/usr/bin:/bin"}

    def run(*command: str | Path, cwd: Path = clone) -> str:
        return answer([str(part) for part in command], cwd, environment, user, deadline)

    run("git", "clone", "-q", "-c", "advice.detachedHead=false", folder / "nianbao.bundle", clone, cwd=place)
    run(interpreter, "run.py", "demo")
    count, regions = stored(scratch)
    reports = f"{count} of {int(run(clone / '.venv/bin/python', '-c', ORACLE, *regions))}"
    if reports != f"{count} of {count}":
        raise Failed(f"the demo stored {reports} reports")
    passed = re.search(r"(\d+) passed", run(interpreter, "run.py", "test", "-n", "0", *TESTS))
    if not passed:
        raise Failed("no test passed")
    shutil.rmtree(place, ignore_errors=True)
    return Trial(python=python, user=user, reports=reports, tests=int(passed[1]), seconds=time.monotonic() - begun)


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


def answer(command: list[str], cwd: Path, environment: dict[str, str], user: User, deadline: float) -> str:
    """What a command prints; Failed when it fails or when time is up, with the end of its output."""
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        **identity(user),
    ) as process:
        try:
            output, _ = process.communicate(timeout=max(1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise Failed(f"{shlex.join(command[:4])}: not done after {MAX_SECONDS // 60} minutes") from None
    if process.returncode != 0:
        raise Failed(f"{output[-3000:]}\n{shlex.join(command[:4])}: exit code {process.returncode}")
    return output


def identity(user: User) -> dict[str, object]:
    """The arguments of subprocess that make a command this user's; none where we are that user."""
    return {} if user.uid == os.geteuid() else {"user": user.uid, "group": user.gid, "extra_groups": []}


def git(*arguments: str) -> str:
    """Git on the checkout this file is in, whoever owns it."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def stored(scratch: Path) -> tuple[int, list[str]]:
    """The reports in the database that the demo left in this temporary folder, and the regions it crawled."""
    databases = list(scratch.glob("nianbao-demo-*/nianbao.sqlite"))
    if len(databases) != 1:
        raise Failed(f"the demo left {len(databases)} databases")
    connection = sqlite3.connect(databases[0])
    (count,) = connection.execute("SELECT count(*) FROM report_current").fetchone()
    regions = [code for (code,) in connection.execute("SELECT DISTINCT region_code FROM portal_current")]
    connection.close()
    return int(count), regions


def table(trials: list[Trial]) -> str:
    rows = ["| Python | from | user | reports of the demo | end-to-end tests | seconds |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {one.python.number} | {one.python.origin} | {one.user.name} | {one.reports} "
        f"| {one.tests} passed | {one.seconds:.0f} |"
        for one in sorted(trials, key=lambda trial: (trial.python.version, trial.user.name))
    ]
    return "\n".join(rows)


def with_table(text: str, made: str) -> str:
    """The text with this table between its two marks."""
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise SystemExit(f"the file has no lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{after}"


if __name__ == "__main__":
    main()
