"""Damaged documents: whatever is done to the bytes, reading ends in time and memory with a report or with a reason."""

import random
import time
from pathlib import Path

import pytest

from crawler.items import Document
from pipelines.extract import extract_safely
from pipelines.records import Status
from pipelines.sandbox import Limits, Sandbox
from tests.peak import peak_memory

ROOT = Path(__file__).resolve().parents[2]
SEEDS = {
    "html": "golden/html_word_2022/document.html",
    "txt": "golden/text_pipes_2022/document.txt",
    "docx": "golden/docx_plain_2022/document.docx",
    "doc": "golden_office/report.doc",
    "rtf": "golden_office/report.rtf",
    "xls": "golden_office/report.xls",
    "xlsx": "golden_office/report.xlsx",
}
LONGEST = 30.0  # seconds of one document
MEMORY = 512 << 20  # bytes a child holds at once


@pytest.mark.parametrize("kind", [kind for kind in SEEDS if kind != "rtf"])  # LibreOffice: 4 s each, at night
def test_fifty_damaged_documents_of_each_format_end_with_a_reason(kind: str) -> None:
    _read_damaged(kind, 50)


@pytest.mark.night
@pytest.mark.parametrize("kind", SEEDS)
def test_a_thousand_damaged_documents_of_each_format_end_with_a_reason(kind: str) -> None:
    _read_damaged(kind, 1000)


def _read_damaged(kind: str, number: int) -> None:
    sound = (ROOT / "tests" / SEEDS[kind]).read_bytes()
    chance = random.Random(f"{kind} 20240101")
    with Sandbox(limits=Limits(cpu=LONGEST, wall=LONGEST), recycle_after=number + 1) as sandbox:
        for _ in range(number):
            body = _damaged(sound, chance)
            started = time.monotonic()
            report = extract_safely(sandbox, Document(body=body, file_name=f"report.{kind}"))
            assert time.monotonic() - started <= LONGEST + 5
            assert report.status is Status.OK or report.error or report.findings, (kind, report.status)
        assert sandbox.run(peak_memory) <= MEMORY  # of the child that read them


def _damaged(sound: bytes, chance: random.Random) -> bytes:
    """The document with some bytes changed, a piece left out, doubled, moved or overwritten, or its end missing."""
    body = bytearray(sound)
    for _ in range(chance.randint(1, 4)):
        size = max(len(body), 1)
        at, length = chance.randrange(size), chance.randint(1, max(1, size // 8))
        match chance.randrange(6):
            case 0:
                for _ in range(chance.randint(1, 30)):
                    if body:
                        body[chance.randrange(len(body))] = chance.randrange(256)
            case 1:
                del body[at : at + length]
            case 2:
                body[at:at] = body[at : at + length]
            case 3:
                other = chance.randrange(size)
                body[at : at + length] = body[other : other + length]
            case 4:
                body[at : at + length] = bytes(chance.randrange(256) for _ in range(min(length, 500)))
            case _:
                del body[at:]
    return bytes(body)
