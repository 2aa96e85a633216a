"""Where other organs' reports hang: beside the column, behind its tabs, on pages of their own that look alike."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.crawler.crawl import Crawled, crawl
from tests.crawler.site import Answer, Site, site
from tests.crawler.test_spider import links, page, rows

SHEET = "<table>" + "<tr><td>制发件数</td><td>1</td></tr>" * 12 + "</table>"
BUREAUS = tuple(f"区{name}局" for name in ("科技", "公安", "司法", "审计", "统计", "林业", "商务", "信访", "交通"))


def report(title: str) -> str:
    """A report page whose name is its headline."""
    return page(title, f"<h1>{title}</h1>{SHEET}")


def column(*items: tuple[str, str], name: str = "政府信息公开年报", more: str = "") -> str:
    """A page of a column with rows of (address, title)."""
    return page(name, more + rows(*((url, title, "2024-01-20") for url, title in items)))


TABS = links(("/nb/", "区政府"), ("/bm/", "区直部门"), ("/xz/", "镇（街）年报"))
PAGES: dict[str, dict[str, Answer | str]] = {
    "tabs": {
        "/": page("甲区", links(("/nb/", "政府信息公开年报"))),
        "/nb/": column(("/1.html", "甲区人民政府2023年政府信息公开年报"), more=TABS),
        "/bm/": column(
            ("/2.html", "甲区教育局2023年政府信息公开年报"),
            ("/3.html", "甲区民政局2023年政府信息公开年报"),
            name="区直部门",
        ),
        "/xz/": column(("/4.html", "甲区河口镇2023年政府信息公开年报"), name="镇（街）年报"),
        "/1.html": report("甲区人民政府2023年政府信息公开年报"),
        "/2.html": report("甲区教育局2023年政府信息公开年报"),
        "/3.html": report("甲区民政局2023年政府信息公开年报"),
        "/4.html": report("甲区河口镇2023年政府信息公开年报"),
    },
    "twins": {  # two organs' pages written alike, and a menu of bureaus that leads to no reports
        "/": page("乙区", links(("/gk/", "政府信息公开"))),
        "/gk/": page(
            "政府信息公开",
            links(("/nb/", "政府信息公开年报"), ("/bm/", "部门信息公开"), *((f"/zn/{n}/", n) for n in BUREAUS)),
        ),
        "/bm/": page("部门信息公开", links(("/bm/a/", "区水务局"), ("/bm/b/", "区财政局"))),
        "/nb/": column(("/1.html", "乙区人民政府2023年政府信息公开年报")),
        "/1.html": report("乙区人民政府2023年政府信息公开年报"),
        **{
            f"/bm/{slug}/": page("信息公开", links(("./zn/", "信息公开指南"), ("./nb/", "信息公开年报")))
            for slug in "ab"
        },
        "/bm/a/nb/": column(("./2.html", "2023年政府信息公开年报"), name="信息公开年报"),
        "/bm/b/nb/": column(("./2.html", "2023年政府信息公开年报"), name="信息公开年报"),
        "/bm/a/nb/2.html": report("2023年政府信息公开年报"),
        "/bm/b/nb/2.html": report("2023年政府信息公开年报"),
        **{f"/zn/{name}/": page(name, f"<p>{name}的主要职责</p>") for name in BUREAUS},
    },
    "topics": {  # a row that is a menu of lists; a year's link whose page names no year
        "/": page("丙县", "", meta="<script src='/js/menu.js'></script>"),
        "/js/menu.js": Answer(
            'var menus = [{"title": "政府信息公开年报", "link": "nb/"}];',
            headers=(("Content-Type", "text/javascript"),),
        ),
        "/nb/": column(
            ("/zt/index.html", "2023年政府信息公开工作年度报告专题"), more=links(("/nb/2022/1.html", "2022年"))
        ),
        "/zt/index.html": page(
            "2023年政府信息公开工作年度报告", links(("/zt/xnb/", "县政府年报"), ("/zt/bmnb/", "部门年报"))
        ),
        "/zt/xnb/": column(("/zt/1.html", "丙县人民政府2023年政府信息公开年报"), name="县政府年报"),
        "/zt/bmnb/": column(("/zt/2.html", "丙县教育局2023年政府信息公开年报"), name="部门年报"),
        "/zt/1.html": report("丙县人民政府2023年政府信息公开年报"),
        "/zt/2.html": report("丙县教育局2023年政府信息公开年报"),
        "/nb/2022/1.html": report("政府信息公开工作年度报告"),
    },
    "refused": {
        "/": page("丁县", links(("/gkmlpt/annualreport#9", "政府信息公开年报"))),
        "/gkmlpt/annualreport": page("目录", "<script>window._CONFIG = {SID: '7', TREE: [{\"id\": 1}]}</script>"),
        "/gkmlpt/api/all/9?page=1&sid=7": Answer("<p>forbidden</p>", 403),
    },
    "away": {  # most of the organs are on sites of others
        "/": page("戊县", links(("/nb/", "政府信息公开年报"), ("/bm/", "部门信息公开年报"))),
        "/nb/": column(("/1.html", "戊县人民政府2023年政府信息公开年报")),
        "/1.html": report("戊县人民政府2023年政府信息公开年报"),
        "/bm/": page(
            "部门信息公开年报", links(("/bm/a/", "县水务局"), *((f"http://{n}.example/", n) for n in BUREAUS[:2]))
        ),
        "/bm/a/": column(("./2.html", "县水务局2023年政府信息公开年报"), name="信息公开年报"),
        "/bm/a/2.html": report("县水务局2023年政府信息公开年报"),
    },
    "walled": {"/robots.txt": Answer("<script>document.cookie='a=1'</script>", 521)},
}


@dataclass(frozen=True, slots=True)
class Found:
    """The sites by name, and what was crawled from all of them."""

    sites: dict[str, Site]
    crawled: Crawled

    def urls(self, name: str) -> list[str]:
        """Paths of the documents from one site."""
        return sorted(urlsplit(one["url"]).path for one in self.crawled.documents_of(self.sites[name].url))

    def outcome(self, name: str) -> dict[str, object]:
        """What the portal ended with."""
        return self.crawled.outcomes[self.sites[name].url]


@pytest.fixture(scope="module")
def found() -> Iterator[Found]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(site(pages)) for name, pages in PAGES.items()}
        seeds = [
            {"region_code": "370406", "name": "青山区", "level": "county", "portal_url": one.url}
            for one in sites.values()
        ]
        yield Found(sites, crawl(seeds))


def test_the_tabs_of_a_column_and_the_columns_of_other_organs_are_columns(found: Found) -> None:
    assert found.urls("tabs") == ["/1.html", "/2.html", "/3.html", "/4.html"]
    assert found.outcome("tabs")["outcome"] == "ok", found.outcome("tabs")


def test_two_organs_whose_pages_are_written_alike_are_both_looked_at(found: Found) -> None:
    assert found.urls("twins") == ["/1.html", "/bm/a/nb/2.html", "/bm/b/nb/2.html"]
    hints = {one["organ_hint"] for one in found.crawled.documents_of(found.sites["twins"].url)}
    assert {"区水务局", "区财政局"} <= hints
    assert found.outcome("twins")["outcome"] == "ok", found.outcome("twins")


def test_a_menu_of_bureaus_without_reports_is_left_after_a_few(found: Found) -> None:
    assert sum(path.startswith("/zn/") for path in found.sites["twins"].hits) == 4


def test_a_list_of_organs_most_of_which_are_on_other_sites_is_a_gap(found: Found) -> None:
    assert found.urls("away") == ["/1.html", "/bm/a/2.html"]
    outcome = found.outcome("away")
    assert outcome["outcome"] == "partial"
    assert "2 of 3 organs are on other sites, 区科技局 first" in str(outcome["reason"])


def test_a_menu_in_a_script_of_its_own_and_a_topic_of_lists_lead_to_the_reports(found: Found) -> None:
    assert found.urls("topics") == ["/nb/2022/1.html", "/zt/1.html", "/zt/2.html"]
    (named,) = [one for one in found.crawled.documents if one["url"].endswith("/nb/2022/1.html")]
    assert named["year_hint"] == 2022
    assert found.outcome("topics")["outcome"] == "ok", found.outcome("topics")


def test_a_column_whose_interface_refuses_says_so_and_not_that_there_is_none(found: Found) -> None:
    outcome = found.outcome("refused")
    assert outcome["outcome"] == "blocked"
    assert "api/all/9" in str(outcome["reason"])
    assert "HTTP 403" in str(outcome["reason"])


def test_a_wall_before_robots_txt_is_a_wall_and_asked_once(found: Found) -> None:
    assert found.outcome("walled")["outcome"] == "blocked"
    assert "加速乐" in str(found.outcome("walled")["reason"])
    assert found.sites["walled"].hits == ["/robots.txt"]
