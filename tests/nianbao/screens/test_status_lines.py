"""`nianbao status` and the digest: what is told after a night, and to whom."""

import json
import re
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import Engine

from nianbao import cli
from nianbao.crawls.notify import deliver
from nianbao.queries import run_queries
from nianbao.screens import status_lines
from pipelines.storage.crawls import expectations, ledger
from pipelines.storage.crawls.visits import Visit, record_visit
from pipelines.storage.database import open_database, read_session, write_session

URL, CODE = "http://www.a.gov.cn/", "X-a"
GOOD = Visit(region_code=CODE, portal_url=URL, at="", run_id=1, outcome="ok", column_url=f"{URL}nb/", seen=9)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A portal read well on one night and silent on the next; its government owes 2024 and 2025."""
    made = open_database(f"sqlite:///{tmp_path / 'nianbao.sqlite'}")
    with write_session(made) as session:
        ledger.register_portal(
            session, region_code=CODE, name="山亭区", level="county", portal_url=URL, full_name="枣庄市山亭区"
        )
        expectations.expect(
            session,
            region_code=CODE,
            organ_name="枣庄市山亭区人民政府",
            organ_kind="government",
            years=(2024, 2025),
            since="2026-04-01",
        )
        for number, visit in enumerate((GOOD, replace(GOOD, outcome="unreachable", reason="no answer", seen=0)), 1):
            at = f"2026-04-0{number}T15:00:00+00:00"
            run = ledger.open_run(
                session,
                command="nianbao crawl --due",
                arguments=json.dumps({"regions": [CODE], "vantage": "jinan"}),
                version="0.1.0",
                started_at=at,
            )
            record_visit(session, replace(visit, at=at, run_id=run))
            ledger.close_run(session, run, finished_at=at, exit_code=number, counts={"inserted": 3 - number})
        ledger.record_outcome(
            session,
            region_code=CODE,
            portal_url=URL,
            outcome="unreachable",
            family="",
            column_url="",
            stated=None,
            seen=0,
            reason="no answer",
            trail="[]",
        )
        ledger.sweep(session, region_code=CODE, since="2026-04-02")
    yield made
    made.dispose()


Nianbao = Callable[..., tuple[int, str, str]]


@pytest.fixture
def nianbao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Nianbao:
    """Runs a command on the database above; gives exit code, standard output, standard error."""
    monkeypatch.delenv("NIANBAO_DB", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["nianbao", *arguments, "--data", str(tmp_path)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return (ended.value.code if isinstance(ended.value.code, int) else 0), said.out, said.err

    return run


def test_status_shows_runs_changes_alerts_and_what_is_overdue(engine: Engine, nianbao: Nianbao) -> None:
    code, out, _ = nianbao("status")
    lines = out.splitlines()
    assert code == 0
    assert lines[:3] == [
        "Runs",
        "run 2 2026-04-02T15:00:00+00:00 exit 2 0.1.0 from jinan: inserted 1",
        "run 1 2026-04-01T15:00:00+00:00 exit 1 0.1.0 from jinan: inserted 2",
    ]
    assert "inserted: 2 -> 1" in lines
    assert f"{CODE} {URL}: ok -> unreachable no answer" in lines
    alert = f"ALERT host_silent {CODE} {URL} since 2026-04-02T15:00:00+00:00: unreachable: no answer; last good visit"
    assert any(line.startswith(alert) for line in lines)


@pytest.mark.parametrize(("month", "number"), [(1, 0), (3, 0), (4, 1), (12, 1)])
def test_a_governments_report_is_overdue_from_the_first_of_april(engine: Engine, month: int, number: int) -> None:
    with read_session(engine) as session:
        rows = run_queries.overdue(session, datetime(2026, month, 1, tzinfo=UTC))
    assert [(row.organ_name, row.year, row.state) for row in rows] == [
        ("枣庄市山亭区人民政府", 2025, "unreachable")
    ] * number
    if rows:
        assert status_lines.overdue_lines(rows, {CODE: "枣庄市山亭区"}) == [
            "2025: 1 overdue (1 unreachable)",
            "枣庄市山亭区人民政府: no answer",
        ]


def test_the_dead_mans_check_speaks_only_when_nothing_was_read_for_too_long(engine: Engine, nianbao: Nianbao) -> None:
    code, out, err = nianbao("status", "--deadman", "36")
    assert (code, out) == (4, "")
    assert err.startswith("nianbao: no portal was read well for ")
    with read_session(engine) as session:
        good = run_queries.last_good(session)
    assert good == datetime(2026, 4, 1, 15, tzinfo=UTC)
    assert status_lines.deadman(good, good + timedelta(hours=36), 36) == ""
    assert status_lines.deadman(good, good + timedelta(hours=37), 36).endswith(
        "for 37 hours, since 2026-04-01 15:00 UTC"
    )
    assert "ever" in status_lines.deadman(None, good, 36)
    assert nianbao("status", "--deadman", "1000000") == (0, "", "")


def test_histories_are_newest_first(engine: Engine) -> None:
    with read_session(engine) as session:
        (told,) = run_queries.portal_histories(session)
    assert [outcome for _, outcome in told.visits] == ["unreachable", "ok"]
    assert not told.is_unsettled


def test_doctor_names_what_broke_what_to_look_at_and_the_command(engine: Engine, nianbao: Nianbao) -> None:
    code, out, _ = nianbao("doctor")
    assert code == 4
    look, broke, held = out.splitlines()
    assert look.startswith("look: open the address in a browser")
    assert broke.startswith(f"  {CODE} {URL}: host_silent since 2026-04-02")
    assert re.fullmatch(rf"`nianbao crawl {CODE} --data \S+`", broke.rpartition("; run: ")[2])
    assert held.startswith("readers are ")


# The digest


class _Webhook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing on standard error."""


class _Mail(socketserver.StreamRequestHandler):
    """As much of a mail server as one message needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        body: list[str] | None = None
        for line in self.rfile:
            text = line.decode().rstrip("\r\n")
            if body is not None and text != ".":
                body.append(text)
            elif body is not None:
                self.server.got.append("\n".join(body))  # type: ignore[attr-defined]
                body = None
                self.wfile.write(b"250 kept\r\n")
            elif text.upper() == "DATA":
                body = []
                self.wfile.write(b"354 go on\r\n")
            elif text.upper() == "QUIT":
                return
            else:
                self.wfile.write(b"250 yes\r\n")


@contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[str]:
    server.got = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_digest_goes_to_every_way_that_is_set(tmp_path: Path) -> None:
    hook, mail = HTTPServer(("127.0.0.1", 0), _Webhook), socketserver.TCPServer(("127.0.0.1", 0), _Mail)
    with serving(hook) as hook_address, serving(mail) as mail_address:
        environment = {
            "NIANBAO_DIGEST_FILE": str(tmp_path / "digest.txt"),
            "NIANBAO_DIGEST_MAIL": f"smtp://{mail_address}/?from=night@example.org&to=us@example.org",
            "NIANBAO_DIGEST_WEBHOOK": f"http://{hook_address}/hook",
        }
        assert deliver("1 alert", ["ALERT host_silent", "山亭区"], environment) == []
    assert "1 alert\nALERT host_silent\n山亭区\n" in (tmp_path / "digest.txt").read_text("utf-8")
    assert hook.got == [{"subject": "1 alert", "text": "ALERT host_silent\n山亭区\n"}]  # type: ignore[attr-defined]
    (message,) = mail.got  # type: ignore[attr-defined]
    assert "Subject: 1 alert" in message
    assert "To: us@example.org" in message


def test_a_way_that_fails_is_named_without_its_password(tmp_path: Path) -> None:
    environment = {
        "NIANBAO_DIGEST_FILE": str(tmp_path),
        "NIANBAO_DIGEST_MAIL": "smtp://me:secret@127.0.0.1:1/?from=a@example.org&to=b@example.org",
        "NIANBAO_DIGEST_WEBHOOK": "file:///etc/passwd",
    }
    failed = deliver("x", ["y"], environment)
    assert [line.partition(":")[0] for line in failed] == sorted(environment)
    assert "secret" not in " ".join(failed)
    assert deliver("x", ["y"], {}) == []


def test_the_digest_tells_what_is_new_and_of_the_rest_one_line() -> None:
    def alert(number: int, kind: str, run_id: int, closed_at: str | None = None) -> run_queries.AlertRow:
        return run_queries.AlertRow(
            event_id=number,
            kind=kind,
            region_code=CODE,
            portal_url=URL,
            at="2026-04-01T15:00:00+00:00",
            message="why",
            closed_at=closed_at,
            run_id=run_id,
        )

    old = [alert(number, "host_silent", 1) for number in range(1, 30)]
    new = [alert(30, "column_shrunk", 2), alert(31, "host_silent", 1, "2026-04-02T15:00:00+00:00")]
    lines = status_lines.digest_lines([*old, *new], 2)
    assert len(lines) == 3
    assert [line.split()[:2] for line in lines[:2]] == [["ALERT", "column_shrunk"], ["closed", "host_silent"]]
    assert lines[2] == "29 stand as before (29 host_silent); `nianbao status` shows them"
