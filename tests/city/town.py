"""The city itself: portals on their own loopback addresses, their seeds, their oracle and the log of all requests."""

import csv
import ipaddress
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import TracebackType
from typing import NamedTuple, Self

from . import portals
from .exchange import Portal, Request, Response
from .server import Hit, PortalServer, serve

_SEED_COLUMNS = ("region_code", "name", "level", "portal_url", "column_url", "family", "note")
_CANARY_OFFSET = 9 * 256 + 9  # 127.77.9.9: linked from portals, never to be contacted


class Expected(NamedTuple):
    """One report that a perfect crawl of the city stores."""

    region_code: str
    organ_name: str
    year: int
    values: Mapping[str, str]  # field code -> as printed
    published_on: str  # ISO date
    url: str  # of the document that holds the sheets


class City:
    """All portals of portals/, served while the `with` block lasts.

    `base`: network address whose hosts 1, 2, 3 … the portals take. `port`: one for all, 0 picks a free one.
    `regions`: region codes to serve; default all.
    """

    def __init__(self, base: str = "127.77.0.0", port: int = 0, regions: tuple[str, ...] = ()) -> None:
        self.log: list[Hit] = []
        self.port = port
        self.network = f"{base}/16"
        first = ipaddress.ip_network(self.network).network_address
        self._portals = {
            str(first + number): portal
            for number, portal in enumerate(_registry(), start=1)
            if not regions or portal.region_code in regions
        }
        self.canary_host = str(first + _CANARY_OFFSET)
        self._replaced: dict[tuple[str, str], Response] = {}
        self._servers: list[PortalServer] = []
        self._folder = tempfile.TemporaryDirectory(prefix="city-")

    def __enter__(self) -> Self:
        # the canary's address is common to all cities of a network: binding it first keeps their ports apart
        for host in (self.canary_host, *self._portals):
            try:
                server = serve(host, self.port, self._answer, self.log)
            except OSError as error:
                self._close()
                raise OSError(f"the city cannot serve on {host}:{self.port}: {error}") from error
            self.port = server.server_port  # the first server picks the port, the others follow
            self._servers.append(server)
        with self.seeds.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, _SEED_COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(self._seeds())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    @property
    def seeds(self) -> Path:
        """A CSV of the city's portals with the columns of seeds/portals.csv."""
        return Path(self._folder.name) / "portals.csv"

    @property
    def canary_hits(self) -> list[Hit]:
        """Requests to the host that no crawl may contact; a polite crawl leaves this empty."""
        return [hit for hit in self.log if hit.host == self.canary_host]

    def expected(self) -> list[Expected]:
        """Every report the city publishes, cell by cell."""
        return [
            Expected(
                portal.region_code,
                report.organ,
                report.year,
                report.printed,
                report.published_on,
                self.origin(portal.region_code) + report.path,
            )
            for portal in self._portals.values()
            for report in portal.publications
        ]

    def origin(self, region_code: str) -> str:
        """Scheme, host and port of a region's portal."""
        hosts = {portal.region_code: host for host, portal in self._portals.items()}
        return f"http://{hosts[region_code]}:{self.port}"

    def replace(self, region_code: str, target: str, response: Response) -> None:
        """From now on that portal answers `target` (path with query) with `response`: a changed or broken page."""
        self._replaced[self.origin(region_code), target] = response

    def _close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers.clear()
        self._folder.cleanup()

    def _answer(self, host: str, request: Request) -> Response | None:
        origin = f"http://{host}:{self.port}"
        if (response := self._replaced.get((origin, request.target))) is not None:
            return response
        if host == self.canary_host:
            return Response(body="<html><body>这里不是政府网站</body></html>".encode())
        return self._portals[host].respond(
            Request(
                target=request.target,
                method=request.method,
                headers=request.headers,
                body=request.body,
                origin=origin,
                canary=f"http://{self.canary_host}:{self.port}",
            )
        )

    def _seeds(self) -> list[dict[str, str]]:
        return [
            {
                "region_code": portal.region_code,
                "name": portal.name,
                "level": portal.level,
                "portal_url": f"{self.origin(portal.region_code)}/",
                "note": portal.note,
            }
            for portal in self._portals.values()
        ]


def _registry() -> list[Portal]:
    """Every PORTAL of portals/, by region code: a portal's address depends on nothing but which portals there are."""
    modules = (import_module(f"{portals.__name__}.{info.name}") for info in iter_modules(portals.__path__))
    found: list[Portal] = sorted((module.PORTAL for module in modules), key=lambda portal: portal.region_code)
    codes = [portal.region_code for portal in found]
    if len(set(codes)) != len(codes):
        raise ValueError(f"two portals claim one region code: {codes}")
    return found
