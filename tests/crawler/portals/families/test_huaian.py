"""Huai'an: the shell's topic becomes the question, an answer with rows one question more."""

import json
from urllib.parse import parse_qs

from scrapy import Request
from scrapy.http import JsonResponse, TextResponse

from crawler.portals.families.huaian import Huaian
from tests.city.exchange import Request as CityRequest
from tests.city.portals.huaiyin import PORTAL
from tests.crawler.portals.stored import page

SHELL_URL = "http://www.a.gov.cn/cmsweb/zwgk/hy/index.html?topic=zfxxgknb&type=1&orgid=31"
API = "http://www.a.gov.cn/articleCommonController/lists.do"
SCRIPT = '<script>$.post("/articleCommonController/lists.do",{page:p,pagesize:8,topic:t,rdeptid:o})</script>'

portal = Huaian()


def answer(rows: int, number: int = 1, **more: object) -> TextResponse:
    listed = [{"title": f"石桥县20{k}年政府信息公开年报", "link": f"/{k}.html"} for k in range(10, 10 + rows)]
    body = json.dumps({"value": {"list": listed, **more}}).encode()
    asked = Request(API, method="POST", body=f"page={number}&pagesize=8&topic=zfxxgknb")
    return portal.unwrap(JsonResponse(API, body=body, encoding="utf-8", request=asked))


def test_the_interface_tells_the_product() -> None:
    assert portal.recognises(page(SCRIPT, SHELL_URL))
    assert portal.recognises(page("", SHELL_URL)) is None


def test_the_question_names_the_topic_the_size_and_the_organ_as_the_script_does() -> None:
    (question,) = portal.next_pages(page(SCRIPT, SHELL_URL))
    form = parse_qs(question.body.decode(), keep_blank_values=True)
    assert (question.method, question.url) == ("POST", API)
    assert {key: form[key] for key in ("page", "pagesize", "topic", "rdeptid", "docNo")} == {
        "page": ["1"],
        "pagesize": ["8"],
        "topic": ["zfxxgknb"],
        "rdeptid": ["31"],
        "docNo": [""],
    }


def test_the_shell_is_the_column_only_where_its_link_said_so() -> None:
    assert portal.column_evidence(page(SCRIPT, SHELL_URL), is_expected=True)
    assert portal.column_evidence(page(SCRIPT, SHELL_URL), is_expected=False) is None


def test_an_answer_with_rows_is_followed_by_one_more_question_until_the_total() -> None:
    assert [one.body for one in portal.next_pages(answer(8))] == [b"page=2&pagesize=8&topic=zfxxgknb"]
    assert portal.next_pages(answer(0, number=3)) == []
    assert portal.next_pages(answer(5, total=5)) == []
    assert portal.stated_total(answer(5, total="12")).records == 12


def test_the_replica_refuses_what_the_real_one_would() -> None:
    refused = PORTAL.respond(CityRequest(target="/articleCommonController/lists.do"))
    assert refused is not None
    assert refused.status == 405
    asked = CityRequest(target="/articleCommonController/lists.do", method="POST", body=b"page=1&pagesize=99&topic=x")
    other = PORTAL.respond(asked)
    assert other is not None
    assert json.loads(other.body)["value"]["list"] == []
