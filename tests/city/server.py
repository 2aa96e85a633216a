"""HTTP for one portal: conditional requests, real 404s, and a log line for every request."""

import hashlib
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .exchange import Request, Response

Answer = Callable[[str, Request], Response | None]  # (host, request) -> response, None for no such page
_LAST_MODIFIED = "Mon, 06 Jan 2025 08:00:00 GMT"  # one date for all pages: the ETag tells versions apart
_NOT_FOUND = Response(
    status=404,
    body="<html><head><title>404</title></head><body><h1>页面不存在</h1><p>您访问的页面已删除或从未存在。</p></body></html>".encode(),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One request as the server saw it."""

    time: float  # monotonic seconds
    host: str  # the address asked, without port
    path: str  # with query
    status: int
    method: str
    user_agent: str


class PortalServer(ThreadingHTTPServer):
    """One address of the city."""

    daemon_threads = True
    request_queue_size = 64  # the default of 5 refuses connections when a test asks from many threads

    def __init__(self, host: str, port: int, answer: Answer, log: list[Hit]) -> None:
        super().__init__((host, port), _Handler)
        self.host = host
        self.answer = answer
        self.log = log

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is its own affair; anything else is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # socketserver says socket


def serve(host: str, port: int, answer: Answer, log: list[Hit]) -> PortalServer:
    """Start serving in a thread; the caller shuts the server down. `port` 0 picks a free one."""
    server = PortalServer(host, port, answer, log)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: PortalServer
    timeout = 30  # seconds; closes connections that a client keeps open and silent

    def do_GET(self) -> None:
        self._exchange()

    do_HEAD = do_POST = do_GET

    def _exchange(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(target=self.path, method=self.command, headers=headers, body=body)
        response = self.server.answer(self.server.host, request) or _NOT_FOUND
        etag = f'"{hashlib.sha1(response.body).hexdigest()[:16]}"'
        is_unchanged = response.status == 200 and headers.get("if-none-match") == etag
        status = 304 if is_unchanged else response.status
        self.server.log.append(
            Hit(time.monotonic(), self.server.host, self.path, status, self.command, headers.get("user-agent", ""))
        )
        self.send_response(status)
        if response.status == 200:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", _LAST_MODIFIED)
        for name, value in response.headers:
            self.send_header(name, value)
        if is_unchanged:
            self.end_headers()
            return
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing on standard error: the log is `server.log`."""
