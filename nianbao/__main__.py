"""`python -m nianbao` is the command `nianbao`. Ctrl-C ends it without a word at any moment, its imports among them."""

import os
import signal
import sys
from types import FrameType

_INTERRUPTED = 130
_interrupts: list[int] = []  # SIGINT as often as it came


def main() -> None:
    """The command; what breaks because it was interrupted is no fault that a person should read of."""
    signal.signal(signal.SIGINT, _interrupt)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # run.py holds it back while Python starts
        from nianbao.cli import main as run

        run()
    except BaseException:
        if _interrupts:
            sys.exit(_INTERRUPTED)
        raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own end prints a traceback otherwise


def _interrupt(number: int, frame: FrameType | None) -> None:
    """The first is an exception; who asks again, while it makes its way, wants the end at once."""
    _interrupts.append(number)
    if len(_interrupts) > 1:
        os._exit(_INTERRUPTED)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
