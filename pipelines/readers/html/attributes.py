"""Removes from a page's markup, before it is parsed, the attributes that no reader needs.

Word processors write a style into every tag, most of the page's bytes; yet a page has only some dozen different tags.
Each is understood once, and the tree of what remains costs a third of the time.
"""

import re
from html import unescape

from pipelines.exceptions import LimitExceeded
from pipelines.readers.html import plain, stylesheets

# libxml2 takes seconds for one tag with tens of thousands of attributes; no page of a portal has 64 kB in one tag
_MAX_LENGTH = 65_536
# without re.I, with which a search looks at every character
_TAG = re.compile(r"(<(?:!--.*?(?:-->|\Z)|[sS][cC][rR][iI][pP][tT]\b.*?(?:</[sS][cC][rR]|\Z)|[A-Za-z][^>]*>?))", re.S)
_SHEET = re.compile(r"<[sS][tT][yY][lL][eE]\b[^>]*>(.*?)(?:</[sS][tT][yY]|\Z)", re.S)
_NO_TAG = ("<!--", "<script")
# as the HTML standard cuts a tag (13.2.5.32 to 40); a value is in quotes only where one follows the equals sign
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(=?[^\s/<>=]++|=)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|(?!["'])[^\s<>]*+)|(?!\s*+=))""",
)
_WHOLE = re.compile(rf"(<[A-Za-z][^\s/<>]*+)(?:{_ATTRIBUTE.pattern})*+[\s/]*+>")
IDLE = ("class", "id", "width", "align", "valign", "lang", "href", "src", "title", "face", "size", "border")


def lean(markup: str) -> str:
    """The page with the same tags, and of their attributes none that only a designer needs; raises LimitExceeded.

    It stays as it is where a sheet decides what is shown, since sheets choose by any attribute, and where a tag is not
    cut as the standard would: a quote may run past its end.
    """
    pieces = _TAG.split(markup)
    different = set(pieces[1::2])
    tags = {piece for piece in different if not piece.lower().startswith(_NO_TAG)}
    if len(max(tags, key=len, default="")) > _MAX_LENGTH:
        raise LimitExceeded("a tag of more than 64 kB: not a page a portal writes")
    cut = [match for match in map(_WHOLE.fullmatch, tags) if match]
    if len(cut) < len(tags) or any(map(stylesheets.may_tell, _SHEET.findall(markup))):
        return markup
    shorter = dict(zip(different, different, strict=True)) | {tag[0]: _lean(tag) for tag in cut}
    pieces[1::2] = map(shorter.__getitem__, pieces[1::2])
    return "".join(pieces)


def _lean(tag: re.Match[str]) -> str:
    kept = [tag[1]]
    is_styled = False  # of two styles, the first counts
    for attribute in _ATTRIBUTE.finditer(tag[0], tag.end(1)):
        name, value = attribute[1].lower(), attribute[2] or ""
        is_idle = name in IDLE
        if name == "style":
            style = unescape(value.strip("\"'"))
            is_idle = is_styled or not (stylesheets.says(style) or plain.odd(style, is_inline=True))
            is_styled = True
        if not is_idle:
            kept.append(attribute[0])
    return f"{''.join(kept)}>"
