"""The gate: lies and cuts are refused, good documents are not, whatever they are called."""

import gzip
import json
from functools import cache
from pathlib import Path

import pytest

from pipelines.exceptions import UnreadableDocument
from pipelines.intake.charsets import decode
from pipelines.intake.completeness import cut, transport_fault
from pipelines.intake.media_types import sniff
from pipelines.intake.response_check import judge, labelled, rules
from tests.city.forms.render_html import STYLES, page
from tests.city.published.series import reports
from tests.faults.lies import LYING_PAGES

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
MAX_BYTES = 64 << 20
TEXT = "政府信息公开工作年度报告：本年度受理申请229件，主动公开政府信息1286条，行政复议3件。" * 5


@cache
def good() -> dict[str, bytes]:
    """Good documents of our own, in every format that lies in the repository, and pages of the replicas' forms."""
    folders = (ROOT / "tests/golden", ROOT / "tests/golden_office")
    files = [file for folder in folders for file in sorted(folder.rglob("*.*")) if file.stem in ("document", "report")]
    found = {str(file.relative_to(ROOT)): file.read_bytes() for file in files}
    for number in range(35):
        (form,) = reports(f"望溪区第{number}局", (2019 + number % 7,), seed=number)
        found |= {f"{style} {number}": page(form, style).encode() for style in STYLES}
    return found


def test_no_good_document_is_refused() -> None:
    assert len(good()) >= 200
    assert {name: verdict for name, body in good().items() if (verdict := judge(body))} == {}


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_no_real_page_or_report_is_refused() -> None:
    folders = ("reports/files", "reports/samples", "portals/pages")
    files = [file for folder in folders for file in sorted((SHARED / folder).glob("*.*")) if file.is_file()]
    assert len(files) >= 200
    assert {file.name: verdict for file in files if (verdict := judge(file.read_bytes()))} == {}


@pytest.mark.parametrize("lie", LYING_PAGES)
@pytest.mark.parametrize("wrapped", ["plain", "gb18030", "blanks", "head"])
def test_a_page_that_lies_is_refused_by_a_rule(lie: str, wrapped: str) -> None:
    body = lie.encode("gb18030" if wrapped == "gb18030" else "utf-8")
    body = b"\r\n\t " * 50 + body if wrapped == "blanks" else body
    if wrapped == "head" and "<html>" in lie:
        body = lie.replace("<html>", "<!DOCTYPE html>\n<html lang='zh'>").encode()
    verdict = judge(body)
    assert verdict is not None
    assert labelled(verdict.rule) == verdict


def test_a_page_without_words_is_blank_unless_its_scripts_are_long_enough_to_draw_it() -> None:
    drawn_by = "<html><body><script>{}</script></body></html>"
    blank = judge(drawn_by.format("x = 1;").encode())
    assert blank is not None
    assert blank.rule == "BLANK"
    assert judge(drawn_by.format("x = 1;" * 500).encode()) is None


def test_rules_have_ids_of_their_own() -> None:
    ids = [rule.verdict.rule for rule in rules()]
    assert len(ids) == len(set(ids)) >= 15


def test_no_document_cut_anywhere_is_taken_for_whole() -> None:
    slipped = []
    tried = 0
    for name, body in _one_of_each():
        if sniff(body) == "text/plain":  # says nothing of its end: only lengths and checksums can tell
            continue
        for twentieth in range(1, 21):
            part = body[: len(body) * twentieth // 21]
            tried += 1
            slipped += [f"{name} {twentieth}"] if judge(part) is None else []
            slipped += [f"{name} {twentieth} no length"] if judge(part, flags=["partial"]) is None else []
    assert tried >= 500
    assert slipped == []


def test_a_cut_or_damaged_stream_shows_before_it_is_unpacked() -> None:
    for name, body in _one_of_each():
        packed = gzip.compress(body, mtime=0)
        headers = [("Content-Encoding", "gzip")]
        assert transport_fault(packed, headers, MAX_BYTES) == "", name
        for twentieth in range(1, 21):
            assert transport_fault(packed[: len(packed) * twentieth // 21], headers, MAX_BYTES) in ("CUT_GZIP", ""), (
                name
            )
            part = packed[: max(2, len(packed) * twentieth // 21)]
            assert transport_fault(part, headers, MAX_BYTES) == "CUT_GZIP", name
        damaged = packed[:-6] + bytes([packed[-6] ^ 0xFF]) + packed[-5:]
        assert transport_fault(damaged, headers, MAX_BYTES) == "CUT_GZIP", name
        assert transport_fault(body[:-1], [("Content-Length", str(len(body)))], MAX_BYTES) == "CUT_LENGTH", name


def test_text_without_length_or_end_is_refused_and_with_a_length_taken() -> None:
    assert judge(TEXT.encode(), flags=["partial"]) == labelled("PARTIAL")
    assert judge(TEXT.encode()) is None


def test_an_interfaces_answer_is_whole_though_its_strings_hold_open_markup() -> None:
    rows = json.dumps(
        {"data": {"html": '<ul><li><a href="/1.html">年报</a></li></ul><div class="pagination" count="37">'}}
    )
    for body in (rows, f"cb({rows});", f"/**/jQuery1_2({rows})"):
        assert judge(body.encode()) is None, body
        assert judge(body[: len(body) * 2 // 3].encode()) is not None or body == rows, body


def test_the_type_is_what_the_bytes_are_whatever_is_said() -> None:
    types = {sniff(body) for _, body in _one_of_each()}
    assert len(types) >= 7
    assert "application/octet-stream" not in types


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("header", ["", "utf-8", "gb2312", "big5", "iso-8859-1", "x-none"])
@pytest.mark.parametrize("meta", ["", "utf-8", "gb2312", "big5"])
def test_text_is_read_right_whatever_is_declared(charset: str, header: str, meta: str) -> None:
    text = "臺中縣政府公開資訊年度報告，本機關受理申請二十件，依法辦理。" * 5 if charset == "big5" else TEXT
    body = (f'<meta charset="{meta}">' * bool(meta) + f"<p>{text}</p>").encode(charset)
    read, decided = decode(body, header)
    assert text in read, decided
    assert "\ufffd" not in read


def test_characters_of_four_bytes_are_read() -> None:
    assert decode("㐀镕喆淼䶮𠮷年度报告信息公开".encode("gb18030"))[0].startswith("㐀镕喆淼䶮𠮷")


def test_bytes_of_no_charset_are_refused_not_guessed() -> None:
    with pytest.raises(UnreadableDocument):
        decode(bytes(range(128, 256)) * 20)


def test_a_hostile_page_is_judged_at_once() -> None:
    for body in (
        b"<" * 3_000_000,
        b"<!--" * 500_000,
        b"<script>" * 300_000,
        b"<a " * 500_000,
        b"<html>" + b"<div" * 300_000,
    ):
        assert cut(body, "text/html") in ("CUT_HTML", "")
        judge(body)


def _one_of_each() -> list[tuple[str, bytes]]:
    """One good document of each kind: all of the repository's own, not all the pages made from one form."""
    files = [(name, body) for name, body in good().items() if name.startswith("tests")]
    return files + [(style, good()[f"{style} 0"]) for style in STYLES]
