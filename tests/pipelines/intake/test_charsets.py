"""Charsets: by the bytes, never by what is declared."""

import pytest

from pipelines.exceptions import UnreadableDocument
from pipelines.intake.charsets import decode

TEXT = "政府信息公开工作年度报告：行政许可229件"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_every_charset_of_a_portal_gives_the_same_text(charset: str) -> None:
    assert decode(TEXT.encode(charset))[0] == TEXT


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_cut_last_character_loses_nothing_else(charset: str) -> None:
    text, _ = decode((TEXT * 100).encode(charset)[:-1] + TEXT.encode(charset)[:1])
    assert text.startswith(TEXT * 99)


def test_a_stray_byte_in_a_number_shows_in_it() -> None:
    text, _ = decode((TEXT * 100).encode().replace(b"229", b"2\xff29", 1))
    assert "2〓29" in text
    assert "\ufffd" not in text


def test_bytes_of_no_charset_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match="neither UTF-8 nor GB18030"):
        decode(bytes(range(128, 256)) * 20)


def test_a_page_of_parts_in_two_charsets_is_read_part_by_part() -> None:
    body = (
        "<div>政府信息公开工作年度报告</div>".encode() + "<p>县水务局　行政许可 120</p>".encode("gbk") + "年".encode()
    )
    assert decode(body) == ("<div>政府信息公开工作年度报告</div><p>县水务局　行政许可 120</p>年", "utf-8 and gb18030")
    with pytest.raises(UnreadableDocument):
        decode("政府信息公开".encode() + bytes(range(0x80, 0xA0)))
