"""One document in, one report out: the composition of the reading stages, and the item pipeline that runs it."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from crawler.items import Document
from pipelines import media_types, readers
from pipelines.align import align
from pipelines.exceptions import DocumentError, UnreadableDocument
from pipelines.identify import identify
from pipelines.records import Finding, Metadata, Report, Severity, Status
from pipelines.sections import sections


def extract(document: Document) -> Report:
    """Read a document. Pure but for the readers' engines; what is the document's fault becomes its status and `error`."""
    media_type = media_types.sniff(document.body)
    report = Report(
        document_sha256=document.sha256,
        source_url=document.url,
        region_code=document.region_code,
        media_type=media_type,
        attachments=document.attachments,
    )
    try:
        if not document.body.strip():
            raise UnreadableDocument("the file is empty")
        reading = readers.read(document.body, media_type)
    except DocumentError as error:
        message = str(error)
        finding = Finding(rule="UNREADABLE", severity=Severity.ERROR, message=message)
        surroundings = identify((), Metadata(), document)
        return replace(
            report,
            title=surroundings.title,
            organ_name=surroundings.organ_name,
            organ_kind=surroundings.organ_kind,
            year=surroundings.year,
            published_on=surroundings.published_on,
            status=Status.UNREADABLE,
            error=message,
            findings=(finding,),
        )
    identity = identify(reading.blocks, reading.metadata, document)
    aligned = align(reading.blocks)
    return replace(
        report,
        title=identity.title,
        organ_name=identity.organ_name,
        organ_kind=identity.organ_kind,
        year=identity.year,
        scope=identity.scope,
        scope_evidence=identity.scope_evidence,
        published_on=identity.published_on,
        layouts=aligned.layouts,
        values=aligned.values,
        sections=sections(reading.blocks),
        findings=(*reading.findings, *identity.findings, *aligned.findings),
        status=aligned.status,
        error="the document holds none of the statutory tables" if aligned.status is Status.TABLES_MISSING else None,
    )


class ExtractPipeline:
    """Scrapy item pipeline: Document -> Report, in child processes so that the crawl never waits for a PDF."""

    def open_spider(self) -> None:
        # spawn: a fork beside a running event loop inherits its locks
        self.pool = ProcessPoolExecutor(max_workers=2, mp_context=multiprocessing.get_context("spawn"))

    def close_spider(self) -> None:
        self.pool.shutdown()

    async def process_item(self, item: Document) -> Report:
        return await asyncio.get_running_loop().run_in_executor(self.pool, extract, item)
