"""The changes of the last months as an Atom feed (RFC 4287), for whoever follows the figures with a feed reader.

A feed is a dozen elements; a library for them would bring more than it saves.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lxml import etree
from sqlalchemy import Engine

from nianbao.queries.changed_reports import CellChange, ChangedReport, changed_reports
from pipelines.language.printable import printable
from pipelines.storage.database import read_session

NAME = "changes.atom.xml"  # in the data folder
DAYS = 90  # of changes that it tells
MAX_ENTRIES = 500

_ATOM = "http://www.w3.org/2005/Atom"
_TITLE = "政府信息公开工作年度报告: changed figures"


def feed(changes: Sequence[ChangedReport], now: datetime) -> bytes:
    """The feed, newest first; an entry's id stays the same for as long as the feed tells of it."""
    shown = changes[:MAX_ENTRIES]
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    _add(root, "title", _TITLE)
    _add(root, "id", "tag:nianbao.invalid,2026:changes")
    _add(root, "updated", max((_time(each.at) for each in shown), default=_time(now.isoformat(timespec="seconds"))))
    author = etree.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", "nianbao")
    for each in shown:
        root.append(_entry(each))
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return made


def write(engine: Engine, path: Path) -> int:
    """Write the feed of the last days in one go, so that nobody reads half of it; how many entries it has."""
    now = datetime.now(UTC)
    with read_session(engine) as session:
        changes = changed_reports(session, (now - timedelta(days=DAYS)).isoformat(timespec="seconds"))
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(feed(changes, now))
    part.replace(path)
    return min(len(changes), MAX_ENTRIES)


def changed_cell(cell: CellChange) -> str:
    """`t3_new_received__total 12 -> 13`, with `none` for a cell that is not there and `blank` for an empty one."""
    return f"{cell.field_code} {_printed(cell.old)} -> {_printed(cell.new)}"


def _entry(change: ChangedReport) -> etree._Element:
    entry = etree.Element(f"{{{_ATOM}}}entry")
    about = f"{change.region_code}/{change.document_sha256}/{change.scope}"
    _add(entry, "id", f"tag:nianbao.invalid,2026:{about}/{change.why.replace(' ', '-')}/{change.at}")
    _add(
        entry,
        "title",
        f"{change.region_name} {change.organ_name} {change.year}: {change.why}, {len(change.cells)} cells",
    )
    _add(entry, "updated", _time(change.at))
    if change.source_url.startswith(("http://", "https://")):
        etree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=_plain(change.source_url))
    lines = (f"{change.source_url}, version {change.version}", *map(changed_cell, change.cells))
    _add(entry, "content", "\n".join(lines), type="text")
    return entry


def _printed(raw: str | None) -> str:
    if raw is None:
        return "none"
    return " ".join(raw.split()) or "blank"


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = _plain(text)


def _plain(text: str) -> str:
    """The text without the signs that XML cannot hold and those that steer a reader."""
    return "".join(sign for sign in printable(text) if sign not in "\ufffe\uffff")


def _time(text: str) -> str:
    """As RFC 3339 wants it; a day is its first moment."""
    if len(text) == len("2026-01-01"):
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC).isoformat()
    return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="seconds")
