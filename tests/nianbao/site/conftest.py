"""A small database with all that a site shows, and the site of it."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Protocol

import pytest
from sqlalchemy import Engine, update

from nianbao.data_folder import read_database
from nianbao.site.build import Built, build
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.records import Finding, Report, Section, Severity, State, Value
from pipelines.storage import models
from pipelines.storage.crawls import expectations, ledger
from pipelines.storage.database import open_database, write_session
from pipelines.storage.takedowns import take_down
from tests.nianbao.command_line import GOLDEN
from tests.pipelines.stored import CODE, ORGAN, number, report, save

PORTAL, AT = "http://127.77.0.17:8000/", "2026-02-01T00:00:00+00:00"
BUREAU = "山亭区教育局"
STEERING = "\u202e\x9b2J\u2066"  # turns a line around, moves a terminal
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
TELEPHONE = "13800138000"
REMOVED_TEXT = "不应再看到的文字"


class Make(Protocol):
    """Builds the site of a database in a folder."""

    def __call__(self, url: str, folder: Path, shapes: Path | None = None) -> Built: ...


@pytest.fixture(scope="session")
def stored_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "nianbao.sqlite"
    engine = open_database(f"sqlite:///{path}")
    _expect(engine)
    for year, name in ((2019, "html_clean_2019"), (2022, "html_word_2022"), (2023, "mixed_layout_2023")):
        body = (GOLDEN / name / "document.html").read_bytes()
        url = f"{PORTAL}{year}.html"
        read = check(extract(Document(body=body, url=url, region_code=CODE, fetched_at=AT)))
        save(engine, replace(read, region_code=CODE, organ_name=ORGAN, year=year, source_url=url))
    _made_up(engine)
    with write_session(engine) as session:
        query = update(models.Target).where(models.Target.organ_id == 1)
        session.execute(
            query.where(models.Target.year == 2020).values(state="not_found", reason="not in the list", evidence=PORTAL)
        )
        session.execute(query.where(models.Target.year == 2021).values(state="blocked", reason=f"HTTP 403 {HOSTILE}"))
        session.execute(query.where(models.Target.year == 2018).values(state="not_published", evidence=PORTAL))
        session.execute(update(models.Target).where(models.Target.state == "pending").values(state="stored", reason=""))
    engine.dispose()
    return path


def _expect(engine: Engine) -> None:
    with write_session(engine) as session:
        ledger.register_portal(
            session, region_code=CODE, name="山亭区", level="county", portal_url=PORTAL, full_name="山东省枣庄市山亭区"
        )
        for name, kind, years in ((ORGAN, "government", range(2018, 2025)), (BUREAU, "department", (2023, 2024))):
            expectations.expect(
                session, region_code=CODE, organ_name=name, organ_kind=kind, years=tuple(years), since=AT
            )
        walk = {
            "url": f"{PORTAL}col/",
            "title": STEERING + HOSTILE,
            "whose": "government",
            "because": "menu",
            "rows": 5,
        }
        proof = {"lists": [{**walk, "stated": 5, "ended": "all pages read"}], "refused": [], "gaps": ["2020"]}
        ledger.record_outcome(
            session,
            region_code=CODE,
            portal_url=PORTAL,
            outcome="partial",
            family="hanweb",
            column_url=f"{PORTAL}col/",
            stated=6,
            seen=5,
            reason="5 of 6 items seen",
            trail="[]",
            proof=json.dumps(proof, ensure_ascii=False),
        )


def revised(granted: str = "9") -> Report:
    """The second version of the government's report on 2024, with hostile text."""
    return report(
        "first",
        document_sha256="b" * 64,
        source_url="javascript:alert(3)",
        title=f"2024年{STEERING}{HOSTILE}",
        published_on="2025-02-01",
        values=(
            number("t3_new_received__total", "15"),
            number("t3_granted__total", granted),
            Value(field_code="t3_carried_in__total", raw="", state=State.BLANK, table="T3", page=2, row=4, column=8),
            Value(field_code="t3_partial__total", raw=f"=1+1 {TELEPHONE}", state=State.TEXT, table="T3"),
            Value(field_code="t3_other_misc__total", raw="8?", state=State.UNREADABLE, table="T3"),
        ),
        sections=(Section(number=1, heading="一、总体情况", text=f"申请人张三 {TELEPHONE}\n{STEERING}{HOSTILE}"),),
        findings=(
            Finding(
                rule="T3_BALANCE",
                severity=Severity.ERROR,
                message=STEERING + HOSTILE,
                fields=("t3_granted__total",),
            ),
            Finding(rule="T3_CARRY", severity=Severity.WARN, message="1 ≠ 2", fields=("t3_carried_in__total",)),
        ),
    )


def _made_up(engine: Engine) -> None:
    """2024 in two versions, the bureau's two reports, one of them taken down."""
    mine = report("bureau", organ_name=BUREAU, organ_kind="department", source_url=f"{PORTAL}jyj.html")
    gone = replace(
        mine,
        document_sha256="c" * 64,
        year=2023,
        title=f"2023年{REMOVED_TEXT}",
        sections=(Section(number=1, heading="一", text=REMOVED_TEXT),),
    )
    save(engine, report("first", source_url=f"{PORTAL}2024.html"), revised(), mine, gone)
    with write_session(engine) as session:
        take_down(session, "c" * 64, at=AT, why="asked for by a person")


@pytest.fixture
def url(stored_once: Path, tmp_path: Path) -> str:
    """A copy of the database that a test may change."""
    copy = tmp_path / "data" / "nianbao.sqlite"
    copy.parent.mkdir()
    shutil.copy(stored_once, copy)
    return f"sqlite:///{copy}"


@pytest.fixture(scope="session")
def make() -> Make:
    def made(url: str, folder: Path, shapes: Path | None = None) -> Built:
        with read_database(url) as session:
            return build(session, folder, shapes=shapes)

    return made


@pytest.fixture(scope="session")
def site(stored_once: Path, make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, not to be changed."""
    folder = tmp_path_factory.mktemp("built") / "site"
    make(f"sqlite:///{stored_once}", folder)
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site on a web server of its own."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
