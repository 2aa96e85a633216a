"""Corrections of what a report is: its organ, year or scope, or that it is none. Report in, report out."""

from collections.abc import Iterable
from dataclasses import replace

from pipelines.corrections.file import ABOUT_REPORTS, NO_REPORT, Correction
from pipelines.records import Report


def corrected(report: Report, corrections: Iterable[Correction]) -> Report | None:
    """The report as people say it is; None where they say that the document is no report.

    The newest word on a document counts, whatever our reading made of it.
    """
    own = [
        each
        for each in corrections
        if each.field_code in ABOUT_REPORTS
        and each.document_sha256 == report.document_sha256
        and each.region_code == report.region_code
    ]
    for each in sorted(own, key=lambda each: (each.corrected_on, each.who)):
        if each.correction == NO_REPORT:
            return None
        if each.field_code == "@organ":
            report = replace(report, organ_name=each.correction, is_organ_printed=True)
        elif each.field_code == "@year":
            report = replace(report, year=int(each.correction))
        elif each.field_code == "@scope":
            report = replace(report, scope=each.correction, scope_evidence=f"corrected by {each.who}: {each.why}")
    return report
