"""Real list pages read by eye: what a person sees on each, written down from its HTML, and what the portal reads."""

import re
from typing import NamedTuple

import pytest

from crawler.portals import identify
from crawler.portals.page.list_items import rows
from tests.crawler.portals.stored import needs_pages, stored


class Seen(NamedTuple):
    """What the list of a page holds, and where it goes on."""

    address: str  # what its rows' addresses look like, a pattern
    rows: int  # with a title of five characters and an address
    title: str  # of the first row, how it begins
    date: str  # of the first row; "" where none is printed or it has no year
    url: str  # of the first row, how it ends
    following: str  # how one further page ends; "" where no further page has an address


SEEN = {
    # below the rows 共 301条，当前第 1/17 页; dates without a year: 01月10日
    "DS_01086_List.html": Seen(r"NewsID=5\d+$", 18, "市城区园林绿地“增花添彩”", "", "list.asp?NewsID=5055", "&page=2"),
    # a fragment without a pager: the page around it, which is not here, turns it; dates without a year: 12-26
    "DS_03722_List.html": Seen(
        r"/view/staticpags/", 20, "淮南市政府信息化办公室", "", "/ff808081592ad6c201593a1935240078.html", ""
    ),
    # nine parts, counted down, named by links nobody sees; the date without a year is part of the link: [06-22]
    "GJ_03523_List.html": Seen(
        r"/n810668/c\d+/", 25, "[06-22]国家税务总局2018年第三季度", "", "c3541409/content.html", "index_831221_8.html"
    ),
    "QX_01645_List.html": Seen(
        r"/xxgk_information/\d+", 13, "2016年度(月亮山扶贫攻坚)", "2017-12-26", "/6343.shtml", "&page=3"
    ),
    # 2/1031, turned by a form that a script puts together from two: not understood, and said to be so
    "SJ_00048_List.html": Seen(r"xwbh=", 20, "黑龙江生物科技职业学院_教学监控", "2017-07-13", "-a05b-d80887da1c00", ""),
    "SJ_00140_List.html": Seen(
        r"/biddingBulletin/", 15, "G357桂林会仙至永福百寿公路", "2018-04-24", "2018-04-24/36478.html", "&page=2"
    ),
    # 6 rows; three have names of three or four characters as titles, which no report has; the pager reads 1/1
    "QX_03118_List.html": Seen(
        r"/zjnj/lswh/\d+\.htm$", 3, "羌人婚嫁习俗•破阵子", "2013-04-16", "/zjnj/lswh/1327.htm", ""
    ),
}


@needs_pages
@pytest.mark.parametrize("name", sorted(SEEN))
def test_the_rows_and_the_further_page_a_person_sees_are_read(name: str) -> None:
    page = stored(name)
    portal = identify(page)
    page, seen = portal.unwrap(page), SEEN[name]
    rows_of_all = [row for row in rows(page, re.compile(seen.address)) if len(row.title) >= 5]
    shown = [row for row in rows_of_all if bool(row.date) is bool(seen.date)]  # side columns have undated ones
    first, further = shown[0], portal.next_pages(page)
    assert (len(shown), first.date) == (seen.rows, seen.date)
    assert first.title.startswith(seen.title)
    assert first.url.endswith(seen.url)
    assert any(page.url.endswith(seen.following) for page in further) if seen.following else not further


@needs_pages
def test_contracts_whose_address_a_script_counts_up_have_none() -> None:
    """20 rows, 共 197 条, each `downFile('…')`, which adds a counter of the visit to the address."""
    page = stored("SJ_00048_1_List.html")
    assert page.text.count("onclick=\"downFile('") == 20
    assert not rows(page, re.compile("download"))
    assert identify(page).stated_total(page).records == 197
