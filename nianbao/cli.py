"""The `nianbao` command: composes. Exit codes: 0 all done, 2 usage, 3 nothing reachable, 4 partial, 130 interrupted."""

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
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawler.settings")  # works from any directory, without scrapy.cfg
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
    except StorageError as error:
        from nianbao.crawls.run import AGAIN

        _say(f"stopped, storage: {error}; {AGAIN}")
        run_end.storage_is_said()
        sys.exit(4)


def _say(text: str) -> None:
    from nianbao.screens.render import one_line

    print(f"nianbao: {one_line(text)}", file=sys.stderr)


if __name__ == "__main__":
    main()
