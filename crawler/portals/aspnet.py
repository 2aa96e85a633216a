"""ASP.NET WebForms: the next page is a POST of the page's own form, signed by the server.

A pager calls `__doPostBack(target, argument)`. The server answers it only with the `__VIEWSTATE` it printed, and
where it validates events (`__EVENTVALIDATION`) only for a page the form itself offered; so the pages are asked for
one after the other, each with the form of the one before.
"""

import re
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.links import absolute, anchor_labels, text_of
from crawler.portals.pagers import Page, Stated

_CALL = re.compile(r"""__doPostBack\(\s*(["'])(?P<target>[^"']+)\1\s*,\s*(["'])(?P<argument>[^"']*)\3\s*\)""")
_GO_TO = re.compile(r"location(?:\.href)?\s*=\s*(['\"])(?P<address>[^'\"]+)\1")
_NEXT = re.compile(r"^(?:下一?页|后一?页|next|>|›)\s*>?$", re.IGNORECASE)
_CURRENT = re.compile(r"(?:当前页|当前第)[：:\s]*(\d{1,4})|第\s*(\d{1,4})\s*页?\s*/")
_RECORDS = re.compile(r"(?:记录总数|总记录数|总条数)[：:\s]*(\d{1,6})")
_PAGES = re.compile(r"总页数[：:\s]*(\d{1,4})")
_EPOINT_PAGES = re.compile(r"var totalPageNums\s*=\s*(\d{1,4});\s*function GoToPaging")
_FORM_TYPE = (("Content-Type", "application/x-www-form-urlencoded"),)


class AspNet(Portal):
    name = "aspnet"

    def recognises(self, response: TextResponse) -> str | None:
        """The hidden field in which WebForms keeps a page's state, or the pager of an old product without it."""
        if response.xpath("//input[@name='__VIEWSTATE']"):
            return "__VIEWSTATE"
        pager = _EPOINT_PAGES.search(response.text)
        return pager[0] if pager else None

    def next_pages(self, response: TextResponse) -> list[Page]:
        """The page that 下一页 leads to: as a POST of the form, by script, or by an ordinary link."""
        for control in response.xpath("//a[@href or @onclick] | //td[@onclick]"):
            if not _is_next(control, response):
                continue
            script = f"{control.attrib.get('href', '')} {control.attrib.get('onclick', '')}"
            call, go_to = _CALL.search(script), _GO_TO.search(script)
            if call:
                return [_post_back(response, control, call["target"], call["argument"])]
            if go_to:
                return [Page(absolute(response, go_to["address"]))]
        return super().next_pages(response)

    def stated_total(self, response: TextResponse) -> Stated:
        """`记录总数：840 总页数：42` beside what every portal says; a pager by script is no riddle here."""
        said = super().stated_total(response)
        text = text_of(response.selector)
        records, pages = _RECORDS.search(text), _PAGES.search(text) or _EPOINT_PAGES.search(response.text)
        return Stated(
            said.records if said.records is not None or records is None else int(records[1]),
            said.pages if said.pages is not None or pages is None else int(pages[1]),
            has_unread_pager=said.has_unread_pager and not self.next_pages(response),
        )


def _is_next(control: Selector, response: TextResponse) -> bool:
    """True for 下一页, and for 转到第3页 on page 2, where the words are pictures."""
    if any(_NEXT.match(label) for label in anchor_labels(control)):
        return True
    title = re.fullmatch(r"转到第(\d+)页", control.attrib.get("title", ""))
    current = _CURRENT.search(text_of(response.selector)) if title else None
    return bool(title and current) and int(title[1]) == int(current[1] or current[2]) + 1  # type: ignore[index]


def _post_back(response: TextResponse, control: Selector, target: str, argument: str) -> Page:
    """The form around the control as the browser would send it: every field but the buttons, and the event."""
    form = (control.xpath("ancestor::form[1]") or response.xpath("//form[.//input[@name='__VIEWSTATE']]"))[0]
    fields = {"__EVENTTARGET": "", "__EVENTARGUMENT": ""}
    for field in form.xpath(".//input[@name] | .//select[@name]"):
        if field.root.tag == "select":
            chosen = field.xpath("./option[@selected]/@value | ./option[1]/@value").getall()
            fields[field.attrib["name"]] = (field.xpath("./option[@selected]/@value").getall() or chosen or [""])[0]
        elif field.attrib.get("type", "text").lower() in ("hidden", "text"):
            fields[field.attrib["name"]] = field.attrib.get("value", "")
    fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    action = absolute(response, form.attrib.get("action", "")) or response.url
    return Page(action, method="POST", body=urlencode(fields).encode("ascii"), headers=_FORM_TYPE)
