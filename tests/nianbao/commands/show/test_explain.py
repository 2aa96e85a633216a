"""nianbao coverage and nianbao explain: what is there, what is missing, and where a number comes from."""

from pathlib import Path

from pipelines.document import Document
from pipelines.storage import models
from pipelines.storage.database import open_database, write_session
from tests.nianbao.command_line import AT, MIXED, PORTAL, Nianbao


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
    assert f"`nianbao crawl 370406 --data {data}`" in err


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
    for typed in ("NEW_RECEIVED", "T3_NEW_RECEIVED_TOTAL", "新收政府信息公开申请数量"):  # the total before its parts
        err = nianbao("explain", "望溪区", "2023", typed, "--data", str(data))[2]
        assert "like it: t3_new_received__total (" in err, err


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
