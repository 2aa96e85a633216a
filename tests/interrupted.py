"""`python -m tests.interrupted N …` is `python -m nianbao …` that gets a SIGINT at its N-th import; 0: at none.

At its end it says on standard error how many imports it made.
"""

import os
import runpy
import signal
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Counter(MetaPathFinder):
    """Finds nothing, counts what is looked for."""

    def __init__(self, at: int) -> None:
        self._at, self.number, self.has_struck = at, 0, False

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        self.number += self.number > 0 or name == "nianbao.cli"  # the first that the program asks for by itself
        if 0 < self.number == self._at:
            self.has_struck = True
            os.kill(os.getpid(), signal.SIGINT)
        return None


def _main() -> None:
    counter = _Counter(int(sys.argv.pop(1)))
    sys.meta_path.insert(0, counter)
    try:
        runpy.run_module("nianbao", run_name="__main__", alter_sys=True)
    finally:
        if not counter.has_struck:
            print(counter.number, file=sys.stderr)


if __name__ == "__main__":
    _main()
