"""What a reader's process and its engines say on standard error: kept short and without signs that steer a terminal."""

import threading
from typing import IO

MAX_KEPT = 2000  # characters of the last words


class Words:
    """Reads a process's standard error to its end, so that it never waits; only the last of it is kept."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept = ""
        self._thread = threading.Thread(target=self._read, name="reader-words", daemon=True)
        self._thread.start()

    @property
    def last(self) -> str:
        """On one line."""
        return " ".join("".join(sign if sign.isprintable() else " " for sign in self._kept).split())

    def close(self) -> None:
        """Once the process has ended. A stranger that still holds the other end is not waited for."""
        self._thread.join(1)

    def _read(self) -> None:
        with self._pipe:
            while piece := self._pipe.read1(1 << 16):  # type: ignore[attr-defined]  # of a buffered pipe
                self._kept = (self._kept + piece.decode("utf-8", "replace"))[-MAX_KEPT:]
