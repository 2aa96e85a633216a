"""Bytes of a text document -> text, by a fixed order of attempts: what the bytes prove comes before what is declared.

Byte order mark, strict UTF-8, the declared charset, GB18030, Big5. Half of the old portals declare another charset
than they use, or none; strict UTF-8 hardly ever passes by chance, while GB18030 and Big5 pass on each other's bytes,
so of these the first whose text looks like Chinese prose is taken. What no charset reads is refused, not guessed.
"""

import codecs
import re

from pipelines.exceptions import UnreadableDocument
from pipelines.intake import mojibake

UNREADABLE = "〓"  # stands where a byte belongs to no character, as printers use it; a number with it is no number

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOLERATED = 0.001  # share of undecodable characters: a cut last character, a stray byte, not another charset
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_-]{2,20})""", re.I)
_DECLARED_WITHIN = 4096  # bytes; the HTML standard looks at 1,024, old pages put scripts before their meta tag
_SAMPLE = 20_000  # characters that the looks of a text are judged by
_FAMILY = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_FAMILY |= {"big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "big5": "big5hkscs", "utf8": "utf-8"}
_GUESSED = ("gb18030", "big5hkscs")
# the most frequent characters of official prose, simplified and traditional: a third of any such text
_COMMON = (
    "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过"
    "政府信息公开工作报告申请本行政机关部门办理件数总计按条例规定主动依法内容制度情况机构建设服务管理区县市镇街"
    "這為來個們說國時開報請門辦數總計條規動內構設務區縣鎮關無務會後對過學"
)
_FREQUENT = re.compile(f"[{_COMMON}]")
_RUNS = re.compile(rb"[\x00-\x7f]+|[\x80-\xff](?:[\x40-\x7e]?[\x80-\xff])*[\x40-\x7e]?")
_LABEL = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2026\x20-\x7e·]+")
_ASCII = re.compile(r"[\x00-\x7f]+")


def decode(body: bytes, declared: str = "") -> tuple[str, str]:
    """(text, charset). `declared`: the charset of the HTTP header; a meta tag's is found here.

    Raises UnreadableDocument when no charset reads the bytes, or for mojibake of which some is lost. The text never
    holds U+FFFD: a stray byte becomes `UNREADABLE`.
    """
    charset, text = _decided(body, declared)
    if text is not None:
        return _meant(text.replace("\ufffd", UNREADABLE), charset)
    if (pieces := _in_pieces(body)) is not None:
        return pieces, "utf-8 and gb18030"
    attempts = []
    for candidate in ("utf-8", *_GUESSED):
        text = body.decode(candidate, "replace")
        attempts.append((text.count("\ufffd") / max(len(text), 1), candidate, text))
    share, charset, text = min(attempts, key=lambda attempt: attempt[0])
    if share > _TOLERATED:
        raise UnreadableDocument(
            f"the text is neither UTF-8 nor GB18030 nor Big5 ({share:.1%} of its characters do not decode)"
        )
    return text.replace("\ufffd", UNREADABLE), charset


def _meant(text: str, charset: str) -> tuple[str, str]:
    """The text and its charset; of text that was once read with a wrong one, as it was meant.

    Raises UnreadableDocument where that lost some of it.
    """
    found = mojibake.repaired(text, _is_prose)
    if found is None:
        return text, charset
    meant, how = found
    if not meant:
        raise UnreadableDocument(f"the text is garbled (mojibake): {how}, and some of its characters are lost")
    return meant, how


def _in_pieces(body: bytes) -> str | None:
    """The text of a page that was put together of parts in UTF-8 and GB18030; None where that reads not all of it.

    A run of bytes beyond ASCII is taken for UTF-8 if it is; else for GB18030 if that looks like Chinese prose.
    """
    pieces, is_utf8 = [], 0
    for run in _RUNS.findall(body):
        try:
            pieces.append(run.decode("utf-8"))
            is_utf8 += len(run) > 3
        except UnicodeDecodeError:
            text = _strictly(run, "gb18030")
            if text is None or not _LABEL.fullmatch(text):
                return None
            pieces.append(text)
    return "".join(pieces) if is_utf8 else None


def guess(body: bytes, declared: str = "") -> str:
    """The charset to read these bytes with, cut or not; never fails, for what may be no text at all."""
    charset, text = _decided(body, declared)
    if text is not None:
        return charset
    shares = {name: body.decode(name, "replace").count("\ufffd") for name in ("utf-8", *_GUESSED)}
    return min(shares, key=lambda name: shares[name])


def _decided(body: bytes, declared: str) -> tuple[str, str | None]:
    """The charset that reads all bytes, and the text; the text is None when none does."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return charset, body.decode(charset, "replace")
    wide = _utf16_without_mark(body)
    for charset in ("utf-8", wide) if wide else ("utf-8",):
        text = _strictly(body, charset)
        if text is not None and (charset != "utf-8" or not wide):
            return charset, text
    passed = []
    for charset in dict.fromkeys((*_declared(body, declared), *_GUESSED)):
        text = _strictly(body, charset)
        if text is None:
            continue
        if _is_prose(text):
            return charset, text
        passed.append((charset, text))
    return max(passed, key=lambda one: _share(one[1])) if passed else ("", None)


def _declared(body: bytes, header: str) -> list[str]:
    named = [match.decode("ascii") for match in _DECLARED.findall(body[:_DECLARED_WITHIN])]
    known = []
    for name in (header, *named):
        charset = _FAMILY.get(name.strip().lower(), name.strip().lower())
        try:
            codecs.lookup(charset)
        except (LookupError, ValueError):
            continue
        if charset in ("utf-8", *_GUESSED):  # of others, latin-1 say, none is a charset of these texts: it reads all
            known.append(charset)
    return known


def _utf16_without_mark(body: bytes) -> str:
    """Markup in UTF-16 shows by its NULs."""
    head = body[:256].lstrip(b"\r\n \x00")
    if head.startswith(b"<\x00"):
        return "utf-16-le"
    return "utf-16-be" if body[:1] == b"\x00" and body[1:2] == b"<" else ""


def _strictly(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except UnicodeDecodeError:
        return None


def _is_prose(text: str) -> bool:
    """True if enough of its Chinese characters belong to the frequent ones. By chance three in a hundred do."""
    return _share(text) >= 0.15


def _share(text: str) -> float:
    foreign = _ASCII.sub("", text[:_SAMPLE])
    letters = sum(map(str.isalpha, foreign))
    return len(_FREQUENT.findall(foreign)) / letters if letters else 1.0
