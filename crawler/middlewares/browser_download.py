"""The download handler of `--browser`: pages that are to be drawn go to Chromium, all others the usual way."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.middlewares.download import TurnHandler


class BrowserHandler(TurnHandler):
    """Chromium asks for nothing itself: its requests come back to this handler through the portal's proxy."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._chromium = ScrapyPlaywrightDownloadHandler(crawler)

    async def close(self) -> None:
        await self._chromium.close()
        await super().close()

    async def _download(self, request: Request) -> Response:
        if request.meta.get("playwright"):
            drawn: Response = await self._chromium.download_request(request)
            drawn.headers.pop("Content-Length", None)  # of the page as it came
            return drawn
        return await super()._download(request)
