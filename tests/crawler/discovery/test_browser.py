"""Pages that only a script draws: told from others, said in coverage, and drawn by Chromium when asked for."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from crawler.discovery.browser import is_shell
from crawler.middlewares import browser
from crawler.portals import GENERIC, by_name
from crawler.portals.families.gongkai import Gongkai
from pipelines.exceptions import InputError
from tests.city import City
from tests.city.portals import leling
from tests.crawler.portals.stored import page

ROOT = Path(__file__).resolve().parents[3]
SHELL = '<noscript>请启用 JavaScript</noscript><div id="app"></div><script src="/app.js"></script>'
URL = "http://www.a.gov.cn/governmentAffairs"
REGION = "371481"

needs_chromium = pytest.mark.skipif(
    importlib.util.find_spec("scrapy_playwright") is None
    or not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    reason="needs Chromium and the extra: apt-get install chromium && python3 run.py --with browser test",
)


def test_a_page_that_shows_nothing_by_itself_is_a_shell() -> None:
    assert is_shell(page(SHELL, URL), GENERIC)
    assert not is_shell(page("<p>没有内容</p>", URL), GENERIC)


def test_a_page_with_links_or_text_of_its_own_is_not() -> None:
    links = "".join(f'<a href="/{number}/">栏目</a>' for number in range(3))
    assert not is_shell(page(SHELL + links, URL), GENERIC)
    assert not is_shell(page(SHELL + "<p>" + "正文" * 200 + "</p>", URL), GENERIC)
    assert not is_shell(page(f'{SHELL}<a href="/x">政府信息公开年报</a>', URL), GENERIC)


def test_a_column_whose_rows_are_missing_is_a_shell_whatever_else_it_links() -> None:
    menu = "".join(f'<a href="/gongkai/channel_{number}abc/">栏目{number}</a>' for number in range(9))
    head = "<meta name='ColumnName' content='政府信息公开年报'>"
    column = "http://www.a.gov.cn/gongkai/channel_63899b0337599182826238d0/"
    assert is_shell(page(menu + '<ul><li v-for="one in list"></li></ul>', column, head), Gongkai())
    row = f'<ul><li><a href="{column}doc_69780e3c3b15ceb212c2a5b0.html">甲街道2023年政府信息公开年报</a></li></ul>'
    assert not is_shell(page(menu + row + '<i v-if="x"></i>', column, head), Gongkai())


def test_the_shell_of_a_known_interface_is_none() -> None:
    gkmlpt = by_name("gkmlpt")
    assert gkmlpt is not None
    tree = '[{"id":2629,"name":"政府信息公开年报","children":[]}]'
    script = f"<script>window._CONFIG = {{SID: '755041', TREE: {tree}}}</script>"
    assert not is_shell(page(SHELL + script, "http://www.a.gov.cn/gkmlpt/annualreport#2629"), gkmlpt)


def test_a_page_as_chromium_drew_it_is_not_drawn_again() -> None:
    assert not is_shell(page(SHELL, URL).replace(flags=["playwright"]), GENERIC)


@pytest.mark.parametrize(
    ("shown", "asked", "kind", "needless"),
    [
        ("http://www.a.gov.cn/x", "http://www.a.gov.cn/api", "fetch", False),
        ("http://www.a.gov.cn/x", "http://api.a.gov.cn/app.js", "script", False),
        ("http://www.a.gov.cn/x", "http://www.a.gov.cn/p.png", "image", True),
        ("http://www.a.gov.cn/x", "http://count.b.com/c.js", "script", True),
        ("http://www.a.gov.cn/x", "http://127.0.0.1/", "fetch", True),
        ("about:blank", "http://www.a.gov.cn/x", "document", False),
    ],
)
def test_a_pages_script_asks_its_own_site_only(shown: str, asked: str, kind: str, needless: bool) -> None:
    request = SimpleNamespace(frame=SimpleNamespace(url=shown), url=asked, resource_type=kind)
    assert browser.is_needless(request) is needless


def test_what_is_missing_is_said_in_one_line_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"needs the extra: .*browser"):
        browser.settings()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="Chromium on PATH"):
        browser.settings()


def crawl(city: City, data: Path, *options: str) -> tuple[str, list[tuple[str, int, str]]]:
    """The reason of the portal's outcome, and (organ, year, status) of what was stored."""
    url = f"sqlite:///{data}/nianbao.sqlite"
    command = [sys.executable, "-m", "nianbao", "crawl", REGION, "--seeds", str(city.seeds), "--db", url, "--now"]
    command += ["--data", str(data), "--allow-private", city.network, "--delay", "0.02", *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert "Traceback" not in ended.stderr, ended.stderr
    engine = create_engine(url)
    with engine.connect() as connection:
        outcome, reason = connection.execute(text("SELECT outcome, reason FROM portal_current")).one()
        query = "SELECT organ_name, year, status FROM report_current ORDER BY year"
        stored = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return f"{outcome}: {reason}", stored


def test_without_a_browser_the_reason_says_what_to_try(tmp_path: Path) -> None:
    with City(regions=(REGION,)) as city:
        reason, stored = crawl(city, tmp_path)
        assert len(city.log) < 10
    assert stored == []
    assert reason.startswith("not_found: the list is drawn by JavaScript without a known API; try --browser (http://")


@needs_chromium
def test_with_one_every_report_is_had_and_no_other_site_is_asked(tmp_path: Path) -> None:
    with City(regions=(REGION,)) as city:
        reason, stored = crawl(city, tmp_path, "--browser")
        assert city.canary_hits == []
        agents = {hit.user_agent.split()[0] for hit in city.log}
    assert reason == "ok: "
    assert stored == [(one.organ, one.year, "ok") for one in leling.DRAWN]
    assert agents == {"nianbao/0.1"}
