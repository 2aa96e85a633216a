"""What a portal's crawl keeps of the reports its lists show."""

from crawler.discovery.portal_crawl import PortalCrawl
from crawler.discovery.walks import ListWalk, Report
from crawler.portals import GENERIC
from crawler.portals.rows import ListItem
from crawler.seeds import Seed

NB = "http://www.shiqiao.gov.cn/nb/"
WALK = ListWalk(NB, GENERIC, "政府信息公开年报")


def report(name: str, title: str = "石桥县人民政府2023年政府信息公开工作年度报告") -> Report:
    return Report(ListItem(f"{NB}{name}", title), WALK, 2023, is_department=False)


def test_what_turned_out_to_be_no_report_is_none_that_a_list_shows() -> None:
    crawl = PortalCrawl(Seed(region_code="370406", name="石桥县", level="county", portal_url=NB))
    special, plain = report("2023/"), report("1.html")
    crawl.count(special)
    crawl.count(plain)
    crawl.uncount(special)
    assert crawl.listed == [plain]
    assert list(crawl.not_had()) == [2023]
    assert "1.html" in crawl.not_had()[2023]
    crawl.uncount(plain)
    assert crawl.not_had() == {}


def test_an_explainer_is_left_out_only_while_its_report_is_listed() -> None:
    crawl = PortalCrawl(Seed(region_code="370406", name="石桥县", level="county", portal_url=NB))
    plain, explainer = report("1.html"), report("2.html", f"图解：{report('').item.title}")
    for one in (plain, explainer):
        crawl.count(one)
    crawl.reports = [explainer]
    assert crawl.next_report() is None
    crawl.uncount(plain)
    crawl.reports = [explainer]
    assert crawl.next_report() == explainer
