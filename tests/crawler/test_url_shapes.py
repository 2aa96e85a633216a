"""Addresses of real annual reports and their columns, of 78 hosts: what their shape alone tells."""

import csv
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from scrapy.http import HtmlResponse

from crawler.heuristics import column_score
from crawler.hosts import belongs
from crawler.portals import GENERIC, families
from pipelines.language.dates import folder_year

TABLE = Path(__file__).resolve().parents[2].parent / "shared" / "portals" / "annual_report_urls.csv"

pytestmark = pytest.mark.skipif(not TABLE.exists(), reason="../shared is not here")

# What a folder or program of a column of annual reports is called somewhere in its path, in words of the table.
SPELT = re.compile(r"(?:gk|/)(?:gz)?nd(?:bg|gb)|gknb|AnnualReport|gongkianianbao", re.IGNORECASE)
FOLDERS_OF_ANOTHER_YEAR = {
    "www.bypc.gov.cn": "the folder 2024n holds the report on 2025",
    "ynswsjkw.yn.gov.cn": "/html/2023/ is the year of publication",
    "nync.zs.gov.cn": "2059 is part of an id",
}


def rows() -> list[dict[str, str]]:
    if not TABLE.exists():
        return []
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def column_of(row: dict[str, str]) -> str:
    """The address of the column; where the table has none, the folder of the article."""
    derived = row["column_url_derived"]
    return derived if derived.startswith("http") else urljoin(row["article_url"], ".")


def test_the_table_is_read_whole() -> None:
    assert len(rows()) == 79


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["article_url"].split("/", 3)[2])
def test_a_column_is_told_by_its_address_where_the_address_tells(row: dict[str, str]) -> None:
    column = column_of(row)
    for address in (column, row["article_url"]):
        score = column_score("", address)
        assert score.reason != "look-alike", address
        assert (score.value > 0) == bool(SPELT.search(address)), address


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["article_url"].split("/", 3)[2])
def test_a_report_is_a_page_of_its_portal_and_no_file(row: dict[str, str]) -> None:
    assert not GENERIC.is_file(row["article_url"])
    assert belongs(column_of(row), row["article_url"])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["article_url"].split("/", 3)[2])
def test_the_year_of_a_folder_is_the_reports_but_for_known_ones(row: dict[str, str]) -> None:
    host = row["article_url"].split("/", 3)[2]
    year = folder_year(column_of(row))
    if year is not None and host not in FOLDERS_OF_ANOTHER_YEAR:
        assert str(year) == row["report_year"]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["article_url"].split("/", 3)[2])
def test_an_address_alone_is_claimed_by_one_family_at_most_and_the_right_one(row: dict[str, str]) -> None:
    page = HtmlResponse(row["article_url"], body=b"<html><body></body></html>", encoding="utf-8")
    claimed = {portal.name for portal in families().values() if portal.recognises(page)}
    expected = set()
    for family, shape in (
        ("gongkai", r"/gongkai/.*channel_"),
        ("hanweb-xxgk", r"/module/xxgk/"),
        ("openness", r"xxgkAnnualReport/(?:show|detail)"),
    ):
        expected |= {family} if re.search(shape, row["article_url"], re.IGNORECASE) else set()
    assert claimed == expected
