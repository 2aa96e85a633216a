"""The command line as a function, and a data folder to call it on."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from nianbao import cli
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.storage import models
from pipelines.storage.crawls import expectations, ledger
from pipelines.storage.database import open_database, write_session
from pipelines.storage.reports import store
from tests.nianbao.command_line import AT, MIXED, PORTAL, Nianbao


@pytest.fixture
def nianbao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Nianbao:
    """Runs a command line; gives exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    for name in ("NIANBAO_DB", "NIANBAO_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NIANBAO_CONTACT", "crawl@example.org")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["nianbao", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), captured.out, captured.err

    return run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder as a crawl of one portal leaves it: 2023 stored, 2022 not."""
    folder = tmp_path / "data"
    body = MIXED.read_bytes()
    document = Document(
        body=body, url=f"{PORTAL}2023.html", region_code="X-city", region_name="青岚市望溪区", fetched_at=AT
    )
    report = replace(check(extract(document)), region_code="X-city", source_url=document.url)
    with write_session(open_database(f"sqlite:///{folder / 'nianbao.sqlite'}")) as session:
        ledger.register_portal(
            session, region_code="X-city", name="望溪区", level="county", portal_url=PORTAL, full_name="青岚市望溪区"
        )
        expectations.expect(
            session,
            region_code="X-city",
            organ_name="青岚市望溪区人民政府",
            organ_kind="government",
            years=(2022, 2023),
            since=AT,
        )
        ledger.record_fetch(session, document)
        store.save(session, report, at=AT)
        ledger.record_outcome(
            session,
            region_code="X-city",
            portal_url=PORTAL,
            outcome="partial",
            family="hanweb",
            column_url=f"{PORTAL}col/",
            stated=2,
            seen=1,
            reason="1 of 2 items seen",
            trail=json.dumps([{"url": PORTAL, "title": "首页", "score": 0, "reason": "seed"}], ensure_ascii=False),
        )
        session.execute(
            update(models.Target).where(models.Target.year == 2022).values(state="not_found", reason="not in the list")
        )
    return folder
