"""Hanweb's 信息公开 module: the search that lists a column, and one page for each organ and year."""

from urllib.parse import parse_qs

from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.portals.families.hanweb.xxgk import HanwebXxgk
from crawler.portals.page.pagers import Page
from tests.crawler.portals.stored import page

SITE = "http://www.a.gov.cn"
COLUMN = f"{SITE}/col/col1229/index.html?vc_xxgkarea=001008&number=E001"
LOAD = """<iframe src="/module/xxgk/tree.jsp?area=001008"></iframe><script>function show(a,b,c){
loadDynamic('/module/xxgk/search.jsp?standardXxgk=1&infotypeId='+a+'&vc_title='+encodeURI(b)+'&vc_number='+encodeURI(c)
+'&area=001008', 'div1229', '0','0','950','3084','',''); }</script>"""
FRAGMENT = """<tr class="tr_main_value_odd"><td><a href="/art/2025/1/9/art_1229_1.html" mc="甲区2024年政府信息公开年报">
甲区2024年政府信息公开年报</a></td><td>2025-01-09</td></tr><tr><td>&nbsp;&nbsp;共3页&nbsp;</td></tr>"""
ANNUAL = f"{SITE}/module/xxgk/xxgkAnnualReport.jsp"
xxgk = HanwebXxgk()


def asked(found: Page) -> dict[str, str]:
    return {name: text[0] for name, text in parse_qs(found.body.decode(), keep_blank_values=True).items()}


def reply(url: str, body: str, referer: str) -> HtmlResponse:
    request = Request(url, headers={"Referer": referer})
    return HtmlResponse(url, body=body.encode(), encoding="utf-8", request=request)


def annual(year: int, *, has_report: bool = True, referer: str = COLUMN) -> HtmlResponse:
    title = f"甲区财政局{year}年政府信息公开工作年度报告"
    body = f"<html><head><title>{title}</title></head><body><table><tr><td>1</td></tr></table></body></html>"
    return reply(f"{ANNUAL}?area=001&fbtime={year}", body if has_report else "<html><body></body></html>", referer)


def test_the_search_is_asked_with_the_kind_of_the_columns_address() -> None:
    (found,) = xxgk.next_pages(page(LOAD, COLUMN))
    form = asked(found)
    assert (found.method, found.url.partition("?")[0]) == ("POST", f"{SITE}/module/xxgk/search.jsp")
    assert found.url.partition("?")[2] == found.body.decode()
    assert {name: form[name] for name in ("infotypeId", "area", "divid", "jdid", "currpage")} == {
        "infotypeId": "E001",
        "area": "001008",
        "divid": "div1229",
        "jdid": "3084",
        "currpage": "1",
    }


AJAX = """<iframe src="/module/xxgk/tree.jsp?area=11370786&divid=div7"></iframe><script>function show(currpage) {
$.ajax({type: "POST", url: "/module/xxgk/search.jsp?standardXxgk=0&texttype=&currpage=" + currpage, data: {infotypeId:
kind, jdid: "12", area: "11370786", divid: "div7", currpage: currpage}}); } var kind = "CY005";</script>"""


def test_the_search_is_asked_with_what_any_script_of_the_page_sends() -> None:
    (found,) = xxgk.next_pages(page(AJAX, f"{SITE}/col/col7/index.html?vc_xxgkarea=11370799"))
    form = asked(found)
    assert {name: form[name] for name in ("infotypeId", "area", "divid", "jdid", "standardXxgk")} == {
        "infotypeId": "CY005",
        "area": "11370799",  # of the address: one page serves all organs
        "divid": "div7",
        "jdid": "12",
        "standardXxgk": "0",
    }


def test_without_a_script_the_address_of_the_page_and_its_tree_say_enough() -> None:
    tree = '<iframe src="/module/xxgk/tree.jsp?area=001008&standardXxgk=1"></iframe>'
    form = asked(xxgk.next_pages(page(tree, COLUMN))[0])
    assert (form["infotypeId"], form["area"], form["divid"]) == ("E001", "001008", "div1229")


def test_the_tree_of_an_organs_catalogue_leads_to_its_column() -> None:
    tree = '<iframe src="/module/xxgk/tree.jsp?area=001008&standardXxgk=1"></iframe>'
    organ = page(tree, f"{SITE}/col/col1229/index.html?vc_xxgkarea=001008")
    assert [link.url for link in xxgk.links(organ)] == [f"{SITE}/module/xxgk/tree.jsp?area=001008&standardXxgk=1"]
    known = page(f"{tree}<a href='?number=E001'>政府信息公开年报</a>", organ.url)
    assert [link.text for link in xxgk.links(known)] == ["政府信息公开年报"]


def test_a_link_without_a_year_leads_to_the_newest_report_and_an_empty_one_to_the_year_before() -> None:
    linked = page(f"<a href='{ANNUAL}?area=001'>信息公开年报</a>", f"{SITE}/col/col5/index.html")
    (newest,) = xxgk.next_pages(linked)
    assert (newest.url, newest.is_step) == (f"{ANNUAL}?area=001", True)
    options = "<select><option>2025</option><option>2024</option></select>"
    (before,) = xxgk.next_pages(reply(newest.url, options, linked.url))
    assert before.url == f"{ANNUAL}?area=001&fbtime=2024"


def test_a_page_that_names_no_kind_is_not_asked_for_everything_of_its_area() -> None:
    assert xxgk.next_pages(page(LOAD, f"{SITE}/col/col1229/index.html")) == []


def test_rows_and_pages_of_the_answer_are_read_and_the_column_stays_the_referer() -> None:
    (first,) = xxgk.next_pages(page(LOAD, COLUMN))
    found = xxgk.unwrap(reply(first.url, FRAGMENT, COLUMN))
    (item,) = xxgk.list_items(found)
    assert (item.url, item.date) == (f"{SITE}/art/2025/1/9/art_1229_1.html", "2025-01-09")
    assert xxgk.stated_total(found).pages == 3
    further = xxgk.next_pages(found)
    assert [asked(one)["currpage"] for one in further] == ["2", "3"]
    assert all(dict(one.headers)["Referer"] == COLUMN for one in further)


def test_a_page_that_links_annual_reports_by_area_is_their_column() -> None:
    body = f"<a href='{ANNUAL}?area=001&fbtime=2024'>区财政局</a><a href='{ANNUAL}?area=002&fbtime=2024'>藤桥镇</a>"
    found = page(body, f"{SITE}/col/col5/index.html")
    assert "area=001" in str(xxgk.column_evidence(found, is_expected=False))
    assert [(one.title, one.organ) for one in xxgk.list_items(found)] == [
        ("区财政局2024年政府信息公开年报", "区财政局"),
        ("藤桥镇2024年政府信息公开年报", "藤桥镇"),
    ]
    assert [(one.url.partition("?")[2], one.is_probe, one.is_step) for one in xxgk.next_pages(found)] == [
        ("area=001&fbtime=2023", True, True),
        ("area=002&fbtime=2023", True, True),
    ]


def test_years_to_choose_from_are_asked_for_every_organ() -> None:
    options = "".join(f"<option value='{year}'>{year}年</option>" for year in (2024, 2023, 2022))
    body = f"<select>{options}</select><a href='{ANNUAL}?area=001&fbtime=2024'>藤桥镇</a>"
    found = xxgk.next_pages(page(body, f"{SITE}/col/col5/index.html"))
    assert [(one.url.rpartition("=")[2], one.is_step) for one in found] == [("2023", False), ("2022", False)]


def test_a_report_page_is_its_own_row_and_leads_to_the_year_before() -> None:
    found = xxgk.unwrap(annual(2023))
    assert [(one.url, one.title) for one in xxgk.list_items(found)] == [
        (found.url, "甲区财政局2023年政府信息公开工作年度报告")
    ]
    assert [one.url for one in xxgk.next_pages(found)] == [f"{ANNUAL}?area=001&fbtime=2022"]
    assert xxgk.column_evidence(found, is_expected=True) is None


def test_one_year_may_be_missing_and_two_end_the_series() -> None:
    first = xxgk.unwrap(annual(2022, has_report=False, referer=f"{ANNUAL}?area=001&fbtime=2023"))
    assert xxgk.list_items(first) == []
    (second,) = xxgk.next_pages(first)
    assert second.url.endswith("fbtime=2021")
    source = dict(second.headers)["Referer"]
    assert source.endswith("fbtime=2023")
    assert xxgk.next_pages(xxgk.unwrap(annual(2021, has_report=False, referer=source))) == []
    assert xxgk.next_pages(annual(2008)) == []


def test_the_family_is_known_by_the_modules_addresses() -> None:
    assert xxgk.recognises(page(LOAD, COLUMN)) == "/module/xxgk/tree.jsp"
    assert xxgk.recognises(page("<p>正文</p>", f"{ANNUAL}?area=1")) == "/module/xxgk/xxgkAnnualReport.jsp"
    assert xxgk.recognises(page("<a href='/col/col1/index.html'>公开</a>", SITE)) is None
