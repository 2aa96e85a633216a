"""One fault, tried: put into a copy of the checkout, the tests run, the fault taken out again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutation.operators import Mutant, mutated

_PASSED, _FAILED, _INTERRUPTED = 0, 1, 2  # pytest's exit codes; interrupted: a module cannot even be imported
MAX_SECONDS = 900  # of one run of tests; a fault may make a program run forever


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the checkout in a folder of its own, with links to what is not in it."""

    folder: Path

    @classmethod
    def of(cls, checkout: Path, folder: Path) -> "Copy":
        """Every file git knows or would take, and `../shared` where it lies there."""
        told = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=checkout, check=True, capture_output=True, text=True,
        )  # fmt: skip
        for name in filter(None, told.stdout.split("\0")):
            if (checkout / name).is_file():
                (folder / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(checkout / name, folder / "checkout" / name)
        if (checkout.parent / "shared").exists():
            (folder / "shared").symlink_to((checkout.parent / "shared").resolve())
        return cls(folder / "checkout")

    def passes(self, tests: Sequence[str]) -> bool:
        """True if the tests pass on what lies here now. RuntimeError: they could not be run."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
        try:
            run = subprocess.run(
                command, cwd=self.folder, capture_output=True, text=True, timeout=MAX_SECONDS, env=self._variables()
            )
        except subprocess.TimeoutExpired:
            return False
        if run.returncode in (_FAILED, _INTERRUPTED):
            return False
        if run.returncode != _PASSED:
            raise RuntimeError(f"{' '.join(command)} ended with {run.returncode}:\n{run.stdout[-2000:]}{run.stderr}")
        return True

    def lets_pass(self, module: str, mutant: Mutant, stages: Sequence[Sequence[str]]) -> bool:
        """True if no stage of tests notices the fault in the module."""
        path = self.folder / module
        before = path.read_text(encoding="utf-8")
        try:
            self._write(path, mutated(before, mutant))
            return all(self.passes(tests) for tests in stages)
        finally:
            self._write(path, before)

    def _write(self, path: Path, source: str) -> None:
        """What Python compiled of it before is forgotten: it compares seconds, and a trial may take less than one."""
        path.write_text(source, encoding="utf-8")
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()

    def _variables(self) -> dict[str, str]:
        """Without PYTEST_* of a run around this one; modules come from here and not from the installed checkout."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTEST_", "NIANBAO_"))}
        return {**kept, "PYTHONPATH": str(self.folder)}
