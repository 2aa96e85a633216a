"""run.py as a module that changes nothing, and the machine it believes to be on."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.setup.machine import ROOT, Became, Machine


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_under_test", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())

    def become(path: object, arguments: list[str]) -> None:
        raise Became(*arguments[1:])

    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module.os, "execv", become)
    monkeypatch.setattr(module.os, "chdir", lambda path: None)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    monkeypatch.setattr(module.signal, "pthread_sigmask", lambda how, mask: None)  # the tests' own stays as it is
    return module


@pytest.fixture
def machine(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(run.ROOT)
    monkeypatch.setattr(run.subprocess, "run", machine.run)
    monkeypatch.setattr(run.subprocess, "call", machine.call)
    monkeypatch.setattr(run.subprocess, "Popen", machine.installer)
    return machine
