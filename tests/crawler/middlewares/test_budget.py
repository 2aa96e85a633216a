"""Budgets of hosts and of those who own them."""

import itertools
from pathlib import Path

import pytest

from crawler.middlewares.budget import HostBudget, Limits, owner
from tests.faults.crawl import crawl, seed
from tests.faults.names import MACHINE
from tests.faults.pages import portal, report
from tests.faults.server import Answer, FaultServer, Hit, Wire, reply

NAMES = {"TWISTED_DNS_RESOLVER": "tests.faults.names.OneMachine"}


def test_one_budget_for_all_ports_of_a_name() -> None:
    budget = HostBudget(Limits(5), asks_robots=False)
    taken = [budget.take(f"http://www.a.gov.cn:{port}/") for port in (80, 8080, 80, 8080, 80, 8080)]
    assert taken == [True] * 5 + [False]
    assert budget.why("http://www.a.gov.cn/") == "the budget of 5 requests to www.a.gov.cn is spent"


def test_a_fourth_port_is_not_asked() -> None:
    budget = HostBudget(asks_robots=False)
    assert all(budget.take(f"http://www.a.gov.cn:{port}/") for port in (80, 443, 8080))
    assert not budget.take("http://www.a.gov.cn:8081/")
    assert budget.why("http://www.a.gov.cn:8081/") == "www.a.gov.cn was asked at 3 ports, no further one is"
    assert budget.take("http://www.a.gov.cn:8080/")


def test_siblings_spend_one_budget() -> None:
    budget = HostBudget(Limits(10), Limits(12), asks_robots=False)
    taken = sum(budget.take(f"http://s{number}.a.gov.cn/") for number in range(50))
    assert taken == 12
    assert budget.take("http://www.b.gov.cn/")


def test_robots_txt_is_paid_for_with_the_first_request_of_each_service() -> None:
    budget = HostBudget(Limits(4))
    assert [budget.take(url) for url in ("http://a.cn/1", "http://a.cn/2", "https://a.cn/")] == [True, True, False]


def test_bytes_of_all_siblings_count_for_their_owner() -> None:
    budget = HostBudget(owner_limits=Limits(bytes=100), asks_robots=False)
    for number in range(2):
        budget.received(f"http://s{number}.a.gov.cn/", 50)
    assert budget.why("http://s9.a.gov.cn/") == "the budget of 100 bytes from a.gov.cn is spent"


def test_an_owner_has_its_time_from_the_first_request_to_any_of_its_hosts() -> None:
    now = [0.0]
    budget = HostBudget(owner_limits=Limits(seconds=60), asks_robots=False, clock=lambda: now[0])
    assert budget.take("http://s1.a.gov.cn/")
    now[0] = 60
    assert not budget.take("http://s2.a.gov.cn/")


def test_several_portals_of_one_owner_have_each_their_own() -> None:
    from scrapy.settings import Settings

    settings = Settings({"HOST_REQUESTS": 100, "PORTAL_REQUESTS": 3, "ROBOTSTXT_OBEY": False})
    budget = HostBudget.from_settings(settings, ("http://a.nc.gov.cn/", "http://b.nc.gov.cn/", "http://c.gov.cn/"))
    assert sum(budget.take("http://a.nc.gov.cn/") for _ in range(9)) == 6
    assert sum(budget.take("http://c.gov.cn/") for _ in range(9)) == 3


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://www.a.gov.cn/", "a.gov.cn"),
        ("http://S1.A.gov.cn./x", "a.gov.cn"),
        ("http://127.0.0.1:81/", "127.0.0.1:81"),
    ],
)
def test_the_owner_is_the_registrable_name_or_the_address_with_its_port(url: str, name: str) -> None:
    assert owner(url) == name


def _endless(link: str) -> Answer:
    """Each page leads to the next host, as `link` says."""

    def answer(hit: Hit, times: int) -> Wire:
        if hit.path == "/robots.txt":
            return reply("", kind="text/plain")
        number = int(hit.path.rpartition("=")[2]) if "=" in hit.path else 0
        port = hit.headers["host"].rpartition(":")[2]
        ways = "".join(
            f'<a href="{link.format(n=number * 3 + one, port=port)}">政府信息公开{one}</a>' for one in (1, 2, 3)
        )
        return reply(f"<html><title>政务公开</title><body>{ways}</body></html>")

    return answer


def test_siblings_without_end_are_left_at_the_owners_budget(tmp_path: Path) -> None:
    with FaultServer({MACHINE: _endless("http://s{n}.wangxi.gov.cn:{port}/zwgk?n={n}")}) as server:
        url = f"http://www.wangxi.gov.cn:{server.port}/"
        run = crawl([seed(url, "X-1")], tmp_path, HOST_REQUESTS=10, PORTAL_REQUESTS=24, DISCOVERY_PAGES=1000, **NAMES)
        asked = len(server.log)
    assert 20 <= asked <= 24
    [(outcome, reason)] = run.select("SELECT outcome, reason FROM portal")
    assert outcome != "ok"
    assert "the budget of 24 requests to wangxi.gov.cn is spent" in reason


def test_many_portals_on_one_machine_take_no_slot_from_another(tmp_path: Path) -> None:
    good = portal(lambda hit, times: reply(report(2023)))
    alone = "127.88.31.2"
    with FaultServer({MACHINE: good, alone: good}) as server:
        shared = [seed(f"http://www.p{number}.gov.cn:{server.port}/", f"X-{number}") for number in range(8)]
        run = crawl(
            [*shared, seed(server.url(alone), "X-alone")], tmp_path, DOWNLOAD_DELAY=0.3, CONCURRENT_REQUESTS=6, **NAMES
        )
        ends = {host: max(hit.time for hit in server.hits(host)) for host in (MACHINE, alone)}
        began = min(hit.time for hit in server.log)
    assert {outcome for (outcome,) in run.select("SELECT outcome FROM portal")} == {"ok"}
    assert ends[MACHINE] - began > 8 * 5 * 0.25
    assert ends[alone] - began < 0.6 * (ends[MACHINE] - began)


def test_portals_on_one_machine_share_its_turn(tmp_path: Path) -> None:
    good = portal(lambda hit, times: reply(report(2023)))
    with FaultServer({MACHINE: good}) as server:
        seeds = [seed(f"http://www.{name}.gov.cn:{server.port}/", f"X-{name}") for name in ("jia", "yi", "bing")]
        run = crawl(seeds, tmp_path, DOWNLOAD_DELAY=0.3, **NAMES)
        times = sorted(hit.time for hit in server.log)
    assert {outcome for (outcome,) in run.select("SELECT outcome FROM portal")} == {"ok"}
    assert len(times) == 15
    assert min(after - before for before, after in itertools.pairwise(times)) >= 0.2
