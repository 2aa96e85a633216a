"""Which links of a page lead to other organs."""

from scrapy.http import HtmlResponse

from crawler.portals.page.organ_links import labelled_organs, listed_organs

URL = "http://www.shiqiao.gov.cn/bm/"


def page(body: str) -> HtmlResponse:
    return HtmlResponse(URL, body=f"<html><body>{body}</body></html>".encode(), encoding="utf-8")


def links(*names: str) -> str:
    return "<ul>" + "".join(f"<li><a href='/{number}/'>{name}</a></li>" for number, name in enumerate(names)) + "</ul>"


def test_a_block_of_three_organs_is_a_list_of_organs_with_all_its_links() -> None:
    found = listed_organs(page(links("县教育局", "县财政局", "县民政局", "县残联", "新铺")), is_organ_list=False)
    assert [one.text for one in found] == ["县教育局", "县财政局", "县民政局", "县残联", "新铺"]


def test_a_menu_is_no_list_of_organs() -> None:
    assert listed_organs(page(links("首页", "政务公开", "县教育局", "互动交流")), is_organ_list=False) == []


def test_on_a_page_of_organs_the_largest_block_beside_the_menu_is_their_list() -> None:
    menu = links("首页", "政务公开").replace("/0/", "/zw0/").replace("/1/", "/zw1/")
    listed = page(menu + links("新铺", "蓝坊", "长潭旅游区"))
    found = listed_organs(listed, is_organ_list=True, is_menu=frozenset((f"{URL}zw0/",)))
    assert [one.text for one in found] == ["新铺", "蓝坊", "长潭旅游区"]


def test_words_over_a_run_of_links_name_its_organs_in_any_element() -> None:
    for label in ("<span>乡镇信息公开：</span>", "<p>乡镇</p>", "<h3>乡镇信息公开</h3>", "<a href='#'>乡镇</a>"):
        found = labelled_organs(
            page(f"<div><b>县情</b><a href='/qing/'>概况</a>{label}<a href='/hg/'>韩岗</a></div>"), frozenset()
        )
        assert [one.text for one in found] == ["韩岗"], label


def test_a_box_of_choices_names_organs_behind_its_words() -> None:
    options = "<option value=''>请选择</option><option value='/cz/'>县财政局</option>"
    box = f"<select onchange='location=this.value'>{options}</select>"
    assert [one.text for one in labelled_organs(page(f"<p>部门信息公开 {box}</p>"), frozenset())] == ["县财政局"]
