"""Private addresses are refused whatever they are dressed as."""

from ipaddress import ip_address

import pytest
from scrapy import Request
from twisted.internet.error import DNSLookupError

from crawler.middlewares.private_addresses import (
    GuardMiddleware,
    GuardResolver,
    PrivateAddress,
    is_private,
    literal_address,
    parse_networks,
)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "2130706433",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "0.0.0.0",
        "0",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:10.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fd00:ec2::254]",
    ],
)
def test_private_literals_are_refused_in_every_spelling(host: str) -> None:
    with pytest.raises(PrivateAddress, match="private_address"):
        GuardMiddleware(()).process_request(Request(f"http://{host}/"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.gov.cn/x", "data:text/html,x"])
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(PrivateAddress, match="scheme"):
        GuardMiddleware(()).process_request(Request(url))


@pytest.mark.parametrize("host", ["www.shanting.gov.cn", "61.150.65.235", "125.68.188.154:81", "[2400:3200::1]"])
def test_public_hosts_pass(host: str) -> None:
    GuardMiddleware(()).process_request(Request(f"http://{host}/"))


def test_an_allowed_network_is_let_through_and_only_that() -> None:
    guard = GuardMiddleware(parse_networks(["127.77.0.0/16"]))
    guard.process_request(Request("http://127.77.1.2:8000/"))
    with pytest.raises(PrivateAddress):
        guard.process_request(Request("http://127.0.0.1:8000/"))


def test_names_are_no_literals() -> None:
    assert literal_address("www.gov.cn") is None
    assert literal_address("12345.gov.cn") is None
    assert literal_address("") is None
    assert not is_private(ip_address("114.114.114.114"))


class OneAnswer(GuardResolver):
    """A resolver as the reactor has it, without a reactor."""

    def __init__(self) -> None:
        self.allowed = ()


def test_a_name_that_resolves_to_a_private_address_is_refused_with_the_reason() -> None:
    resolver = OneAnswer()
    assert resolver._checked("61.150.65.235", "portal.gov.cn") == "61.150.65.235"
    with pytest.raises(DNSLookupError, match="private_address"):
        resolver._checked("10.0.0.8", "rebound.gov.cn")
    with pytest.raises(PrivateAddress, match=r"rebound.gov.cn resolves to 10\.0\.0\.8"):
        GuardMiddleware(()).process_exception(Request("http://rebound.gov.cn/"), DNSLookupError("no results"))
    GuardMiddleware(()).process_exception(Request("http://portal.gov.cn/"), DNSLookupError("no results"))


def test_a_replica_may_be_resolved_when_its_network_is_allowed() -> None:
    resolver = OneAnswer()
    resolver.allowed = parse_networks(["127.77.0.0/16"])
    assert resolver._checked("127.77.0.9", "replica.test") == "127.77.0.9"
