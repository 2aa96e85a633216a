"""The site's files: all of it in both languages, nothing broken, nothing written twice, nothing from elsewhere."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from sqlalchemy import text

from nianbao.data_folder import read_database
from nianbao.site import forms, render
from nianbao.site import reports as stored_reports
from nianbao.site.country import read
from pipelines.exceptions import InputError
from pipelines.language.printable import UNSEEN
from pipelines.storage.column_types import OUTCOMES, TARGET_STATES
from pipelines.storage.database import open_database, write_session
from tests.nianbao.site.conftest import HOSTILE, PORTAL, REMOVED_TEXT, TELEPHONE, Make, revised
from tests.pipelines.stored import save

CODE = "370406"


def pages(site: Path) -> Iterator[tuple[Path, html.HtmlElement]]:
    for path in sorted(site.rglob("*.html")):
        yield path, html.fromstring(path.read_text("utf-8"))


def files(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def stamps(site: Path) -> dict[str, int]:
    return {str(path.relative_to(site)): path.stat().st_mtime_ns for path in site.rglob("*.html")}


def test_every_page_is_there_in_both_languages(site: Path) -> None:
    found = {
        language: {str(path.relative_to(site / language)) for path in (site / language).rglob("*")}
        for language in render.LANGUAGES
    }
    assert found["zh"] == found["en"]
    assert {"index.html", "map.html", "map/37.html", "matrix.html", f"region/{CODE}.html", "search.html"} <= found["zh"]
    assert "indicator/new_received.html" in found["zh"]
    assert len([one for one in found["zh"] if one.startswith(f"report/{CODE}/")]) == 6


def test_every_link_leads_to_a_page_and_to_a_place_on_it(site: Path) -> None:
    known = dict(pages(site))
    places = {path: set(tree.xpath("//@id")) for path, tree in known.items()}
    links = 0
    for path, tree in known.items():
        for address in tree.xpath("//@href | //@src"):
            parts = urlsplit(address)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path}: {address}"
            assert not parts.fragment or parts.fragment in places[target], f"{path}: {address}"
            links += 1
    assert links > 2000


def test_a_page_loads_nothing_but_files_of_the_site(site: Path) -> None:
    for path, tree in pages(site):
        assert [
            one for one in tree.xpath("//@src | //link/@href") if urlsplit(one).scheme or one.startswith("//")
        ] == []
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy
        assert tree.xpath("//*[@style] | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []
        assert {urlsplit(one).scheme for one in tree.xpath("//a/@href")} <= {"", "http", "https"}


def test_what_documents_say_is_text_and_never_markup(site: Path) -> None:
    shown = 0
    for _, tree in pages(site):
        assert tree.xpath("//script[contains(., 'alert')] | //img") == []
        shown += HOSTILE in tree.text_content()
        assert not UNSEEN.search(tree.text_content().replace("\t", ""))
    assert shown >= 4
    assert "<" not in (site / "search-index.js").read_text("utf-8").replace("\\u003c", "")


def test_numbers_of_persons_and_texts_taken_down_are_in_no_file(site: Path) -> None:
    content = b"".join(files(site).values()).decode("utf-8")
    assert TELEPHONE not in content
    assert "【电话】" in content
    assert REMOVED_TEXT not in content
    assert "asked for by a person" in content


def test_a_mark_of_the_matrix_is_one_click_from_the_evidence(site: Path) -> None:
    marks = html.fromstring((site / "en" / "matrix.html").read_text("utf-8")).xpath("//td/a[contains(@class, 'mark')]")
    assert [mark.text for mark in marks] == ["S", "?", "B", "S", "S", "S"]
    region = html.fromstring((site / "en" / "region" / f"{CODE}.html").read_text("utf-8"))
    for mark, reason in ((marks[1], "not in the list"), (marks[2], "HTTP 403")):
        (place,) = region.xpath(f"//*[@id='{mark.get('href').partition('#')[2]}']/ancestor::li")
        assert reason in place.text_content()
    assert region.xpath("//*[@id='proof']//li/a/@href") == [f"{PORTAL}col/"]
    report = html.fromstring((site / "en" / marks[0].get("href")).read_text("utf-8"))
    assert f"{PORTAL}2019.html" in report.xpath("//a/@href")


def test_every_figure_stands_in_its_cell_of_the_form_and_leads_to_its_place(url: str, site: Path) -> None:
    with read_database(url) as session:
        found = list(stored_reports.read(session, read(session)))
    cells = 0
    for report in found:
        tree = html.fromstring((site / "zh" / report.path).read_text("utf-8"))
        in_forms = {code for form in forms.forms(report) for code in form.codes()}
        for code, value in report.values.items():
            (row,) = tree.xpath(f"//tr[@id='e-{code}']")
            assert row.xpath("./td[3]")[0].text_content() == str(value.page or "")
            if code in in_forms:
                (link,) = tree.xpath(f"//table[contains(@class, 'form')]//a[@href='#e-{code}']")
                if value.state == "number":
                    assert link.text == value.raw.strip()
                cells += 1
    assert cells > 500


def test_the_form_is_the_one_in_force_where_the_report_shows_none(url: str) -> None:
    with read_database(url) as session:
        found = {
            report.year: report for report in stored_reports.read(session, read(session)) if "教育" in report.organ_name
        }
    told = {form.table: (form.layout, form.is_found) for form in forms.forms(found[2024])}
    assert told == {"T2": ("F2021", True), "T3": ("F2021", True), "T4": ("F2021", False)}


def test_versions_stand_side_by_side(site: Path) -> None:
    text = next(page for page in (site / "en" / "report").rglob("*.html") if "alert(3)" in page.read_text("utf-8"))
    rows = html.fromstring(text.read_text("utf-8")).xpath("//table[caption]//tr")
    told = {row[0].text_content(): [cell.text_content() for cell in row[1:]] for row in rows}
    assert told["New requests received: total"] == ["12", "15"]


def test_built_again_it_writes_nothing_and_elsewhere_the_same_bytes(
    url: str, make: Make, tmp_path: Path, site: Path
) -> None:
    first = make(url, tmp_path / "one")
    before = stamps(tmp_path / "one")
    again = make(url, tmp_path / "one")
    assert (first.unchanged, again.written, again.unchanged) == (0, 0, first.written)
    assert stamps(tmp_path / "one") == before
    assert files(tmp_path / "one") == files(site)


def test_one_figure_changed_writes_the_pages_that_show_it(url: str, make: Make, tmp_path: Path) -> None:
    make(url, tmp_path / "one")
    before = stamps(tmp_path / "one")
    save(open_database(url), revised(granted="8"))
    make(url, tmp_path / "one")
    written = {path for path, stamp in stamps(tmp_path / "one").items() if before[path] != stamp}
    kinds = sorted(path.removeprefix("zh/").split("/")[0] for path in written if path.startswith("zh/"))
    assert kinds == ["index.html", "indicator", "region", "report"]


def test_a_report_that_is_gone_takes_its_page_with_it(url: str, make: Make, tmp_path: Path) -> None:
    make(url, tmp_path / "one")
    with write_session(open_database(url)) as session:
        session.execute(text("DELETE FROM report WHERE document_sha256 = 'cccc' || substr(document_sha256, 5)"))
    assert make(url, tmp_path / "one").removed == 2
    assert len(list((tmp_path / "one" / "zh" / "report").rglob("*.html"))) == 5


def test_a_page_that_somebody_removed_comes_back(url: str, make: Make, tmp_path: Path) -> None:
    make(url, tmp_path / "one")
    (tmp_path / "one" / "zh" / "map.html").unlink()
    assert make(url, tmp_path / "one").written == 1


@pytest.mark.parametrize("damage", ["{", "[]", '{"../../x": ["a", 1]}', '{"a": 1}'])
def test_a_damaged_list_of_pages_is_one_line(damage: str, url: str, make: Make, tmp_path: Path) -> None:
    make(url, tmp_path / "one")
    (tmp_path / "one" / ".nianbao-site.json").write_text(damage)
    with pytest.raises(InputError, match="damaged"):
        make(url, tmp_path / "one")


def test_a_folder_with_other_files_is_left_alone(url: str, make: Make, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="no site of nianbao"):
        make(url, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_the_search_finds_by_name_pinyin_letters_and_code(site: Path) -> None:
    text = (site / "search-index.js").read_text("utf-8")
    rows = json.loads(text.removeprefix("window.nianbaoIndex=").rstrip(";\n"))
    mine = next(row for row in rows if row[3] == CODE)
    assert mine == ["山亭区", "shantingqu", "stq", CODE, "山东省枣庄市", f"region/{CODE}.html"]
    assert [row[0] for row in rows if row[2].startswith("stqj")] == ["山亭区教育局"]


def test_the_table_of_an_indicator_holds_just_this(site: Path) -> None:
    lines = (site / "data" / "new_received.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].split(",")[-4:] == ["new_received", "unit", "source_url", "report_page"]
    assert any(
        line.startswith(f"{CODE},山亭区,山亭区人民政府,government,2024,") and ",15,件," in line for line in lines
    )


def test_every_word_has_both_languages_and_a_use() -> None:
    package = Path(render.__file__).parent
    source = "".join(path.read_text("utf-8") for path in [*package.rglob("*.html"), *package.rglob("*.py")])
    used = set(re.findall(r"\bt\(\s*'([\w.]+)'", source)) | set(re.findall(r"'((?:nav|door|start)\.[\w.]+)'", source))
    known = render._words()
    assert used - known.keys() - {key for key in used if key.endswith(".")} == set()
    assert all(row["zh"] and row["en"] for row in known.values())
    assert {f"outcome.{one}" for one in OUTCOMES} | {f"mark.{one}" for one in TARGET_STATES} <= known.keys()
    begun = tuple(key for key in used if key.endswith("."))
    assert [key for key in known if key not in used and not key.startswith((*begun, "unit."))] == []
