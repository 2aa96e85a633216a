"""What flows between the stages: frozen records, no behaviour, no import of ours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Annotated, NamedTuple

from msgspec import Meta

PICTURE = "\ufffc"  # what readers put for a picture, a form control or a symbol: something is there, but no text
MAX_DIGITS = 20  # of a number: no count or sum of money has more, and Decimal's 28 take what such add up to
STRUCK = "\u0336"  # the stroke readers put over digits that are printed struck through

# What a record may hold is checked where one comes from a reader's process: numbers that SQL can keep, no NaN.
Count = Annotated[int, Meta(ge=0, lt=1 << 31)]
Ordinal = Annotated[int, Meta(ge=1, lt=1 << 31)]  # counted from 1
Year = Annotated[int, Meta(ge=2000, lt=2050)]  # the years that `language.dates` takes for one
Measure = Annotated[float, Meta(ge=-1e15, le=1e15)]
Kind = Annotated[
    str, Meta(pattern=r"^(?:government|office|department|township|zone|other|)\Z")
]  # of an organ; "" unknown
Scope = Annotated[str, Meta(pattern=r"^(?:organ_only|aggregate|unknown)\Z")]  # 本级 | 汇总, 全市 | nothing tells
Share = Annotated[float, Meta(ge=0, le=1)]
Box = tuple[Measure, Measure, Measure, Measure]  # x0, top, x1, bottom in points (1/72 inch) from the page's top left


class Cell(NamedTuple):
    """One printed cell, at its top-left position; covered positions of a span hold no cell.

    A document has hundreds and most are made in one go: a named tuple takes a quarter of the time of a frozen
    dataclass. Build it with keywords, change it with `_replace`.
    """

    row: Count  # 0-based
    column: Count  # 0-based
    text: str  # as printed: nothing stripped, nothing folded
    rowspan: Ordinal = 1
    colspan: Ordinal = 1
    page: Ordinal | None = None  # 1-based
    bbox: Box | None = None
    path: str = ""  # place in a markup document, e.g. `/html/body/table[2]/tr[3]/td[1]`
    score: Share | None = None  # OCR confidence, 0 to 1; None where no OCR was done
    doubt: str = ""  # what takes part in its look that its reader cannot vouch for; "" where it is known plain


_COLUMN = attrgetter("column")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One table. Cells in reading order (row, then column); text is never copied into covered positions."""

    cells: tuple[Cell, ...]
    page: Ordinal | None = None

    @property
    def row_count(self) -> int:
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    @property
    def column_count(self) -> int:
        return max((cell.column + cell.colspan for cell in self.cells), default=0)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The cells anchored in each row, in column order; an all-covered row gives an empty tuple."""
        by_row: dict[int, list[Cell]] = {}
        for cell in self.cells:
            by_row.setdefault(cell.row, []).append(cell)
        for row in range(self.row_count):
            yield tuple(sorted(by_row.get(row, ()), key=_COLUMN))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A paragraph or line of text outside every table, in its place between the grids."""

    text: str
    page: Ordinal | None = None


Block = Grid | TextBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a document says of itself outside its text. Every field may be empty or wrong."""

    title: str = ""  # HTML <title>, Word core title
    article_title: str = ""  # national page label ArticleTitle (国办发〔2017〕47号)
    published: str = ""  # national page label PubDate, as printed
    source: str = ""  # national page label ContentSource
    column_name: str = ""  # national page label ColumnName
    charset: str = ""  # how the bytes were decoded, for text formats


class Severity(StrEnum):
    ERROR = "error"  # the sheet contradicts itself, or a cell could not be read
    WARN = "warn"  # probably wrong, or a definition drifted
    INFO = "info"  # worth a look


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a reader of the figures must know. Never a correction."""

    rule: str  # an id of checks/findings.yaml, which says what it means and what to do
    severity: Severity
    message: str
    fields: tuple[str, ...] = ()  # field codes it speaks of
    cause: str = ""  # of an identity that fails: source, reading or unconfirmed; see checks/whose_error.py
    suspects: tuple[tuple[str, ...], ...] = ()  # the smallest sets of cells that would explain it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader makes of a document's bytes."""

    blocks: tuple[Block, ...]
    metadata: Metadata = Metadata()
    findings: tuple[Finding, ...] = ()  # e.g. text that could not be decoded


class State(StrEnum):
    NUMBER = "number"
    BLANK = "blank"  # the cell is there and empty: nothing stated, not zero
    NOT_APPLICABLE = "not_applicable"  # `/`, `-`, `—`, `无`
    TEXT = "text"  # words where a number belongs
    UNREADABLE = "unreadable"  # the cell is there and could not be read for certain


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One cell of a statutory table: as printed, what state that is, and the number where it is one."""

    field_code: str  # `id` in templates/codebook.csv
    raw: str
    state: State
    value: Decimal | None = None  # set if and only if state is NUMBER
    unit: str | None = None  # 件, 项, 个, 元, 万元, 亿元; None when nothing states it
    unit_source: str | None = None  # cell | header | caption | note | form
    note: str | None = None  # what else stood in the cell or its label: `裁定撤诉`, `行政许可229`
    table: str = ""  # T2 | T3 | T4 | N14 | LSH
    page: Ordinal | None = None
    row: Count | None = None  # 0-based row and column of the cell in its grid
    column: Count | None = None
    bbox: Box | None = None
    score: Share | None = None  # OCR confidence of the cell, 0 to 1; None where no OCR was done
    doubt: str = ""  # why the cell has to be looked at; it is unreadable until that is done
    is_confirmed: bool = False  # a second, independent look at the cell gave the same

    def __post_init__(self) -> None:
        """Raises ValueError for a state and a number that contradict each other, and for a number no cell prints."""
        number = self.value
        if (number is not None) != (self.state is State.NUMBER) or (number is not None and not is_printable(number)):
            raise ValueError(f"{self.field_code}: state {self.state}, number {str(self.value)[:80]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the six sections of the report, text only."""

    number: Annotated[int, Meta(ge=1, le=6)]  # by its heading's words, not by the numeral printed
    heading: str
    text: str


class Status(StrEnum):
    OK = "ok"  # every cell of every table of the layouts found was read
    PARTIAL = "partial"  # some cells or tables were read, some were not; findings say which
    TABLES_MISSING = "tables_missing"  # the document reads, but holds no statutory table
    UNREADABLE = "unreadable"  # the document could not be read; `error` says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One organ's report on one year, as one document prints it."""

    document_sha256: str = ""
    source_url: str = ""
    region_code: str = ""
    title: str = ""
    organ_name: Annotated[str, Meta(max_length=300)] = ""
    is_organ_printed: bool = False  # the title prints the name; else it is made from where the document was found
    organ_kind: Kind = ""
    year: Year | None = None  # the year reported on
    scope: Scope = "unknown"
    scope_evidence: str = ""  # the words that show the scope
    published_on: str | None = None  # ISO date
    published_source: str = ""  # what says so: page_label | label | signature | byline | list
    media_type: str = ""
    charset: str = ""  # how the bytes were decoded, for text formats
    layouts: tuple[tuple[str, str], ...] = ()  # (table, F2019 | F2021 | N14 | LSH)
    values: tuple[Value, ...] = ()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    status: Status = Status.TABLES_MISSING
    error: str | None = None
    is_verified: bool = False  # every sum holds, every cell was read, and each was looked at twice
    attachments: tuple[str, ...] = ()  # files the page offered; a page without tables is then only their cover

    def numbers(self) -> dict[str, Decimal | None]:
        """Field code -> number, None where the cell holds none."""
        return {value.field_code: value.value for value in self.values}


def is_printable(number: Decimal) -> bool:
    """True for a finite number of at most `MAX_DIGITS` digits, those between it and its point counted."""
    return number.is_finite() and len(number.as_tuple().digits) <= MAX_DIGITS and abs(number.adjusted()) <= MAX_DIGITS


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The text blocks' texts, in order."""
    return (block.text for block in blocks if isinstance(block, TextBlock))
