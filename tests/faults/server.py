"""Raw HTTP on loopback: what goes over the wire is said byte by byte, so that every lie is possible.

Each host is a portal with one fault. All requests are in `log`, with the time of their arrival: promises are counted
there, never from what the crawler says of itself.
"""

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Hit:
    """One request as it arrived."""

    time: float  # monotonic seconds
    host: str  # the address asked, without port
    path: str  # with query
    headers: Mapping[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class Wire:
    """What goes over the wire for one request."""

    chunks: tuple[bytes, ...]
    pause: float = 0.0  # seconds before each chunk but the first
    before: float = 0.0  # seconds before the first
    is_reset: bool = False  # ends with RST instead of FIN
    repeats: int = 0  # the last chunk is sent so many times more


Answer = Callable[[Hit, int], Wire]  # (request, how often this path was asked of this host) -> bytes


def reply(
    body: bytes | str,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    headers: Iterable[str] = (),
    length: int | None = -1,
) -> Wire:
    """A whole answer. `length`: -1 for the true one, None to name none, else the number to state."""
    payload = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *headers, "Connection: close"]
    if length is not None:
        lines.append(f"Content-Length: {len(payload) if length < 0 else length}")
    return Wire(("\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + payload,))


class FaultServer:
    """Serves `portals`, host -> answer, all on one port, while the `with` block lasts."""

    def __init__(self, portals: Mapping[str, Answer]) -> None:
        self.portals = portals
        self.log: list[Hit] = []
        self.port = 0
        self._counts: Counter[tuple[str, str]] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()
        self._stopping: asyncio.Event

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)

    def hits(self, host: str, path: str | None = None) -> list[Hit]:
        """The requests to one host, of one path when it is given."""
        return [hit for hit in self.log if hit.host == host and path in (None, hit.path)]

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:
            self._loop.run_until_complete(asyncio.wait(left))
        self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        servers = []
        for host in self.portals:
            server = await asyncio.start_server(self._handler(host), host, self.port, backlog=64)
            self.port = server.sockets[0].getsockname()[1]
            servers.append(server)
        self._started.set()
        await self._stopping.wait()
        for server in servers:
            server.close()

    def _handler(self, host: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
                path = head[0].split(" ")[1]
                hit = Hit(asyncio.get_running_loop().time(), host, path, headers)
                self.log.append(hit)
                self._counts[host, path] += 1
                await _send(writer, self.portals[host](hit, self._counts[host, path]))
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                return  # the crawler hung up, or the test is over: they may
            finally:
                writer.close()

        return handle


async def _send(writer: asyncio.StreamWriter, wire: Wire) -> None:
    await asyncio.sleep(wire.before)
    for number, chunk in enumerate((*wire.chunks, *wire.chunks[-1:] * wire.repeats)):
        if number:
            await asyncio.sleep(wire.pause)
        writer.write(chunk)
        await writer.drain()
    if wire.is_reset:
        await asyncio.sleep(0.05)  # what was sent arrives first
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()
