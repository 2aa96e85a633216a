"""The command line: what it refuses, what it prints, how it ends."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from crawler.seeds import Seed
from nianbao import cli
from nianbao.commands.collect import extract as extract_command
from nianbao.crawls import run
from nianbao.crawls.spider_process import Ended
from pipelines.checks.report_checks import check
from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.storage import models
from pipelines.storage.crawls import expectations, ledger
from pipelines.storage.database import open_database, write_session
from pipelines.storage.reports import store

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
CLEAN, MIXED = GOLDEN / "html_clean_2019" / "document.html", GOLDEN / "mixed_layout_2023" / "document.html"
AT = "2026-01-01T00:00:00+00:00"
PORTAL = "http://127.77.0.1:8000/"

Nianbao = Callable[..., tuple[int, str, str]]


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crawl"], "REGION"),
        (["crawl", "山亭区", "--all"], "one of the three"),
        (["crawl", "没有这个区"], "没有这个区"),
        (["crawl", "370406", "--years", "last"], "--years last"),
        (["crawl", "370406", "--years", "2021-2019"], "--years 2021-2019"),
        (["crawl", "370406", "--years", "1999"], "--years 1999"),
        (["crawl", "370406", "--delay", "0.5"], "--delay 0.5"),
        (["crawl", "370406", "--delay", "nan"], "--delay nan"),
        (["crawl", "370406", "--allow-private", "8.8.8.0/24"], "public"),
        (["crawl", "370406", "--allow-private", "0.0.0.0/0", "--delay", "0.1"], "public"),
        (["crawl", "370406", "--allow-private", "home"], "--allow-private home"),
        (["crawl", "370406", "--db", "nonsense"], "--db"),
        (["crawl", "370406", "--seeds", "absent.csv"], "absent.csv"),
        (["crawl", "370406", "--data", "/dev/null"], "/dev/null/logs cannot be written to"),
        (["freeze", "370406", "/dev/null/bundle"], "/dev/null/bundle cannot be written to"),
        (["probe", "www.shanting.gov.cn"], "http://"),
        (["extract", "absent.pdf"], "absent.pdf"),
        (["coverage"], "does not exist"),
        (["explain", "370406"], "does not exist"),
        (["explain", "370406", "2023"], "REGION YEAR FIELD"),
        (["db", "current"], "does not exist"),
    ],
)
def test_a_mistake_of_the_operator_is_one_line_and_exit_code_two(
    arguments: list[str], said: str, nianbao: Nianbao, tmp_path: Path
) -> None:
    code, out, err = nianbao(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "data" / "nianbao.sqlite").exists()


def test_an_interrupt_ends_with_130_and_no_traceback(nianbao: Nianbao, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(paths: list[Path], *, look_at_all: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(extract_command, "_read", interrupted)
    assert nianbao("extract", str(CLEAN)) == (130, "", "")


def test_extract_gives_one_object_for_a_file_with_the_keys_of_the_contract(nianbao: Nianbao) -> None:
    code, out, _ = nianbao("extract", str(MIXED), "--json")
    report = json.loads(out)
    expected = json.loads((MIXED.parent / "expected.json").read_text("utf-8"))
    assert code == 0
    assert " ".join(report) == (
        "title organ_name organ_kind year scope published_on published_source media_type"
        " layouts values sections findings status verified error"
    )
    assert " ".join(report["values"]["t3_total_processed__total"]) == (
        "value raw state unit unit_source note page table row column bbox"
    )
    assert report["layouts"] == {"T2": "F2021", "T3": "F2019", "T4": "F2019"}
    assert report["values"]["t2_fee_amount"]["value"] == 7730.28
    assert report["values"]["t2_penalty_decisions"]["value"] == 4119
    assert "青岚市" in out  # not as escapes
    assert [finding["rule"] for finding in report["findings"]].count("T4_SUM") == 2
    assert expected["values"].keys() == report["values"].keys()


def test_extract_gives_a_list_for_several_files_and_four_when_one_is_not_whole(
    nianbao: Nianbao, tmp_path: Path
) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    code, out, _ = nianbao("extract", str(CLEAN), "empty.pdf", "--json")
    whole, empty = json.loads(out)
    assert code == 4
    assert (whole["status"], empty["status"]) == ("ok", "unreadable")
    assert empty["error"]


def test_extract_reads_a_folder_and_is_not_stopped_by_a_file_that_is_missing(nianbao: Nianbao, tmp_path: Path) -> None:
    (tmp_path / "folder" / "below").mkdir(parents=True)
    shutil.copy(CLEAN, tmp_path / "folder" / "below" / "2019.html")
    shutil.copy(MIXED, tmp_path / "folder" / "2023.html")
    (tmp_path / "folder" / ".DS_Store").write_bytes(b"\0")
    code, out, err = nianbao("extract", "absent.pdf", "folder", "--json")
    assert code == 4
    assert [(one["file"], one["status"], one["year"]) for one in json.loads(out)] == [
        ("absent.pdf", "unreadable", None),
        ("folder/2023.html", "ok", 2023),
        ("folder/below/2019.html", "ok", 2019),
    ]
    assert err == "nianbao: absent.pdf: No such file or directory\n"
    assert nianbao("extract", "folder")[0] == 0


def test_extract_of_an_empty_folder_is_one_line(nianbao: Nianbao, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert nianbao("extract", "folder") == (2, "", "nianbao: folder: no file in this folder\n")


def test_a_form_in_which_nothing_is_filled_in_is_not_ok(nianbao: Nianbao) -> None:
    code, out, _ = nianbao("extract", str(GOLDEN / "all_blank_2022" / "document.html"))
    assert code == 4
    assert "partial the form is empty" in out.splitlines()


def test_a_year_that_is_not_told_is_said_on_the_first_line(nianbao: Nianbao, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("各位同事：请查收。", "utf-8")
    code, out, _ = nianbao("extract", "letter.txt")
    assert code == 4
    assert out.splitlines()[0].endswith("(the year is not told)")


def test_extract_prints_the_tables_as_the_form_has_them(nianbao: Nianbao) -> None:
    code, out, _ = nianbao("extract", str(CLEAN))
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["上一年项目数量", "本年增/减", "处理决定数量"] in lines
    assert ["行政处罚", "879", "-38", "15,986"] in lines
    assert ["复议后起诉", "8", "2", "4", "4", "18"] in lines
    assert (
        lines.index(["（五）不予处理"])
        < lines.index(["行政诉讼"])
        < lines.index(["复议后起诉", "8", "2", "4", "4", "18"])
    )


def test_coverage_marks_every_year_and_gives_the_reason_for_what_is_missing(nianbao: Nianbao, data: Path) -> None:
    code, out, _ = nianbao("coverage", "青岚市望溪区", "--data", str(data))
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert ["organ", "22", "23"] in lines
    assert ["青岚市望溪区人民政府", "?", "S"] in lines
    assert "S stored   ? not found" in out
    assert "? 青岚市望溪区人民政府 2022: not in the list" in out


def test_explain_of_a_region_not_crawled_yet_says_so(nianbao: Nianbao, data: Path) -> None:
    with write_session(open_database(f"sqlite:///{data}/nianbao.sqlite")) as session:
        session.add(models.Region(code="370406", name="山亭区", level="county", full_name="枣庄市山亭区"))
    code, out, err = nianbao("explain", "370406", "--data", str(data))
    assert (code, out) == (2, "")
    assert "`nianbao crawl 370406`" in err


def test_a_wait_for_the_database_that_is_no_number_is_one_line(
    nianbao: Nianbao, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_BUSY_SECONDS", "long")
    code, _, err = nianbao("status", "--data", str(data))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "NIANBAO_BUSY_SECONDS is 'long'" in err


def test_coverage_of_an_unknown_region_says_so(nianbao: Nianbao, data: Path) -> None:
    code, _, err = nianbao("coverage", "没有这个区", "--data", str(data))
    assert code == 2
    assert "没有这个区" in err


def test_an_organ_may_be_named_where_a_region_may(nianbao: Nianbao, data: Path) -> None:
    arguments = ("2023", "t4_review_total", "--data", str(data))
    for organ in ("青岚市望溪区人民政府", "望溪区人民政府"):
        code, out, _ = nianbao("explain", organ, *arguments)
        assert code == 0
        assert "report 青岚市望溪区人民政府 2023" in " ".join(out.split())
    assert nianbao("coverage", "望溪区人民政府", "--data", str(data))[0] == 0
    code, _, err = nianbao("explain", "望溪区人民政厅", *arguments)
    assert code == 2
    assert "like it: 青岚市望溪区人民政府" in err


def test_an_unknown_field_code_is_answered_with_those_like_it(nianbao: Nianbao, data: Path) -> None:
    code, _, err = nianbao("explain", "望溪区", "2023", "t4_review_totals", "--data", str(data))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "no such field code; like it: t4_review_total (" in err
    assert "t2_procure_amount" in nianbao("explain", "望溪区", "2023", "采购总金额", "--data", str(data))[2]


def test_explain_shows_the_trail_to_the_column(nianbao: Nianbao, data: Path) -> None:
    code, out, _ = nianbao("explain", "望溪区", "--data", str(data))
    assert code == 0
    assert "hanweb" in out
    assert ["column", f"{PORTAL}col/"] in [line.split() for line in out.splitlines()]
    assert "2 stated, 1 seen" in out
    assert "1. 首页 (score 0, seed)" in out


def test_explain_leads_a_number_back_to_its_cell_and_its_document(nianbao: Nianbao, data: Path) -> None:
    code, out, _ = nianbao("explain", "X-city", "2023", "t4_review_total", "--data", str(data))
    facts = {line.split()[0]: line for line in out.splitlines()}
    sha256 = Document(body=MIXED.read_bytes()).sha256
    assert code == 0
    assert "'0'" in facts["printed"]
    assert "table T4" in facts["cell"]
    assert facts["document"].endswith(sha256)
    assert facts["archive"].endswith(f"archive/{sha256[:2]}/{sha256[2:4]}/{sha256}.gz")
    assert facts["fetched"].endswith(AT)
    assert "T4_SUM" in out
    assert "explained by another figure in t4_review_" in out


def test_db_upgrade_makes_the_database_and_current_names_its_revision(nianbao: Nianbao, tmp_path: Path) -> None:
    code, upgraded, _ = nianbao("db", "upgrade", "--data", str(tmp_path / "new"))
    assert code == 0
    assert nianbao("db", "current", "--data", str(tmp_path / "new")) == (0, upgraded, "")
    assert upgraded.strip()


@pytest.fixture
def crawled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """In place of a crawl: notes the seeds and settings it would run with, and ends as asked."""
    calls: list[Any] = []

    def run_crawl(seeds: tuple[Seed, ...], settings: dict[str, Any], watch: object) -> Ended:
        calls.append((seeds, settings))
        return Ended(reason="finished")

    monkeypatch.setattr(run, "run_crawl", run_crawl)
    return calls


def test_crawl_hands_the_options_on_as_settings(nianbao: Nianbao, crawled: list[Any], tmp_path: Path) -> None:
    arguments = ["crawl", "3704", "--years", "2021,2019-2020", "--organs", "government", "--delay", "2"]
    code, _, _ = nianbao(*arguments, "--concurrency", "4", "--archive-only")
    ((seeds, settings),) = crawled
    assert code == 4  # no portal has an outcome
    assert {seed.region_code[:4] for seed in seeds} == {"3704"}
    assert settings["DATABASE_URL"] == "sqlite:///data/nianbao.sqlite"
    assert settings["YEARS"] == (2019, 2020, 2021)
    assert settings["ORGANS"] == "government"
    assert settings["DOWNLOAD_DELAY"] == pytest.approx(2.1), "gaps are up to 0.06 s shorter at the server than here"
    assert settings["CONCURRENT_REQUESTS"] == 4
    assert list(settings["ITEM_PIPELINES"]) == ["pipelines.storage.archive.ArchivePipeline"]
    assert settings["COMMAND"].startswith("nianbao crawl 3704 --years 2021,2019-2020")
    assert (tmp_path / settings["LOG_FILE"]).parent.is_dir()


def test_the_environment_gives_the_defaults(
    nianbao: Nianbao, crawled: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("NIANBAO_DB", f"sqlite:///{tmp_path}/other.sqlite")
    nianbao("crawl", "370406")
    ((_, settings),) = crawled
    assert settings["DATA_DIR"] == str(tmp_path / "elsewhere")
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path}/other.sqlite"


def test_findings_says_what_an_id_means_in_two_languages_and_what_to_do(nianbao: Nianbao) -> None:
    code, out, _ = nianbao("findings", "t3_balance")
    assert code == 0
    assert "T3_BALANCE (error)" in out
    assert "新收与上年结转之和不等于办结与结转下年之和。" in out
    assert "do: Compare with the document" in out
    code, _, err = nianbao("findings", "NO_SUCH")
    assert (code, err.strip()) == (2, "nianbao: NO_SUCH: no such finding; `nianbao findings` lists them all")
