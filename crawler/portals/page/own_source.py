"""Where a family looks for its marks: in what a page says of itself, not in where it links."""

import re
from urllib.parse import urlsplit

from scrapy.http import TextResponse

_ADDRESS = re.compile(r"(?:https?:)?//([\w.-]+)(?::\d+)?[^\s'\"<>]*")


def own_source(response: TextResponse) -> str:
    """The page's source without the addresses of other hosts: county portals link bureaux of every other product."""
    host = urlsplit(response.url).hostname
    return _ADDRESS.sub(lambda found: found[0] if found[1] == host else "", response.text)
