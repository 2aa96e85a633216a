"""What is said of a portal at the end of its crawl."""

from crawler.discovery.browser import SHELL_REASON
from crawler.discovery.failures import REFUSED, Failure
from crawler.discovery.state import Outcome, PortalCrawl
from crawler.discovery.state.search import MAY_BE_HAD
from crawler.heuristics import TARGET

_SILENT = frozenset(("unreachable", "blocked", "robots"))
_REASONS_SHOWN = 3  # of one portal; the rest are counted


def finish(crawl: PortalCrawl, interrupted: str = "") -> Outcome:
    """Reach the outcome and keep it. `interrupted`: why the crawl stopped before its end, `""` when it did not."""
    name, reason = _verdict(crawl, interrupted)
    is_complete = bool(crawl.reports.listed) and not crawl.gaps and not interrupted
    is_silent = name in _SILENT or (name in ("moved", "partial") and not crawl.reports.listed)
    crawl.outcome = Outcome(name, reason, is_complete, bool(interrupted), is_silent)
    if crawl.outcome.is_silent and crawl.last.lists:
        crawl.search.keep_column()
    return crawl.outcome


def _verdict(crawl: PortalCrawl, interrupted: str) -> tuple[str, str]:
    search, listed, gaps = crawl.search, crawl.reports.listed, crawl.gaps
    is_reached = search.is_home_read or any(
        listing.is_confirmed or not listing.is_remembered for listing in crawl.lists.listings
    )
    if search.moved_to and not listed:
        return "moved", f"the portal moved to {search.moved_to}"
    if not is_reached:  # what the last crawl knew says nothing of tonight
        home = [failure for lead, failure in search.dead_ends if lead.depth == 0]
        failure = home[-1] if home else Failure("unreachable", interrupted or "never asked")
        return (failure.kind if failure.kind in ("blocked", "robots") else "unreachable"), failure.text
    if listed:
        problems = [*gaps, *([interrupted] if interrupted else [])]
        problems += [
            f"not fetched: {failure.text}" for failure in crawl.reports.failures if failure.kind not in REFUSED
        ]
        refused = [f"refused: {failure.text}" for failure in crawl.reports.failures if failure.kind in REFUSED]
        return (
            ("moved" if search.moved_to else "partial", _short(problems + refused))
            if problems
            else ("ok", _short(refused))
        )
    if interrupted:
        return "partial", interrupted
    for kind in ("blocked", "robots"):
        if stopped := _stopped(crawl, frozenset((kind,))):
            return kind, stopped[0].text
    column_url = search.column.url
    if column_url and (unread := [failure for listing in crawl.lists.listings for failure in listing.failures]):
        kinds = {failure.kind for failure in unread} & {"blocked", "robots"}
        return (kinds.pop() if kinds else "partial"), _short(gaps)
    if stopped := _stopped(crawl, MAY_BE_HAD):
        return "partial", _short([f"not read: {failure.text}" for failure in stopped])
    if gone := _stopped(crawl, frozenset(("gone",))):
        # what was there the last time may be back tomorrow; what never was has to be looked for by a person
        return "partial" if crawl.last.lists else "not_found", _short(
            [f"the column is gone: {one.text}" for one in gone]
        )
    if search.shell_url:
        return "not_found", f"{SHELL_REASON} ({search.shell_url})"
    if column_url:
        return "not_found", f"the column shows no report; its list may be made by script ({column_url})"
    return "not_found", _nothing_found(crawl)


def _nothing_found(crawl: PortalCrawl) -> str:
    search = crawl.search
    if search.repeats > 1:
        return "a shell: the portal shows one page for every address, and no known interface behind it"
    best = ", ".join(f"{title or '?'} ({score})" for score, title in sorted(search.looked_at, reverse=True)[:5])
    spent = next((f"; {failure.text}" for _, failure in search.dead_ends if failure.kind == "budget"), "")
    return f"{len(search.looked_at)} pages looked at; best candidates: {best or 'none'}{spent}"


def _stopped(crawl: PortalCrawl, kinds: frozenset[str]) -> list[Failure]:
    """What kept the search from pages that lead to the column, or claim to be it."""
    dead_ends = crawl.search.dead_ends
    return [failure for lead, failure in dead_ends if failure.kind in kinds and lead.score >= TARGET - 10]


def _short(problems: list[str]) -> str:
    unique = list(dict.fromkeys(problems))
    more = len(unique) - _REASONS_SHOWN
    return "; ".join(unique[:_REASONS_SHOWN]) + (f"; and {more} more" if more > 0 else "")
