"""A browser that ends by itself is started anew, and one that ends at every start is the page's fault."""

import pytest

from pipelines.exceptions import UnreadableDocument
from pipelines.readers.html import chromium


class Browser:
    """Ends by itself at the page, or prints it."""

    is_running = True

    def __init__(self, started: list["Browser"], *, ends: bool) -> None:
        self.ends, self.is_cleared = ends, False
        started.append(self)

    def begin(self, _: float) -> None:
        """A page's time begins."""
        if self.ends:
            raise chromium._Ended("Chromium ended before Emulation.setEmulatedMedia")
        raise UnreadableDocument("Chromium refused Page.printToPDF")

    def end(self) -> None:
        """What it leaves behind goes."""
        self.is_cleared = True


@pytest.mark.parametrize(
    ("ending", "starts", "told"),
    [(0, 1, "refused"), (1, 2, "refused"), (2, 3, "refused"), (3, 3, "ended before"), (4, 3, "ended before")],
)
def test_a_browser_that_ends_by_itself_is_started_anew_a_few_times(
    monkeypatch: pytest.MonkeyPatch, ending: int, starts: int, told: str
) -> None:
    started: list[Browser] = []
    monkeypatch.setattr(chromium, "_KEPT", [])
    monkeypatch.setattr(chromium, "program", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(chromium, "_Chromium", lambda _: Browser(started, ends=len(started) < ending))
    with pytest.raises(UnreadableDocument, match=told):
        chromium.print_to_pdf("<p>1</p>")
    assert (len(started), chromium.MAX_STARTS) == (starts, 3)
    assert all(browser.is_cleared for browser in started)
