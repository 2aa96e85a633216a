"""The whole way from a home page to documents, on small sites of our own on loopback."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from scrapy.crawler import Crawler

from crawler.discovery.explore import Scope
from crawler.spiders.annual_reports import AnnualReportsSpider
from pipelines.exceptions import InputError
from tests.crawler.crawl import Crawled, crawl
from tests.crawler.site import Answer, Site, site
from tests.crawler.small_sites import GBK, HOPS, LOOP, MAZE, ORGANS, UCAP, links, page, report, rows


@dataclass(frozen=True, slots=True)
class City:
    """All sites, and what one crawl of them together gave."""

    sites: dict[str, Site]
    crawled: Crawled

    def outcome(self, name: str) -> dict[str, object]:
        """How one portal ended."""
        return self.crawled.outcomes[self.sites[name].url]

    def urls(self, name: str) -> list[str]:
        """Paths of one portal's documents."""
        base = self.sites[name].url.rstrip("/")
        return [document["url"].removeprefix(base) for document in self.crawled.documents_of(base)]

    def document(self, name: str, path: str) -> dict[str, object]:
        """One document by portal and path."""
        found = [one for one in self.crawled.documents if one["url"] == self.sites[name].url.rstrip("/") + path]
        assert len(found) == 1
        return found[0]


def seed(url: str, name: str, **more: str) -> dict[str, str]:
    """A seed for a loopback site."""
    return {"region_code": f"X-{name}", "name": name, "level": "county", "portal_url": url, "full_name": name, **more}


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """Every portal of this file, crawled once and in parallel."""
    with ExitStack() as stack:
        mirror = stack.enter_context(site({}, host="127.0.0.2"))
        off_site = {
            "/": page("边城县", links((mirror.url, "政府信息公开年报"), ("/nb/", "信息公开年报"))),
            "/nb/": page(
                "信息公开年报",
                rows(
                    ("/nb/1.html", "边城县2023年政府信息公开年报", "2024-01-05"),
                    (f"{mirror.url}2.html", "边城县2022年政府信息公开年报", "2023-01-05"),
                    ("/nb/3.html", "边城县2021年政府信息公开年报", "2022-01-05"),
                ),
            ),
            "/nb/1.html": report(2023),
            "/nb/3.html": Answer("", 302, (("Location", f"{mirror.url}3.html"),)),
        }
        pages = {
            "hops": HOPS,
            "ucap": UCAP,
            "gbk": GBK,
            "organs": ORGANS,
            "off_site": off_site,
            "loop": LOOP,
            "maze": MAZE,
            "wall": {"/": Answer("<script>$_ts={}</script>", 412)},
            "challenge": {"/": "<script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script>"},
            "robots": {"/robots.txt": Answer("User-agent: *\nDisallow: /", headers=(("Content-Type", "text/plain"),))},
            "column": {key: value for key, value in GBK.items() if key != "/"},
            "departments": {
                "/": page("南城区", links(("/nb/", "部门信息公开年报"))),
                "/nb/": page("部门信息公开年报", rows(("/1.html", "区教育局2023年政府信息公开年报", "2024-01-05"))),
                "/1.html": report(2023),
            },
            "script": {
                "/": page("西河县", links(("/nb/", "政府信息公开年报"))),
                "/nb/": page(
                    "政府信息公开年报",
                    rows(("/1.html", "西河县2023年政府信息公开年报", "2024-01-05"))
                    + "<a href='javascript:go(2)'>下一页</a>",
                ),
                "/1.html": report(2023),
            },
            "years": {
                "/": page("东山县", links(("/nb/", "政府信息公开年报"))),
                "/nb/": page(
                    "政府信息公开年报", links(("/nb/a/", "2023年"), ("/nb/b/", "2022年"), ("/nb/c/", "2021年"))
                ),
                "/nb/a/": page(
                    "政府信息公开年报",
                    links(("/nb/a/", "2023年"), ("/nb/b/", "2022年"))
                    + rows(("/1.html", "东山县2023年政府信息公开年报", "2024-01-05")),
                ),
                "/nb/b/": page("政府信息公开年报", links(("/nb/a/", "2023年")) + "<script src='list.js'></script>"),
                "/nb/c/": page(
                    "2021年政府信息公开年报", "<h1>东山县2021年政府信息公开年报</h1><table><tr><td>1</td></tr></table>"
                ),
                "/1.html": report(2023),
            },
            "hollow": {
                "/": page("空洞县", links(("/nb/", "政府信息公开年报"))),
                "/nb/": page("政府信息公开年报", rows(("/1.html", "空洞县2023年政府信息公开年报", "2024-01-05"))),
                "/1.html": report(2023, ("/P01.docx", "附件.docx")),
                "/P01.docx": Answer(b""),
            },
            "empty": {"/": page("空城", links(("/a", "新闻"), ("/zwgk", "政务公开"))), "/zwgk": page("公开", "暂无")},
            "sent_home": {
                "/": page("旧址", links(("/nb", "政府信息公开年报"))),
                "/nb": Answer("", 301, (("Location", "/"),)),
            },
        }
        sites = {name: stack.enter_context(site(answers)) for name, answers in pages.items()}
        with site({}) as gone:
            dead = Site(gone.url, {})
        seeds = [seed(one.url, name) for name, one in sites.items() if name != "column"]
        seeds.append(seed(sites["column"].url, "column", column_url=f"{sites['column'].url}nb/"))
        seeds.append(seed(dead.url, "dead"))
        crawled = crawl(seeds, HOST_REQUESTS=40)
        yield City({**sites, "mirror": mirror, "dead": dead}, crawled)


def test_the_column_is_found_through_three_hops_past_its_look_alikes(city: City) -> None:
    outcome = city.outcome("hops")
    assert outcome["outcome"] == "ok", outcome
    assert outcome["column_url"] == f"{city.sites['hops'].url}zwgk/zfxxgk/nb/"
    assert outcome["trail"] == ["首页", "政务公开", "政府信息公开", "政府信息公开年报"]
    hits = city.sites["hops"].hits
    assert not {"/wznb/", "/fzzf/", "/yqx/", "/zwgk/zfxxgk/tj/", "/news/1.html"} & set(hits)


def test_a_list_in_four_argument_form_is_read_to_its_zero_based_end(city: City) -> None:
    assert sorted(city.urls("hops")) == [
        "/zwgk/zfxxgk/nb/202101/t20210120_5.html",
        "/zwgk/zfxxgk/nb/202301/t20230120_4.html",
        "/zwgk/zfxxgk/nb/202401/P020240120.docx",
        "/zwgk/zfxxgk/nb/202401/t20240120_1.html",
        "/zwgk/zfxxgk/nb/nb2021.pdf",
    ]
    assert city.sites["hops"].hits.count("/zwgk/zfxxgk/nb/") == 1


def test_a_list_in_six_argument_form_is_read_through_jump_frame_and_script_link(city: City) -> None:
    outcome = city.outcome("ucap")
    assert outcome["outcome"] == "ok", outcome
    assert (outcome["stated"], outcome["seen"]) == (2, 2)
    assert sorted(city.urls("ucap")) == ["/c3/a.shtml", "/c3/b.shtml"]


def test_a_report_page_carries_where_it_was_found(city: City) -> None:
    found = city.document("hops", "/zwgk/zfxxgk/nb/202401/t20240120_1.html")
    base = city.sites["hops"].url
    assert found["role"] == "page"
    assert found["title"] == "青山区2023年政府信息公开工作年度报告"
    assert found["published_hint"] == "2024-01-20"
    assert found["referrer_url"] == f"{base}zwgk/zfxxgk/nb/"
    assert found["attachments"] == [f"{base}zwgk/zfxxgk/nb/202401/P020240120.docx"]
    assert found["region_name"] == "hops"
    assert str(found["fetched_at"]).endswith("+00:00")
    assert ["Content-Type", "text/html; charset=utf-8"] in found["headers"]  # type: ignore[operator]


def test_an_attachment_carries_its_real_name_and_its_page(city: City) -> None:
    found = city.document("hops", "/zwgk/zfxxgk/nb/202401/P020240120.docx")
    assert found["role"] == "attachment"
    assert found["file_name"] == "统计.docx"
    assert found["page_title"] == "青山区2023年政府信息公开工作年度报告"
    assert str(found["referrer_url"]).endswith("t20240120_1.html")


def test_a_row_that_is_a_file_is_an_attachment(city: City) -> None:
    found = city.document("hops", "/zwgk/zfxxgk/nb/nb2021.pdf")
    assert (found["role"], found["published_hint"], found["file_name"]) == ("attachment", "2022-01-19", "nb2021.pdf")


def test_a_gbk_portal_is_read_and_a_short_list_is_not_proven(city: City) -> None:
    assert city.document("gbk", "/nb/1.html")["title"] == "红岩区2019年政府信息公开工作年度报告"
    outcome = city.outcome("gbk")
    assert outcome["outcome"] == "partial"
    assert "states 2 records, 1 were seen" in str(outcome["reason"])


def test_years_groups_and_organs_with_their_own_columns_are_read(city: City) -> None:
    assert city.outcome("organs")["outcome"] == "ok", city.outcome("organs")
    hints = {document["url"].split("/", 3)[3]: document["organ_hint"] for document in city.crawled.documents}
    assert sorted(city.urls("organs")) == [
        "/czj/nb/1.html",
        "/jyj/nb/1.html",
        "/nb/2023n/1.html",
        "/nb/2023n/zj/1.html",
    ]
    assert hints["czj/nb/1.html"] == "区财政局"
    assert hints["jyj/nb/1.html"] == "区教育局"
    assert hints["nb/2023n/zj/1.html"] == "镇街"
    assert hints["nb/2023n/1.html"] == ""


def test_a_mirror_is_never_contacted_and_the_refusal_is_told(city: City) -> None:
    """What lies with another host is no gap of this portal's lists: the year has its reason, the portal is `ok`."""
    assert city.sites["mirror"].hits == []
    outcome = city.outcome("off_site")
    assert outcome["outcome"] == "ok"
    assert "another site" in str(outcome["reason"])
    assert city.urls("off_site") == ["/nb/1.html"]


def test_a_redirect_loop_has_an_outcome(city: City) -> None:
    assert city.outcome("loop")["outcome"] == "unreachable"
    assert "redirects without end" in str(city.outcome("loop")["reason"])


def test_walls_are_blocked_with_what_they_said(city: City) -> None:
    assert city.outcome("wall")["outcome"] == "blocked"
    assert "HTTP 412" in str(city.outcome("wall")["reason"])
    assert city.outcome("challenge")["outcome"] == "blocked"
    assert city.sites["wall"].hits == ["/robots.txt", "/"]


def test_a_dead_host_is_unreachable(city: City) -> None:
    assert city.outcome("dead")["outcome"] == "unreachable"
    assert "refused" in str(city.outcome("dead")["reason"])


def test_robots_txt_is_obeyed_and_told(city: City) -> None:
    assert city.outcome("robots")["outcome"] == "robots"
    assert city.sites["robots"].hits == ["/robots.txt"]


def test_a_portal_without_a_column_says_where_it_was_looked_for(city: City) -> None:
    outcome = city.outcome("empty")
    assert outcome["outcome"] == "not_found"
    assert "2 pages looked at" in str(outcome["reason"])
    assert "政务公开 (60)" in str(outcome["reason"])


def test_a_column_of_departments_alone_proves_nothing_about_the_government(city: City) -> None:
    assert city.urls("departments") == ["/1.html"]
    assert city.outcome("departments")["outcome"] == "partial"
    assert "no report of the government itself" in str(city.outcome("departments")["reason"])


def test_a_list_whose_next_page_is_a_script_is_not_proven(city: City) -> None:
    assert city.outcome("script")["outcome"] == "partial"
    assert "下一页 is a script" in str(city.outcome("script")["reason"])


def test_a_year_that_is_one_page_is_the_report_and_a_year_without_rows_is_a_gap(city: City) -> None:
    assert sorted(city.urls("years")) == ["/1.html", "/nb/c/"]
    assert city.document("years", "/nb/c/")["title"] == "东山县2021年政府信息公开年报"
    assert city.outcome("years")["outcome"] == "partial"
    assert "shows no rows" in str(city.outcome("years")["reason"])
    assert max(city.sites["years"].hits.count(path) for path in ("/nb/a/", "/nb/b/", "/nb/c/")) == 1


def test_an_empty_attachment_is_handed_on_and_told(city: City) -> None:
    assert city.document("hollow", "/P01.docx")["body"] == ""
    assert city.outcome("hollow")["outcome"] == "partial"
    assert "empty answer" in str(city.outcome("hollow")["reason"])


def test_a_column_that_sends_back_to_the_home_page_is_no_column(city: City) -> None:
    assert city.outcome("sent_home")["outcome"] == "not_found"


def test_a_known_column_is_tried_before_the_home_page(city: City) -> None:
    assert city.urls("column") == ["/nb/1.html"]
    assert city.sites["column"].hits[:2] == ["/robots.txt", "/nb/"]


def test_the_budget_of_a_host_is_exact_at_the_server(city: City) -> None:
    assert len(city.sites["maze"].hits) == 40
    assert city.outcome("maze")["outcome"] == "not_found"
    assert "39 pages looked at" in str(city.outcome("maze")["reason"])  # the fortieth was robots.txt
    assert "budget of 40 requests" in str(city.outcome("maze")["reason"])


def test_regions_are_chosen_by_code_and_by_name(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds.csv"
    head = "region_code,name,level,portal_url"
    rows_ = ("X-a,甲区,county,http://a.gov.cn/", "X-b,乙县,county,http://b.gov.cn/", "X-c,丙市,county,http://c.gov.cn/")
    seeds.write_text("\n".join((head, *rows_)), encoding="utf-8")
    crawler = Crawler(AnnualReportsSpider, {"SEEDS_FILE": str(seeds), "YEARS": (2022, 2023), "ORGANS": "government"})
    spider = AnnualReportsSpider.from_crawler(crawler, region="X-a， 乙县")
    assert [seed.name for seed in spider.seeds] == ["甲区", "乙县"]
    assert spider.scope == Scope(frozenset({2022, 2023}), departments=False)
    with pytest.raises(InputError, match="no region"):
        AnnualReportsSpider.from_crawler(crawler)


def test_every_portal_has_one_outcome_and_no_callback_failed(city: City) -> None:
    assert len(city.crawled.outcomes) == len(city.sites) - 1
    assert "spider_exceptions" not in city.crawled.log, city.crawled.log[-3000:]
