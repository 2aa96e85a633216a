"""Real pages of ../shared as the spider gets them, with the request they answered."""

import csv
import sys
from functools import cache
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, TextResponse

from crawler.encoding import with_true_encoding

PAGES = Path(__file__).resolve().parents[3].parent / "shared" / "portals" / "pages"

needs_pages = pytest.mark.skipif(not PAGES.exists(), reason="../shared is not here")


@cache
def index() -> dict[str, dict[str, str]]:
    """File name -> its row of index.csv, of pages whose request is known."""
    csv.field_size_limit(sys.maxsize >> 32)  # a posted __VIEWSTATE has 100 kB
    with (PAGES / "index.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream) if row["url"].startswith("http")}


@cache
def stored(name: str) -> TextResponse:
    """One page by its file name."""
    row = index()[name]
    headers = {"Server": row["server"], "X-Powered-By": row["powered"]}
    if row["powered"] == "SiteAzure":  # the index keeps this product's own header in the column of X-Powered-By
        headers["X-PowerEasy-Product"] = row["powered"]
    response = HtmlResponse(row["url"], body=(PAGES / name).read_bytes(), encoding="utf-8", headers=headers)
    page = with_true_encoding(response)
    assert isinstance(page, TextResponse)
    return page


def page(body: str, url: str, head: str = "") -> HtmlResponse:
    """A page made up."""
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    return HtmlResponse(url, body=text.encode(), encoding="utf-8")
