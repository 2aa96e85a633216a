"""Epoint: column page, script, question by POST; lists in frame pages; files of real articles."""

import json
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, JsonResponse, TextResponse

from crawler.portals.families.epoint import Epoint
from tests.city.exchange import Request as CityRequest
from tests.city.portals.peixian import PORTAL
from tests.crawler.portals.stored import needs_pages, page, stored

ROOT = "http://www.a.gov.cn"
COLUMN = f"{ROOT}/dynamic/zwgk/govInfoPub.html?categorynum=003004&deptcode=014"
API = f"{ROOT}/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
KEY = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
SHELL = '<ul id="list"></ul><script src="/js/webBuilderCommon.js"></script>'

portal = Epoint()


def script(project: str = "/EWB-FRONT", asked_by: str = COLUMN) -> TextResponse:
    url = f"{ROOT}/js/webBuilderCommon.js"
    text = f'var siteInfo = {{"siteGuid":"{KEY}","projectName":"{project}"}};'
    return HtmlResponse(url, body=text.encode(), encoding="utf-8", request=Request(url, headers={"Referer": asked_by}))


def answer(rows: int, total: int | str, asked: dict[str, Any], url: str = API) -> TextResponse:
    data = [
        {
            "title": f"甲县{k}…",
            "realtitle": f"甲县200{k}年<政府>公报",
            "infourl": f"/zw/{k}.html",
            "infodate": "2024-01-12 08:00",
        }
        for k in range(rows)
    ]
    body = json.dumps({"custom": {"total": total, "data": data}}).encode()
    request = Request(url, method="POST", body=json.dumps(asked), headers={"Referer": COLUMN})
    return portal.unwrap(JsonResponse(url, body=body, encoding="utf-8", request=request))


def test_project_script_or_frame_tell_the_product() -> None:
    assert portal.recognises(page(SHELL, COLUMN)) == "/dynamic/zwgk/govInfoPub"
    assert portal.recognises(page("<a href='/x/openSubPage.html?specialurl=/y.html'>年报</a>", ROOT))
    assert portal.recognises(page("<a href='/zwgk/index.html'>年报</a>", ROOT)) is None


def test_the_key_is_looked_up_in_the_sites_script_and_the_column_goes_along() -> None:
    (step,) = portal.next_pages(portal.unwrap(page(SHELL, COLUMN)))
    assert (step.url, step.is_step) == (f"{ROOT}/js/webBuilderCommon.js", True)
    assert ("Referer", COLUMN) in step.headers
    (question,) = portal.next_pages(portal.unwrap(script()))
    assert (question.method, question.url) == ("POST", API)
    assert json.loads(question.body) == {
        "deptcode": "014",
        "categorynum": "003004",
        "pageIndex": 0,
        "pageSize": 20,
        "siteGuid": KEY,
    }
    assert ("Content-Type", "application/json;charset=UTF-8") in question.headers


def test_a_key_on_the_page_itself_needs_no_script() -> None:
    inline = page(f'<script>var siteGuid = "{KEY}";</script>', COLUMN)
    assert [one.method for one in portal.next_pages(inline)] == ["POST"]


def test_yingkous_project_wants_the_question_wrapped() -> None:
    (question,) = portal.next_pages(portal.unwrap(script("/EWB_YK_Mid")))
    assert json.loads(question.body)["params"]["categorynum"] == "003004"


def test_the_shell_is_the_column_only_where_its_link_said_so() -> None:
    shell = portal.unwrap(page(SHELL, COLUMN, "<title>政府信息公开</title>"))
    assert portal.column_evidence(shell, is_expected=True) == "list of categorynum=003004&deptcode=014"
    assert portal.column_evidence(shell, is_expected=False) is None


def test_rows_have_whole_titles_and_the_total_is_read_from_a_text() -> None:
    listed = answer(2, "41", {"pageIndex": 0})
    first = portal.list_items(listed)[0]
    assert (first.title, first.date) == ("甲县2000年<政府>公报", "2024-01-12")
    assert portal.stated_total(listed).records == 41
    assert portal.list_items(answer(1, "1", {"pageIndex": 0}))[0].url == f"{ROOT}/zw/0.html"


@pytest.mark.parametrize(
    ("rows", "total", "index", "asked"), [(20, 41, 0, [1, 2, 3]), (20, 20, 0, []), (0, 41, 0, []), (20, 41, 1, [])]
)
def test_pages_may_count_from_0_or_1_so_one_more_is_tried(rows: int, total: int, index: int, asked: list[int]) -> None:
    pages = portal.next_pages(answer(rows, total, {"pageIndex": index, "pageSize": 20, "siteGuid": KEY}))
    assert [json.loads(one.body)["pageIndex"] for one in pages] == asked
    assert [one.is_probe for one in pages] == [number == 3 for number in asked]


def test_a_link_to_a_frame_page_leads_to_the_list_in_it() -> None:
    inner = "%2Fgovxxgk%2F114110%2Fcategory%2F033%2Fgovlist.html"
    frame = f"/govxxgk/114110/openSubPage.html?specialurl={inner}&righttitle=%E5%B9%B4%E6%8A%A5"
    (link,) = portal.links(page(f"<a href='{frame}'><i></i></a>", f"{ROOT}/govxxgk/xxgk.html"))
    assert (link.url, link.text) == (f"{ROOT}/govxxgk/114110/category/033/govlist.html", "年报")


def test_printed_lists_go_on_as_numbers_beside_the_first_page() -> None:
    listed = page("<a href='2.html'>下页 ></a><a href='3.html'>末页</a>", f"{ROOT}/category/033/govlist.html")
    assert [one.url for one in portal.next_pages(listed)] == [
        f"{ROOT}/category/033/2.html",
        f"{ROOT}/category/033/3.html",
    ]


@needs_pages
@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("DS_00728_Detail.html", "/EpointBigFileUpLoad/FCKFile/file/20170908143417396.doc"),
        ("DS_00746_Detail.html", ".doc"),
    ],
)
def test_files_of_real_articles_are_found(name: str, end: str) -> None:
    files = portal.attachments(stored(name))
    assert any(file.url.endswith(end) for file in files), [file.url for file in files]


def test_a_link_to_another_sites_front_tells_nothing() -> None:
    other = "<a href='http://ggzy.b.gov.cn/EWB-FRONT/index.html'>公共资源交易</a>"
    assert portal.recognises(page(other, ROOT)) is None


def test_the_replicas_list_refuses_what_the_real_one_would() -> None:
    def asked(method: str = "POST", kind: str = "application/json", **question: Any) -> tuple[int, int]:
        body = json.dumps({"categorynum": "003004", "siteGuid": "b7c2a1d4-5e6f-4a3b-9c8d-0e1f2a3b4c5d", **question})
        answer = PORTAL.respond(
            CityRequest(
                target=API.removeprefix(ROOT), method=method, headers={"content-type": kind}, body=body.encode()
            )
        )
        assert answer is not None
        return answer.status, len(json.loads(answer.body)["custom"]["data"]) if answer.status == 200 else 0

    assert asked() == (200, 20)
    assert asked(pageIndex=0) == asked(pageIndex=1)
    assert asked(pageIndex=9) == asked(siteGuid="") == asked(categorynum="9") == (200, 0)
    assert asked("GET") == (405, 0)
    assert asked(kind="application/x-www-form-urlencoded") == (415, 0)


CATEGORY_PAGE = f"{ROOT}/zw/003/003005/secondpage.html"
CALL = 'var categorynum="003005"; ajax(siteInfo.projectName + "/rest/lightfrontaction/getgovinfolist")'


def test_a_category_may_stand_in_the_script_of_its_own_page() -> None:
    (question,) = portal.next_pages(page(f'<script>var siteGuid = "{KEY}"; {CALL}</script>', CATEGORY_PAGE))
    assert json.loads(question.body)["categorynum"] == "003005"
    (step,) = portal.next_pages(page(f"{SHELL}<script>{CALL}</script>", CATEGORY_PAGE))
    (question,) = portal.next_pages(portal.unwrap(script("/EWB", asked_by=dict(step.headers)["Referer"])))
    assert json.loads(question.body)["categorynum"] == "003005"
    assert portal.next_pages(page(f'{SHELL}<script>var categorynum="003005"</script>', CATEGORY_PAGE)) == []


def test_a_category_of_one_organ_is_asked_for_with_the_organ_and_as_its_page_asks() -> None:
    sent = '{"token":"", "params":{"deptcode":"11410403A", "categorynum":"032", "pageIndex":0}}'
    call = f'ajax("/EWB-FRONT/rest/lightfrontaction/getgovinfolist", {sent})'
    (question,) = portal.next_pages(page(f'<script>var siteGuid = "{KEY}"; {call}</script>', CATEGORY_PAGE))
    asked = json.loads(question.body)["params"]
    assert (asked["deptcode"], asked["categorynum"]) == ("11410403A", "032")
