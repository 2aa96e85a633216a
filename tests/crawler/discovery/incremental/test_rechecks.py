"""What is read of a list that grew, and which few pages are asked for again each night."""

from dataclasses import replace
from datetime import date

import pytest
from scrapy.http import HtmlResponse

from crawler.discovery.incremental.grown import with_new_rows
from crawler.discovery.incremental.last_crawl import KnownList, KnownPage, LastCrawl
from crawler.discovery.incremental.rechecks import Rechecks, checked_after, choose
from crawler.discovery.jobs import Listing, ListPage
from crawler.hosts import same_page_key
from crawler.portals import GENERIC
from crawler.portals.page.list_items import ListItem
from crawler.portals.page.pagers import Page, Stated
from pipelines.storage.crawls.crawl_progress import Had
from tests.crawler.discovery.incremental.test_resume import COLUMN, LAST, LIST, TODAY, known_fields, page, told


def two_pages(*, stated: int | None = None) -> KnownList:
    rows = tuple(
        ListItem(f"{COLUMN}{year}.html", f"青山区{year}年政府信息公开工作年度报告") for year in range(2023, 2017, -1)
    )
    pages = tuple(
        KnownPage(page=Page(url), keys=tuple(same_page_key(row.url) for row in part))
        for url, part in ((COLUMN, rows[:3]), (f"{COLUMN}index_1.html", rows[3:]))
    )
    fields = {"page": Page(COLUMN), "shown": rows[:3], "rows": rows, "pages": pages, "stated": Stated(stated)}
    return KnownList(**known_fields(LIST) | fields)


NEW = ListItem(f"{COLUMN}2024.html", "青山区2024年政府信息公开工作年度报告")


def grown_by(known: KnownList, shown: HtmlResponse) -> KnownList | None:
    listing = Listing(COLUMN, GENERIC, known.title)
    return with_new_rows(ListPage(listing, known.page, known=known), shown)


def test_a_new_row_on_top_is_all_that_is_new_of_a_list_of_pages() -> None:
    known = two_pages()
    found = grown_by(known, page(NEW, *known.rows[:2]))
    assert found is not None
    assert found.rows == (NEW, *known.rows)
    assert found.shown == (NEW, *known.rows[:2])
    assert [[key[-9:] for key in one.keys] for one in found.pages] == [
        ["2024.html", "2023.html", "2022.html"],
        ["2021.html", "2020.html", "2019.html", "2018.html"],
    ]


@pytest.mark.parametrize(
    "shown",
    [
        (0, 1, NEW),  # not on top: the list may be in another order now
        (NEW, 0, 2),  # one in the middle is gone
        (NEW, 0),  # two are gone
        (NEW,),  # nothing is known of it any more
        (1, 0, 2),  # nothing is new
    ],
)
def test_whatever_else_differs_makes_the_list_be_read_in_whole(shown: tuple[int | ListItem, ...]) -> None:
    known = two_pages()
    rows = [known.rows[one] if isinstance(one, int) else one for one in shown]
    assert grown_by(known, page(*rows)) is None


def test_what_a_list_states_must_have_grown_with_it() -> None:
    known = two_pages(stated=6)
    for total, is_grown in ((7, True), (6, False), (8, False), (None, True)):
        found = grown_by(known, told(total, NEW, *known.rows[:2]))
        assert (found is not None) == is_grown, total
        assert found is None or found.stated.records == 7


def test_ten_requests_a_night_go_to_what_was_not_looked_at_for_longest() -> None:
    known = two_pages()
    reports = [row.url for row in known.rows]
    days = {url: f"2026-01-{20 + number}" for number, url in enumerate(reports)}
    last = replace(LAST, lists=(known,), checked=days, files={same_page_key(reports[0]): 6})
    found = choose(last, COLUMN, reports, TODAY)
    assert found.chosen == {f"{COLUMN}index_1.html", reports[0], reports[1], reports[2]}  # 1 + 7 + 1 + 1
    later = choose(replace(last, checked=days | dict.fromkeys(found.chosen, "2026-02-02")), COLUMN, reports, TODAY)
    assert later.chosen >= set(reports[3:])
    assert sum(found.take(reports[1]) for _ in range(12)) == 10


def test_the_day_of_a_rediscovery_asks_for_every_report_not_checked_since_the_last() -> None:
    known = two_pages()
    reports = [row.url for row in known.rows]
    last = replace(LAST, lists=(known,), found_on="2026-02-01", checked={reports[0]: "2026-02-07"})
    assert choose(last, COLUMN, reports, date(2026, 2, 8)).chosen == set(reports[1:])
    assert len(choose(last, COLUMN, reports, date(2026, 2, 7)).chosen) <= 10
    assert last.is_fresh(date(2026, 2, 7))
    assert not last.is_fresh(date(2026, 2, 8))
    summer = replace(last, found_on="2026-06-01")
    assert summer.is_fresh(date(2026, 6, 30))
    assert not summer.is_fresh(date(2026, 7, 1))


def test_what_a_crawl_that_was_cut_short_has_had_was_checked_on_that_day() -> None:
    known = two_pages()
    one, other, third, *_ = (row.url for row in known.rows)
    last = LastCrawl(had={url: Had("generic", "2026-02-01T12:00:00+00:00") for url in (one, other, third)})
    found = checked_after(last, Rechecks(), [known], lambda url, _: url == other, {third}, date(2026, 2, 3))
    assert found == {one: "2026-02-01", other: "2026-02-03"}
