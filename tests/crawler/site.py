"""A web site on loopback for one test: pages by path, and a list of what was asked of it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site sends for one path."""

    body: bytes | str = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)

    @property
    def payload(self) -> bytes:
        """The body as bytes, UTF-8 where text was given."""
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass(slots=True)
class Site:
    """A running site."""

    url: str
    pages: dict[str, Answer]
    hits: list[str] = field(default_factory=list)


@contextmanager
def site(pages: Mapping[str, Answer | str], *, host: str = "127.0.0.1") -> Iterator[Site]:
    """Serve the pages until the block ends. `{base}` in a text page becomes the site's own address."""
    server = ThreadingHTTPServer((host, 0), _Handler)
    base = f"http://{host}:{server.server_address[1]}"
    answers = {}
    for path, page in pages.items():
        answer = page if isinstance(page, Answer) else Answer(page)
        if isinstance(answer.body, str):
            answer = Answer(answer.body.replace("{base}", base), answer.status, answer.headers)
        answers[path] = answer
    running = Site(f"{base}/", answers)
    server.site = running  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        running: Site = self.server.site  # type: ignore[attr-defined]
        running.hits.append(self.path)
        answer = running.pages.get(unquote(self.path), Answer("<h1>404</h1>", 404))
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.payload)))
        self.end_headers()
        self.wfile.write(answer.payload)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        return
