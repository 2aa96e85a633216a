"""The site in a real Chromium: drawn at both widths, two clicks to the evidence, no request elsewhere, axe-core."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from nianbao.data_folder import read_database
from nianbao.site.build import build
from pipelines.exceptions import UnreadableDocument
from pipelines.readers.html import chromium
from pipelines.storage import archive
from tests.nianbao.command_line import GOLDEN
from tests.nianbao.site.conftest import PORTAL, Make

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

WIDTHS = (1280, 390)
PAGES = (
    "index.html",
    "map.html",
    "map/37.html",
    "matrix.html",
    "region/370406.html",
    "indicators.html",
    "indicator/new_received.html",
    "search.html?q=shanting",
)
DRAWN = {  # page -> what must be seen on it
    "map.html": ".tiles li >> nth=0",
    "matrix.html": "table.matrix a.mark >> nth=0",
    "report": "table.form-T3 td >> nth=0",
    "indicator/new_received.html": "svg.chart .line >> nth=0",
    "search.html?q=shanting": "#results a >> nth=0",
}


class Watched:
    """A page whose requests and messages are kept."""

    def __init__(self, context: "sync_api.BrowserContext") -> None:
        self.page = context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))


@pytest.fixture(scope="module")
def browser() -> "Iterator[sync_api.Browser]":
    try:
        program = chromium.program()
    except UnreadableDocument as error:
        pytest.skip(str(error))
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(params=WIDTHS, scope="module")
def watched(request: pytest.FixtureRequest, browser: "sync_api.Browser") -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": request.param, "height": 844})
    yield Watched(context)
    context.close()


def report(site: Path) -> str:
    """The report with hostile text, findings and versions."""
    page = next(page for page in (site / "en" / "report").rglob("*.html") if "alert(3)" in page.read_text("utf-8"))
    return str(page.relative_to(site / "en"))


def problems(page: "sync_api.Page") -> list[str]:
    found = axe.Axe().run(page).response["violations"]
    return [f"{page.url}: {one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_page_draws_alone_without_errors_and_passes_axe(
    watched: Watched, language: str, address: str, site: Path
) -> None:
    page = watched.page
    faults = []
    for path in (*PAGES, report(site)):
        page.goto(f"{address}/{language}/{path}")
        seen = DRAWN.get("report" if path.startswith("report/") else path)
        if seen:
            assert page.locator(seen).is_visible(), path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (
            f"{path} is wider than the window"
        )
        if (page.viewport_size["width"] == WIDTHS[0]) == (language == "zh"):  # each width and each language once
            faults += problems(page)
    assert faults == []
    assert watched.said == []
    assert {urlsplit(asked).netloc for asked in watched.asked} == {urlsplit(address).netloc}


def test_it_opens_from_a_folder_with_its_style_and_scripts(watched: Watched, site: Path) -> None:
    page = watched.page
    page.goto((site / "index.html").as_uri())
    page.get_by_text("English").click()
    page.get_by_role("link", name="Search", exact=True).first.click()
    page.get_by_role("searchbox").fill("st370")
    assert page.locator("#results a").count() == 0
    for asked in ("山亭", "shanting", "stq", "370406"):
        page.get_by_role("searchbox").fill(asked)
        assert page.locator("#results a").first.text_content() == "山亭区"
    page.locator("#results a").first.click()
    assert page.locator("h1").text_content().startswith("山亭区")
    assert page.evaluate("getComputedStyle(document.querySelector('.mark')).borderRadius") == "3px"
    assert watched.said == []


def test_from_a_mark_to_the_source_in_two_clicks(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/zh/matrix.html")
    page.locator("a.mark").first.click()
    assert page.get_by_text(f"{PORTAL}2019.html").first.get_attribute("href") == f"{PORTAL}2019.html"
    page.locator("#e-t3_new_received__total").wait_for()
    page.locator("table.form a[href='#e-t3_new_received__total']").click()
    panel = page.locator("#place")
    assert panel.is_visible()
    assert panel.get_by_role("link").get_attribute("href") == f"{PORTAL}2019.html"
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_from_a_missing_report_to_the_portals_proof_in_two_clicks(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/en/matrix.html")
    page.locator("a.mark.m-not_found").click()
    gap = page.locator(".gaps li", has=page.locator(":target"))
    assert "not in the list" in gap.text_content()
    gap.get_by_role("link", name="What this rests on").click()
    page.locator("#proof").get_by_text("all pages read").wait_for()  # visible, once the page has opened what holds it


def test_the_keyboard_reaches_the_content_and_the_language_keeps_the_place(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/en/region/370406.html#proof")
    page.locator("#language").click()
    assert urlsplit(page.url)[2:] == ("/zh/region/370406.html", "", "proof")
    page.goto(f"{address}/en/map.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.tiles') !== null")


def test_charts_and_links_need_no_script(browser: "sync_api.Browser", address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/zh/indicator/new_received.html")
    assert page.locator("svg.chart path.line").first.is_visible()
    page.goto(f"{address}/zh/matrix.html")
    page.locator("a.mark").first.click()
    page.locator("table.form a[href='#e-t3_new_received__total']").click()
    assert page.locator("tr:target").text_content().count("t3_new_received__total") == 1
    context.close()


def test_the_map_with_shapes_leads_to_a_region_and_passes_axe(
    watched: Watched, url: str, make: Make, tmp_path: Path
) -> None:
    pytest.importorskip("shapely", reason="shapes need the extra: python3 run.py --with maps site DIR --shapes FILE")
    ring = [[117.0, 35.0], [118.0, 35.0], [118.0, 36.0], [117.0, 36.0], [117.0, 35.0]]
    feature = {"properties": {"code": "370406"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "shapes.geojson").write_text(json.dumps({"features": [feature]}))
    make(url, tmp_path / "site", tmp_path / "shapes.geojson")
    page = watched.page
    page.goto((tmp_path / "site" / "en" / "map.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("svg.shapes path >> nth=0").click()
    assert page.url.endswith("region/370406.html")
    assert watched.said == []
    page.go_back()
    assert problems(page) == []  # last: axe asks for the style sheet, which a page of a folder may not


def test_a_figure_is_shown_on_the_picture_of_its_table(browser: "sync_api.Browser", url: str, tmp_path: Path) -> None:
    root = tmp_path / "archive"
    archive.save(root, (GOLDEN / "html_word_2022" / "document.html").read_bytes())
    with read_database(url) as session:
        build(session, tmp_path / "site", archive=root)
    told = (one for one in (tmp_path / "site" / "zh" / "report").rglob("*.html") if "<img" in one.read_text("utf-8"))
    context = browser.new_context(viewport={"width": 390, "height": 844})
    seen = Watched(context)
    seen.page.goto(next(told).as_uri())
    seen.page.locator("table.form a[href='#e-t3_new_received__total']").click()
    shown = seen.page.locator("#place svg.printed")
    assert shown.is_visible()
    frame, panel = shown.locator("rect").bounding_box(), shown.bounding_box()
    assert panel["x"] <= frame["x"] < frame["x"] + frame["width"] <= panel["x"] + panel["width"] + 1
    assert panel["y"] <= frame["y"] < frame["y"] + frame["height"] <= panel["y"] + panel["height"] + 1
    assert any(asked.endswith("-2.webp") for asked in seen.asked)
    assert seen.said == []
    context.close()
