"""What tells one content management system from another on any of its pages, whether somebody here knows it or not."""

import re
from urllib.parse import urlsplit

from scrapy.http import TextResponse

_COMMON = re.compile(
    r"jquery|bootstrap|swiper|layui|layer|echarts|vue|axios|polyfill|share|analytics|hm\.js", re.IGNORECASE
)
_FUNCTION = re.compile(r"function\s+([A-Za-z_$][\w$]{3,})\s*\(")
_NUMBER = re.compile(r"\d+")
MAX_MARKS = 60  # of one page


def marks(page: TextResponse) -> frozenset[str]:
    """Its generator, the files of its scripts, the functions written into it, and the shape of its own address."""
    found = [f"generator {text.strip()}" for text in page.xpath("//meta[@name='generator']/@content").getall()]
    for source in page.xpath("//script/@src").getall():
        name = urlsplit(source).path.rpartition("/")[2]
        if name and not _COMMON.search(name):
            found.append(f"script {_NUMBER.sub('9', name)}")
    for source in page.xpath("//script[not(@src)]/text()").getall():
        found += [f"function {name}" for name in _FUNCTION.findall(source[:50_000])]
    path = urlsplit(page.url).path
    if path.strip("/"):
        found.append(f"address {_NUMBER.sub('9', re.sub(r'[a-z]{4,}', 'x', path))}")
    return frozenset(found[:MAX_MARKS])
