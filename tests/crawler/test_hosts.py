"""Who belongs to a portal."""

import csv
from pathlib import Path

import pytest

from crawler.hosts import belongs, netloc, registrable, same_page_key

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.mark.parametrize(
    ("seed", "url"),
    [
        ("http://www.funan.gov.cn/", "https://zwgk.funan.gov.cn/xxgk/1.html"),
        ("http://www.huichang.gov.cn", "http://xxgk.huichang.gov.cn:8080/a"),
        ("https://www.sh.gov.cn/", "https://zwgk.sh.gov.cn/"),
        ("https://www.hainan.gov.cn/", "https://wst.hainan.gov.cn/"),
        ("http://www.jn.shandong.gov.cn/", "http://zwgk.jn.shandong.gov.cn/"),
        ("http://wzs.hainan.gov.cn/", "http://wzs.hainan.gov.cn:8080/"),
        ("http://jiangning.nanjing.gov.cn/", "http://www.nanjing.gov.cn/"),
        ("http://www.scsqw.cn/", "https://www.scsqw.cn/zwgk/"),
        ("http://61.150.65.235/", "http://61.150.65.235:80/zfxxgk/"),
        ("http://125.68.188.154:81/", "http://125.68.188.154:81/x"),
        ("http://funan.gov.cn/", "HTTP://WWW.FUNAN.GOV.CN/"),
    ],
)
def test_a_portal_owns_its_host_and_its_siblings(seed: str, url: str) -> None:
    assert belongs(seed, url)


@pytest.mark.parametrize(
    ("seed", "url"),
    [
        ("http://www.funan.gov.cn/", "http://www.fuyang.gov.cn/"),
        ("http://www.funan.gov.cn/", "http://www.funan.gov.cn.example.com/"),
        ("http://www.jn.shandong.gov.cn/", "http://other.shandong.gov.cn/"),
        ("http://wzs.hainan.gov.cn/", "http://www.hainan.gov.cn/"),
        ("http://wzs.hainan.gov.cn/", "http://qionghai.hainan.gov.cn/"),
        ("http://www.funan.gov.cn/", "http://xfunan.gov.cn/"),
        ("http://61.150.65.235/", "http://61.150.65.235:8080/"),
        ("http://www.funan.gov.cn/", "http://61.150.65.235/"),
        ("http://www.funan.gov.cn/", "http://funan-gov.cn/"),
        ("http://www.funan.gov.cn/", "https://www.gov.cn/"),
        ("http://www.funan.gov.cn/", "http://gov.cn/"),
        ("http://www.funan.gov.cn/", "ftp://www.funan.gov.cn/a.pdf"),
        ("http://www.funan.gov.cn/", "javascript:void(0)"),
        ("http://www.scsqw.cn/", "http://m.scsqw.cn/"),
        ("http://125.68.188.154:81/", "http://125.68.188.154:82/"),
        ("http://127.0.0.1:8000/", "http://127.0.0.2:8000/"),
        ("http://www.funan.gov.cn/", "http://user@127.0.0.1/"),
        ("http://www.funan.gov.cn/", "http:///zwgk/"),
    ],
)
def test_every_other_host_is_foreign(seed: str, url: str) -> None:
    assert not belongs(seed, url)


def test_the_registrable_name_is_the_label_before_gov_cn() -> None:
    assert registrable("a.b.Shanting.gov.cn.") == "shanting.gov.cn"
    assert registrable("gov.cn") == "gov.cn"
    assert registrable("www.example.org") == "www.example.org"


def test_spellings_of_one_address_share_a_key() -> None:
    keys = {
        same_page_key("http://www.a.gov.cn/x?b=2&a=1"),
        same_page_key("https://www.a.gov.cn:443/x?a=1&b=2#top"),
        same_page_key("http://WWW.a.gov.cn/x;jsessionid=0A?a=1&b=2"),
        same_page_key("http://www.a.gov.cn/x?sessionid=0B&a=1&b=2"),
    }
    assert len(keys) == 1
    assert same_page_key("http://a.gov.cn:81/x") != same_page_key("http://a.gov.cn:82/x")
    assert netloc("https://a.gov.cn/") == "a.gov.cn:443"


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_derived_columns_of_known_reports_belong_to_the_reports_host() -> None:
    rows = list(csv.DictReader((SHARED / "portals" / "annual_report_urls.csv").open(encoding="utf-8-sig")))
    pairs = [
        (row["article_url"], row["column_url_derived"]) for row in rows if row["column_url_derived"].startswith("http")
    ]
    assert len(pairs) > 40
    assert [pair for pair in pairs if not belongs(*pair)] == []
