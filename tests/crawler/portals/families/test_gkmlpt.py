"""gkmlpt: menu, lists and bodies that lie in scripts; on real pages of the portals around it too."""

import json
from typing import Any

import pytest
from scrapy import Request as ScrapyRequest
from scrapy.http import HtmlResponse, JsonResponse, TextResponse

from crawler.encoding import with_true_encoding
from crawler.portals.families.gkmlpt import Gkmlpt
from tests.city.exchange import Request
from tests.city.portals.yangshan import PORTAL
from tests.crawler.portals.stored import PAGES, needs_pages, page

BASE = "http://www.a.gov.cn/xjyj/gkmlpt"
TREE = [
    {
        "id": 1,
        "name": "政府信息公开",
        "children": [{"id": 5, "name": "年报", "jump_url": "/x"}, {"id": 7, "name": "年度报告"}],
    },
    {"id": 8, "name": "政府网站工作年度报表"},
    {"id": 9, "name": "政府信息公开年报", "children": [{"id": 10, "name": "2023年"}]},
]
ARTICLE = {
    "title": "甲县2023年政府信息公开工作年度报告",
    "date": 1705886400,
    "display_publish_time": 1705800600,
    "url": f"{BASE}/content/2/2155/post_2155421.html",
    "publisher": "甲县教育局",
}

portal = Gkmlpt()


def shell(path: str, **config: Any) -> TextResponse:
    parts = ", ".join(f"{name}: {json.dumps(value)}" for name, value in config.items())
    script = f"<script>window._CONFIG = {{ LANG: 'zh', SID: '755041', SERVICE_AREA_ID: 7, {parts} }};</script>"
    return page(f'<div id="app"></div>{script}', f"{BASE}/{path}")


def answer(query: str, **data: Any) -> TextResponse:
    return portal.unwrap(JsonResponse(f"{BASE}/api/all/9?{query}", body=json.dumps(data).encode(), encoding="utf-8"))


def test_the_scripts_configuration_or_the_portals_own_tell_the_product() -> None:
    assert portal.recognises(shell("index", TREE=TREE)) == "window._CONFIG ="
    assert portal.recognises(page("<script>window.NFCMS_SITE_ID=668001;</script>", BASE)) == "NFCMS_SITE_ID="
    assert portal.recognises(page("<a href='content/post_1.html'>年报</a>", BASE)) is None


def test_a_shell_shows_the_way_to_the_annual_reports_below_its_own_path() -> None:
    index = portal.unwrap(shell("index", TREE=TREE))
    assert [link.url for link in portal.links(index)] == [f"{BASE}/annualreport"]
    assert portal.column_candidates(index)[0].score >= 100
    assert portal.column_evidence(index, is_expected=True) is None


def test_a_catalogue_named_by_the_link_alone_is_asked_for() -> None:
    (link,) = portal.links(
        page(f"<a href='{BASE}/annualreport#4711'>政府信息公开年报</a>", "http://www.a.gov.cn/zwgk/")
    )
    assert link.url == f"{BASE}/annualreport#4711"
    bare = shell("annualreport", TREE=[{"id": 1, "name": "机构职能"}]).replace(request=ScrapyRequest(link.url))
    column = portal.unwrap(bare)
    assert portal.column_evidence(column, is_expected=True) == "annualreport#4711"
    assert [one.url for one in portal.next_pages(column)] == [f"{BASE}/api/all/4711?page=1&sid=755041"]


def test_the_best_named_catalogue_that_does_not_jump_away_is_asked_for() -> None:
    column = portal.unwrap(shell("annualreport", TREE=TREE))
    assert portal.column_evidence(column, is_expected=True) == "TREE 政府信息公开年报 (9)"
    assert [one.url for one in portal.next_pages(column)] == [f"{BASE}/api/all/9?page=1&sid=755041"]
    plain = portal.unwrap(shell("annualreport", TREE=TREE[:2]))
    assert [one.url for one in portal.next_pages(plain)] == [f"{BASE}/api/all/7?page=1&sid=755041"]
    assert portal.next_pages(portal.unwrap(shell("annualreport", TREE=TREE[1:2]))) == []


def test_rows_of_an_answer_have_titles_addresses_and_days_in_china() -> None:
    (item,) = portal.list_items(answer("page=1&sid=755041", articles=[ARTICLE], total=1))
    assert (item.url, item.title, item.date) == (ARTICLE["url"], ARTICLE["title"], "2024-01-21")
    late = {**ARTICLE, "display_publish_time": 1705854600}  # 16:30 in London is the next day in China
    assert portal.list_items(answer("page=1&sid=1", articles=[late]))[0].date == "2024-01-22"
    text = {**ARTICLE, "display_publish_time": "2024-02-01 09:00:00"}
    assert portal.list_items(answer("page=1&sid=1", articles=[text]))[0].date == "2024-02-01"


def test_a_page_of_an_answer_without_any_report_has_rows_all_the_same() -> None:
    notices = [{**ARTICLE, "title": f"关于报送数据的通知{n}", "url": f"{BASE}/content/post_{n}.html"} for n in range(3)]
    assert len(portal.list_items(answer("page=1&sid=1", articles=notices, total=3))) == 3


@pytest.mark.parametrize(
    ("totals", "pages"),
    [({"total": 201}, [2, 3]), ({"classify": {"post_count": 200}}, [2]), ({"total": 100}, []), ({}, [])],
)
def test_the_first_answer_names_all_further_pages_and_none_past_the_end(
    totals: dict[str, Any], pages: list[int]
) -> None:
    first = answer("page=1&sid=755041", articles=[ARTICLE], **totals)
    found = [one.url for one in portal.next_pages(first)]
    assert found == [f"{BASE}/api/all/9?page={number}&sid=755041" for number in pages]
    assert portal.next_pages(answer("page=2&sid=755041", articles=[ARTICLE], **totals)) == []


def test_the_body_in_the_script_is_the_report() -> None:
    files = [{"name": "附表.xls", "url": "/xjyj/attachment/0/88/88389/963149.xls"}]
    detail = {**ARTICLE, "content": "<p>正文</p><table><tr><td>8</td></tr></table>", "attachment": files}
    report = portal.unwrap(shell("content/2/2155/post_2155421.html", DETAIL=detail))
    assert report.xpath("//td/text()").get() == "8"
    article = portal.article(report)
    assert (article.title, article.published) == (ARTICLE["title"], "2024-01-21")
    assert portal.meta(report, "ContentSource") == "甲县教育局"
    assert [link.url for link in portal.attachments(report)] == [
        "http://www.a.gov.cn/xjyj/attachment/0/88/88389/963149.xls"
    ]


def test_broken_scripts_and_walls_are_left_as_they_are() -> None:
    broken = page("<script>window._CONFIG = { SID: '1', TREE: [{ };</script>", f"{BASE}/annualreport")
    assert portal.unwrap(broken).text == broken.text
    assert portal.next_pages(broken) == []
    wall = HtmlResponse(f"{BASE}/api/all/9?page=1&sid=1", body=b"<html>wall</html>", encoding="utf-8")
    assert portal.list_items(portal.unwrap(wall)) == []


@needs_pages
def test_a_real_portal_page_is_recognised_and_its_rows_are_articles() -> None:
    body = (PAGES / "gd_gov_caizheng_column.html").read_bytes()
    real = with_true_encoding(HtmlResponse("http://www.gd.gov.cn/zwgk/czxx/", body=body, encoding="utf-8"))
    assert isinstance(real, TextResponse)
    assert portal.recognises(real) == "NFCMS_SITE_ID="
    items = portal.list_items(real)
    assert len(items) == 93
    assert (items[0].title, items[0].date) == ("广东省2025年预算执行情况和2026年预算草案的报告", "2026-02-24")
    assert all("post_" in item.url and item.date for item in items)
    files = portal.attachments(real)
    assert files[0].url == "http://www.gd.gov.cn/attachment/0/596/596797/4789564.pdf"


@needs_pages
def test_a_real_page_that_only_links_other_sites_has_no_rows() -> None:
    body = (PAGES / "maoming_counties_budget_column.html").read_bytes()
    real = HtmlResponse("http://www.maoming.gov.cn/zwgk/qx/", body=body, encoding="utf-8")
    assert portal.recognises(real)
    assert portal.list_items(real) == []
    assert portal.breadcrumb(real)[-1] == "区、县级市、三大平台财政预决算"


def test_a_link_to_another_sites_platform_tells_nothing() -> None:
    other = "<a href='http://jyj.b.gov.cn/gkmlpt/index'>县教育局</a>"
    assert portal.recognises(page(other, "http://www.a.gov.cn/")) is None
    assert portal.recognises(page(other, "http://jyj.b.gov.cn/")) == "/gkmlpt/index"


def test_the_replicas_interface_refuses_what_the_real_one_would() -> None:
    def status(target: str) -> int:
        answer = PORTAL.respond(Request(target=target))
        return 404 if answer is None else answer.status

    assert status("/gkmlpt/api/all/5241?page=1&sid=763001") == 200
    assert status("/gkmlpt/api/all/5241?page=0&sid=763001") == 200
    refused = ("5241?page=3&sid=763001", "5241?page=1&sid=1", "5241?page=1", "99?page=1&sid=763001")
    assert [status(f"/gkmlpt/api/all/{target}") for target in refused] == [404] * 4
    assert status("/ysxjyj/gkmlpt/api/all/5241?page=1&sid=763001") == 404
