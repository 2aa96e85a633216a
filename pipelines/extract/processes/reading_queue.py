"""The queue of documents to be read: portals take turns; the bytes that wait are limited, per portal and in all."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MAX_OF_ONE = 32 << 20  # bytes of one portal's documents; more are not fetched until some of these were read
MAX_OF_ALL = 128 << 20  # bytes; the crawling process holds them


class ReadingQueue:
    """Belongs to one event loop. A portal with many documents waits for itself: after each, others have a turn."""

    def __init__(self, workers: int, *, most_of_one: int = MAX_OF_ONE, most_of_all: int = MAX_OF_ALL) -> None:
        self._free = workers
        self._most_of_one, self._most_of_all = most_of_one, most_of_all
        self._bytes: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, portal: str, size: int) -> AsyncIterator[None]:
        """Around the reading of a document of so many bytes."""
        self._bytes[portal] += size
        try:
            await self._worker(portal)
            try:
                yield
            finally:
                self._pass_on()
        finally:
            self._bytes[portal] -= size

    def is_full(self, portal: str) -> bool:
        """True if no more of the portal's documents should come for now."""
        return self._bytes[portal] >= self._most_of_one or self._bytes.total() >= self._most_of_all

    async def _worker(self, portal: str) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(portal, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # given up in the moment that the worker was free
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """The worker goes to the portal that has waited longest since its last turn."""
        while self._waiting:
            portal, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[portal] = turns  # last in the row again
            if not turn.done():  # one that was given up is
                turn.set_result(None)
                return
        self._free += 1
