"""Ctrl-C ends every command without a word, at any moment: while it imports, while it works, while it ends."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "tests" / "golden" / "html_clean_2019" / "document.html"
COMMANDS = (("crawl", "--help"), ("extract", str(DOCUMENT)), ("demo",))
ENDED = (130, -signal.SIGINT)  # both are 130 to a shell: by itself, or in the last moments of Python


def at_import(number: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.interrupted", str(number), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def imports(*arguments: str) -> int:
    """How many imports the command makes when nobody interrupts it."""
    return int(at_import(0, *arguments).stderr.splitlines()[-1])


def assert_quiet(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode in ENDED
    assert "Traceback" not in done.stderr + done.stdout
    assert "KeyboardInterrupt" not in done.stderr + done.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=["help", "extract", "demo"])
@pytest.mark.parametrize("points", [5, pytest.param(20, marks=pytest.mark.night)])
def test_a_command_interrupted_while_it_imports_says_nothing(
    command: tuple[str, ...], points: int, tmp_path: Path
) -> None:
    arguments = (*command, "--data", str(tmp_path / "demo")) if command == ("demo",) else command
    number = 400 if command == ("demo",) else imports(*arguments)  # of those before its crawl
    assert number > 50
    for place in random.Random(number).sample(range(1, number), points):
        done = at_import(place, *arguments)
        assert_quiet(done)
        assert done.stderr == ""


def test_an_interrupt_that_run_py_held_back_ends_the_command_before_it_begins() -> None:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "nianbao", "crawl", "--help"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}),
    )
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 130


@pytest.mark.night
@pytest.mark.parametrize("command", COMMANDS[1:], ids=["extract", "demo"])
def test_a_command_interrupted_with_all_its_processes_while_it_works_says_nothing_of_python(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    for point in range(20):
        process = subprocess.Popen(
            [sys.executable, "run.py", *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        time.sleep(0.3 + point * 0.2)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=60)
            assert_quiet(subprocess.CompletedProcess(command, process.returncode, out, err))
        else:
            process.communicate()
