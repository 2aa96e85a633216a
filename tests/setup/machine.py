"""Stands for a machine on which run.py is called."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Self

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Machine:
    """Stands for the machine: records commands, answers by a rule, makes the .venv that a maker would make."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commands: list[list[str]] = []
        self.fails: Callable[[list[str]], bool] = lambda command: False
        self.says = ""  # what an installer prints

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.commands.append([str(part) for part in command])
        if self.fails(self.commands[-1]):
            return subprocess.CompletedProcess(command, 1, stdout="", stderr=self.says)
        if "venv" in command or "virtualenv" in command[2:3]:
            python = self.root / ".venv" / "bin" / "python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        here = "%d.%d" % sys.version_info[:2]  # noqa: UP031
        return subprocess.CompletedProcess(command, 0, stdout=f"{here}\n", stderr="")

    def call(self, command: list[str], **options: Any) -> int:
        return self.run(command, **options).returncode

    def installer(self, command: list[str], **options: Any) -> "Installer":
        return Installer(self.run(command, **options).returncode, io.StringIO(self.says))

    def ran(self, *words: str) -> bool:
        return any(set(words) <= set(command) for command in self.commands)


class Installer(NamedTuple):
    """Stands for a subprocess.Popen of pip or uv."""

    returncode: int
    stdout: io.StringIO

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class Became(Exception):
    """Raised where run.py would be replaced by the command."""


def started(run: ModuleType, *arguments: str) -> tuple[Any, ...]:
    """What run.py becomes when called like this."""
    with pytest.raises(Became) as became:
        run.main(list(arguments))
    return became.value.args
