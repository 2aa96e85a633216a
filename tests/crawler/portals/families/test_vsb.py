"""VSB: pages that count down, lists that are forms, pages of one organ; on real pages too."""

from urllib.parse import parse_qs, urlencode

from scrapy import Request

from crawler.portals.families.vsb import Vsb
from tests.city.exchange import Request as CityRequest
from tests.city.portals.huaying import PORTAL as huaying
from tests.city.portals.wenquan import PORTAL as wenquan
from tests.crawler.portals.stored import index, needs_pages, page, stored

COLUMN = "http://www.a.gov.cn/zfxxgk/zfxxgknb.htm"
MARK = "<!--Announced by Visual SiteBuilder 9-->"
CRUMBS = "<div class='dqwz'>当前位置：首页>>政务公开>>政府信息公开年报</div>"
PAGER = """<span class="p_t">共52条</span> <span class="p_pages"><span class="p_no_d">1</span>
<span class="p_no"><a href="zfxxgknb/10.htm">2</a></span><span class="p_no"><a href="zfxxgknb/9.htm">3</a></span>
<span class="p_next p_fun"><a href="zfxxgknb/10.htm">下页</a></span>
<span class="p_last p_fun"><a href="zfxxgknb/1.htm">尾页</a></span></span> <span class="p_t">1/11</span>"""
FORM = """<form name='sysadmin' method='post'>共9条 每页<select name=sysadminCountNo>
<option value=4 selected>4</option></select>条&nbsp;1/3&nbsp;<input type=hidden name=sysadminNOWPAGE value=''>
<input type=hidden name=sysadminCURURI value='AB'></form>"""

portal = Vsb()


def test_marks_of_the_builder_tell_the_product() -> None:
    assert portal.recognises(page("<p>年报</p>", COLUMN)) is None
    assert portal.recognises(page(MARK, COLUMN)) == "Announced by Visual SiteBuilder"


def test_the_second_page_of_eleven_is_the_tenth_and_the_last_the_first() -> None:
    urls = [one.url for one in portal.next_pages(page(PAGER, COLUMN))]
    assert urls == [f"http://www.a.gov.cn/zfxxgk/zfxxgknb/{number}.htm" for number in range(10, 0, -1)]
    later = PAGER.replace("zfxxgknb/", "").replace("1/11", "2/11")
    assert {one.url for one in portal.next_pages(page(later, urls[0]))} == set(urls)


def test_a_form_is_sent_with_the_pages_own_fields_and_query() -> None:
    url = "http://www.a.gov.cn/ZWGK_info_list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1330"
    second, third = portal.next_pages(page(FORM, url))
    assert (second.method, second.url) == ("POST", "http://www.a.gov.cn/ZWGK_info_list.jsp")
    assert parse_qs(second.body.decode()) == {
        "urltype": ["tree.TreeTempUrl"],
        "wbtreeid": ["1330"],
        "sysadminCURURI": ["AB"],
        "sysadminCountNo": ["4"],
        "sysadminNOWPAGE": ["2"],
    }
    assert b"sysadminNOWPAGE=3" in third.body
    posted = page(FORM, second.url).replace(request=Request(second.url, method="POST", body=second.body))
    assert portal.next_pages(posted) == []


def test_the_link_of_an_index_number_is_no_row() -> None:
    url = "/ZWGK_info_content.jsp?urltype=tree.TreeTempUrl&wbtreeid=1&syh=452/2024-1"
    row = f"<tr><td><a href='{url}'>452/2024-00001</a></td><td><a href='{url}'>甲市2023年政府信息公开年报</a></td></tr>"
    (item,) = portal.list_items(page(f"<table>{row}</table>", COLUMN))
    assert item.title == "甲市2023年政府信息公开年报"


def test_news_beside_an_organs_own_report_are_no_list() -> None:
    news = "<ul><li><a href='/info/1003/31111.htm'>我县召开会议部署工作</a><span>2025-02-11</span></li></ul>"
    body = f"{CRUMBS}<div id='vsb_content'><p>甲县统计局2023年政府信息公开工作年度报告</p></div>{news}"
    own = page(body, "http://www.a.gov.cn/zfxxgk/zfxxgknb/n2023n/xjbm/tjj.htm", "<title>县统计局-甲县</title>")
    assert portal.report_page_year(own) == 2023
    assert portal.list_items(own) == []
    assert portal.list_items(page(CRUMBS + news, COLUMN)) == []
    assert len(portal.list_items(page(news, "http://www.a.gov.cn/xwzx.htm"))) == 1


def test_what_lies_in_the_folder_of_the_lists_name_is_inside_it() -> None:
    body = (
        "<a href='zfxxgknb/n2023n.htm'>2023年</a><a href='zfxxgknb/xjbm.htm'>县级部门</a><a href='bm.htm'>县直部门</a>"
        "<a href='zfxxgknb/tjj.htm'>县统计局</a><a href='tjj.htm'>县统计局</a>"
    )
    found = [link.url.removeprefix("http://www.a.gov.cn/zfxxgk/") for link in portal.sub_columns(page(body, COLUMN))]
    assert found == ["zfxxgknb/n2023n.htm", "zfxxgknb/xjbm.htm", "zfxxgknb/tjj.htm"]


def test_a_download_without_extension_is_a_file_named_by_its_link() -> None:
    url = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=2074804384&wbfileid=5656530"
    (file,) = portal.attachments(page(f"附件【<a href='{url}'>年报.docx</a>】", COLUMN))
    assert (file.url, file.text) == (f"http://www.a.gov.cn{url}", "年报.docx")


@needs_pages
def test_a_real_list_is_read_and_turned() -> None:
    name = "QX_01412_List.html"
    sent = parse_qs(index()[name]["post_params"], keep_blank_values=True)
    real = stored(name).replace(url="http://www.hys.gov.cn/ZWGK_info_list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1330")
    assert portal.recognises(real)
    items = portal.list_items(real)
    assert len(items) == 15
    assert items[0].title == "华蓥市城市管理局环卫垃圾车采购项目"
    assert items[-1].url.endswith("syh=45219626X/2017-00163")
    assert portal.stated_total(real).records == 259
    pages = portal.next_pages(real)
    assert len(pages) == 17
    made = parse_qs(pages[0].body.decode(), keep_blank_values=True)
    search_form = {"wbtitle", "wbdept", "wbsuoyinhao", "wbwenhao", "wbguanjianzi", "wbgongkaifangshi"}
    assert made == {name: value for name, value in sent.items() if name not in search_form}


@needs_pages
def test_a_real_detail_page_says_its_title_date_and_organ() -> None:
    article = portal.article(stored("QX_01412_Detail.html"))
    assert (article.title, article.published, article.organ) == (
        "华蓥市人民医院婴儿培养箱等设备采购项目",
        "2017-12-13",
        "资源交易中心",
    )
    assert portal.attachments(stored("QX_01412_Detail.html")) == []


def test_the_replicas_form_shows_rows_only_to_its_own_fields() -> None:
    def rows(**changed: str) -> int:
        fields = {"urltype": "tree.TreeTempUrl", "wbtreeid": "1402", "sysadminNOWPAGE": "2", "sysadminrowCount": "9"}
        fields |= {"sysadminCURURI": "345F562FCB05B81C22DF4292803EF333", **changed}
        head = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(fields).encode()
        answer = huaying.respond(CityRequest(target="/ZWGK_info_list.jsp", method="POST", headers=head, body=body))
        return 0 if answer is None else answer.body.count(b"<tr height")

    assert rows() == 4
    assert rows(sysadminNOWPAGE="3") == 1
    assert rows(sysadminCURURI="") == rows(sysadminrowCount="8") == rows(wbtreeid="") == 0


def test_the_replicas_numbered_pages_count_down_and_end_at_1() -> None:
    def page_of(name: str) -> bytes:
        answer = wenquan.respond(CityRequest(target=f"/zfxxgk/zfxxgknb{name}.htm"))
        return b"" if answer is None else answer.body

    assert (b"2024" in page_of(""), b"2019" in page_of("/1")) == (True, True)
    assert b"2022" in page_of("/2")
    assert page_of("/3") == page_of("/0") == b""


def test_the_forms_own_field_tells_the_product_where_a_skin_dropped_its_marks() -> None:
    assert portal.recognises(page(FORM, COLUMN)) == "sysadminNOWPAGE"
