"""Where a portal is now, by its home page."""

import pytest
from scrapy.http import HtmlResponse

from crawler.discovery.moved import MAX_NOTICE, new_address
from tests.crawler.crawl import crawl
from tests.crawler.site import Answer, site
from tests.crawler.small_sites import links, page, report, rows

HOME = "http://www.qingshan.gov.cn/"
NEW = "http://www.qsq.gov.cn/"
WORDS = "<p>青山区今日要闻</p>" * (MAX_NOTICE // 6)


def told(body: str) -> str:
    page = HtmlResponse(HOME, body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")
    return new_address(page, HOME)


@pytest.mark.parametrize(
    "body",
    [
        f"<p>本网站已迁移至新平台，请访问 <a href='{NEW}'>青山区人民政府</a></p>",
        "<h2>青山区政府门户网站启用新域名公告</h2><p>新域名为 www.qsq.gov.cn，原域名www.qingshan.gov.cn同时停用。</p>",
        f"<p>网站已改版升级至：</p><p>{NEW}</p>",
        f"<a href='{NEW}'><img alt='点击进入新网站' src='a.png'></a><p>旧网站停止更新</p>",
        f"<script>location.href='{NEW}'</script>",
        f"<iframe src='{NEW}'></iframe>",
        f"{WORDS}<div class='popup'><p>公告：<b>我区政府门户网站</b>已迁移至<a href='{NEW}'>{NEW}</a></p></div>",
        f"{WORDS}<p>本站自2024年1月1日起停止更新，请点击新网站 {NEW} 浏览。</p>",
    ],
)
def test_a_home_page_that_leads_to_another_site_or_tells_of_it_names_the_new_address(body: str) -> None:
    assert told(body) == NEW


@pytest.mark.parametrize(
    "body",
    [
        "<a href='/zwgk/'>政务公开</a><a href='http://www.gov.cn/'>中国政府网</a>",
        f"{WORDS}<li><a href='{NEW}'>县图书馆搬迁至新址</a></li>",
        f"{WORDS}<li><a href='/1.html'>政府门户网站已迁移至新平台</a></li><p>友情链接 <a href='{NEW}'>青山</a></p>",
        "<p>本网站已改版至新版门户</p><a href='http://zwgk.qingshan.gov.cn/'>进入网站</a>",
        "<p>本网站停止更新</p><a href='https://beian.miit.gov.cn/'>备案</a>",
        "<p>本站已启用新域名</p>",
        "<script>location.href='/index.html'</script>",
    ],
)
def test_a_link_elsewhere_or_a_word_alone_is_no_move(body: str) -> None:
    assert told(body) == ""


def test_the_outcome_names_the_new_address_also_where_the_old_lists_are_still_there() -> None:
    notice = f"<p>本网站已迁移至新平台，请访问 <a href='{NEW}'>青山区人民政府</a></p>"
    listed = rows(("/1.html", "青山区2023年政府信息公开工作年度报告", "2024-01-20"))
    at_work = {
        "/": page("青山区人民政府", notice + links(("/nb/", "政府信息公开年报"))),
        "/nb/": page("政府信息公开年报", listed),
        "/1.html": report(2023),
    }
    with (
        site({"/": Answer("", 301, (("Location", NEW),))}) as redirected,
        site({"/": page("青山区人民政府", notice)}) as told_only,
        site(at_work) as working,
    ):
        seeds = [
            {"region_code": f"X-{number}", "name": "青山区", "level": "county", "portal_url": one.url}
            for number, one in enumerate((redirected, told_only, working))
        ]
        crawled = crawl(seeds)
    away, said, still = (crawled.outcomes[one.url] for one in (redirected, told_only, working))
    assert (away["outcome"], away["reason"]) == ("moved", f"the portal moved to {NEW}")
    assert (said["outcome"], said["reason"]) == ("moved", f"the portal moved to {NEW}")
    assert (still["outcome"], still["reason"]) == ("moved", f"the portal says that it moved to {NEW}")
    assert [document["url"] for document in crawled.documents] == [f"{working.url}1.html"]
