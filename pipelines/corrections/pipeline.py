"""The item pipeline between checks and store: applies to every crawl what people said a report is."""

from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines.corrections.file import NO_REPORT, Correction, load
from pipelines.corrections.reports import corrected
from pipelines.records import Report

FILE = "corrections.csv"  # in the data folder


class CorrectionsPipeline:
    """Report -> the same Report with its organ, year and scope as corrected; what people say is no report goes."""

    def __init__(self, corrections: list[Correction]) -> None:
        self.corrections = corrections

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(load(Path(str(crawler.settings["DATA_DIR"])) / FILE))

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Report):
            return item
        report = corrected(item, self.corrections)
        if report is None:
            raise DropItem(f"{item.source_url}: {NO_REPORT}, says {FILE}")
        return report
