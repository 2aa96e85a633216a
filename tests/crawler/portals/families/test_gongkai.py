"""`/gongkai/…/channel_…/doc_…`: articles beside sub-columns, explainers beside reports."""

from crawler.portals.families.gongkai import Gongkai
from tests.crawler.portals.stored import page

SITE = "http://www.a.gov.cn/gongkai/site_lixiaqu/"
COLUMN = f"{SITE}channel_63899b0337599182826238d0/"
DOC = "doc_69780e3c3b15ceb212c2a5b{}.html"
ROWS = f"""<ul><li><a href="{DOC.format(0)}">甲街道2023年政府信息公开工作年度报告</a><span>2024-01-20</span></li>
<li><a href="{DOC.format(1)}">文字解读：甲街道2023年政府信息公开工作年度报告</a><span>2024-01-21</span></li>
<li><a href="/gongkai/site_lixiaqu/channel_6389/doc_69780e3c3b15ceb212c2a5bf.html">别的栏目的一篇</a></li></ul>"""

portal = Gongkai()


def test_addresses_of_columns_tell_the_product() -> None:
    assert portal.recognises(page("", COLUMN)) == "/gongkai/site_lixiaqu/channel_63899b0337599182826238d0/"
    zibo = '<a href="/gongkai/channel_c_5f9fa491ab327f36e4c13060_n_1605682651.0101/">公开</a>'
    assert portal.recognises(page(zibo, "http://www.b.gov.cn/"))
    assert portal.recognises(page('<a href="/gongkai/zcwjk/">公开</a>', "http://www.c.gov.cn/")) is None


def test_the_rows_are_the_columns_own_articles() -> None:
    assert [item.url.removeprefix(COLUMN) for item in portal.list_items(page(ROWS, COLUMN))] == [
        DOC.format(0),
        DOC.format(1),
    ]


def test_articles_below_the_column_are_not_columns_in_it() -> None:
    body = f'<a href="{DOC.format(2)}">2023年</a><a href="channel_2022/">2022年</a>'
    head = "<meta name='ColumnName' content='政府信息公开年报'>"
    assert [link.text for link in portal.sub_columns(page(body, COLUMN, head))] == ["2022年"]


def test_questions_and_answers_are_not_the_report() -> None:
    body = '<a href="/attach/1.docx">甲街道2023年年度报告.docx</a><a href="/attach/2.docx">问答解读：年度报告.docx</a>'
    files = portal.attachments(page(body, COLUMN + DOC.format(0)))
    assert [file.url.rpartition("/")[2] for file in files] == ["1.docx"]
