"""No request ever reaches a private address: by literal in any spelling, by redirect, or by a name's DNS answer.

A portal's page is untrusted input; a link to `http://169.254.169.254/` must not make this machine read its own secrets.
"""

import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.base import ReactorBase
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from ipaddress import IPv4Network

    from twisted.internet.defer import Deferred

Address = IPv4Address | IPv6Address
Networks = tuple["IPv4Network | IPv6Network", ...]

NAT64 = IPv6Network("64:ff9b::/96")
# Python calls these global; 100.100.100.200 (inside CGNAT) and 168.63.129.16 are metadata services of large clouds.
EXTRA_PRIVATE: Networks = (ip_network("100.64.0.0/10"), ip_network("168.63.129.16/32"), ip_network("192.88.99.0/24"))


class PrivateAddress(IgnoreRequest):
    """The request leads to an address of this machine's or its owner's network."""


def is_private(address: Address, allowed: Networks = ()) -> bool:
    """True when no portal of the public may live there and `allowed` does not name it."""
    address = _inner(address)
    if any(address in network for network in allowed if network.version == address.version):
        return False
    extra = any(address in network for network in EXTRA_PRIVATE if network.version == address.version)
    return extra or not address.is_global or address.is_multicast or address.is_reserved


def literal_address(host: str) -> Address | None:
    """The address a host spells, None for a name. Knows what the system's resolver knows: hex, octal, short, decimal.

    >>> literal_address("0x7f.1")
    IPv4Address('127.0.0.1')
    """
    host = unquote(host).strip("[]").split("%")[0].rstrip(".。．").translate({0x3002: ".", 0xFF0E: ".", 0xFF61: "."})
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if host and host[0].isdigit() else None
    except OSError:
        return None


def parse_networks(cidrs: Iterable[str]) -> Networks:
    """Networks of the setting ALLOW_PRIVATE."""
    return tuple(ip_network(cidr) for cidr in cidrs)


async def address_of(host: str) -> str | None:
    """The public address that a connection to the host would be made to; None when it has none.

    The reactor's resolver is the guard below, which also keeps what it found for the connection itself.
    """
    if (literal := literal_address(host)) is not None:
        return str(literal)
    from twisted.internet import reactor

    resolver: Any = reactor
    try:
        return str(await maybe_deferred_to_future(resolver.resolve(host)))
    except (DNSLookupError, OSError):  # the connection will say so
        return None


class GuardMiddleware:
    """First downloader middleware: sees every request, robots.txt and each step of a redirect among them."""

    def __init__(self, allowed: Networks) -> None:
        self.allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(parse_networks(crawler.settings.getlist("ALLOW_PRIVATE")))

    def process_request(self, request: Request) -> None:
        """Refuse other schemes than http and literals of private addresses."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host:
            raise PrivateAddress(f"private_address: scheme {parts.scheme!r} is not fetched")
        address = literal_address(host)
        if address is not None and is_private(address, self.allowed):
            told = "a private address" if host == str(address) else address
            raise PrivateAddress(f"private_address: {host} is {told}")

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say why a name was refused; on its way up the resolver's own words are replaced by `no results`."""
        host = urlsplit(request.url).hostname or ""
        if host in GuardResolver.refused:
            raise PrivateAddress(f"private_address: {host} resolves to {GuardResolver.refused[host]}") from exception


class GuardResolver(CachingThreadedResolver):
    """Checks the very address the connection is made to, so that a name cannot change between check and use."""

    allowed: Networks = ()
    refused: dict[str, str] = {}  # noqa: RUF012  one resolver per process; the middleware reads the reasons here

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed = parse_networks(crawler.settings.getlist("ALLOW_PRIVATE"))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        """The name's IPv4 address; DNSLookupError when it is private."""
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: Any, name: str) -> str:
        if is_private(ip_address(address), self.allowed):
            self.refused[name] = str(address)
            raise DNSLookupError(f"private_address: {name} resolves to {address}")
        self.refused.pop(name, None)
        return str(address)


def _inner(address: Address) -> Address:
    """The IPv4 address an IPv6 one wraps: mapped, NAT64, 6to4 and Teredo all reach it."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour or address
