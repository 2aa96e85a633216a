"""Every answer of one search kept in a folder, and played back from there instead of from the network.

`manifest.json` says for each request how it was asked and answered; the bodies lie beside it as they were sent,
`bodies/<sha256>`. What a bundle does not hold is unreachable when it is played.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from pipelines.exceptions import InputError

MANIFEST = "manifest.json"
VERSION = 1  # of the bundle's layout


class Recorder:
    """Downloader middleware nearest the network: keeps each step of a redirect, compressed bodies as they came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.exchanges: list[dict[str, Any]] = []
        (folder / "bodies").mkdir(parents=True, exist_ok=True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Path(crawler.settings["BUNDLE"]))

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer."""
        name = hashlib.sha256(response.body).hexdigest()
        (self.folder / "bodies" / name).write_bytes(response.body)
        headers = [
            [key.decode("latin-1"), value.decode("latin-1")]
            for key, values in response.headers.items()
            for value in values
        ]
        self._keep(request, {"status": response.status, "headers": headers, "body": name})
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep that there was none."""
        if not isinstance(exception, IgnoreRequest):
            self._keep(request, {"error": f"{type(exception).__name__}: {exception}"})

    def _keep(self, request: Request, answer: dict[str, Any]) -> None:
        asked = {"method": request.method, "url": request.url}
        if request.body:
            asked["request_body"] = base64.b64encode(request.body).decode("ascii")
        self.exchanges.append(asked | answer)
        text = json.dumps({"version": VERSION, "exchanges": self.exchanges}, ensure_ascii=False, indent=1)
        (self.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


class Player:
    """Downloader middleware that answers from a bundle; nothing reaches the network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._answers = {_key(one): one for one in reversed(read_manifest(folder))}  # the first answer counts

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
            raise IgnoreRequest(f"unreachable: {answer['error']}")
        body = (self.folder / "bodies" / answer["body"]).read_bytes()
        headers = Headers()
        for name, value in answer["headers"]:
            headers.appendlist(name, value.encode("latin-1"))
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=answer["status"], headers=headers, body=body)


def read_manifest(folder: Path) -> list[dict[str, Any]]:
    """The exchanges of a bundle in the order asked. InputError: there is none, or of another layout."""
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}): `nianbao freeze REGION DIR` makes a bundle") from error
    if data.get("version") != VERSION:
        raise InputError(f"{path} is of version {data.get('version')}, this nianbao plays version {VERSION}")
    exchanges: list[dict[str, Any]] = data["exchanges"]
    return exchanges


def first_address(folder: Path) -> str:
    """The page the search of a bundle began with. Raises InputError for a bundle without pages."""
    pages = [one["url"] for one in read_manifest(folder) if not one["url"].endswith("/robots.txt")]
    if not pages:
        raise InputError(f"{folder / MANIFEST} holds no page")
    return str(pages[0])


def _key(exchange: dict[str, Any]) -> tuple[str, str, str]:
    return exchange["method"], exchange["url"], exchange.get("request_body", "")
