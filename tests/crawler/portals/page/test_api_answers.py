"""Answers that are no HTML page."""

from scrapy.http import JsonResponse, TextResponse

from crawler.portals.base import Portal
from crawler.portals.page.api_answers import as_html, json_data, list_answer, report_page

URL = "http://www.qs.gov.cn/api/list?page=1"


def test_json_and_jsonp_are_read_and_a_page_is_neither() -> None:
    assert json_data(TextResponse(URL, body=b'{"total": 3}', encoding="utf-8")) == {"total": 3}
    assert json_data(TextResponse(URL, body=b'cb({"total": 3});', encoding="utf-8")) == {"total": 3}
    assert json_data(TextResponse(URL, body=b"<html>(1)</html>", encoding="utf-8")) is None
    assert json_data(TextResponse(URL, body=b"{broken", encoding="utf-8")) is None


def test_rows_of_an_answer_are_records_with_the_totals_it_states() -> None:
    answer = JsonResponse(URL, body=b"{}")
    page = list_answer(answer, [("/a/1.html", "2023年年度报告", "2024-01-20")], records=7)
    portal = Portal()
    (item,) = portal.list_items(page)
    assert (item.url, item.title, item.date) == ("http://www.qs.gov.cn/a/1.html", "2023年年度报告", "2024-01-20")
    assert portal.stated_total(page).records == 7


def test_a_body_out_of_a_script_is_a_report_page() -> None:
    page = report_page(
        JsonResponse(URL, body=b"{}"), "<p>正文</p>", title="甲区2023年政府信息公开年报", published="2024-01-20"
    )
    article = Portal().article(page)
    assert (article.title, article.published) == ("甲区2023年政府信息公开年报", "2024-01-20")


def test_json_can_be_looked_at_as_a_page_without_breaking() -> None:
    page = as_html(JsonResponse(URL, body=b'{"a": 1}'))
    assert page.xpath("//a").getall() == []
    assert page.url == URL
