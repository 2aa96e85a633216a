"""Make a release: every table in every format, what explains them, checksums; read again before it counts."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pipelines.exceptions import InputError, InternalError
from pipelines.publish import codebook, codebook_page
from pipelines.publish.coverage_gate import GATE
from pipelines.publish.parquet import BIGINT, DOUBLE, VARCHAR, Parquet
from pipelines.publish.release import changes, formats, metadata
from pipelines.publish.release.comparison import DATABASE, compare
from pipelines.publish.release.digest import Digest
from pipelines.publish.release.rows import Ids, Row, ids, names, rows
from pipelines.publish.release.tables import INTEGER, NEVER_NULL, REAL, TABLES, TEXT, Table, kind
from pipelines.storage.models import Event

NEWEST_RELEASE = "latest.json"  # beside the releases: {"release": id}
_PARQUET = {INTEGER: BIGINT, REAL: DOUBLE, TEXT: VARCHAR}


class GateRed(InputError):
    """The last night is not fit to be published."""


@dataclass(frozen=True, slots=True)
class Release:
    """What was made."""

    id: str
    folder: Path
    rows: int  # of all tables
    changes: Counter[str]
    is_new: bool


@dataclass(slots=True)
class _Made:
    """A table as written: its columns and the digest of the rows that the database gave."""

    table: Table
    columns: tuple[str, ...]
    digest: Digest = field(default_factory=Digest)


def publish(session: Session, folder: Path, progress: Callable[[str], None] = lambda _: None) -> Release:
    """Write the release of what the session sees into a folder of its own in `folder`, or find that it is there.

    Raises GateRed while a gate stands, InputError where nothing is stored or the extra is missing, InternalError where
    a file does not give back the rows of the database; nothing is left behind then.
    """
    refuse_unfit(session)
    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    try:
        made, shares = _write_tables(session, work, progress)
        release = _release_id(made)
        before = _before(folder, release)
        counts = _write_papers(session, work, made, shares, release, before, folder)
        _write_checksums(work)
        progress("reading it all again")
        compare(work, [(one.table.name, one.columns, one.digest) for one in made])
        is_new = _put_in_place(work, folder / release, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Release(release, folder / release, sum(one.digest.rows for one in made), counts, is_new)


def refuse_unfit(session: Session) -> None:
    """Raises GateRed while a gate stands, InputError where nothing is stored."""
    standing = session.execute(
        select(Event.at, Event.message).where(Event.kind == GATE, Event.closed_at.is_(None)).order_by(Event.event_id)
    ).first()
    if standing is not None:
        raise GateRed(f"not published: since {standing.at} the last crawl is not fit for it: {standing.message}")
    if session.execute(text("SELECT count(*) FROM report")).scalar_one() == 0:
        raise InputError("nothing is stored yet, so there is nothing to publish: run `nianbao crawl`")


def _write_tables(
    session: Session, work: Path, progress: Callable[[str], None]
) -> tuple[list[_Made], dict[tuple[str, str], dict[int, float]]]:
    known = ids(session)
    database, parquet = formats.SqliteFile(work / DATABASE), Parquet(work)
    made: list[_Made] = []
    filled = _Filled()
    with ThreadPoolExecutor(max_workers=1) as beside:  # DuckDB writes one table while the next is asked for
        written = []
        for table in TABLES:
            progress(table.name)
            one = _Made(table, names(session, table))
            _write_table(session, one, known, work, database, filled if table.name == "value" else None)
            written.append(beside.submit(_write_parquet, parquet, one, work))
            made.append(one)
        database.finish(TABLES)
        for each in written:
            each.result()
    parquet.close()
    return made, filled.shares()


def _write_parquet(parquet: Parquet, made: _Made, work: Path) -> None:
    types = {name: _PARQUET[kind(name)] for name in made.columns}
    whole = tuple(name for name in made.columns if name in NEVER_NULL)
    plain = _plain(work, made.table)
    parquet.write(plain, types, work / "parquet" / made.table.name, never_null=whole)
    plain.unlink()


def _plain(work: Path, table: Table) -> Path:
    """The CSV from which a table's Parquet files are made; it is no part of the release."""
    return work / f"plain-{table.name}.csv"


def _write_table(
    session: Session, made: _Made, known: Ids, work: Path, database: formats.SqliteFile, filled: "_Filled | None"
) -> None:
    name, columns = made.table.name, made.columns
    csv = formats.CsvFiles(work / "csv" / f"{name}.csv", _plain(work, made.table), columns)
    database.create(made.table, columns)
    for batch in rows(session, made.table, known):
        made.digest.add(batch)
        database.write(made.table, batch)
        csv.write(batch)
        if filled is not None:
            filled.add(columns, batch)
    csv.close()
    formats.copy_with_bom(work / "csv" / f"{name}.csv", work / "csv-excel" / f"{name}.csv")


class _Filled:
    """How many cells of each field, layout and year there are, and how many of them hold a number."""

    def __init__(self) -> None:
        self._cells: Counter[tuple[str, str, int]] = Counter()
        self._numbers: Counter[tuple[str, str, int]] = Counter()

    def add(self, columns: Sequence[str], batch: Sequence[Row]) -> None:
        code, layout, year, state = (columns.index(name) for name in ("field_code", "layout", "year", "state"))
        for row in batch:
            if row[year] is not None and row[layout] is not None:
                key = (row[code], row[layout], row[year])
                self._cells[key] += 1
                self._numbers[key] += row[state] == "number"

    def shares(self) -> dict[tuple[str, str], dict[int, float]]:
        found: dict[tuple[str, str], dict[int, float]] = {}
        for (code, layout, year), cells in sorted(self._cells.items()):
            found.setdefault((code, layout), {})[year] = self._numbers[code, layout, year] / cells
        return found


def _release_id(made: Sequence[_Made]) -> str:
    content = json.dumps([(one.table.name, one.columns, one.digest.rows, one.digest.hex()) for one in made])
    return f"nianbao-{sha256(content.encode()).hexdigest()[:12]}"


def _before(folder: Path, release: str) -> str:
    """The id of the release before; of the one that is there already, that which it was compared with."""
    if (folder / release / "before.json").exists():
        return str(json.loads((folder / release / "before.json").read_text("utf-8"))["before"])
    latest = folder / NEWEST_RELEASE
    return str(json.loads(latest.read_text("utf-8"))["release"]) if latest.exists() else ""


def _write_papers(
    session: Session,
    work: Path,
    made: Sequence[_Made],
    shares: dict[tuple[str, str], dict[int, float]],
    release: str,
    before: str,
    folder: Path,
) -> Counter[str]:
    on = str(session.execute(text("SELECT max(first_seen_at) FROM document")).scalar_one())[:10]
    tables = [(one.table, one.columns, one.digest.rows) for one in made]
    old = folder / before / DATABASE if before else None
    if old is not None and not old.exists():
        raise InputError(
            f"{old} is gone, which this release has to be compared with; put it back, or remove {NEWEST_RELEASE}"
        )
    counts = changes.write_changes(old, work / DATABASE, work / "changes.csv")
    papers = {
        "codebook.json": codebook.as_json(shares),
        "codebook.csv": codebook.as_csv(shares),
        "codebook.en.md": codebook_page.page("en", shares),
        "codebook.zh.md": codebook_page.page("zh", shares),
        "CITATION.cff": metadata.citation(release, on),
        "README.md": metadata.readme(release, tables),
        "CHANGES.md": changes.page(before, counts),
        "KNOWN_ISSUES.md": metadata.known_issues(*_issues(session)),
        "before.json": json.dumps({"before": before}) + "\n",
        "datapackage.json": metadata.datapackage(release, on, tables, dict(_checksums(work))),
    }
    for name, paper in papers.items():
        (work / name).write_text(paper, encoding="utf-8", newline="\n")
    return counts


def _issues(session: Session) -> tuple[dict[tuple[str, str], int], dict[str, int], dict[str, int]]:
    found = session.execute(text("SELECT rule, severity, count(*) FROM finding_current GROUP BY rule, severity"))
    statuses = session.execute(text("SELECT status, count(*) AS number FROM report_current GROUP BY status"))
    states = session.execute(text("SELECT state, count(*) AS number FROM coverage GROUP BY state"))
    return (
        {(rule, severity): count for rule, severity, count in found},
        {row.status: row.number for row in statuses},
        {row.state: row.number for row in states},
    )


def _checksums(work: Path) -> Iterator[tuple[str, tuple[int, str]]]:
    for path in sorted(work.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                yield path.relative_to(work).as_posix(), (path.stat().st_size, file_digest(file, "sha256").hexdigest())


def _write_checksums(work: Path) -> None:
    lines = [f"{checksum}  {name}\n" for name, (_, checksum) in _checksums(work)]
    (work / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def _put_in_place(work: Path, target: Path, folder: Path) -> bool:
    """True if the release is new; one that is there already must be the same, byte for byte."""
    is_new = not target.exists()
    if is_new:
        work.replace(target)
        target.chmod(0o755)
    elif (target / "SHA256SUMS").read_bytes() != (work / "SHA256SUMS").read_bytes():
        raise InternalError(
            f"{target} is there with the same rows and other bytes: another version made it; move it away"
        )
    part = folder / f".{NEWEST_RELEASE}.part"
    part.write_text(json.dumps({"release": target.name}) + "\n", encoding="utf-8")
    part.replace(folder / NEWEST_RELEASE)
    return is_new
