"""A reader's folder can be written to whatever the system refused before."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
NAMELESS = """
import sys; sys.path.insert(0, {root!r})
from pipelines.extract.processes.confinement import libc, namespaces
libc.call("unshare", namespaces._USER)  # and who one is stays unknown there, as where /proc is read-only
print(namespaces.mount_folder({folder!r}, 1 << 20))
open({folder!r} + "/file", "w").close()
"""


def test_a_folder_in_which_nobody_may_make_files_is_not_mounted(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "--user", "true"], capture_output=True, check=False).returncode:
        pytest.skip("user namespaces are not allowed here")
    program = NAMELESS.format(root=str(ROOT), folder=str(tmp_path))
    tmp_path.chmod(0o777)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
    assert (tmp_path / "file").exists()
