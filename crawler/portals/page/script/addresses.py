"""Addresses that only a page's scripts name: calls that open a page, menus kept in arrays, markup written by script."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from scrapy.http import TextResponse

from crawler.portals.javascript.builtins import escape, plain
from crawler.portals.javascript.source import Source
from crawler.portals.page.once import once_a_page

_STRING = r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
_TERM = rf"(?:(?:escape|encodeURI(?:Component)?)\s*\(\s*(?:{_STRING})\s*\)|{_STRING})"
_EXPRESSION = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_CALL = re.compile(
    rf"(?:window\.open|location\.(?:replace|assign))\s*\(\s*(?P<called>{_EXPRESSION})"
    rf"|(?:location(?:\.href)?|this\.href)\s*=\s*(?P<set>{_EXPRESSION})"
)
_SHOWN = re.compile(
    rf"(?:\.src\s*=|\.attr\(\s*['\"]src['\"]\s*,)\s*(?P<put>{_EXPRESSION})"
)  # a tab that changes a frame
_PART = re.compile(rf"(?:(?P<function>escape|encodeURI(?:Component)?)\s*\(\s*)?(?P<string>{_STRING})")
_FUNCTION = (  # of one name: a page may have thousands, and hundreds of links that call one
    r"function\s+{name}\s*\((?P<parameters>\s*\w[\w\s,]*)\)\s*\{{(?P<body>(?:[^{{}}]|\{{[^{{}}]*\}})*)\}}"
)
_STATEMENT = re.compile(r"[;{}\n]|\bif\s*\([^()]*\)|\belse\b")  # what parts one statement of a function from the next
_ASSIGNED = re.compile(rf"^\s*(?:(?:var|let|const)\s+)?(?P<name>(?!location\b)\w+)\s*=\s*(?P<value>{_EXPRESSION})\s*$")
_LITERAL = rf"(?:\d+|{_STRING})"
_INVOKED = re.compile(
    rf"^\s*+(?:(?:javascript:|return\s)\s*+)?(?P<name>\w+)\s*\(\s*(?P<arguments>{_LITERAL}(?:\s*,\s*{_LITERAL})*)\s*\)"
)
_AT_ONCE = re.compile(r"(?:setTimeout\s*\(|onload\s*=|\$\(|\(|ready\s*\()\s*function\s*\(\s*\)\s*\{")
_NAME = re.compile(r"name|title|text|label|cname", re.IGNORECASE)
_ADDRESS = re.compile(r"url|href|link|linkurl", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LOOKS_LIKE_ADDRESS = re.compile(r"(?:https?:)?//\S+|\.{0,2}/\S*|[\w./-]+\.(?:s?html?|jhtml|aspx?|jspx?|do|php)\b\S*")
_TITLE = re.compile(r"(?<!\w)\w*(?:title|name|subject)", re.IGNORECASE)
_PLACE = re.compile(r"(?<!\w)\w*(?:url|href|link|path)", re.IGNORECASE)
_FILE = re.compile(
    r"(?P<file>(?P<mark>['\"])[^'\"\s<>+]+\.(?:pdf|ofd|docx?|wps|xlsx?|et|rtf|zip|rar)(?P=mark))", re.IGNORECASE
)
_GIVEN_FILE = re.compile(rf"^\s*+(?:(?:javascript:|return\s)\s*+)?[\w.]+\(\s*{_FILE.pattern}", re.IGNORECASE)
_WRITTEN = re.compile(r"document\.write(?:ln)?\s*\(\s*(?P<value>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*\)")


def called_address(script: str) -> str:
    """The address the first call of a script leads to: `window.open('/x')`, `location.href='a'+escape('报告')`; else
    the one it shows in a frame of the page."""
    call, shown = _CALL.search(script), _SHOWN.search(script)
    if call is None:
        return _value(shown["put"]) if shown else ""
    return _value(call["called"] or call["set"])


def known_address(script: str) -> str:
    """The one address a script leads to; `""` when it builds several, or puts something unknown into it."""
    found = {address for address, _ in _built(script, {})}
    return found.pop() if len(found) == 1 else ""


def address_by_function(call: str, source: str) -> str:
    """The address a call with literals leads to by a function of the page: `toPage(2)` where the page's scripts say
    `function toPage(n) {location.href = "list.action?page=" + n;}`; `""` when none is built there, or several are."""
    invoked = _INVOKED.match(call)
    function = re.search(_FUNCTION.format(name=invoked["name"]), source) if invoked else None
    if invoked is None or function is None:
        return ""
    names = (name.strip() for name in function["parameters"].split(","))
    given = (text if text[0] in "'\"" else f'"{text}"' for text in re.findall(_LITERAL, invoked["arguments"]))
    built = list(_built(function["body"], dict(zip(names, given, strict=False))))
    by_argument = {address for address, is_by_argument in built if is_by_argument}
    found = by_argument or {address for address, _ in built}
    return found.pop() if len(found) == 1 else ""


def given_file(call: str) -> str:
    """The file a call names where nobody here knows what it does with it: `downloadFile('/nb/2023.pdf')`."""
    given = _GIVEN_FILE.search(call)
    return plain(given["file"][1:-1]) if given else ""


def file_literals(script: str) -> list[str]:
    """The documents a script names, as one that shows a PDF on the page does."""
    return [plain(match["file"][1:-1]) for match in _FILE.finditer(script)]


def _built(body: str, given: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """(address, whether an argument is in it) of every jump in a function's body whose parts are all known."""
    known = {name: (value, True) for name, value in given.items()}
    for statement in _STATEMENT.split(re.sub(r"/\*.*?(?:\*/|\Z)", "", body, flags=re.DOTALL)):
        if statement.lstrip().startswith("//"):  # a remark
            continue
        has_argument = False
        for name, (value, is_by_argument) in known.items():
            put = re.sub(
                rf"(?<=[+(=])(\s*){re.escape(name)}(?=\s*[+,);]|\s*$)",
                lambda blank, value=value: blank[1] + value,
                statement,
            )
            has_argument |= is_by_argument and put != statement
            statement = put
        if (assigned := _ASSIGNED.match(statement)) and (has_argument or assigned["name"] not in known):
            known[assigned["name"]] = assigned["value"], has_argument
        elif (jump := _CALL.search(statement)) and not statement[jump.end() :].lstrip().startswith("+"):
            yield called_address(statement), has_argument


def sudden_address(script: str) -> str:
    """The address a script leads to as soon as the page is read; `""` when it only says so in a function."""
    script = _AT_ONCE.sub("", script)
    call = _CALL.search(script)
    if call is None or "function" in script[: call.start()].rsplit("}", 1)[-1]:
        return ""
    return _value(call["called"] or call["set"])


@once_a_page
def source_of(response: TextResponse) -> Source:
    """The scripts that stand in a page, as one source."""
    scripts = response.xpath("//script[not(@src)]/text()").getall()

    def element(selector: str) -> str | None:
        named = re.fullmatch(r"\w*[#.]?(?P<plain>[\w-]+)|\w*\[name=['\"]?(?P<name>[\w-]+)['\"]?\]", selector)
        name = named["plain"] or named["name"] if named else ""
        nodes = response.xpath("//*[@id = $name or @name = $name]", name=name) if name else []
        return nodes[0].attrib.get("value", nodes[0].attrib.get("content")) if nodes else None

    return Source("\n;\n".join(scripts), element)


def menu_nodes(source: Source) -> Iterator[tuple[str, str]]:
    """(name, address) of the nodes of a menu kept in script: `{id:1, name:"信息公开年报", url:"/x/index.html"}`, and of
    dTree's `d.add(1, 0, '信息公开年报', '/x/index.html')`.
    """
    arrays = []
    for value, _ in source.objects():
        arrays += [value] if _is_texts(value) else []
        for node in nodes(value):
            name, address = _member(node, _NAME), _member(node, _ADDRESS)
            if name and address:
                yield name, address
        yield from _named_in_arrays(value)
    for call in source.calls():
        if call.name in ("newArray", "Array") and len(call.given) > 1:
            texts = [source.value(given) for given in call.given]
            arrays += [texts] if _is_texts(texts) else []
        if call.name.endswith(".add") and len(call.given) >= 4:
            added = [source.value(given) for given in call.given[2:4]]
            if all(isinstance(one, str) for one in added):
                yield added[0], added[1]
    for names, addresses in pairwise(arrays):
        yield from _in_step(names, addresses)
        yield from _in_step(addresses, names)


def _named_in_arrays(value: Any) -> Iterator[tuple[str, str]]:
    """`["信息公开", "/gk/index.html"]`: a name beside an address, in an array of its own."""
    if not isinstance(value, list):
        return
    if _is_texts(value):
        names = [text for text in value if _HAN.search(text) and not _LOOKS_LIKE_ADDRESS.fullmatch(text)]
        addresses = [text for text in value if _LOOKS_LIKE_ADDRESS.fullmatch(text)]
        if len(names) == len(addresses) == 1:
            yield names[0], addresses[0]
    for inner in value:
        yield from _named_in_arrays(inner)


def _in_step(names: list[str], addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Two arrays of equal length, one of names, one of addresses."""
    is_menu = len(names) == len(addresses) and all(map(_LOOKS_LIKE_ADDRESS.fullmatch, addresses))
    if is_menu and all(_HAN.search(name) and not _LOOKS_LIKE_ADDRESS.fullmatch(name) for name in names):
        yield from zip(names, addresses, strict=True)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(one, str) for one in value)


def data_rows(source: Source) -> Iterator[tuple[str, str, str]]:
    """(title, address, all its texts) of the rows of a list kept in script, `{"title": "…", "url": "…"}`."""
    for value, _ in source.objects():
        for node in nodes(value):
            title, address = _member(node, _TITLE), _member(node, _PLACE)
            if title and address:
                yield title, address, " ".join(str(one) for one in node.values())


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a literal, those within others after them."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def _member(node: dict[str, Any], name: re.Pattern[str]) -> str:
    """The first text of an object under a name of the kind."""
    return next((one for key, one in node.items() if isinstance(one, str) and one and name.fullmatch(key)), "")


def written_markup(script: str) -> str:
    """The HTML a script writes with literal strings, `""` when it writes none."""
    written = (match["value"][1:-1] for match in _WRITTEN.finditer(script))
    return "\n".join(map(plain, written))


def _value(expression: str) -> str:
    parts = _PART.finditer(expression)
    return "".join(_encoded(part["function"] or "", plain(part["string"][1:-1])) for part in parts)


def _encoded(function: str, text: str) -> str:
    if function == "escape":
        return escape(text)
    if function:
        return quote(text, safe="/:?&=#%" if function == "encodeURI" else "")
    return text
