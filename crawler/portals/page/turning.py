"""Finds the page number in a request, whatever its name and place, and makes the request for the next page."""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.portals.page.pages import Page, form_body, json_object, sent_form

PAGE_NAME = re.compile(
    r"(?:cur|current|curr|which|now|go|to|this|req|list)?[_-]?page(?:[_-]?(?:index|idx|no|num|number|now|id|ye|current|n))?"
    r"|p(?:[_-]?(?:no|num|n|index|idx))?|pn|pg|paging|curr?ent|cur(?:pn)?|ye(?:ma|shu)?|dqy|index",
    re.IGNORECASE,
)
OFFSET_NAME = re.compile(
    r"offset|skip|start(?:_?(?:row|record|index|num|no))?|begin|from|first(?:_?result)?", re.IGNORECASE
)
SIZE_NAME = re.compile(
    r"(?:page|list|show)?_?(?:size|len|length|limit|rows)|per_?page|pre_?page|page_?rows|ps|page_?records|(?:list|show)_?num",
    re.IGNORECASE,
)
TOTAL_NAME = re.compile(
    r"(?:total|all|count|records?|rows?|items?|docs?|infos?|articles?|data)_?(?:counts?|num|number|nums|records?|rows?|elements|"
    r"total|size|items)|total|count|num_?found|sum|zs|hits|records?(?:num)",
    re.IGNORECASE,
)
PAGES_NAME = re.compile(
    r"(?:total|max|all|last|sum|count)_?pages?(?:_?(?:num|count))?|pages?_?(?:count|total|sum)s?|pages", re.IGNORECASE
)
_LAST_RECORD = re.compile(r"end(?:_?(?:row|record|index))?|to", re.IGNORECASE)
_IN_PATH = re.compile(
    r"(?P<before>/page[-_/]|[_-])(?P<number>\d{1,4})(?P<after>/|\.\w{2,5})?$|(?P<stem>/)(?P<name>\d{1,3})(?P<ending>\.\w{2,5})$"
)
_MAX_NUMBER = 2000  # of a page; a larger number names something else
Fields = dict[str, Any]


def turned(page: Page, rows: int, *, by: int = 1) -> Page | None:
    """The request for the next page of a list that showed `rows` rows; None where nothing in it counts pages.

    The number may stand in the body (a form or JSON), in the query, or at the end of the path.
    """
    for turn in (_in_body, _in_query, _in_path):
        if (found := turn(page, rows, by)) is not None:
            return replace(found, is_probe=True)
    return None


def number_of(page: Page) -> int | None:
    """The page's number as its request says it; None where nothing in it counts pages."""
    for fields in (sent_form(page), dict(parse_qsl(urlsplit(page.url).query))):
        name = _page_name(fields)
        if name:
            return int(fields[name])
    return None


def _in_body(page: Page, rows: int, by: int) -> Page | None:
    data = json_object(page.body.decode("utf-8", "replace"))
    if data is not None:
        changed = _changed_deep(data, rows, by)
        return None if changed is None else replace(page, body=json.dumps(changed, ensure_ascii=False).encode())
    changed = _changed(sent_form(page), rows, by)
    return None if changed is None else replace(page, body=form_body(changed).encode())


def _in_query(page: Page, rows: int, by: int) -> Page | None:
    parts = urlsplit(page.url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    changed = _changed(dict(pairs), rows, by)
    if changed is None:
        return None
    query = urlencode([(name, changed.get(name, value)) for name, value in pairs])
    return replace(page, url=urlunsplit(parts._replace(query=query)))


def _in_path(page: Page, rows: int, by: int) -> Page | None:
    parts = urlsplit(page.url)
    if parts.query or page.method != "GET":
        return None

    def after(match: re.Match[str]) -> str:
        if match["number"]:
            return f"{match['before']}{int(match['number']) + by}{match['after'] or ''}"
        return f"{match['stem']}{int(match['name']) + by}{match['ending']}"

    path, count = _IN_PATH.subn(after, parts.path)
    return replace(page, url=urlunsplit(parts._replace(path=path))) if count else None


def _changed(fields: Fields, rows: int, by: int) -> Fields | None:
    """The fields with the next page's number; None where none of them counts pages."""
    name = _page_name(fields)
    if name:
        return fields | {name: _same_kind(fields[name], int(fields[name]) + by)}
    offset = next((key for key, value in fields.items() if OFFSET_NAME.fullmatch(key) and _is_number(value)), "")
    if not offset or not rows:
        return None
    last = next((key for key, value in fields.items() if _LAST_RECORD.fullmatch(key) and _is_number(value)), "")
    step = int(fields[last]) - int(fields[offset]) + 1 if last else rows
    moved = {offset: _same_kind(fields[offset], int(fields[offset]) + step * by)}
    return fields | moved | ({last: _same_kind(fields[last], int(fields[last]) + step * by)} if last else {})


def _changed_deep(data: Fields, rows: int, by: int) -> Fields | None:
    """The same of JSON, whose fields may stand in an object or a text of JSON inside it."""
    if (changed := _changed(data, rows, by)) is not None:
        return changed
    for name, value in data.items():
        inner = json_object(value) if isinstance(value, str) else value
        if isinstance(inner, dict) and (changed := _changed_deep(inner, rows, by)) is not None:
            return data | {name: json.dumps(changed, ensure_ascii=False) if isinstance(value, str) else changed}
    return None


def _page_name(fields: Fields) -> str:
    counted = [key for key, value in fields.items() if PAGE_NAME.fullmatch(key) and _is_number(value)]
    found = [key for key in counted if not SIZE_NAME.fullmatch(key)]
    return max(found, key=lambda key: "page" in key.lower(), default="")


def _is_number(value: Any) -> bool:
    text = str(value)
    return not isinstance(value, bool) and text.isdecimal() and int(text) <= _MAX_NUMBER


def _same_kind(before: Any, number: int) -> Any:
    return number if isinstance(before, int) else str(number)
