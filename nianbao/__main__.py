"""`python -m nianbao` is the command `nianbao`."""

import sys


def main() -> None:
    """The command; Ctrl-C is quiet while it is still being imported, too."""
    try:
        from nianbao.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
