"""How long a list is by what the page's scripts say of it: the numbers their pagers are given."""

import re

from crawler.portals.javascript.search import arguments, calls_of, numbers, whole
from crawler.portals.javascript.source import Source
from crawler.portals.page.script.addresses import nodes
from crawler.portals.page.turning import PAGE_NAME, SIZE_NAME, TOTAL_NAME

_SCRIPTED_PAGES = re.compile(
    r"page_?count|count_?page|total_?pages?|page_?total|(?:total|max)_?page_?num", re.IGNORECASE
)
_SCRIPTED_RECORDS = re.compile(r"total_?(?:records?|count|rows|num)|records?_?(?:count|total)|count", re.IGNORECASE)
_SCRIPTED_SIZE = re.compile(r"page_?size|per_?page|items_per_page|page_?rows|limit", re.IGNORECASE)
_MAX_STATED = {_SCRIPTED_PAGES: 9999, _SCRIPTED_RECORDS: 99999, _SCRIPTED_SIZE: 999}  # a larger number counts no rows


def stated_by_script(source: Source) -> tuple[int | None, int | None]:
    """(pages, records) by the names that scripts give them; None for what they do not tell.

    A number of records without the size of a page may count anything: then it counts only beside a page, a size or an
    address in one object.
    """
    told: dict[re.Pattern[str], set[int]] = {name: set() for name in _MAX_STATED}
    for name, count in numbers(source):
        for kind, most in _MAX_STATED.items():
            if kind.fullmatch(name) and count <= most:
                told[kind].add(count)
    for function, option in (("laypage", "pages"), ("laypage.render", "pages"), ("kkpager.generPageHtml", "total")):
        for call in calls_of(source, function):
            options = next((one for one in arguments(source, call) if isinstance(one, dict)), {})
            told[_SCRIPTED_PAGES] |= {count for count in [whole(options.get(option))] if count}
    for call in calls_of(source, "pagination"):
        told[_SCRIPTED_RECORDS] |= {one for one in arguments(source, call)[:1] if isinstance(one, int) and one}
    pages, records, size = (found.pop() if len(found) == 1 else None for found in told.values())
    if size is None:
        return pages, _total_in_objects(source)
    return -(-records // size) if pages is None and records else pages, records


def _total_in_objects(source: Source) -> int | None:
    """The number of rows that an object of a pager names beside a page, a size or an address: `{prepage: 6,
    recordCount: '13'}`; None where no object or several different ones do."""
    found: set[int] = set()
    for value, _ in source.objects():
        for node in nodes(value):
            totals = [name for name in node if TOTAL_NAME.fullmatch(name) and str(node[name]).isdecimal()]
            counted = any(PAGE_NAME.fullmatch(name) or SIZE_NAME.fullmatch(name) for name in node if name not in totals)
            found.update(int(node[name]) for name in totals if counted)
    return found.pop() if len(found) == 1 else None
