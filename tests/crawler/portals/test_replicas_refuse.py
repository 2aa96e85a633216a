"""The replicas of these families refuse what the real servers refuse: else they would prove nothing."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from tests.city.exchange import Request, Response
from tests.city.portals import daoli, hailing, laishan, lucheng, rongchang, rugao, sheyang

ORIGIN = "http://127.77.0.1:8000"
PROXY = "/module/web/jpage/dataproxy.jsp"
Respond = Callable[[Request], Response | None]


def ask(respond: Respond, target: str, form: dict[str, str] | None = None, **headers: str) -> str | None:
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    body = urlencode(form or {}).encode()
    method = "GET" if form is None else "POST"
    answer = respond(Request(target=target, method=method, headers=sent, body=body, origin=ORIGIN))
    return None if answer is None else answer.body.decode("utf-8", "replace")


def test_past_the_end_a_trs_list_is_a_stub_with_status_200() -> None:
    stub = ask(rongchang._respond, "/zwgk/zfxxgk/zfxxgknb/index_9.html")
    assert stub is not None
    assert 300 <= len(stub) <= 400
    assert ask(rongchang._respond, "/no/such/folder/index_9.html") is None


def test_the_ucap_search_knows_page_alone() -> None:
    target = f"/common/search/{daoli._CHANNEL}?_isAgg=true&_isJson=true"
    first = json.loads(ask(daoli._respond, f"{target}&_pageSize=100&pageNo=2") or "")["data"]
    assert (first["total"], first["rows"], len(first["results"]), first["page"]) == (18, 15, 15, 1)
    assert json.loads(ask(daoli._respond, f"{target}&page=9") or "")["data"]["results"] == []
    assert "<html" in (ask(daoli._respond, f"/common/search/{daoli._CHANNEL}?page=1") or "")


def test_the_hanweb_proxy_answers_its_own_script_alone() -> None:
    form = {"col": "1", "appid": "1", "webid": "89", "path": "/", "columnid": "7217", "unitid": "8972"}
    form |= {"webname": laishan._NAME, "permissiontype": "0"}
    target = f"{PROXY}?startrecord=1&endrecord=6&perpage=2"
    script = {"x_requested_with": "XMLHttpRequest", "referer": f"{ORIGIN}/col/col7217/index.html"}
    assert "<totalrecord>6</totalrecord>" in (ask(laishan._respond, target, form, **script) or "")
    assert ask(laishan._respond, target, form) is None
    assert ask(laishan._respond, target, form | {"unitid": "9104"}, **script) is None
    assert ask(laishan._respond, PROXY, form, **script) is None
    encrypted = ask(laishan._respond, f"{PROXY}?page=1&columnid=%2BfJ3Kq%3D&unitid=aX9%2Fk")
    assert encrypted is not None
    assert len(encrypted) == 54


def test_the_other_hanweb_proxy_counts_pages_and_ignores_record_numbers() -> None:
    target = f"{PROXY}?appid=1&webid=11&columnid=17801&unitid=134492&startrecord=5&endrecord=6"
    groups = [
        ask(sheyang._respond, f"{target}&page={page}", referer=f"{ORIGIN}/col/col17801/") for page in (0, 1, 2, 9)
    ]
    shown = [re.findall(r"art_17801_\d+", group or "") for group in groups]
    assert shown[0] == shown[1]
    assert set(shown[1]).isdisjoint(shown[2])
    assert shown[3] == []


def test_the_disclosure_search_without_a_kind_is_everything_of_the_area() -> None:
    form = {"area": lucheng._AREA, "jdid": "3084", "divid": f"div{lucheng._COLUMN}", "currpage": "1"}
    script = {"x_requested_with": "XMLHttpRequest", "referer": f"{ORIGIN}{lucheng._FRAME.column}"}
    assert "共24页" in (ask(lucheng._respond, "/module/xxgk/search.jsp", form, **script) or "")
    assert "共2页" in (ask(lucheng._respond, "/module/xxgk/search.jsp", form | {"infotypeId": "E001"}, **script) or "")
    assert ask(lucheng._respond, "/module/xxgk/search.jsp?infotypeId=E001") is None


def test_build_unit_reads_the_page_number_in_its_parameter_alone() -> None:
    query = {"webId": hailing._WEB, "tplSetId": hailing._TEMPLATE, "pageType": "column", "tagId": "当前栏目list"}
    query |= {"pageId": hailing._id(hailing._COLUMN), "parseType": "bulidstatic"}

    def titles(**more: str) -> list[str]:
        return re.findall(r"\d{4}年", ask(hailing._respond, f"{hailing._UNIT}?{urlencode(query | more)}") or "")

    assert titles(pageNo="2", page="2", currentPage="2") == titles()
    assert set(titles(paramJson='{"pageNo":2,"pageSize":"15"}')) == {"2019年"}
    assert titles(parseType="buildstatic") == []


@pytest.mark.parametrize(
    ("last", "referer", "is_answered"), [("9", ORIGIN, True), ("9", "", False), ("10", ORIGIN, False)]
)
def test_truecms_is_404_without_referer_and_for_long_windows(last: str, referer: str, is_answered: bool) -> None:
    target = f"{rugao._PROXY}?startrecord=1&endrecord={last}&perpage=3&columnId={rugao._COLUMN_ID}&callback=cb"
    assert (ask(rugao._respond, target, referer=referer) is not None) is is_answered
