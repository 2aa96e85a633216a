"""The `nianbao` command: composes. Exit codes: 0 all done, 2 usage, 3 nothing reachable, 4 partial, 130 interrupted."""

import errno
import io
import os
import sys
from typing import Annotated

import typer

from nianbao import run_end
from nianbao.command_group import CommandGroup, new_app
from pipelines.exceptions import InputError, InternalError, StorageError

app = new_app(
    cls=CommandGroup,
    help="Finds, fetches, reads and stores the 政府信息公开工作年度报告 of China's local governments.",
    no_args_is_help=True,
)


_OTHER_PATH = (2, "name a path that you may use")
_ROOM = (4, "make room, then run the same command again")
_WAYS_OUT = dict.fromkeys(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG), _OTHER_PATH
) | dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _ROOM)  # what a system refuses -> exit code and way out


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version  # late: `nianbao --help` answers at once

        print(f"nianbao {version('nianbao')}")
        raise typer.Exit


@app.callback()
def nianbao(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """What stands before a command's name."""


def main() -> None:
    """Entry point: what the person got wrong becomes one line and exit code 2."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115  closed by who called: nobody wants to read it
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Chinese whatever the locale; a lone surrogate as its escape
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with run_end.told():
        _run()


def _run() -> None:
    try:
        app(prog_name="nianbao")
    except InputError as error:
        _say(str(error))
        sys.exit(2)
    except InternalError as error:
        _say(f"the program failed: {error}")
        sys.exit(4)
    except OSError as error:  # of a path somebody named: a command that knows better has said so already
        if error.errno not in _WAYS_OUT:
            raise
        code, way_out = _WAYS_OUT[error.errno]
        _say(f"{error.filename or 'what is printed'}: {error.strerror}; {way_out}")
        _drop_output()
        sys.exit(code)
    except StorageError as error:
        from nianbao.crawls.run import AGAIN

        _say(f"stopped, storage: {error}; {AGAIN}")
        run_end.storage_is_said()
        sys.exit(4)


def _say(text: str) -> None:
    from nianbao.program import as_called
    from nianbao.screens.render import one_line

    print(f"nianbao: {as_called(one_line(text))}", file=sys.stderr)


def _drop_output() -> None:
    """What is still to be printed goes nowhere: Python would fail on it a second time while it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115


if __name__ == "__main__":
    main()
