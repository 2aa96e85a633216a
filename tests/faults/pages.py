"""A small sound portal that every fault is built into: home page, column, two reports."""

from functools import cache

from tests.city.forms.render_html import page as report_page
from tests.city.published.series import reports
from tests.faults.server import Answer, Hit, Wire, reply

ORGAN = "青岚市望溪区人民政府"
FAULTY, SOUND = 2023, 2022  # the years of the two reports
FAULT = "/nb/2023.html"


def portal(fault: Answer, *, path: str = FAULT, robots: Answer | None = None) -> Answer:
    """A portal whose report of 2023, at `path`, is answered by `fault`."""

    def answer(hit: Hit, times: int) -> Wire:
        match hit.path.partition("?")[0]:
            case "/robots.txt":
                return robots(hit, times) if robots else reply("User-agent: *\nAllow: /\n", kind="text/plain")
            case "/":
                return reply(_page("望溪区人民政府", '<p><a href="/nb/">政府信息公开年报</a></p>'))
            case "/nb/":
                rows = ((path, FAULTY), ("/nb/2022.html", SOUND))
                items = "".join(
                    f'<li><a href="{href}">{ORGAN}{year}年政府信息公开年报</a><span>{year + 1}-01-20</span></li>'
                    for href, year in rows
                )
                return reply(_page("政府信息公开年报", f"<ul>{items}</ul>"))
            case "/nb/2022.html":
                return reply(report(SOUND))
        if hit.path.partition("?")[0] == path or hit.path.startswith("/fault/"):
            return fault(hit, times)
        return reply(_page("404", "<h1>404</h1><p>页面不存在</p>"), status="404 Not Found")

    return answer


@cache
def report(year: int) -> str:
    """The report page of a year, in UTF-8 and saying so."""
    (form,) = reports(ORGAN, (year,), seed=year)
    return report_page(form)


def _page(title: str, body: str) -> str:
    return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
