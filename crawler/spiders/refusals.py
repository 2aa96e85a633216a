"""What is never asked for, whatever page names it."""

from crawler.discovery.failures import Failure
from crawler.discovery.state import PortalCrawl
from crawler.middlewares.budget import HostBudget


def refusal(crawl: PortalCrawl, url: str, budget: HostBudget, longest: int) -> Failure | None:
    """Why the address may not be asked for; None when it may, and then it is counted. `longest`: characters of it."""
    if not crawl.may_ask(url):
        return Failure("off_site", "leads to another site", url)
    if len(url) > longest:
        return Failure("error", f"an address of {len(url)} characters", url[:100])
    return None if budget.take(url) else Failure("budget", budget.why(url))
