"""Chromium is started in its own sandbox or not at all."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipelines.extract.test_attacks import WITHOUT_USER_NAMESPACES

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("scrapy_playwright") is None
    or not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    reason="needs Chromium and the extra: apt-get install chromium && python3 run.py --with browser test",
)


def crawled(*before: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    seeds = folder / "seeds.csv"
    seeds.write_text(
        "region_code,name,level,portal_url\n370406,山亭区,county,http://127.88.43.1:9/\n", encoding="utf-8"
    )
    crawl = [sys.executable, "-P", "-m", "nianbao", "crawl", "370406", "--browser", "--seeds", str(seeds)]
    crawl += ["--allow-private", "127.88.0.0/16", "--data", str(folder / "data")]
    return subprocess.run([*before, *crawl], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_as_root_where_user_namespaces_are_forbidden_browser_is_refused(tmp_path: Path) -> None:
    done = crawled(*WITHOUT_USER_NAMESPACES, folder=tmp_path)  # root, as far as the process sees
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "nianbao: --browser as root: Chromium's sandbox needs user namespaces, which are not allowed here;"
        " run it as another user"
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's Chromium is started as it is")
def test_as_root_chromium_is_started_where_it_is_not_root(tmp_path: Path) -> None:
    program = "from crawler.middlewares import browser; print(browser.settings()['PLAYWRIGHT_LAUNCH_OPTIONS'])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "'chromium_sandbox': True" in done.stdout, done.stderr
    assert "--no-sandbox" not in done.stdout
    assert "nianbao-chromium-" in done.stdout
