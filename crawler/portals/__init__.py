"""Portal families (CMS): one module each in `families`. `base` holds the contract, `page` what all have.

A module registers itself with a subclass of `Portal` of its own. Which file comes first never matters: one page is
one family's, and two that claim it are an error worth a look.
"""

import importlib
import logging
import pkgutil
from functools import cache

from scrapy.http import TextResponse

from crawler.portals import families as folder
from crawler.portals.base import Portal

log = logging.getLogger(__name__)
GENERIC = Portal()


@cache
def families() -> dict[str, Portal]:
    """Every family in the folder `families` by name."""
    found: dict[str, Portal] = {}
    for module_info in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
        module = importlib.import_module(module_info.name)
        for member in vars(module).values():
            own = isinstance(member, type) and issubclass(member, Portal) and member.__module__ == module.__name__
            if own and member is not Portal:
                if member.name in found or member.name == GENERIC.name:
                    raise ValueError(f"{module.__name__}: the family name {member.name!r} is taken")
                found[member.name] = member()
    return found


def identify(response: TextResponse) -> Portal:
    """The family that recognises the page; the generic portal when none does, or two do (logged with their marks)."""
    claims = [(portal, evidence) for portal in families().values() if (evidence := portal.recognises(response))]
    if len(claims) > 1:
        said = "; ".join(sorted(f"{portal.name}: {evidence}" for portal, evidence in claims))
        log.error("%s: two families recognise this page, treated as generic: %s", response.url, said)
        return GENERIC
    return claims[0][0] if claims else GENERIC


def by_name(name: str) -> Portal | None:
    """The family of that name, as a seed may give it; None when unknown."""
    return GENERIC if name == GENERIC.name else families().get(name)
