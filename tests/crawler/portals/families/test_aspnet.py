"""WebForms: the next page is the page's own form, sent with everything in it; on real pages too."""

import re
from urllib.parse import parse_qs

import pytest

from crawler.portals.families.aspnet import AspNet
from crawler.portals.page.list_items import rows
from crawler.portals.page.pagers import Page, Stated
from tests.crawler.portals.stored import needs_pages, page, stored

URL = "http://www.a.gov.cn/Category_183/Index.aspx"
FIELDS = """<input type="hidden" name="__VIEWSTATE" value="/wEP+a=="/><input type="hidden" name="__EVENTVALIDATION"
 value="/wEW"/><input name="txtKey" value="年报"/><select name="size"><option value="10">10</option>
 <option value="20" selected="selected">20</option></select><input type="submit" name="btnFind" value="查询"/>"""


def form(pager: str, action: str = "./Index.aspx?cid=1") -> str:
    return f'<form method="post" action="{action}">{FIELDS}{pager}</form>'


def fields(found: Page) -> dict[str, str]:
    parsed = parse_qs(found.body.decode("ascii"), keep_blank_values=True)
    return {name: values[0] for name, values in parsed.items()}


portal = AspNet()


def test_the_next_page_is_the_whole_form_without_its_buttons() -> None:
    pager = "<a href=\"javascript:__doPostBack('ctl00$Pager','2')\">2</a>"
    pager += '<a href="javascript:__doPostBack(&#39;ctl00$Pager&#39;,&#39;2&#39;)">下一页</a>'
    (found,) = portal.next_pages(page(form(pager), URL))
    assert (found.method, found.url) == ("POST", "http://www.a.gov.cn/Category_183/Index.aspx?cid=1")
    assert ("Content-Type", "application/x-www-form-urlencoded") in found.headers
    assert fields(found) == {
        "__VIEWSTATE": "/wEP+a==",
        "__EVENTVALIDATION": "/wEW",
        "txtKey": "年报",
        "size": "20",
        "__EVENTTARGET": "ctl00$Pager",
        "__EVENTARGUMENT": "2",
    }


def test_on_the_last_page_nothing_is_asked_and_nothing_guessed() -> None:
    last = form('<a disabled="disabled">下一页</a>共 4 页')
    assert portal.next_pages(page(last, URL)) == []


def test_a_pager_of_pictures_is_read_by_its_titles() -> None:
    def turn(number: int) -> str:
        call = f"javascript:__doPostBack('P','{number}')"
        return f'<a href="{call}" title="转到第{number}页"><img src="{number}.gif"/></a>'

    pager = "记录总数：840 总页数：42 当前页：<b>2</b>" + "".join(map(turn, (1, 1, 3, 4)))
    (found,) = portal.next_pages(page(form(pager), URL))
    assert fields(found)["__EVENTARGUMENT"] == "3"
    assert portal.stated_total(page(form(pager), URL)) == Stated(840, 42)


def test_a_script_that_turns_the_page_is_no_riddle() -> None:
    pager = "<a href=\"javascript:__doPostBack('grid$next','')\">下一页</a>"
    assert not portal.stated_total(page(form(pager), URL)).has_unread_pager


@needs_pages
@pytest.mark.parametrize(
    ("name", "address", "items", "total"),
    [
        ("DS_00429_List.html", "(?i)infoid=", 20, Stated(None, 30)),
        ("DS_00429_List2.html", "(?i)infoid=", 20, Stated(None, 12)),
        ("DS_00490_List.html", "(?i)infoid=", 18, Stated(None, 6)),
        ("DS_00490_List2.html", "(?i)infoid=", 20, Stated(None, 25)),
        ("DS_00490_List3.html", "(?i)infoid=", 20, Stated(None, 7)),
        ("DS_00728_List.html", "(?i)infoid=", 20, Stated(840, 42)),
        ("DS_00728_ListCombine.html", "(?i)infoid=", 20, Stated(840, 42)),
        ("DS_00728_Params.html", "(?i)infoid=", 20, Stated(840, 42)),
        ("DS_00746_List.html", "(?i)infoid=", 15, Stated(None, 27)),
        ("DS_00822_2_new_List.html", "(?i)infoid=", 20, Stated(None, 7)),
        ("DS_00822_new_List.html", "(?i)infoid=", 20, Stated(None, 11)),
        ("DS_01402_List.html", "Guid=", 20, Stated(None, 10)),
        ("DS_01402_Params.html", "Guid=", 20, Stated(None, 8)),
        ("GJ_03525_List.html", "CategoryNum=004001$", 20, Stated(948, 48)),
        ("GJ_03525_Combine.html", "CategoryNum=004001$", 20, Stated(948, 48)),
        ("GJ_03525_Params.html", "CategoryNum=004001$", 20, Stated(948, 48)),
        ("QX_01415_List.html", "sgzbbm=", 20, Stated(301, None)),
        ("QX_01415_Params.html", "sgzbbm=", 20, Stated(301, None)),
        ("QX_01415_List2.html", "admin_show", 10, Stated(417, 42)),
        ("QX_01415_List2_1.html", "admin_show", 10, Stated(417, 42)),
        ("QX_01415_Params2.html", "admin_show", 10, Stated(417, 42)),
        ("QX_01415_Params2_1.html", "admin_show", 10, Stated(417, 42)),
    ],
)
def test_real_lists_are_read(name: str, address: str, items: int, total: Stated) -> None:
    real = stored(name)
    assert portal.recognises(real)
    found = rows(real, re.compile(address))
    assert len([row for row in found if row.date or address == "admin_show"]) == items
    pages = portal.next_pages(real)
    assert pages
    assert not any(one.is_probe for one in pages)
    posted = [fields(one) for one in pages if one.method == "POST"]
    assert all(len(form["__VIEWSTATE"]) > 100 and form["__EVENTTARGET"] for form in posted)
    stated = portal.stated_total(real)
    assert stated == total


@needs_pages
def test_the_posted_page_is_the_one_after_this() -> None:
    (second,) = portal.next_pages(stored("DS_00728_Params.html"))
    (third,) = portal.next_pages(stored("DS_00728_List.html"))
    assert second.url == "http://zbcg.mas.gov.cn/maszbw/jygg/028007/028007001/MoreInfo.aspx?CategoryNum=028007001"
    assert [fields(one)["__EVENTARGUMENT"] for one in (second, third)] == ["2", "3"]
    assert fields(second)["__EVENTTARGET"] == "MoreInfoList1$Pager"


@needs_pages
@pytest.mark.parametrize("name", ["DS_00746_Detail.html", "QX_01415_Detail.html", "QX_01415_Detail2.html"])
def test_files_of_real_articles_are_found(name: str) -> None:
    assert portal.recognises(stored(name))
    assert portal.attachments(stored(name))


@pytest.mark.parametrize(("numbers", "following"), [((2, 3), "2"), ((1, 3), "3"), ((1, 2), ""), ((12, 13, 14), "12")])
def test_a_pager_of_numbers_alone_leads_to_the_one_after_the_number_that_is_no_link(
    numbers: tuple[int, ...], following: str
) -> None:
    pager = "".join(f"<a href=\"javascript:__doPostBack('g','Page${number}')\">{number}</a>" for number in numbers)
    found = portal.next_pages(page(form(pager), URL))
    assert [fields(one)["__EVENTARGUMENT"] for one in found] == ([f"Page${following}"] if following else [])
