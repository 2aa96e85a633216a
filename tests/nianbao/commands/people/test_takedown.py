"""`nianbao takedown`: words and bytes go and do not come back, figures and a note stay. All numbers are made up."""

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.document import Document
from pipelines.extract.pipeline import extract
from pipelines.storage.archive import ArchivePipeline, TakenDown
from pipelines.storage.database import open_database, write_session
from pipelines.storage.reports.store import save
from tests.city.forms.render_html import page
from tests.nianbao.command_line import AT, Nianbao, fill
from tests.pipelines.specimens import distinct_form

FORM = distinct_form()
WORDS = "申请人甲某某的电话是13800000000"
BODY = page(FORM).replace("总体情况</h2>", f"总体情况</h2><p>{WORDS}</p>", 1).encode()
SHA = Document(body=BODY).sha256
ASKED = ("X-city", "2022", "t3_new_received__total")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fill(tmp_path / "data", BODY)
    return tmp_path / "data"


def rows(nianbao: Nianbao, statement: str, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(nianbao("query", statement, "--format", "json", *options)[1])
    return found


def holds_the_words(folder: Path) -> bool:
    """True if the words are still there in a file that is not packed."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return any("甲某某".encode() in path.read_bytes() for path in files)


def is_gone(nianbao: Nianbao, data: Path) -> bool:
    """True if neither words nor bytes are there, and the figures are."""
    (figures,) = rows(nianbao, f"SELECT count(*) AS n FROM value_current WHERE field_code = '{ASKED[2]}'")
    return not holds_the_words(data) and not list((data / "archive").rglob("*.gz")) and figures == {"n": 1}


def test_a_private_number_is_masked_beside_the_text(nianbao: Nianbao, data: Path) -> None:
    (section,) = rows(nianbao, "SELECT text, masked_text FROM section WHERE text LIKE '%甲某某%'")
    assert WORDS in str(section["text"])
    assert "13800000000" not in str(section["masked_text"])
    assert "申请人甲某某的电话是【电话】" in str(section["masked_text"])
    others = rows(nianbao, "SELECT masked_text FROM section WHERE text NOT LIKE '%甲某某%'")
    assert {each["masked_text"] for each in others} <= {None}


def test_words_and_bytes_go_and_figures_and_a_note_stay(nianbao: Nianbao, data: Path) -> None:
    assert holds_the_words(data)
    before = rows(nianbao, "SELECT field_code, value, raw FROM value_current WHERE state = 'number'")
    code, out, err = nianbao("takedown", SHA[:8], "--why", "当事人申请")
    assert (code, err) == (0, "")
    assert "1 files" in out
    assert is_gone(nianbao, data)
    assert rows(nianbao, "SELECT field_code, value, raw FROM value_current WHERE state = 'number'") == before
    assert "当事人申请" in nianbao("explain", *ASKED)[1]
    code, _, err = nianbao("explain", *ASKED, "--crop", str(data / "cell.png"))
    assert (code, "taken down" in err) == (2, True)


def test_it_does_not_come_back_by_reread_import_or_merge(nianbao: Nianbao, data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(data, other)
    saved = tmp_path / "saved.zip"
    with zipfile.ZipFile(saved, "w") as package:
        package.writestr("2022.html", BODY)
    assert nianbao("takedown", SHA, "--why", "当事人申请")[0] == 0
    assert nianbao("reread", "--yes")[0] in (0, 4)
    assert nianbao("reread", "--document", SHA, "--yes")[0] == 2
    assert is_gone(nianbao, data)
    out = nianbao("import", str(saved), "--region", "370406")[1]
    assert "it was taken down: 当事人申请" in out
    assert is_gone(nianbao, data)
    nianbao("merge", str(other / "nianbao.sqlite"))
    assert is_gone(nianbao, data)
    assert nianbao("merge", str(data / "nianbao.sqlite"), "--data", str(other))[0] == 0
    assert not holds_the_words(other / "archive")
    assert rows(nianbao, "SELECT count(*) AS n FROM section", "--data", str(other)) == [{"n": 0}]


def test_a_crawl_that_fetches_it_again_keeps_nothing_of_it(nianbao: Nianbao, data: Path) -> None:
    nianbao("takedown", SHA, "--why", "当事人申请")
    engine = open_database(f"sqlite:///{data}/nianbao.sqlite")
    pipeline = ArchivePipeline(data / "archive", engine)
    again = Document(body=BODY, url="http://127.77.0.1:8000/again", region_code="X-city", fetched_at=AT)
    with pytest.raises(TakenDown, match="当事人申请"):
        pipeline.process_item(again)
    with pytest.raises(TakenDown):  # nor as a part of another
        pipeline.process_item(Document(body=b"bound", url=again.url, region_code="X-city", sheets=(again,)))
    with write_session(engine) as session:
        report = replace(extract(again), region_code="X-city", source_url=again.url)
        assert save(session, report, at=AT) == "unchanged"
    pipeline.close_spider()
    assert is_gone(nianbao, data)
    fill(data, page(FORM).encode())  # another document comes in as ever
    assert len(list((data / "archive").rglob("*.gz"))) == 1
    assert nianbao("takedown", SHA, "--why", "再次")[0] == 0  # again, should the first have been interrupted
    assert rows(nianbao, "SELECT why FROM takedown") == [{"why": "当事人申请"}]


@pytest.mark.parametrize(
    ("document", "why", "said"),
    [
        ("abc", "x", "at least 8 digits"),
        ("zzzzzzzz", "x", "at least 8 digits"),
        ("00000000", "x", "no document has"),
        (SHA, " ", "--why is empty"),
    ],
)
def test_what_cannot_be_done_is_one_line(nianbao: Nianbao, data: Path, document: str, why: str, said: str) -> None:
    code, out, err = nianbao("takedown", document, "--why", why)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err
    assert holds_the_words(data)
