"""Readers: bytes of one format -> text blocks and cell grids. One file per format, registered by lying here;
a folder of several files names those that read in `READERS`.

A reader module has `MEDIA_TYPES`, the media types it reads (as `pipelines.intake.media_types.sniff` names them), and
`read(body: bytes) -> Reading`. It raises `DocumentError` for what is the document's fault. Modules that are no
reader have no `MEDIA_TYPES`; what all printed pages have in common is in `geometry`, what pictures need in `ocr`. Heavy
engines are imported inside `read`. A reader with an independent second way of reading offers it as
`read_second(body: bytes) -> Reading`; a format that a program can draw has `draw(body: bytes) -> bytes`, the document
as PDF.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from pipelines.exceptions import UnsupportedFormat
from pipelines.records import Reading

Reader = Callable[[bytes], Reading]
Renderer = Callable[[bytes], bytes]


def read(body: bytes, media_type: str) -> Reading:
    """The blocks of a document; raises UnsupportedFormat when no reader declares its media type."""
    reader = registry().get(media_type)
    if reader is None:
        known = ", ".join(sorted(registry()))
        raise UnsupportedFormat(f"no reader for {media_type}; known: {known}")
    return reader(body)


def second(media_type: str) -> Reader | None:
    """The second, independent reader of a media type, None where there is one way only."""
    return _registries()[1].get(media_type)


def drawn(body: bytes, media_type: str) -> bytes:
    """The document as PDF, drawn by what people look at it with.

    Raises UnsupportedFormat for a format nothing here draws, UnreadableDocument where the program is not installed.
    """
    renderer = _registries()[2].get(media_type)
    if renderer is None:
        raise UnsupportedFormat(f"nothing here draws {media_type}")
    return renderer(body)


def registry() -> dict[str, Reader]:
    """Media type -> reader. Two readers that claim one type are an error of ours, raised at once."""
    return _registries()[0]


@cache
def _registries() -> tuple[dict[str, Reader], dict[str, Reader], dict[str, Renderer]]:
    found: dict[str, Reader] = {}
    seconds: dict[str, Reader] = {}
    renderers: dict[str, Renderer] = {}
    for module in _modules():
        for media_type in getattr(module, "MEDIA_TYPES", ()):
            if media_type in found:
                raise RuntimeError(f"{module.__name__}: {media_type} has a reader already")
            found[media_type] = module.read
            if hasattr(module, "read_second"):
                seconds[media_type] = module.read_second
            if hasattr(module, "draw"):
                renderers[media_type] = module.draw
    return found, seconds, renderers


def _modules() -> Iterator[ModuleType]:
    """The modules of this folder, and of the folders below those that their package names as READERS."""
    for info in iter_modules(__path__, f"{__name__}."):
        module = import_module(info.name)
        yield module
        for name in getattr(module, "READERS", ()):
            yield import_module(f"{info.name}.{name}")
