"""ASP.NET WebForms: the next page is a POST of the page's own form, signed by the server.

A pager calls `__doPostBack(target, argument)`. The server answers it only with the `__VIEWSTATE` it printed, and
where it validates events (`__EVENTVALIDATION`) only for a page the form itself offered; so the pages are asked for
one after the other, each with the form of the one before. An old product without forms (Epoint, before EWB) counts
`totalPageNums` and takes `?Paging=2`.
"""

import re

from parsel import Selector
from scrapy.http import TextResponse
from w3lib.url import add_or_replace_parameter

from crawler.portals.base import Portal
from crawler.portals.javascript.search import arguments, calls_of
from crawler.portals.javascript.source import Source
from crawler.portals.page.links import absolute, anchor_labels, text_of
from crawler.portals.page.pagers import MAX_PAGES, Page, Stated
from crawler.portals.page.pages import form_page
from crawler.portals.page.script.addresses import source_of
from crawler.portals.page.script.fields import field
from crawler.portals.page.select_boxes import sent_fields

_NEXT = re.compile(r"^(?:下一?页|后一?页|next|>|›)$", re.IGNORECASE)
_CURRENT = re.compile(r"(?:当前页|当前第)[：:\s]*(\d{1,4})")
_GO_TO = re.compile(r"转到第(\d+)页")
_PAGING = re.compile(r"[?&]Paging=(\d+)")


class AspNet(Portal):
    """What WebForms does differently: the pager."""

    name = "aspnet"

    def recognises(self, response: TextResponse) -> str | None:
        """The hidden field in which WebForms keeps a page's state, or the pager of an old product without it."""
        if response.xpath("//input[@name='__VIEWSTATE']"):
            return "__VIEWSTATE"
        counted = _counted_pages(response)
        return None if counted is None else f"totalPageNums = {counted}, GoToPaging"

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The page 下一页 leads to: the form sent by script, or an ordinary address; never a guessed one."""
        controls = list(response.xpath("//a[contains(@href, '__doPostBack') or contains(@onclick, '__doPostBack')]"))
        following = [control for control in controls if _is_next(control, response)] or _next_number(controls)
        for control in following:
            if event := _event(control):
                return [_post_back(response, control, *event)]
        if _counted_pages(response) is not None:
            return _numbered(response, self.stated_total(response).pages or 1)
        return [page for page in super().next_pages(response) if not page.is_probe]

    def stated_total(self, response: TextResponse) -> Stated:
        """As everywhere; a pager by script is no riddle here."""
        said, counted = super().stated_total(response), _counted_pages(response)
        if counted is not None:
            return Stated(said.records, counted)
        return Stated(said.records, said.pages, said.has_unread_pager and not self.next_pages(response))


def _counted_pages(response: TextResponse) -> int | None:
    """The pages that the old product's pager counts; None on a page without that pager."""
    if "totalPageNums" not in response.text:
        return None
    source = source_of(response)
    counted = field(source, "totalPageNums")
    is_pager = any(function.name == "GoToPaging" for function in source.functions)
    return int(counted) if is_pager and counted.isdecimal() else None


def _event(control: Selector) -> tuple[str, str] | None:
    """(target, argument) of the event that a press sends; None where it sends none."""
    source = Source(f"{control.attrib.get('href', '')};{control.attrib.get('onclick', '')}")
    for call in calls_of(source, "__doPostBack"):
        match arguments(source, call):
            case [str(target), str(argument)] if target:
                return target, argument
    return None


def _numbered(response: TextResponse, last: int) -> list[Page]:
    """The pages after this one by `?Paging=2`: the cells that lead there call one of three functions."""
    own = _PAGING.search(response.url)
    numbers = range(int(own[1] if own else 1) + 1, min(last, MAX_PAGES) + 1)
    return [Page(add_or_replace_parameter(response.url, "Paging", str(number))) for number in numbers]


def _is_next(control: Selector, response: TextResponse) -> bool:
    """True for 下一页, and for 转到第3页 on page 2, where the words are pictures."""
    if any(_NEXT.match(label) for label in anchor_labels(control)):
        return True
    title = _GO_TO.fullmatch(control.attrib.get("title", ""))
    current = _CURRENT.search(text_of(response.selector)) if title else None
    return title is not None and current is not None and int(title[1]) == int(current[1]) + 1


def _next_number(controls: list[Selector]) -> list[Selector]:
    """Of a pager of numbers alone, the one after the number that is no link: of 1 and 3, on page 2, it is 3."""
    numbered = {int(text): control for control in controls if (text := text_of(control)).isdecimal()}
    current = max(min(numbered, default=1) - 1, 1)
    while current in numbered:
        current += 1
    return [numbered[current + 1]] if current + 1 in numbered else []


def _post_back(response: TextResponse, control: Selector, target: str, argument: str) -> Page:
    """The form around the control as a browser would send it: every field but the buttons, and the event."""
    form = (control.xpath("ancestor::form[1]") or response.xpath("//form"))[0]
    fields = sent_fields(form) | {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    action = absolute(response, form.attrib.get("action", "")) or response.url
    return form_page(action, fields)
