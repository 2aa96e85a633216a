"""What a page's scripts send to an interface: the value of one parameter, however the page writes its request."""

import re

_QUOTED = r"'(?P<one>[^'\n]*)'|\"(?P<two>[^\"\n]*)\""
_FORMS = (  # of `name` with a value: `name: 'x'`, `name = 5`, `"name", "x"`, `?name=x&`, `<input id="name" value="x">`
    rf"(?<![\w.?&-])['\"]?{{name}}['\"]?\s*(?::|=(?!=))\s*(?:{_QUOTED}|(?P<bare>[\w.$-]+))",
    rf"(['\"]){{name}}\1\s*,\s*(?:{_QUOTED})",
    r"[?&]{name}=(?P<text>[^&'\"\s<>+]*)",
    r"[?&]{name}=['\"]\s*\+\s*(?P<bare>[\w.$]+)",
    rf"(?:id|name)\s*=\s*['\"]{{name}}['\"][^<>]*?\b(?:value|content)\s*=\s*(?:{_QUOTED})",
)
_LITERAL = re.compile(r"[\d.]+|true|false")


def field(source: str, name: str, near: int = 0) -> str:
    """The literal that `source` gives `name`, the one nearest to place `near`; `""` when it gives none.

    A name that stands for it (`columnId: id`) is looked up once: `var id = '…'`. Numbers, true and false are literals.
    """
    return _literal(source, name, near, is_variable=False)


def _literal(source: str, name: str, near: int, *, is_variable: bool) -> str:
    found = [match for form in _FORMS for match in re.finditer(form.format(name=re.escape(name)), source)]
    for match in sorted(found, key=lambda match: abs(match.start() - near)):
        groups = match.groupdict()
        quoted = groups.get("one") or groups.get("two") or groups.get("text")
        bare = groups.get("bare") or ""
        if quoted or _LITERAL.fullmatch(bare):
            return (quoted or bare).strip()
        if bare and bare != name and not is_variable and (value := _literal(source, bare, near, is_variable=True)):
            return value
    return ""
