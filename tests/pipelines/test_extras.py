"""An extra is named in the way it can be had."""

from pathlib import Path

import pytest

from pipelines import extras


def test_a_checkout_has_run_py() -> None:
    assert extras.with_extra("ocr", "extract FILE") == "python3 run.py --with ocr extract FILE"


def test_an_installed_wheel_has_pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(extras, "_RUNNER", tmp_path / "run.py")
    assert extras.with_extra("ocr", "extract FILE") == "pip install 'nianbao[ocr]'"
