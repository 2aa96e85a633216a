"""A server that sends everyone to the same address again until it sees its cookie."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.crawler.crawl import crawl

TITLE = "石桥县2023年政府信息公开工作年度报告"
PAGES = {
    "/": '<title>石桥县人民政府</title><a href="/nb/">政府信息公开年报</a>',
    "/nb/": f'<title>政府信息公开年报</title><ul><li><a href="/nb/1.html">{TITLE}</a><span>2024-01-20</span></li></ul>',
    "/nb/1.html": f"<title>{TITLE}</title><h1>{TITLE}</h1><p>一、总体情况</p>",
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        is_known = "CT6T=1" in self.headers.get("Cookie", "")
        body = PAGES.get(self.path, "").encode() if is_known else b""
        self.send_response(302 if not is_known else 200 if body else 404)
        if not is_known:
            self.send_header("Set-Cookie", "CT6T=1; path=/")
            self.send_header("Location", self.path)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        return


def test_a_redirect_to_the_same_address_with_a_cookie_is_passed_with_that_cookie() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        crawled = crawl([{"region_code": "370406", "name": "石桥县", "level": "county", "portal_url": url}])
    finally:
        server.shutdown()
        server.server_close()
    assert [document["title"] for document in crawled.documents] == [TITLE]
    assert crawled.outcomes[url]["outcome"] == "ok"
