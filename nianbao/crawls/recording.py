"""Every answer of one search kept in a folder, and played back from there instead of from the network.

`manifest.json` says for each request how it was asked and answered; the bodies lie beside it as they were sent,
`bodies/<sha256>`, packed as `.gz` where that is smaller. What a bundle does not hold is unreachable when it is played.
"""

import base64
import gzip
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.discovery.failures import Failure, from_exception
from crawler.seeds import Seed
from pipelines.exceptions import InputError

MANIFEST = "manifest.json"
VERSION = 2  # of the bundle's layout: 2 packs bodies and names the seed
PACKED = ".gz"
COOKIES = (b"set-cookie", b"set-cookie2")


class Bundle:
    """A folder that answers are written to. No cookie is kept, neither of the portal's nor of ours."""

    def __init__(self, folder: Path, seed: Seed | None = None) -> None:
        self.folder = folder
        self.seed = seed
        self.exchanges: list[dict[str, Any]] = []
        (folder / "bodies").mkdir(parents=True, exist_ok=True)

    def keep(self, request: Request, response: Response) -> None:
        """Keep an answer as it came, its body packed where that makes it smaller."""
        name = hashlib.sha256(response.body).hexdigest()
        body, packed = response.body, gzip.compress(response.body, 9, mtime=0)
        if len(packed) < len(body):
            name, body = name + PACKED, packed
        (self.folder / "bodies" / name).write_bytes(body)
        headers = [
            [key.decode("latin-1"), value.decode("latin-1")]
            for key, values in response.headers.items()
            if key.lower() not in COOKIES
            for value in values
        ]
        self._add(request, {"status": response.status, "headers": headers, "body": name})

    def keep_failure(self, request: Request, failure: Failure) -> None:
        """Keep that there was no answer, and why."""
        self._add(request, {"error": f"{failure.kind}: {failure.reason}"})

    def write(self) -> None:
        """Write the manifest; of an address asked again the last answer."""
        last = {_key(one): one for one in self.exchanges}
        data: dict[str, Any] = {"version": VERSION, "exchanges": list(last.values())}
        if self.seed is not None:
            data["seed"] = asdict(self.seed) | {"neighbours": sorted(self.seed.neighbours)}
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (self.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def _add(self, request: Request, answer: dict[str, Any]) -> None:
        asked = {"method": request.method, "url": request.url}
        if request.body:
            asked["request_body"] = base64.b64encode(request.body).decode("ascii")
        self.exchanges.append(asked | answer)


class Recorder:
    """Downloader middleware nearest the network: keeps each step of a redirect, compressed bodies as they came."""

    def __init__(self, folder: Path) -> None:
        self.bundle = Bundle(folder)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        recorder = cls(Path(crawler.settings["BUNDLE"]))
        crawler.signals.connect(recorder.close, signal=signals.spider_closed)
        return recorder

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer."""
        self.bundle.keep(request, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep that there was none."""
        if is_of_the_host(exception):
            self.bundle.keep_failure(request, from_exception(exception, request.url))

    def close(self, spider: Any) -> None:
        """The search is over."""
        self.bundle.seed = spider.seeds[0]
        self.bundle.write()


class Player:
    """Downloader middleware that answers from a bundle; nothing reaches the network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._answers = {_key(one): one for one in read_manifest(folder)}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Path(crawler.settings["BUNDLE"]))

    def process_request(self, request: Request) -> Response:
        """The answer kept for the request."""
        key = (request.method, request.url, base64.b64encode(request.body).decode("ascii"))
        answer = self._answers.get(key)
        if answer is None:
            raise IgnoreRequest("unreachable: not in the bundle")
        if "error" in answer:
            raise IgnoreRequest(answer["error"])
        body = (self.folder / "bodies" / answer["body"]).read_bytes()
        if answer["body"].endswith(PACKED):
            body = gzip.decompress(body)
        headers = Headers()
        for name, value in answer["headers"]:
            headers.appendlist(name, value.encode("latin-1"))
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=answer["status"], headers=headers, body=body)


def is_of_the_host(exception: Exception) -> bool:
    """True for what the network or the host's refusals raise; robots.txt and budgets say the same when it is played."""
    return not isinstance(exception, IgnoreRequest) or str(exception).startswith(("blocked: ", "unreachable: "))


def read_manifest(folder: Path) -> list[dict[str, Any]]:
    """The exchanges of a bundle in the order asked. InputError: there is none, or of another layout."""
    exchanges: list[dict[str, Any]] = _data(folder)["exchanges"]
    return exchanges


def seed_of_bundle(folder: Path) -> Seed | None:
    """The seed whose search the bundle keeps; None where an older program made it."""
    told = _data(folder).get("seed")
    return None if told is None else Seed(**told | {"neighbours": frozenset(told["neighbours"])})


def _data(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}): `nianbao freeze REGION DIR` makes a bundle") from error
    if data.get("version") not in (1, VERSION):
        raise InputError(f"{path} is of version {data.get('version')}, this nianbao plays versions 1 and {VERSION}")
    return data


def first_address(folder: Path) -> str:
    """The page the search of a bundle began with. Raises InputError for a bundle without pages."""
    pages = [one["url"] for one in read_manifest(folder) if not one["url"].endswith("/robots.txt")]
    if not pages:
        raise InputError(f"{folder / MANIFEST} holds no page")
    return str(pages[0])


def _key(exchange: dict[str, Any]) -> tuple[str, str, str]:
    return exchange["method"], exchange["url"], exchange.get("request_body", "")
