"""A report as rows of the tables `report`, `section` and `value`."""

import json
from typing import Any

from pipelines import records
from pipelines.language.personal_data import masked
from pipelines.records import State
from pipelines.storage.column_types import is_exact
from pipelines.templates import layout_of

TOO_LONG = "more digits than can be kept exactly"


def report_row(report: records.Report) -> dict[str, Any]:
    """The report as a row of table `report`, without what its place among others gives it."""
    return {
        "year": report.year,
        "scope": report.scope,
        "document_sha256": report.document_sha256,
        "source_url": report.source_url,
        "title": report.title,
        "published_on": report.published_on,
        "format": report.media_type,
        "layouts": json.dumps(dict(report.layouts), ensure_ascii=False, sort_keys=True),
        "status": report.status.value,
        "error": report.error,
        "scope_evidence": report.scope_evidence,
        "verified": int(report.is_verified),
    }


def section_rows(report_id: int, report: records.Report) -> list[dict[str, Any]]:
    """The report's sections as rows of table `section`."""
    return [
        {
            "report_id": report_id,
            "number": part.number,
            "heading": part.heading,
            "text": part.text,
            "masked_text": text if (text := masked(part.text)) != part.text else None,
        }
        for part in report.sections
    ]


def value_rows(report_id: int, report: records.Report) -> list[dict[str, Any]]:
    """The report's cells as rows of table `value`."""
    layouts = dict(report.layouts)
    return [
        _value_row(report_id, value, layout_of(value.field_code, layouts.get(value.table))) for value in report.values
    ]


def _value_row(report_id: int, value: records.Value, layout: str | None) -> dict[str, Any]:
    is_lost = value.value is not None and not is_exact(value.value)
    return {
        "report_id": report_id,
        "field_code": value.field_code,
        "raw": value.raw,
        "state": State.UNREADABLE.value if is_lost else value.state.value,
        "value": None if is_lost else value.value,
        "unit": value.unit,
        "unit_source": value.unit_source,
        "note": TOO_LONG if is_lost else value.note,
        "table_name": value.table,
        "page": value.page,
        "row_index": value.row,
        "column_index": value.column,
        "bbox": None if value.bbox is None else json.dumps(value.bbox),
        "layout": layout,
    }
