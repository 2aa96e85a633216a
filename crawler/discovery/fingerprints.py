"""What a page shows, as one short text: equal for pages that a visitor could not tell apart."""

import hashlib
import re
from urllib.parse import urlsplit

from scrapy.http import TextResponse

from crawler.portals.page.links import frames, jump, text_of
from pipelines.language.folding import squeeze

_MIN_TEXT = 10  # characters of text; a page with fewer is known by its bytes


def fingerprint(page: TextResponse) -> str:
    """Digest of the visible text and of where the page leads: links, frames, a jump.

    Dates, clocks and the page's own address are left out, as error pages like to print them.
    """
    text = text_of(page.selector)
    path = urlsplit(page.url).path
    for own in (page.url, path) if len(path) > 1 else (page.url,):
        text = text.replace(own, "")
    text = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?|20\d\d\s*[-/年.]\s*\d{1,2}\s*[-/月.]\s*\d{1,2}日?|星期.", "", text)
    shown = squeeze(text)
    leads = [*page.xpath("//a/@href | //area/@href").getall(), *frames(page), jump(page)]
    told = "\n".join([shown, *leads]).encode("utf-8", "replace")
    return hashlib.sha256(told if len(shown) >= _MIN_TEXT else page.body).hexdigest()
