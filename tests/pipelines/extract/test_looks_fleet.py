"""Random looks put on random cells: no figure is given that is not drawn. A few every day, a thousand at night.

The lists are wider than what the readers know as plain. The readers are blind here: what is in doubt stays so. What
they vouch for is drawn by Chromium, LibreOffice or PDFium, and the recogniser reads it (`looks/judge.py`).
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any
from unittest import mock

import pytest

from pipelines import readers
from pipelines.exceptions import DocumentError
from pipelines.intake import media_types
from pipelines.readers import libreoffice
from pipelines.readers.html.chromium import PROGRAMS
from pipelines.readers.ocr import scan
from pipelines.readers.pdf import ink
from tests.pipelines.extract.looks import docx, html, judge, ofd, pdf, xlsx
from tests.pipelines.extract.looks.case import Case

TOGETHER = 40  # documents LibreOffice draws in one call
needs_eyes = pytest.mark.skipif(
    not (scan.is_installed() and any(map(shutil.which, PROGRAMS)) and shutil.which("soffice")),
    reason="needs Chromium, LibreOffice and the extra ocr",
)


@pytest.fixture(autouse=True)
def _no_trace_of_blindness() -> Iterator[None]:
    yield
    libreoffice.command.cache_clear()


def vouched(body: bytes, name: str) -> dict[str, Any]:
    """What the readers give without any renderer and without doubt."""
    libreoffice.command.cache_clear()
    with mock.patch.dict(os.environ, PATH="/nowhere"), mock.patch.object(ink, "is_installed", return_value=False):
        found = judge.vouched(body, name)
    libreoffice.command.cache_clear()
    return found


def drawn(bodies: Sequence[bytes], suffix: str) -> list[bytes | None]:
    """Each document as PDF, None for one that cannot be drawn."""
    if suffix in ("docx", "xlsx"):
        found: list[bytes | None] = []
        for start in range(0, len(bodies), TOGETHER):
            part = bodies[start : start + TOGETHER]
            names = [f"{place}.{suffix}" for place in range(len(part))]
            printed = judge.printed(dict(zip(names, part, strict=True)), suffix)
            found += [printed[name] for name in names]
        return found
    return [_drawn(body) for body in bodies]


def _drawn(body: bytes) -> bytes | None:
    try:
        return readers.drawn(body, media_types.sniff(body))
    except DocumentError:
        return None


def silently_wrong(fleet: ModuleType, seed: int, count: int) -> list[str]:
    """Each case of which a figure is given that is not drawn."""
    suffix = fleet.__name__.rpartition(".")[2]
    cases: list[Case] = [fleet.base(), *fleet.cases(seed, count)]
    given = [vouched(case.body, f"report.{suffix}") for case in cases]
    pictures = drawn([case.body for case in cases], suffix)
    plain = pictures[0]
    assert plain is not None
    base = judge.Drawn(plain)
    assert len(given[0]) == len(base.places) == 10  # the form's first table is read whole, and drawn
    return [
        f"{case.what}: {wrong}"
        for case, values, picture in zip(cases, given, pictures, strict=True)
        if picture is not None and (wrong := judge.wrong(values, picture, base))
    ]


@needs_eyes
@pytest.mark.parametrize("fleet", [docx, xlsx, pdf, html])
def test_no_figure_is_vouched_for_that_is_drawn_otherwise(fleet: ModuleType) -> None:
    assert silently_wrong(fleet, 1, 6) == []


@needs_eyes
@pytest.mark.night
@pytest.mark.parametrize("fleet", [docx, xlsx, pdf, html])
def test_no_figure_of_a_thousand_is_vouched_for_that_is_drawn_otherwise(fleet: ModuleType) -> None:
    assert silently_wrong(fleet, 2, 1000) == []


def silent_in_ofd(seed: int, count: int) -> list[str]:
    plain = vouched(ofd.base(), "report.ofd")
    assert len(plain) == 200
    found = []
    for look in ofd.cases(seed, count):
        given = vouched(look.body, "report.ofd")
        codes = [code for code, value in plain.items() if str(value) == look.what.split()[0]]
        if not look.is_same and all(given.get(code) == plain[code] for code in codes):
            found.append(look.what)
    return found


def test_no_figure_of_an_ofd_is_vouched_for_that_is_seen_otherwise() -> None:
    assert silent_in_ofd(1, 25) == []


@pytest.mark.night
def test_no_figure_of_a_thousand_in_ofd_is_vouched_for_that_is_seen_otherwise() -> None:
    assert silent_in_ofd(2, 1000) == []
