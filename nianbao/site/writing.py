"""Writes the pages of a site: only those whose inputs changed, and removes those that are no longer pages.

A list of the pages with a digest of what each was made from lies in the site's folder; the same rows, templates and
program give the same digest, and the same bytes.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pipelines.exceptions import InputError

LIST = ".nianbao-site.json"  # path -> [digest of its inputs, size in bytes]
_PARTS = (
    "nianbao.site",
    "pipelines.templates",
    "pipelines.checks",
    "pipelines.language",
    "pipelines.cropping",
)  # packages whose files decide what a page shows


@dataclass(slots=True)
class Writer:
    """The files of a site as they are put; `close` ends it."""

    folder: Path
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    _before: dict[str, list[Any]] = field(default_factory=dict)
    _now: dict[str, list[Any]] = field(default_factory=dict)

    def put(self, path: str, inputs: object, make: Callable[[], str | bytes]) -> None:
        """The file at `path` of the site, made anew where its inputs are not those it was made from."""
        wanted = digest(inputs)
        target = self.folder / path
        known, size = self._before.get(path, ("", -1))
        if known == wanted and target.is_file() and target.stat().st_size == size:
            self._now[path] = [wanted, size]
            self.unchanged += 1
            return
        made = make()
        content = made.encode("utf-8", "replace") if isinstance(made, str) else made
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(content)
        part.replace(target)
        self._now[path] = [wanted, len(content)]
        self.written += 1

    def close(self) -> None:
        """Remove what is no page any more and keep the list."""
        for path in sorted(self._before.keys() - self._now.keys()):
            target = self.folder / path
            target.unlink(missing_ok=True)
            self.removed += 1
            for above in target.parents:
                if above == self.folder or any(above.iterdir()):
                    break
                above.rmdir()
        self.keep()

    def keep(self) -> None:
        """Keep the list as far as it is: an interrupted build goes on from there."""
        part = self.folder / f"{LIST}.part"
        told = {**self._before, **self._now} if self._before.keys() - self._now.keys() else self._now
        listed = {path: told[path] for path in sorted(told) if (self.folder / path).is_file()}
        part.write_text(json.dumps(listed, indent=0) + "\n", encoding="utf-8")
        part.replace(self.folder / LIST)


def open_site(folder: Path) -> Writer:
    """The site in the folder, made where it is not there. InputError: the folder holds something else."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / LIST).exists():
        if any(folder.iterdir()):
            raise InputError(f"{folder} holds files that are no site of nianbao: name an empty or a new folder")
        writer = Writer(folder)
        writer.keep()
        return writer
    try:
        before = json.loads((folder / LIST).read_text(encoding="utf-8"))
        known = {str(path): [str(one), int(size)] for path, (one, size) in before.items()}
    except (ValueError, TypeError, AttributeError):
        raise InputError(f"{folder / LIST} is damaged: remove the folder, then run the same command again") from None
    if any(Path(path).is_absolute() or ".." in Path(path).parts for path in known):
        raise InputError(f"{folder / LIST} is damaged: it names files outside the folder")
    return Writer(folder, _before=known)


def digest(inputs: object) -> str:
    """A short digest of records, numbers and texts, and of the program that shows them."""
    return blake2b((_program() + repr(inputs)).encode("utf-8", "replace"), digest_size=12).hexdigest()


@cache
def _program() -> str:
    seen = blake2b(digest_size=12)
    for package in _PARTS:
        for file in _files(resources.files(package)):
            seen.update(file.read_bytes())
    return seen.hexdigest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_dir() and one.name != "__pycache__":
            yield from _files(one)
        elif one.is_file() and not one.name.startswith("."):
            yield one
