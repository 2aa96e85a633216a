"""constraints.txt holds what is installed, and nothing of this machine."""

import importlib.metadata
import re

from tests.setup.machine import ROOT


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert len(lines) > 50
    for line in lines:
        name, _, version = line.partition("==")
        assert name.replace("-", "").replace("_", "").replace(".", "").isalnum(), line
        assert version[:1].isdecimal(), line
    assert not any(line.lower().startswith("nianbao") for line in lines)


def test_every_installed_distribution_is_in_constraints() -> None:
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines())
    expected = {normal(name): version for name, version in pinned.items()}
    installed = {normal(one.name): one.version for one in importlib.metadata.distributions()}
    ours = {"nianbao", "pip", "setuptools"}  # the last two come with the environment
    assert {name: version for name, version in installed.items() if name not in ours} == {
        name: version for name, version in expected.items() if name in installed
    }


def normal(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
