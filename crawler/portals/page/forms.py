"""Pagers that send a form: a script puts the page's number into a field and submits the form around the list."""

import re
from urllib.parse import unquote

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.page.links import absolute
from crawler.portals.page.pages import Page, form_page
from crawler.portals.page.select_boxes import sent_fields

_LITERAL = r"\d+|'[^'\n]*'|\"[^\"\n]*\""
_ELEMENT = r"(?:document\.getElementById\(\s*|\$\(\s*|document\.(?:forms)?\[\s*)['\"]#?(?P<{0}>[\w.-]+)['\"]\s*[)\]]"
_NAMED = r"document\.(?:forms\.)?(?P<{0}>\w+)"
_SET = re.compile(
    rf"(?:{_ELEMENT.format('id')}|{_NAMED.format('form')}\.(?P<field>\w+))"
    r"\.(?:value\s*=(?!=)\s*|val\(\s*)(?P<value>[^;)\n]+)"
)
_SENT = re.compile(rf"(?:{_ELEMENT.format('id')}|{_NAMED.format('name')})\.submit\(\s*\)")
_FUNCTION = re.compile(r"function\s+(?P<name>\w+)\s*\((?P<parameters>[\w\s,]*)\)\s*\{(?P<body>[^{}]*)\}")
_INVOKED = re.compile(
    rf"^\s*+(?:(?:javascript:|return\s)\s*+)?(?P<name>\w+)\s*\(\s*(?P<given>(?:{_LITERAL})(?:\s*,\s*(?:{_LITERAL}))*)\s*\)"
)
_VALUE = re.compile(r"(?<=[=(\s])\w+(?=\s*[);\n])")
_CHANGES_MORE = re.compile(
    r"\.action\s*=|appendChild|\bif\b|\.attr\(|setAttribute\(\s*['\"]action['\"]\s*,\s*['\"][^?'\"]"
)


def sent(response: TextResponse, anchor: Selector) -> Page | None:
    """The request that a click posts; None where the click sends no form, or one it changes in ways that
    are not understood: a form without the column's number would list another column."""
    for call in (anchor.attrib.get("onclick") or "", unquote(anchor.attrib.get("href") or "")):
        script = call if ".submit(" in call else _body(call, response.text)
        submitted = _SENT.search(script)
        if submitted is None or _CHANGES_MORE.search(script):
            continue
        name = submitted["id"] or submitted["name"]
        form = response.xpath("//form[@id = $name or @name = $name]", name=name)[:1]
        changed = _changed(response, script)
        if form and changed and form.attrib.get("method", "").lower() == "post":
            action = absolute(response, form.attrib.get("action", "")) or response.url
            return form_page(action, sent_fields(form[0]) | changed, charset=response.encoding)
    return None


def _body(call: str, source: str) -> str:
    """The body of the page's function that a call with literals runs, the literals put in; `""` when there is none."""
    invoked = _INVOKED.match(call)
    for function in _FUNCTION.finditer(source) if invoked else ():
        if invoked and function["name"] == invoked["name"]:
            given = re.findall(_LITERAL, invoked["given"])
            known = dict(zip((name.strip() for name in function["parameters"].split(",")), given, strict=False))
            return _VALUE.sub(lambda word, known=known: known.get(word[0], word[0]), function["body"])
    return ""


def _changed(response: TextResponse, script: str) -> dict[str, str]:
    """Field name -> the value a script gives it; empty when one of the values is no literal."""
    changed = {}
    for one in _SET.finditer(script):
        value = re.fullmatch(_LITERAL, one["value"].strip())
        named = response.xpath("//*[@id = $id]/@name", id=one["id"]).get("") if one["id"] else one["field"]
        if value is None or not named:
            return {}
        changed[named] = value[0].strip("'\"")
    return changed
