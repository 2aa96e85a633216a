"""Text that was read with a wrong charset before it was saved is read as it was meant, or said to be lost."""

import pytest

from pipelines.exceptions import UnreadableDocument
from pipelines.intake import charsets

PROSE = "根据《中华人民共和国政府信息公开条例》规定，本机关编制2023年政府信息公开工作年度报告，向社会公布。" * 6


@pytest.mark.parametrize(("meant", "wrong"), [(PROSE, "latin-1"), ("政府信息公开工作报告" * 40, "gb18030")])
def test_utf8_that_was_read_as_another_charset_is_read_as_it_was_meant(meant: str, wrong: str) -> None:
    assert charsets.decode(meant.encode().decode(wrong).encode())[0] == meant


def test_gb18030_that_was_read_as_latin_1_is_read_as_it_was_meant() -> None:
    assert charsets.decode(PROSE.encode("gb18030").decode("latin-1").encode())[0] == PROSE


def test_mojibake_of_which_some_is_lost_is_named() -> None:
    garbled = PROSE.encode().decode("cp1252", "replace").encode()
    with pytest.raises(UnreadableDocument, match="mojibake"):
        charsets.decode(garbled)


@pytest.mark.parametrize("text", [PROSE, "Jahresbericht über die Öffnung von Ämtern " * 20, "12,345 " * 100, "é" * 300])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert charsets.decode(text.encode())[0] == text
