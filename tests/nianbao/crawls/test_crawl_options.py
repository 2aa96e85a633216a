"""What a crawl may be started with, and what its portals make of the exit code."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.seeds import Seed
from nianbao.crawls import crawl_options
from pipelines.exceptions import InputError

PORTAL = "http://127.77.0.1:8000/"


SEED = Seed(region_code="X-city", name="望溪区", level="county", portal_url=PORTAL)


def test_below_a_second_only_replicas_on_allowed_private_addresses_are_asked() -> None:
    networks = crawl_options.private_networks(["127.77.0.0/16"])
    crawl_options.check_delay(0.05, [SEED], networks)
    for elsewhere in ("http://127.78.0.1/", "http://www.shanting.gov.cn/", "http://localhost/"):
        with pytest.raises(InputError):
            crawl_options.check_delay(0.05, [SEED, replace(SEED, portal_url=elsewhere)], networks)
        with pytest.raises(InputError):
            crawl_options.check_delay(0.05, [replace(SEED, column_url=elsewhere)], networks)
    crawl_options.check_delay(1, [replace(SEED, portal_url="http://www.shanting.gov.cn/")], ())


def test_a_family_nobody_wrote_is_refused() -> None:
    crawl_options.check_families([SEED, replace(SEED, family="trs"), replace(SEED, family="generic")])
    with pytest.raises(InputError, match=r"X-city http://127\.77\.0\.1:8000/: family 'tsr' is none of .*\btrs\b"):
        crawl_options.check_families([replace(SEED, family="tsr")])


@pytest.mark.parametrize(("hour_utc", "is_night"), [(13, False), (14, True), (21, True), (22, False), (3, False)])
def test_all_portals_are_crawled_at_night_in_china(hour_utc: int, is_night: bool) -> None:
    at = datetime(2026, 1, 1, hour_utc, tzinfo=UTC)
    if is_night:
        crawl_options.check_hour(at)
        return
    with pytest.raises(InputError, match="22:00 to 06:00"):
        crawl_options.check_hour(at)


def test_a_password_is_not_kept_with_the_run() -> None:
    url = "postgresql://me:secret@db/nianbao?password=secret&sslmode=require"
    for arguments in (["crawl", "3704", "--db", url], ["crawl", "3704", f"--db={url}"]):
        command = crawl_options.masked_command(arguments, url)
        assert "secret" not in command
        assert command.startswith("nianbao crawl 3704 ")


@pytest.mark.parametrize(("hour_utc", "hours"), [(14, 8), (16, 6), (21, 1)])
def test_a_crawl_of_the_night_ends_at_six_in_china_whenever_it_was_started_again(hour_utc: int, hours: int) -> None:
    assert crawl_options.seconds_of_the_night(datetime(2026, 1, 1, hour_utc, tzinfo=UTC)) == hours * 3600
