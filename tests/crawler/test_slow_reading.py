"""A portal whose documents take long to read keeps no other portal waiting, and not all of them in memory."""

from itertools import pairwise

from tests.crawler.crawl import crawl
from tests.faults.server import FaultServer, Hit, Wire, reply

HEAVY, LIGHT = "127.88.10.1", "127.88.10.2"
REPORTS = 20
SIZE = 1 << 19  # bytes of a heavy report; half a second of reading each


def portal(hit: Hit, times: int) -> Wire:
    """A home page, a column, twenty reports."""
    if hit.path == "/robots.txt":
        return reply("", kind="text/plain")
    if hit.path == "/":
        return reply("<html><body><a href='/nb/'>政府信息公开年报</a></body></html>")
    if hit.path == "/nb/":
        items = "".join(
            f"<li><a href='/{number}.html'>望溪区{number}号镇2023年政府信息公开工作年度报告</a></li>"
            for number in range(REPORTS)
        )
        title = "<title>政府信息公开年报</title>"
        return reply(f"<html><head>{title}</head><body><ul>{items}</ul>共{REPORTS}条</body></html>")
    number = hit.path.strip("/").removesuffix(".html")
    filling = "<!--" + " 字\n" * (SIZE // 5) + "-->" if hit.host == HEAVY else ""
    title = f"<h1>望溪区{number}号镇2023年政府信息公开工作年度报告</h1>"
    return reply(f"<html><body>{title}<p>{number * 400}</p>{filling}</body></html>")


def test_twenty_heavy_documents_leave_the_gaps_of_another_portal_under_a_second() -> None:
    with FaultServer({HEAVY: portal, LIGHT: portal}) as server:
        seeds = [
            {"region_code": f"X-{name}", "name": "望溪区", "level": "county", "portal_url": server.url(host)}
            for name, host in (("heavy", HEAVY), ("light", LIGHT))
        ]
        done = crawl(seeds, DOWNLOAD_DELAY=0.2, ITEM_PIPELINES={"tests.crawler.crawl.SlowReader": 1})
        times = {host: [hit.time for hit in server.log if hit.host == host] for host in (HEAVY, LIGHT)}
    assert len(times[LIGHT]) >= REPORTS
    assert len(times[HEAVY]) >= REPORTS, done.log[-2000:]
    gaps = [after - before for before, after in pairwise(times[LIGHT])]
    assert max(gaps) < 1, gaps
    heavy = [after - before for before, after in pairwise(times[HEAVY])]
    assert max(heavy) > 0.9, "the heavy one waits while as many of its documents wait as may"
    assert {outcome["outcome"] for outcome in done.outcomes.values()} <= {"ok", "partial"}
