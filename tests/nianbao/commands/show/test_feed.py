"""A report that is issued anew in place: two versions, the cells that changed, told by status, digest and feed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Engine

from nianbao.crawls import run as crawl_run
from nianbao.queries.changed_reports import CellChange, ChangedReport
from nianbao.screens.change_feed import feed
from pipelines.storage.crawls import ledger
from pipelines.storage.database import open_database, write_session
from tests.city.forms.render_html import page
from tests.nianbao.command_line import Nianbao, fill
from tests.pipelines.specimens import distinct_form

FORM = distinct_form()
FIELD = "t3_new_received__total"
AGAIN = replace(FORM, printed=FORM.printed | {FIELD: "68974"}, published_on="2023-02-20")
NOW = datetime.now(UTC).replace(microsecond=0)
FIRST, SECOND = (NOW - timedelta(days=20)).isoformat(), (NOW - timedelta(minutes=5)).isoformat()
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The report as it was first seen, and as it was issued again during the last run."""
    folder = tmp_path / "data"
    fill(folder, page(FORM).encode(), at=FIRST)
    with write_session(_engine(folder)) as session:
        started = (NOW - timedelta(minutes=10)).isoformat()
        number = ledger.open_run(session, command="crawl", arguments="{}", version="1", started_at=started)
        ledger.close_run(session, number, finished_at=NOW.isoformat(), exit_code=0, counts={})
    fill(folder, page(AGAIN).encode(), at=SECOND)
    return folder


def _engine(folder: Path) -> Engine:
    return open_database(f"sqlite:///{folder}/nianbao.sqlite")


def rows(nianbao: Nianbao, statement: str) -> list[list[object]]:
    return [list(row.values()) for row in json.loads(nianbao("query", statement, "--format", "json")[1])]


def test_the_views_tell_the_change_and_the_figures_of_three_days(nianbao: Nianbao, data: Path) -> None:
    asked = "SELECT field_code, old_raw, new_raw, why, version FROM change"
    assert rows(nianbao, asked) == [[FIELD, FORM.printed[FIELD], "68974", "source changed", 2]]
    for days, figures in ((25, []), (10, [[int(FORM.printed[FIELD])]]), (-1, [[68974]])):
        day = (NOW - timedelta(days=days)).date()
        asked = (
            f"SELECT value FROM value_asof WHERE field_code = '{FIELD}' AND valid_from <= '{day}'"
            f" AND (valid_to IS NULL OR valid_to > '{day}')"
        )
        assert rows(nianbao, asked) == figures, day


def test_status_names_the_report_and_its_cells(nianbao: Nianbao, data: Path) -> None:
    out = nianbao("status")[1]
    assert "Reports changed by the last run" in out
    assert f"version 2, source changed: {FIELD} {FORM.printed[FIELD]} -> 68974" in out


def test_the_digest_names_it_and_the_night_writes_the_feed(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_DIGEST_FILE", str(tmp_path / "digest.txt"))
    crawl_run._after_the_night(_engine(data), 0, data)
    told = (tmp_path / "digest.txt").read_text("utf-8")
    assert "0 alerts, 1 reports changed" in told
    assert f"{FIELD} {FORM.printed[FIELD]} -> 68974" in told
    assert "68974" in (data / "changes.atom.xml").read_text("utf-8")


def test_the_feed_is_atom_and_its_ids_stay(nianbao: Nianbao, data: Path, tmp_path: Path) -> None:
    code, out, err = nianbao("feed")
    assert (code, err) == (0, "")
    assert ": 1 changes" in out
    path = data / "changes.atom.xml"
    root = etree.fromstring(path.read_bytes())
    assert [root.findtext(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author")] == [True] * 4
    (entry,) = root.findall(f"{ATOM}entry")
    assert f"{FIELD} {FORM.printed[FIELD]} -> 68974" in str(entry.findtext(f"{ATOM}content"))
    assert datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))) == datetime.fromisoformat(SECOND)
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").startswith("http://127.77.0.1:8000/")
    before = path.read_bytes()
    assert nianbao("feed", str(path))[0] == 0
    assert path.read_bytes() == before
    assert nianbao("feed", str(tmp_path / "no" / "feed.xml"))[0] == 2


def test_a_correction_is_an_entry_too(nianbao: Nianbao, data: Path) -> None:
    (place,) = json.loads(f"[{nianbao('explain', 'X-city', '2022', FIELD, '--json')[1]}]")
    head = "region_code,organ_name,year,scope,field_code,document_sha256,raw,correction,who,corrected_on,why,evidence"
    row = f"X-city,{FORM.organ},2022,{place['scope']},{FIELD},{place['document_sha256']},68974,67974,甲,{NOW.date()},x,"
    (data / "corrections.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert nianbao("corrections", "apply")[0] == 0
    nianbao("feed")
    told = (data / "changes.atom.xml").read_text("utf-8")
    assert f"{FIELD} 68974 -&gt; 67974" in told
    assert told.count("<entry>") == 2


def test_what_xml_cannot_hold_and_addresses_that_are_none_do_no_harm() -> None:
    change = ChangedReport(
        region_code="370406",
        region_name="山亭区",
        organ_name="<script>\x00\x0b甲",
        year=2022,
        scope="unknown",
        version=2,
        source_url="javascript:alert(1)",
        document_sha256="a" * 64,
        at="2026-01-01",
        why="read anew",
        cells=(CellChange("t3_a", None, "\x07 ]]> &"),),
    )
    root = etree.fromstring(feed([change], NOW))
    assert root.find(f".//{ATOM}entry/{ATOM}link") is None
    assert "none ->   ]]> &" in str(root.findtext(f".//{ATOM}content"))
