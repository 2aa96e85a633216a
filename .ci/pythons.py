#!/usr/bin/env python3
"""Tries nianbao with every Python of this machine that it supports: `.ci/pythons.py`, part of `.ci/run`.

For each: a fresh clone of what is committed, an empty environment, an unprivileged user; README's first command, then
some end-to-end tests. Fails when one fails, and when the system's own Python is not among them.

    .ci/pythons.py --also-as-root --write docs/dependencies.md   also as root; puts the table there
"""

import argparse
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from interpreters import SYSTEM, Failed, Python, User, candidates, identity, lent, pyenv_root, supported, unprivileged

ROOT = Path(__file__).resolve().parents[1]
TESTS = (
    *("tests/setup", "tests/test_golden.py", "tests/test_end_to_end.py"),
    *("tests/pipelines/extract/processes/test_wire.py", "tests/pipelines/extract/processes/test_sandbox.py"),
)
# what says where packages come from; everything else of the environment stays outside
NETWORK = re.compile(
    r"(?i)(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)"
    r"|PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|CERT|DEFAULT_TIMEOUT)|UV_(INDEX|DEFAULT_INDEX|INDEX_URL|FIND_LINKS)"
)
ORACLE = "import sys; from tests.city import City\nwith City(regions=sys.argv[1:]) as city: print(len(city.expected()))"
RUNNING: set[int] = set()  # process groups
BEGIN, END = "<!-- made by .ci/pythons.py -->", "<!-- end -->"


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
    parser.add_argument("--minutes", type=float, default=12, help="for all of them together; default %(default)s")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks in this file")
    asked = parser.parse_args()
    pythons = supported(candidates(os.environ.get("PATH", ""), pyenv_root()))
    print("found:", ", ".join(f"{one.number} ({one.origin})" for one in pythons) or "none", flush=True)
    if not any(one.origin.startswith("system") for one in pythons):
        sys.exit(f"the system's own Python is not among them: {SYSTEM} is missing or older than 3.11")
    users = [User(name="root", uid=0, gid=0)] if asked.also_as_root else []
    signal.signal(signal.SIGTERM, lambda *_: end_all())
    trials = try_all(pythons, [*users, unprivileged()], minutes=asked.minutes)
    if asked.write:
        asked.write.write_text(with_table(asked.write.read_text("utf-8"), table(trials)), "utf-8")


def try_all(pythons: list[Python], users: list[User], minutes: float) -> list[Trial]:
    """As many at a time as there are cores; ends the process when one failed."""
    deadline = time.monotonic() + 60 * minutes
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
        RUNNING.add(process.pid)
        try:
            output, _ = process.communicate(timeout=max(1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise Failed(f"{shlex.join(command[:4])}: not done when time was up") from None
        finally:
            RUNNING.discard(process.pid)
    if process.returncode != 0:
        raise Failed(f"{output[-3000:]}\n{shlex.join(command[:4])}: exit code {process.returncode}")
    return output


def end_all() -> None:
    """Nothing that was started outlives this process."""
    for process in tuple(RUNNING):
        os.killpg(process, signal.SIGKILL)
    sys.exit(143)


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
