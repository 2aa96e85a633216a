"""The families together: each has its replica, none claims what is another's, their order does not matter."""

import re
from itertools import permutations

import pytest
from scrapy.http import HtmlResponse, TextResponse

from crawler import portals
from crawler.encoding import with_true_encoding
from crawler.portals import GENERIC, families, identify
from crawler.portals.base import Portal
from tests.city import portals as replicas
from tests.city.exchange import Portal as Replica
from tests.city.exchange import Request
from tests.crawler.portals.stored import index, needs_pages, stored

PAGES_LOOKED_AT = 40  # of a replica, on the way from its home page


def replica_portals() -> list[Replica]:
    from importlib import import_module
    from pkgutil import iter_modules

    return [import_module(f"{replicas.__name__}.{info.name}").PORTAL for info in iter_modules(replicas.__path__)]


def recognised(replica: Replica) -> set[str]:
    """The families that the first pages of a replica show, followed as its links and menus lead."""
    origin = "http://127.0.0.1:8000"
    found: set[str] = set()
    waiting, seen = ["/"], set[str]()
    while waiting and len(seen) < PAGES_LOOKED_AT:
        target = waiting.pop(0)
        if target in seen:
            continue
        seen.add(target)
        answer = replica.respond(Request(target=target, origin=origin, canary="http://127.0.0.2"))
        if answer is None or "html" not in answer.content_type or answer.status != 200:
            continue
        headers = {"Content-Type": answer.content_type, **dict(answer.headers)}
        page = with_true_encoding(HtmlResponse(origin + target, body=answer.body, headers=headers))
        assert isinstance(page, TextResponse)
        portal = identify(page)
        found.add(portal.name)
        named = re.findall(r"(?:url|href|src)\s*=\s*['\"]([^'\"]+)", page.text)
        waiting += [
            url.removeprefix(origin) or "/"
            for url in map(page.urljoin, [*(link.url for link in portal.links(page)), *named])
            if url.startswith(origin) and not portal.is_file(url)
        ]
    return found - {GENERIC.name}


@pytest.fixture(scope="module")
def replicated() -> dict[str, str]:
    """Family -> code of a region whose replica shows it."""
    return {name: replica.region_code for replica in replica_portals() for name in recognised(replica)}


@pytest.mark.parametrize("name", sorted(families()))
def test_every_family_has_a_replica_in_the_city(name: str, replicated: dict[str, str]) -> None:
    assert name in replicated, f"tests/city/portals has no portal of the family {name}: see CONTRIBUTING.md"


def test_a_family_without_a_replica_is_refused(replicated: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match=r"no portal of the family nowhere: see CONTRIBUTING\.md"):
        test_every_family_has_a_replica_in_the_city("nowhere", replicated)


@needs_pages
def test_no_real_page_is_claimed_by_two_families() -> None:
    names = [name for name in index() if name.endswith(".html")]
    claims = {name: [one.name for one in families().values() if one.recognises(stored(name))] for name in names}
    assert {name: claimed for name, claimed in claims.items() if len(claimed) > 1} == {}
    assert sum(len(claimed) for claimed in claims.values()) > 70


@needs_pages
@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("QX_03789_1_List.html", "eportal"),
        ("QX_01106_List.html", "siteazure"),
        ("DS_00728_List.html", "aspnet"),
        ("QX_02831_List.html", "jeecms"),
        ("QX_01614_List.html", "trs"),
        ("QX_01087_List2.html", "ucap"),
        ("QX_02452_List.html", "longxun"),
        ("QX_01412_List.html", "vsb"),
        ("DS_02468_List.html", "generic"),
    ],
)
def test_real_pages_go_to_their_family_in_any_order(name: str, family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    all_families = families()
    orders: list[dict[str, Portal]] = [
        dict(sorted(all_families.items())),
        dict(sorted(all_families.items(), reverse=True)),
    ]
    for first, last in permutations((family, "aspnet"), 2):
        orders.append(dict(sorted(all_families.items(), key=lambda item: (item[0] != first, item[0] == last))))
    for order in orders:
        monkeypatch.setattr(portals, "families", lambda order=order: order)
        assert identify(stored(name)).name == family
