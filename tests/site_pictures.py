"""Pictures of the site, for docs/img/site/ and for looking at: `python -m tests.site_pictures SITE [FOLDER]`.

SITE is a folder that `nianbao site` made, of the demo's city for the pictures that are kept.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from pipelines.readers.html import chromium

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "img" / "site"
WIDTHS = {1280: 900, 390: 844}  # width -> height of the window
KEPT = {  # name -> page; report: the one with the most marked cells
    "start": "index.html",
    "map": "map.html",
    "matrix": "matrix.html",
    "region": "region/370406.html",
    "report": "",
    "indicator": "indicator/new_received.html",
    "search": "search.html?q=shanting",
}


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium, driven by Playwright."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.program(), args=["--no-sandbox"])
        try:
            yield started
        finally:
            started.close()


def main(site: Path, folder: Path) -> None:
    """A picture of each kind of page, in both languages and at both widths."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as started:
        for width, height in WIDTHS.items():
            tab = started.new_page(viewport={"width": width, "height": height})
            for language in ("zh", "en"):
                for name, path in KEPT.items():
                    tab.goto(f"{site.absolute().as_uri()}/{language}/{path or report(site)}")
                    if name == "report":
                        tab.locator("table.form-T3 td a").first.click()
                    tab.screenshot(
                        path=folder / f"{name}-{language}-{width}.png",
                    )


def report(site: Path) -> str:
    """The page of the report that findings say most about."""
    pages = sorted((site / "en" / "report").rglob("*.html"))
    return str(max(pages, key=lambda page: page.read_text("utf-8").count(" f-error")).relative_to(site / "en"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else PICTURES)
