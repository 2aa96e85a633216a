"""Which addresses belong to a portal: its own host and the siblings under the same `xxx.gov.cn`, nothing else.

Copies of government pages on foreign hosts rewrite words and place names, so a link that leaves the portal is never
followed, however good its text is.
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

DEFAULT_PORTS = {"http": 80, "https": 443}
# Names of provinces under gov.cn, as their own portals have them (seeds/portals.csv), and two short ones.
PROVINCES = re.compile(
    "ah|beijing|cq|fujian|gansu|gd|guizhou|gxzf|hainan|hebei|henan|hlj|hubei|hunan|jiangsu|jiangxi|jl|ln|nmg|nx"
    "|qinghai|sc|sd|sh|shaanxi|shandong|shanghai|shanxi|tj|xinjiang|xizang|yn|zj"
)
SESSION_ID = re.compile(
    r";jsessionid=[^/?#]*|(?<=[?&])(?:j?sessionid|phpsessid|aspsessionid\w*)=[^&#]*&?", re.IGNORECASE
)


def belongs(seed_url: str, url: str) -> bool:
    """True when `url` may be asked for on behalf of the portal at `seed_url`.

    A `*.gov.cn` seed allows every host under its registrable name, any port; another named host allows exactly itself;
    an IP literal allows exactly itself and its port, as different portals share one address.
    """
    seed, other = urlsplit(seed_url), urlsplit(url)
    if other.scheme not in DEFAULT_PORTS or not seed.hostname or not other.hostname:
        return False
    if is_ip(seed.hostname):
        return (seed.hostname, _port(seed_url)) == (other.hostname, _port(url))
    owned, host = registrable(seed.hostname), other.hostname.rstrip(".")
    return host == owned or (owned.endswith(".gov.cn") and host.endswith(f".{owned}"))


def registrable(host: str) -> str:
    """The part of a host that one government owns: the label before `gov.cn`; where that is a province's name, all
    who live below it are neighbours, and the label before it counts too.

    >>> registrable("zwgk.funan.gov.cn"), registrable("www.wzs.hainan.gov.cn"), registrable("www.hainan.gov.cn")
    ('funan.gov.cn', 'wzs.hainan.gov.cn', 'hainan.gov.cn')
    """
    host = host.lower().rstrip(".")
    labels = host.removeprefix("www.").split(".")
    if labels[-2:] != ["gov", "cn"] or len(labels) < 3:
        return host
    return ".".join(labels[-4:] if PROVINCES.fullmatch(labels[-3]) else labels[-3:])


def is_ip(host: str) -> bool:
    """True for an IPv4 or IPv6 literal as `urlsplit().hostname` gives it."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def netloc(url: str) -> str:
    """`host:port` with the port always there: what politeness and budgets are counted by."""
    return f"{urlsplit(url).hostname or ''}:{_port(url)}"


def without_session(url: str) -> str:
    """The address without the number a server gave to one visit: another visit finds the same page without it.

    >>> without_session("http://a.gov.cn/nb/;jsessionid=0A?sessionid=7&id=1")
    'http://a.gov.cn/nb/?id=1'
    """
    return SESSION_ID.sub("", url).rstrip("?&")


def same_page_key(url: str) -> str:
    """One text for all spellings of an address: query sorted; fragment, session id, scheme, default port dropped."""
    parts = urlsplit(canonicalize_url(without_session(url)))
    host = (parts.hostname or "") if _port(url) in DEFAULT_PORTS.values() else netloc(url)
    return urlunsplit(("", host, parts.path or "/", parts.query, ""))


def _port(url: str) -> int:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:  # `http://host:port/`, as some pages print it
        return 0
    return port or DEFAULT_PORTS.get(parts.scheme, 0)
