"""Portals take turns at the readers."""

import asyncio

from pipelines.extract.processes.reading_queue import ReadingQueue


async def read(queue: ReadingQueue, portal: str, read: list[str], size: int = 1) -> None:
    async with queue.turn(portal, size):
        read.append(portal)
        await asyncio.sleep(0)


def test_a_portal_with_many_documents_waits_for_itself() -> None:
    async def run() -> list[str]:
        queue, done = ReadingQueue(1), list[str]()
        await asyncio.gather(*(read(queue, portal, done) for portal in [*"aaaaaa", *"bb", "c"]))
        return done

    assert asyncio.run(run()) == list("aabcabaaa")


def test_as_many_are_read_at_once_as_there_are_workers() -> None:
    async def run() -> int:
        queue, at_work, most = ReadingQueue(3), 0, 0

        async def count() -> None:
            nonlocal at_work, most
            async with queue.turn("a", 1):
                at_work += 1
                most = max(most, at_work)
                await asyncio.sleep(0)
                at_work -= 1

        await asyncio.gather(*(count() for _ in range(20)))
        return most

    assert asyncio.run(run()) == 3


def test_a_portal_is_full_by_its_own_bytes_and_all_are_by_theirs() -> None:
    async def run() -> list[tuple[bool, bool]]:
        queue = ReadingQueue(9, most_of_one=10, most_of_all=25)
        seen = []
        async with queue.turn("a", 9):
            seen.append((queue.is_full("a"), queue.is_full("b")))
            async with queue.turn("a", 1):
                seen.append((queue.is_full("a"), queue.is_full("b")))
                async with queue.turn("c", 15):
                    seen.append((queue.is_full("a"), queue.is_full("b")))
        seen.append((queue.is_full("a"), queue.is_full("b")))
        return seen

    assert asyncio.run(run()) == [(False, False), (True, False), (True, True), (False, False)]


def test_a_reading_that_breaks_and_one_that_is_given_up_leave_the_queue_usable() -> None:
    async def run() -> list[str]:
        queue, done, breaks = ReadingQueue(1), list[str](), asyncio.Event()

        async def break_off() -> None:
            async with queue.turn("a", 5):
                await breaks.wait()
                raise KeyError("a bug")

        broken = asyncio.create_task(break_off())
        await asyncio.sleep(0)
        given_up, waiting = (asyncio.create_task(read(queue, "b", done)) for _ in range(2))
        await asyncio.sleep(0)
        given_up.cancel()
        breaks.set()
        await asyncio.gather(broken, given_up, waiting, return_exceptions=True)
        await read(queue, "a", done)
        assert not queue.is_full("a")
        return done

    assert asyncio.run(run()) == ["b", "a"]
