"""Which program read a document: digests of the reader's code, of the templates, of the rules.

A digest changes when a file changes that the reading runs through, and for no other reason: it covers the bytes of the
modules a reader imports, directly and through others. So a better PDF reader reads PDFs again and nothing else.
"""

import ast
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pipelines import readers, templates

PIPELINES = Path(templates.__file__).parents[1]
_ROOTS = ("pipelines.extract.pipeline", "pipelines.checks.report_checks")  # what every document goes through
_RULES = ("checks", "templates/rules.yaml")


@cache
def reading_version(media_type: str) -> str:
    """JSON object {reader, templates, rules} of short digests; `reader` is "" for a media type that nobody reads."""
    reader = readers.registry().get(media_type)
    modules = {name for root in _ROOTS for name in _reached(root)}
    found = {
        "reader": "" if reader is None else _digest(_files(modules | _reached(reader.__module__))),
        "templates": _digest(path for path in (PIPELINES / "templates").glob("*.*") if path.name != "rules.yaml"),
        "rules": _digest(path for name in _RULES for path in _tree(PIPELINES / name)),
    }
    return json.dumps(found)


@cache
def _reached(module: str) -> frozenset[str]:
    """The module and those of ours that it imports, directly and through others.

    Where a reader imports the registry, any reader may follow: an archive holds documents of every format.
    """
    found, waiting = set[str](), [module]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name != readers.__name__:
            waiting += _imports(name)
        elif module not in _ROOTS:
            waiting += [reader.__module__ for reader in readers.registry().values()]
    return frozenset(found)


@cache
def _imports(module: str) -> tuple[str, ...]:
    """Names of our modules that a module imports, at its top or late."""
    path = _path(module)
    assert path is not None, module
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipelines"):
            named = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [name for name in named if _path(name) is not None]
            found += modules if len(modules) == len(named) else [*modules, str(node.module)]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.startswith("pipelines")]
    return tuple(found)


def _path(module: str) -> Path | None:
    """The file of a module; None for a name that is none (a function imported from one)."""
    parts = PIPELINES.joinpath(*module.split(".")[1:])
    return next((path for path in (parts.with_suffix(".py"), parts / "__init__.py") if path.is_file()), None)


def _files(modules: set[str] | frozenset[str]) -> list[Path]:
    return [path for name in modules if (path := _path(name)) is not None]


def _tree(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.rglob("*.py")) + list(path.rglob("*.yaml"))


def _digest(files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(path.relative_to(PIPELINES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:12]
