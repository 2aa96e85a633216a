"""What is said of a portal at the end of its crawl."""

from crawler.discovery.browser import SHELL_REASON
from crawler.discovery.failures import Failure
from crawler.discovery.state import MAY_BE_HAD, PortalCrawl
from crawler.heuristics import TARGET

_REASONS_SHOWN = 3  # of one portal; the rest are counted


def finish(crawl: PortalCrawl, interrupted: str = "") -> None:
    """Reach the verdict. `interrupted`: why the crawl stopped before its end, `""` when it did not."""
    crawl.is_finished = True
    crawl.outcome, crawl.reason = _verdict(crawl, interrupted)
    crawl.is_interrupted = bool(interrupted)
    crawl.is_list_complete = bool(crawl.listed) and not crawl.gaps and not interrupted


def _verdict(crawl: PortalCrawl, interrupted: str) -> tuple[str, str]:
    home = [failure for lead, failure in crawl.dead_ends if lead.depth == 0]
    if not crawl.is_home_read and not crawl.listed:
        failure = home[-1] if home else Failure("unreachable", interrupted or "never asked")
        return (failure.kind if failure.kind in ("blocked", "robots") else "unreachable"), failure.text
    if crawl.listed:
        problems = [*crawl.gaps, *([interrupted] if interrupted else [])]
        problems += [f"not fetched: {failure.text}" for failure in crawl.failures]
        return ("partial", _short(problems)) if problems else ("ok", "")
    if interrupted:
        return "partial", interrupted
    for kind in ("blocked", "robots"):
        if stopped := _stopped(crawl, frozenset((kind,))):
            return kind, stopped[0].text
    if crawl.column_url and (unread := [failure for walk in crawl.walks for failure in walk.failures]):
        kinds = {failure.kind for failure in unread} & {"blocked", "robots"}
        return (kinds.pop() if kinds else "partial"), _short(crawl.gaps)
    if stopped := _stopped(crawl, MAY_BE_HAD):
        return "partial", _short([f"not read: {failure.text}" for failure in stopped])
    if crawl.shell_url:
        return "not_found", f"{SHELL_REASON} ({crawl.shell_url})"
    if crawl.column_url:
        return "not_found", f"the column shows no report; its list may be made by script ({crawl.column_url})"
    if crawl.repeats > 1:
        return "not_found", "a shell: the portal shows one page for every address, and no known interface behind it"
    best = ", ".join(f"{title or '?'} ({score})" for score, title in sorted(crawl.looked_at, reverse=True)[:5])
    spent = next((f"; {failure.text}" for _, failure in crawl.dead_ends if failure.kind == "budget"), "")
    return "not_found", f"{len(crawl.looked_at)} pages looked at; best candidates: {best or 'none'}{spent}"


def _stopped(crawl: PortalCrawl, kinds: frozenset[str]) -> list[Failure]:
    """What kept the search from pages that lead to the column, or claim to be it."""
    return [failure for lead, failure in crawl.dead_ends if failure.kind in kinds and lead.score >= TARGET - 10]


def _short(problems: list[str]) -> str:
    unique = list(dict.fromkeys(problems))
    more = len(unique) - _REASONS_SHOWN
    return "; ".join(unique[:_REASONS_SHOWN]) + (f"; and {more} more" if more > 0 else "")
