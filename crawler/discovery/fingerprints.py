"""What a page shows, as one short text: equal for pages that a visitor could not tell apart."""

import hashlib
import re
from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawler.portals.page.links import text_of
from pipelines.language.folding import squeeze

_MIN_TEXT = 10  # characters of text; a page with fewer is known by its bytes


def fingerprint(page: TextResponse) -> str:
    """Digest of the visible text without dates, clocks and the page's own address, which error pages like to print."""
    text = text_of(page.selector)
    path = urlsplit(page.url).path
    for own in (page.url, path) if len(path) > 1 else (page.url,):
        text = text.replace(own, "")
    text = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?|20\d\d\s*[-/年.]\s*\d{1,2}\s*[-/月.]\s*\d{1,2}日?|星期.", "", text)
    shown = squeeze(text).encode("utf-8", "replace")
    links = "\n".join(page.xpath("//a/@href").getall()).encode("utf-8", "replace")
    return hashlib.sha256(shown + links if len(shown) >= _MIN_TEXT else page.body).hexdigest()
