"""Addresses that only a page's scripts name: calls that open a page, menus kept in arrays, markup written by script."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

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
    rf"^\s*(?:javascript:|return\s)?\s*(?P<name>\w+)\s*\(\s*(?P<arguments>{_LITERAL}(?:\s*,\s*{_LITERAL})*)\s*\)"
)
_AT_ONCE = re.compile(r"(?:setTimeout\s*\(|onload\s*=|\$\(|\(|ready\s*\()\s*function\s*\(\s*\)\s*\{")
_OBJECT = re.compile(r"\{[^{}]{10,2000}\}")
_NAME = re.compile(rf"(?<!\w)['\"]?(?:name|title|text|label|cname)['\"]?\s*:\s*(?P<value>{_STRING})", re.IGNORECASE)
_ADDRESS = re.compile(rf"(?<!\w)['\"]?(?:url|href|link|linkurl)['\"]?\s*:\s*(?P<value>{_STRING})", re.IGNORECASE)
_TITLE = re.compile(rf"(?<!\w)['\"]?\w*(?:title|name|subject)['\"]?\s*:\s*(?P<value>{_STRING})", re.IGNORECASE)
_PLACE = re.compile(rf"(?<!\w)['\"]?\w*(?:url|href|link|path)['\"]?\s*:\s*(?P<value>{_STRING})", re.IGNORECASE)
_ADDED = re.compile(rf"\.add\s*\(\s*[\w'\"-]+\s*,\s*[\w'\"-]+\s*,\s*(?P<name>{_STRING})\s*,\s*(?P<address>{_STRING})")
_FILE = re.compile(
    r"(?P<file>(?P<mark>['\"])[^'\"\s<>+]+\.(?:pdf|ofd|docx?|wps|xlsx?|et|rtf|zip|rar)(?P=mark))", re.IGNORECASE
)
_GIVEN_FILE = re.compile(rf"^\s*(?:javascript:|return\s)?\s*[\w.]+\(\s*{_FILE.pattern}", re.IGNORECASE)
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
    return _plain(given["file"][1:-1]) if given else ""


def file_literals(script: str) -> list[str]:
    """The documents a script names, as one that shows a PDF on the page does."""
    return [_plain(match["file"][1:-1]) for match in _FILE.finditer(script)]


def _built(body: str, given: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """(address, whether an argument is in it) of every jump in a function's body whose parts are all known."""
    known = {name: (value, True) for name, value in given.items()}
    for statement in _STATEMENT.split(re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL)):
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


def menu_nodes(script: str) -> Iterator[tuple[str, str]]:
    """(name, address) of the nodes of a menu kept in script: `{id:1, name:"信息公开年报", url:"/x/index.html"}`, and of
    dTree's `d.add(1, 0, '信息公开年报', '/x/index.html')`.
    """
    for node in _OBJECT.findall(script):
        name, address = _NAME.search(node), _ADDRESS.search(node)
        if name and address and len(address["value"]) > 2:
            yield name["value"][1:-1], _plain(address["value"][1:-1])
    for node in _ADDED.finditer(script):
        yield node["name"][1:-1], _plain(node["address"][1:-1])


def data_rows(script: str) -> Iterator[tuple[str, str, str]]:
    """(title, address, the object's whole text) of the rows of a list kept in script, `{"title": "…", "url": "…"}`."""
    for node in _OBJECT.findall(script):
        title, address = _TITLE.search(node), _PLACE.search(node)
        if title and address:
            yield _plain(title["value"][1:-1]), _plain(address["value"][1:-1]), node


def written_markup(script: str) -> str:
    """The HTML a script writes with literal strings, `""` when it writes none."""
    written = (match["value"][1:-1] for match in _WRITTEN.finditer(script))
    return "\n".join(map(_plain, written))


def _value(expression: str) -> str:
    parts = _PART.finditer(expression)
    return "".join(_encoded(part["function"] or "", _plain(part["string"][1:-1])) for part in parts)


def _plain(literal: str) -> str:
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", lambda sign: chr(int(sign[1], 16)) if sign[1] else sign[2], literal)


def _encoded(function: str, text: str) -> str:
    if function == "escape":  # the old function writes UTF-16 units, %u62A5; the servers that use it expect that
        return "".join(sign if ord(sign) < 128 else f"%u{ord(sign):04X}" for sign in text)
    if function:
        return quote(text, safe="/:?&=#%" if function == "encodeURI" else "")
    return text
