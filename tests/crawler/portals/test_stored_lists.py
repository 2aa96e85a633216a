"""Real list pages of no family of ours: what the generic portal reads of each, file by file."""

from typing import NamedTuple

import pytest

from crawler.portals import identify
from crawler.portals.page.list_items import ListItem, placed_rows
from tests.crawler.portals.stored import needs_pages, stored


class Listed(NamedTuple):
    """What one page shows: its longest block of dated rows, what it states, where it goes on."""

    rows: int
    date: str  # of the first row
    title: str  # how it begins
    url: str  # how it ends
    records: int | None
    pages: int | None
    following: str  # how the first further page ends, a blank and what is posted; "" when the page names none


LISTS = {
    "DS_00275_List.html": Listed(
        5, "2017-11-24", "【采购公告】巴中", "2017/11/1511832926101895.shtml", None, None, "xxgk/1/13/index.shtml"
    ),
    # page 2 of 20: the first page names all others, so this one need not
    "DS_00456_1_List.html": Listed(20, "2017-05-12", "[WXS2014", "doc/2017/05/12/1321301.shtml", None, 20, ""),
    "DS_00566_List.html": Listed(
        20, "2018-03-27", "内蒙古民族大学附", "955d60625f8a93016264f72a0e05ba", None, 18, "4e754accc00020&page=2"
    ),
    "DS_00578_List.html": Listed(
        10, "2018-01-08", "“盛世华庭”项目", "/3344.htm?currentChannelId=117", 303, 31, "117/index_3.htm"
    ),
    "DS_00584_List.html": Listed(
        20, "2017-12-08", "成都市非物质文化", "htm/detail_230616.html", 535, None, "htm/list_020209_title__3.html"
    ),
    "DS_00593_List.html": Listed(
        15,
        "2018-01-10",
        "大兴顺路社区服务",
        "8c-0bcb-44f0-93c9-e1cbe4608cc5",
        None,
        137,
        "Index=3&PageSize=15&type=80010",
    ),
    "DS_00593_List2.html": Listed(
        14,
        "2017-09-19",
        "对汉源县滨湖基础",
        "ac-2b76-493e-b39b-721c206e8f24",
        None,
        3,
        "%A1%E6%81%AF%E5%85%AC%E5%BC%80",
    ),
    "DS_00707_List.html": Listed(
        20, "2016-12-28", "点击查看详细——", "zbgg/dt_detail.asp?dtid=1665", None, None, "zbgg/main.asp?page=2&sid="
    ),
    "DS_00707_List2.html": Listed(
        10, "2016-11-10", "景德镇市中心城区", "wsdy/zrxx_xx.asp?xjid=725", 339, None, "wsdy/main.asp?page=3"
    ),
    "DS_01399_List.html": Listed(
        5,
        "2018-02-28",
        "·大邑县建筑工程",
        "se/detail.action?id=22701&tn=8",
        1099,
        None,
        "?sw=%E6%8B%9B%E6%A0%87&p=4",
    ),
    "DS_01418_List.html": Listed(
        20,
        "2017-12-15",
        "南充市农牧业局关",
        "c=content&a=show&id=3384",
        245,
        None,
        "=content&a=list&catid=2&page=2",
    ),
    "DS_03793_List.html": Listed(
        20,
        "2017-04-18",
        "阿日昆都楞镇“十",
        "nt.action?infoId=1170058197605",
        None,
        None,
        "4&infoMid=1139193556883&page=1",
    ),
    "DS_03887_List.html": Listed(
        30,
        "2018-05-10",
        "东莞市国土资源局",
        "dggp/viewer.do?id=2313731",
        None,
        None,
        "topicChrList_p=3&topicChrList_s_stockProjectCode=&topicChrList_s_name=&topicChrList_s_ldate=&__ec_pages=2"
        "&id=1660&method=view&topicChrList_rd=30&topicChrList_f_stockProjectCode=&topicChrList_f_name=&topicChrList_f_ldate=",
    ),
    "QX_01121_List.html": Listed(
        25,
        "2017-12-22",
        "苍溪县石家坝城市",
        "info.html?id=20171222085855503",
        336,
        14,
        "ewlist.html?id=567&pageindex=2",
    ),
    "QX_01421_List.html": Listed(
        20,
        "2018-01-09",
        "标题:峨边彝族自",
        "e8301c35ad4ad6a002b0c1f440b259",
        None,
        21,
        "1f440b259&pageye=2&pageSize=21",
    ),
    "QX_01422_List.html": Listed(
        5, "2018-01-04", "关于光荣村建设集", "new/show/73342.html", 849, None, "new/list/100/2.html"
    ),
    "QX_02185_List.html": Listed(
        17,
        "2017-09-20",
        "安徽金硅光伏新材",
        "1/2017/9/20/3082013727243.html",
        None,
        86,
        "xin.shtml?whichpage=1&SS_ID=24",
    ),
    "SJ_00108_List.html": Listed(
        15,
        "2017-01-17",
        "《图说我们的价值",
        "52184995-2928402808982038.html",
        2033,
        None,
        "article-search.html category.id=1153418052184995&areaName=&tenderRocurementPm=&keywords="
        "&articlePageNo=3&articlePageSize=15",
    ),
    # turned by a script that is not here
    "SJ_00171_10_List.html": Listed(
        10, "2017-08-30", "庆阳市林木种苗管", "15e30901e015e31ec028b13ea.html", None, 2232, ""
    ),
    "SJ_00171_9_List.html": Listed(
        10,
        "2017-08-14",
        "金昌市人民政府信",
        "15dd098c1015ddfdf31d3377a.html",
        None,
        None,
        "b/article/gmfw/yjgg/list3.html",
    ),
    "SJ_03912_List.html": Listed(
        25, "2017-06-28", "京港澳高速公路沿", "zwdt/zbtb/qbgg/152436.htm", None, None, "MShbjt&cat_id=10271&cur_page=2"
    ),
    "SJ_04010_List.html": Listed(
        20, "2017-08-04", "阿克苏市水土保持", "2017/08/04/zbgg/57328.html", None, None, "sl/zbgg/index3.html"
    ),
}


@needs_pages
@pytest.mark.parametrize("name", sorted(LISTS))
def test_rows_totals_and_further_pages_of_a_real_list_are_read(name: str) -> None:
    page = stored(name)
    portal = identify(page)
    page = portal.unwrap(page)
    blocks: dict[object, list[ListItem]] = {}
    for item, block in placed_rows(page):
        if item.date:
            blocks.setdefault(block, []).append(item)
    shown = max(blocks.values(), key=len)
    said, further = portal.stated_total(page), portal.next_pages(page)
    first, wanted = shown[0], LISTS[name]
    assert (len(shown), first.date, said.records, said.pages) == (
        wanted.rows,
        wanted.date,
        wanted.records,
        wanted.pages,
    )
    assert first.title.startswith(wanted.title)
    assert first.url.endswith(wanted.url)
    assert (f"{further[0].url} {further[0].body.decode()}".strip() if further else "").endswith(wanted.following)
    assert bool(further) is bool(wanted.following)
