"""A page as Chromium draws it, printed to PDF as it stands on a screen: scripts run, no network, little time.

Chromium is the system's; it is spoken to in its own protocol (CDP) through a pipe. It is kept for the pages to come and
ended by the first that fails. It is one process, since a reader's filter of calls forbids what its parts speak by. The
edges of tables' cells are drawn in, so that the PDF reader finds them where the page has no borders.
"""

import atexit
import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.exceptions import LimitExceeded, UnreadableDocument

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "a page in doubt is looked at in Chromium, which is not installed: apt-get install chromium"
SECONDS = 25.0  # of a page; one that is plain takes one and a half
MAX_PDF = 40 << 20  # bytes
MAX_STARTS = 3  # of a browser for one page

_FOLDERS = ("/usr/lib", "/usr/lib64")  # where distributions put the program itself
_WIDTH = 1280  # pixels: a desk's
_MAX_WIDTH = 5 * _WIDTH  # to which one scrolls aside
_MAX_HEIGHT = 190 * 96  # pixels of one sheet; PDF allows 200 inches
_SCRIPTS = 4_000  # milliseconds of the page's own time that its scripts get
_DOTS = 96  # CSS pixels to an inch
_EDGES = (
    "td,th{outline:1px solid #000!important;outline-offset:-.5px!important}"
    "input,textarea,select{border:0!important;border-radius:0!important;box-shadow:none!important;outline:0!important}"
)
_OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--disable-extensions --disable-default-apps --disable-dev-shm-usage --no-first-run --no-default-browser-check "
    "--no-zygote --single-process --in-process-gpu --disable-breakpad --mute-audio --hide-scrollbars "
    "--proxy-server=http://127.0.0.1:9 --proxy-bypass-list=<-loopback> --host-resolver-rules=MAP\t*\t~NOTFOUND "
    "--js-flags=--max-old-space-size=512 --remote-debugging-pipe"
)
# Chromium listens on descriptors 3 and 4.
_START = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for number, end in zip((3, 4), ends):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


def print_to_pdf(markup: str) -> bytes:
    """The page as one PDF. Raises LimitExceeded for a page that takes too long, UnreadableDocument without Chromium and
    for a page that it ends at each time: as one process it ends now and then at a page that it prints the next time.
    """
    if _ASKED:
        return _ASKED[0](markup)
    ends_at = time.monotonic() + SECONDS
    for _ in range(MAX_STARTS - 1):
        with contextlib.suppress(_Ended):
            return _printed_by(_taken(), markup, ends_at)
    return _printed_by(_taken(), markup, ends_at)


class _Ended(UnreadableDocument):
    """Chromium ended by itself."""


def _printed_by(chromium: "_Chromium", markup: str, ends_at: float) -> bytes:
    """What the browser prints; it is kept if it does."""
    try:
        chromium.begin(ends_at)
        printed = _printed(chromium, markup)
    except BaseException:
        chromium.end()
        raise
    _KEPT.append(chromium)
    return printed


def program() -> str:
    """Where Chromium is: the program itself and not the script that starts it, which reads what a reader may not.

    Raises UnreadableDocument where it is not installed.
    """
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise UnreadableDocument(ADVICE)
    name = Path(found).name
    places = (Path(found).resolve().with_name("chrome"), *(Path(folder, name, name) for folder in _FOLDERS))
    return next((str(place) for place in places if place.is_file()), found)


def _taken() -> "_Chromium":
    """The browser that was kept, or a new one."""
    place = program()
    while _KEPT:
        chromium = _KEPT.pop()
        if chromium.is_running:
            return chromium
        chromium.end()
    return _Chromium(place)


def _printed(chromium: "_Chromium", markup: str) -> bytes:
    target = chromium.call("Target.createTarget", url="about:blank")["targetId"]
    page = chromium.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    chromium.call("Emulation.setEmulatedMedia", page, media="screen")
    screen = {"width": _WIDTH, "height": 1024, "deviceScaleFactor": 1, "mobile": False}
    chromium.call("Emulation.setDeviceMetricsOverride", page, **screen)
    chromium.run(page, f"document.open();document.write({_quoted(markup)});document.close()")
    chromium.wait(page)
    chromium.run(page, f"document.head.appendChild(document.createElement('style')).textContent={_quoted(_EDGES)}")
    width, height = (
        int(chromium.run(page, f"Math.max(document.documentElement.{side},document.body.{side})") or 0)
        for side in ("scrollWidth", "scrollHeight")
    )
    printed = chromium.call(
        "Page.printToPDF",
        page,
        printBackground=True,
        paperWidth=min(max(width, _WIDTH), _MAX_WIDTH) / _DOTS,
        paperHeight=min(max(height + 40, 200), _MAX_HEIGHT) / _DOTS,
        **dict.fromkeys(("marginTop", "marginBottom", "marginLeft", "marginRight"), 0),
    )
    chromium.call("Target.closeTarget", targetId=target)
    return base64.b64decode(printed["data"])


class _Chromium:
    """One browser."""

    def __init__(self, program: str) -> None:
        self._count = 0
        self._read = bytearray()
        self._folder = tempfile.TemporaryDirectory(prefix="nianbao-chromium-", ignore_cleanup_errors=True)
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        options = [option.replace("\t", " ") for option in _OPTIONS.split(" ")]
        start = [sys.executable, "-I", "-S", "-c", _START, str(theirs_in), str(theirs_out)]
        command = [*start, program, *options, f"--user-data-dir={self._folder.name}", "about:blank"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs_in, theirs_out),
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
            | dict.fromkeys(("HOME", "TMPDIR"), self._folder.name),
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)

    @property
    def is_running(self) -> bool:
        """True if it has not ended."""
        return self._process.poll() is None

    def begin(self, ends_at: float) -> None:
        """A page's time begins; it ends at this reading of `time.monotonic`."""
        self._ends_at = ends_at

    def end(self) -> None:
        """Ends it and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._to)
        os.close(self._from)
        self._folder.cleanup()

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """The result of a command."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        data = json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0"
        try:
            while data:
                data = data[os.write(self._to, data) :]
        except BrokenPipeError:
            raise _Ended(f"Chromium ended before {method}") from None
        while True:
            answer = self._next(method)
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise UnreadableDocument(f"Chromium refused {method}: {answer['error'].get('message')}")
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, session: str, script: str) -> Any:
        """The value of a script in the page."""
        return self.call("Runtime.evaluate", session, expression=script)["result"].get("value")

    def wait(self, session: str) -> None:
        """Lets the page's clock run until its scripts have had their time."""
        policy = {"policy": "advance", "budget": _SCRIPTS}
        self.call("Emulation.setVirtualTimePolicy", session, **policy)
        is_over = False
        while not is_over:
            event = self._next("the page's scripts")
            is_over = event.get("method") == "Emulation.virtualTimeBudgetExpired" and event.get("sessionId") == session

    def _next(self, waiting_for: str) -> dict[str, Any]:
        while b"\0" not in self._read:
            left = self._ends_at - time.monotonic()
            if left <= 0 or not select.select([self._from], [], [], left)[0]:
                raise LimitExceeded(f"Chromium was stopped after {SECONDS:g} s, waiting for {waiting_for}")
            part = os.read(self._from, 1 << 16)
            if not part:
                raise _Ended(f"Chromium ended before {waiting_for}")
            self._read += part
            if len(self._read) > 2 * MAX_PDF:
                raise LimitExceeded("the page prints to more than a report can need")
        message, _, rest = bytes(self._read).partition(b"\0")
        self._read = bytearray(rest)
        answer: dict[str, Any] = json.loads(message)
        return answer


_KEPT: list[_Chromium] = []  # the browser of the last page that was printed
_ASKED: list[Callable[[str], bytes]] = []  # who prints where this process may start no browser


def ask(printer: Callable[[str], bytes]) -> None:
    """From here on pages are printed by another process, which `printer` asks."""
    _ASKED[:] = [printer]


@atexit.register
def end() -> None:
    """Ends the browser that is kept."""
    while _KEPT:
        _KEPT.pop().end()


def _quoted(text: str) -> str:
    """A string of JavaScript."""
    return json.dumps(text).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
