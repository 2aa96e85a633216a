"""How exact the reading is: `make accuracy` reads documents whose every figure is known and writes docs/accuracy.md.

Golden documents, forms made up and printed in every format, and, where they lie beside the checkout, the transcribed
reports and the cases. A cell is exact, refused (no number, or one that a finding of weight names), wrong with such a
finding, or silently wrong.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from pipelines import readers
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.intake import media_types
from pipelines.records import Report, Severity, State
from tests.city.forms import render_docx, render_html, render_text, render_xlsx
from tests.city.forms.generate import valid_figures
from tests.city.forms.layout import F2019, F2021
from tests.city.forms.report import ReportForm
from tests.pipelines.readers.printed import printed_ofd, printed_pdf

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "accuracy.md"
FLEET = 10  # documents of each format and layout
KINDS = ("exact", "refused", "told", "silent")
RENDERERS: dict[str, Callable[[ReportForm, int], bytes]] = {
    "html": lambda form, seed: render_html.page(form, render_html.STYLES[seed % 5]).encode("gb18030"),
    "docx": lambda form, seed: render_docx.docx(form, render_docx.STYLES[seed % 3]),
    "xlsx": lambda form, seed: render_xlsx.xlsx(form, render_xlsx.STYLES[seed % 2]),
    "pdf": lambda form, seed: printed_pdf(form, has_rules=seed % 2 == 0),
    "ofd": lambda form, _: printed_ofd(form),
    "txt": lambda form, _: render_text.text(form, "pipes").encode(),
}
Figures = Mapping[str, Decimal | None]  # field code -> number; None: printed, but no number


@dataclass(frozen=True, slots=True)
class Sample:
    """A document, and every figure a person reads in it."""

    source: str  # golden | made up | reports | cases: the folder
    kind: str  # format, by the file's suffix
    layout: str
    body: bytes
    figures: Figures


@dataclass(slots=True)
class Score:
    """Counts of one row of the table."""

    documents: int = 0
    looked_at: int = 0
    seconds: float = 0.0
    cells: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Score") -> None:
        self.documents += other.documents
        self.looked_at += other.looked_at
        self.seconds += other.seconds
        self.cells += other.cells


def judged(report: Report, figures: Figures) -> Counter[str]:
    """How many cells are exact, refused, wrong with a finding that names them, silently wrong."""
    strong = [finding for finding in report.findings if finding.severity is not Severity.INFO]
    named = {code for finding in strong for code in finding.fields}
    is_lost = any(finding.rule in ("TABLE_MISSING", "TEXT_REFUSED", "UNREADABLE") for finding in strong)
    values = {value.field_code: value for value in report.values}
    found: Counter[str] = Counter()
    for code, wanted in figures.items():
        value = values.get(code)
        have = None if value is None else value.value
        is_unread = value is None or value.state in (State.UNREADABLE, State.TEXT)
        is_told = code in named or (is_unread and (value is not None or is_lost or not values))
        if have == wanted:
            found["exact"] += 1
        elif have is None:
            found["refused" if is_told else "silent"] += 1
        else:
            found["told" if is_told else "silent"] += 1
    return found


def scored(sample: Sample) -> Score:
    start = time.perf_counter()
    report = check(extract(Document(body=sample.body, file_name=f"report.{sample.kind}")))
    seconds = time.perf_counter() - start
    is_looked_at = any(finding.rule == "LOOKED_AT" for finding in report.findings)
    return Score(1, int(is_looked_at), seconds, judged(report, sample.figures))


def golden() -> Iterator[Sample]:
    for path in sorted((ROOT / "tests/golden").glob("*/expected.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        (document,) = path.parent.glob("document.*")
        cells = {code: _number(cell["value"]) for code, cell in expected["values"].items()}
        layout = "+".join(sorted(set(expected["layouts"].values()))) or "no table"
        yield Sample("golden", document.suffix[1:], layout, document.read_bytes(), cells)


def made_up(count: int = FLEET) -> Iterator[Sample]:
    for kind, render in RENDERERS.items():
        for layout, year in ((F2019, 2020), (F2021, 2023)):
            for seed in range(count):
                printed = valid_figures(Random(seed).randint, layout, layout)
                form = ReportForm(
                    organ="青溪县人民政府",
                    year=year,
                    printed=printed,
                    published_on=f"{year + 1}-01-18",
                    t2=layout,
                    t3=layout,
                )
                yield Sample("made up", kind, layout, render(form, seed), {c: Decimal(n) for c, n in printed.items()})


def transcribed() -> Iterator[Sample]:
    folders = (("reports/expected", "reports/files"), ("reports/samples/expected", "reports/samples"))
    for expectations, files in folders:
        for path in sorted((SHARED / expectations).glob("*.json")):
            expected = json.loads(path.read_text(encoding="utf-8"))
            for name in expected["files"]:
                document = SHARED / files / name
                if expected["values"] and document.exists():
                    cells = {code: _number(number) for code, number in expected["values"].items()}
                    yield Sample("reports", document.suffix[1:], "", document.read_bytes(), cells)


def cases() -> Iterator[Sample]:
    for path in sorted((SHARED / "cases/documents").glob("*/*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        cells = {code: _number(number) for code, number in case.get("expected", {}).items()}
        document = path.parent / case["file"]
        yield Sample(f"cases: {path.parent.name}", document.suffix[1:], "", document.read_bytes(), cells)


def table(heading: str, scores: Mapping[str, Score]) -> list[str]:
    """A Markdown table, a row for each key and one for all of them."""
    total = Score()
    for score in scores.values():
        total.add(score)
    lines = [f"| {heading} | documents | cells | exact | refused | wrong, told | silently wrong | looked at |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    for name, score in [*sorted(scores.items()), ("all", total)]:
        cells = sum(score.cells.values())
        counts = " | ".join(f"{score.cells[kind]:,} ({_share(score.cells[kind], cells)})" for kind in KINDS)
        lines.append(
            f"| {name} | {score.documents:,} | {cells:,} | {counts} | {_share(score.looked_at, score.documents)} |"
        )
    return lines


def page(samples: Iterable[Sample]) -> tuple[str, int]:
    """The page, and how many cells of our own plain documents are silently wrong."""
    by: dict[str, dict[str, Score]] = {"source": {}, "format": {}, "layout": {}}
    looked, others = Score(), Score()
    silent = 0
    for sample in samples:
        if media_types.sniff(sample.body) not in readers.registry():
            continue
        score = scored(sample)
        by["source"].setdefault(sample.source, Score()).add(score)
        if not sample.source.startswith("cases"):
            by["format"].setdefault(sample.kind, Score()).add(score)
        if sample.source in ("golden", "made up"):
            by["layout"].setdefault(sample.layout, Score()).add(score)
            silent += score.cells["silent"]
        (looked if score.looked_at else others).add(score)
    lines = ["# How exact the reading is", "", *_EXPLAINED, "", *table("documents", by["source"])]
    lines += ["", "Formats, without the cases:", "", *table("format", by["format"])]
    lines += ["", "Layouts, of golden and made-up documents:", "", *table("layout", by["layout"])]
    lines += ["", _cost(looked, others), ""]
    return "\n".join(lines), silent


_EXPLAINED = (
    "`make accuracy` writes this page. It reads documents whose every figure is known: golden documents, forms made up",
    "by the tests, transcribed reports, and cases that were made to mislead a reader. A cell is *exact*; *refused*: no",
    "number is given, and the report says so; *wrong, told*: another number, named by an error or a warning;",
    "*silently wrong*: another number, or a blank for a figure, and nothing says so. *Looked at* are documents that",
    "were compared with what is drawn. The cases are no sample of real documents: each is there for its own trick.",
)


def _cost(looked: Score, others: Score) -> str:
    parts = [
        f"{name} took {score.seconds / score.documents:.1f} s each"
        for name, score in (("Documents that were looked at", looked), ("the others", others))
        if score.documents
    ]
    return f"{', '.join(parts)}, on the machine that wrote this page."


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "–"


def _number(printed: Any) -> Decimal | None:
    return None if printed is None or isinstance(printed, str) else Decimal(str(printed))


SOURCES: dict[str, Callable[[], Iterator[Sample]]] = {
    "golden": golden,
    "made-up": made_up,
    "reports": transcribed,
    "cases": cases,
}


def main(names: Sequence[str]) -> int:
    """Writes the page of these sources, or of all; 1 when a figure of our own documents is silently wrong."""
    samples = [sample for name in names or SOURCES for sample in SOURCES[name]()]
    text, silent = page(samples)
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(samples)} documents")
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
