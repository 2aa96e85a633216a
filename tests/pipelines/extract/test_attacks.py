"""A reader that was taken over gets nothing: twelve attempts, by whomever and whatever the system offers."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract.processes.confinement import landlock
from pipelines.extract.processes.confinement.protection import SCOPED
from tests.pipelines.extract.attacks import SECRET

ROOT = Path(__file__).resolve().parents[3]
NOBODY = 65534
WITHOUT_USER_NAMESPACES = (  # root of a namespace in which no further one can be made, and without any capability
    *("unshare", "--user", "--map-root-user", "sh", "-c"),
    "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all --inh-caps=-all"
    ' --no-new-privs "$@"',
    "sh",
)
NEEDS_LANDLOCK = pytest.mark.skipif(landlock.abi() < SCOPED, reason=f"the kernel has no Landlock ABI {SCOPED}")
NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
NEEDS_BWRAP = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")


@pytest.fixture
def victims() -> Iterator[Path]:
    """A folder of the attacked user's own."""
    with tempfile.TemporaryDirectory(prefix="victims-") as name:
        os.chmod(name, 0o777)
        yield Path(name)


ATTEMPTS = ("attacks", "attacks_on_system")  # modules with twelve each


def attacked(
    victims: Path, attempts: str, *before: str, user: int | None = None, more: str = "", is_held: bool = True
) -> Any:
    """What the attempts got. `before`: words before the command; `more`: what to run first."""
    libraries = [place for place in sys.path if place.endswith("site-packages")]
    program = (
        f"import sys; sys.path[:0] = {[str(ROOT), *libraries]!r}; {more}\n"
        f"from tests.pipelines.extract.{attempts} import main; main({str(victims)!r}, is_held={is_held})"
    )
    done = subprocess.run(
        [*before, _python(user), "-B", "-P", "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=victims,
        env=os.environ | {"NIANBAO_DB": SECRET},
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["tried"] == 12
    return found


def _python(user: int | None) -> str:
    """This Python, or the system's of the same version where another user cannot run this one."""
    here = os.path.realpath(sys.executable)
    for python in (sys.executable, "/usr/bin/python3"):
        version = [python, "-c", "import sys; print(sys.version_info[:2])"]
        try:
            done = subprocess.run(version, capture_output=True, text=True, user=user, check=False)
        except OSError:
            continue
        if done.stdout.strip() == str(sys.version_info[:2]):
            return python
    pytest.skip(f"another user cannot run {here}")


@pytest.mark.parametrize("attempts", ATTEMPTS)
def test_each_attempt_succeeds_where_nothing_holds_it(victims: Path, attempts: str) -> None:
    found = attacked(victims, attempts, is_held=False)
    # a parent's memory may be closed to its children by the system; libraries are root's
    hardly = {"attacks": "memory", "attacks_on_system": "modes_of_libraries"}[attempts]
    assert len(found["succeeded"].keys() | ({hardly} if os.geteuid() != 0 else set())) == 12, found


@NEEDS_LANDLOCK
@pytest.mark.parametrize("attempts", ATTEMPTS)
def test_none_of_twelve_attempts_succeeds(victims: Path, attempts: str) -> None:
    found = attacked(victims, attempts)
    assert found["succeeded"] == {}
    assert "a filter of system calls" in found["protection"]


@NEEDS_LANDLOCK
@NEEDS_ROOT
@pytest.mark.parametrize("attempts", ATTEMPTS)
def test_none_succeeds_for_an_unprivileged_user(victims: Path, attempts: str) -> None:
    assert attacked(victims, attempts, user=NOBODY)["succeeded"] == {}


@NEEDS_LANDLOCK
@pytest.mark.parametrize("attempts", ATTEMPTS)
def test_none_succeeds_where_user_namespaces_are_forbidden(victims: Path, attempts: str) -> None:
    found = attacked(victims, attempts, *WITHOUT_USER_NAMESPACES)
    assert found["succeeded"] == {}
    assert "namespaces" not in found["protection"]


@NEEDS_BWRAP
@pytest.mark.parametrize("attempts", ATTEMPTS)
def test_none_succeeds_behind_bubblewrap_without_landlock(victims: Path, attempts: str) -> None:
    no_landlock = "from pipelines.extract.processes.confinement import landlock; landlock.abi = lambda: 0"
    found = attacked(victims, attempts, more=no_landlock)
    assert found["succeeded"] == {}
    assert "bubblewrap" in found["protection"]
