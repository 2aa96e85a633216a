"""The exit codes of a crawl, and which of them an end means: for the process and for its row in the table of runs."""

from collections.abc import Collection

ALL_DONE, NOTHING_REACHABLE, PARTIAL, GATE_RED, INTERRUPTED = 0, 3, 4, 5, 130
SHUTDOWN = "shutdown"  # Scrapy's reason for ending after SIGINT or SIGTERM


def exit_code(reason: str, outcomes: Collection[str | None], *, is_nothing_read: bool) -> int:
    """Scrapy's reason for ending, and the outcomes of the portals, None for one that did not come to its end.

    `is_nothing_read`: documents came, and none of them could be read.
    """
    if reason == SHUTDOWN:
        return INTERRUPTED
    if outcomes and all(outcome == "unreachable" for outcome in outcomes):
        return NOTHING_REACHABLE
    is_whole = reason == "finished" and bool(outcomes) and all(outcome == "ok" for outcome in outcomes)
    return ALL_DONE if is_whole and not is_nothing_read else PARTIAL
