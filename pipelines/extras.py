"""How to install an extra: by `run.py --with` in a checkout, by pip where a wheel is installed."""

from pathlib import Path

_RUNNER = Path(__file__).resolve().parents[1] / "run.py"  # beside the packages in a checkout, in no wheel


def with_extra(extra: str, command: str) -> str:
    """What to type to have the command with the extra.

    >>> with_extra("ocr", "extract FILE")
    'python3 run.py --with ocr extract FILE'
    """
    return f"python3 run.py --with {extra} {command}" if _RUNNER.exists() else f"pip install 'nianbao[{extra}]'"
