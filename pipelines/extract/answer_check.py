"""What a reader's process may say of a document: of this one, each thing once, in codes and words that are ours.

A process that was taken over can send a well-typed report. Much that no reader of ours says is refused here; a figure
that is another than the printed one is not seen.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from pipelines import templates
from pipelines.checks.findings import registry
from pipelines.extract.processes.wire import NotOurs
from pipelines.language.folding import UNITS
from pipelines.records import Report, Status

_GIVEN = ("document_sha256", "source_url", "region_code", "media_type", "attachments")  # of a report, by its document


def check_answer(report: Report, asked: Report) -> None:
    """`asked` holds what the document itself tells. Raises NotOurs with the first thing that cannot be."""
    for reason in _reasons(report, asked):
        raise NotOurs(reason)


def _reasons(report: Report, asked: Report) -> Iterator[str]:
    if any(getattr(report, name) != getattr(asked, name) for name in _GIVEN):
        yield "it is about another document"
    codes = [value.field_code for value in report.values]
    yield from _twice("field", codes)
    yield from _twice("section", [section.number for section in report.sections])
    yield from _twice("layout of table", [table for table, _ in report.layouts])
    layouts = {(template.table, template.layout) for template in templates.load()}
    yield from _unknown("layout", report.layouts, layouts)
    yield from _unknown("field", (code for code in codes if templates.layout_of(code, None) is None), ())
    yield from _unknown("table", (value.table for value in report.values), {table for table, _ in layouts} | {""})
    yield from _unknown("unit", (value.unit for value in report.values), UNITS | {None})
    yield from _unknown("rule", (finding.rule for finding in report.findings), registry())
    if report.status is Status.OK and (report.error or not report.values):
        yield "its status is ok, and it holds no values or an error"
    if report.status is Status.UNREADABLE and report.values:
        yield "its status is unreadable, and it holds values"
    if report.published_on is not None and not _is_day(report.published_on):
        yield f"{report.published_on[:80]!r} is no day"


def _twice(what: str, names: Sequence[object]) -> Iterator[str]:
    return (f"{what} {name!r:.80} stands twice" for name, times in Counter(names).items() if times > 1)


def _unknown(what: str, names: Iterable[object], known: Container[object]) -> Iterator[str]:
    return (f"{what} {name!r:.80} is unknown" for name in names if name not in known)


def _is_day(text: str) -> bool:
    """True for an ISO date within the years that reports are of."""
    try:
        return date.fromisoformat(text).isoformat() == text and text.startswith("20")
    except ValueError:
        return False
