"""Notes every request that gave no page with its list, report or search: what may no longer be claimed of them."""

from crawler.discovery import candidates
from crawler.discovery.failures import Failure
from crawler.discovery.frontier import Lead
from crawler.discovery.incremental import comparison, resume
from crawler.discovery.jobs import Attachment, Job, ListPage, Report, Scope, Unlisted
from crawler.discovery.state import PortalCrawl
from crawler.discovery.state.reports import NOT_HAD


def note(crawl: PortalCrawl, job: Job, failure: Failure, scope: Scope) -> None:
    """Keep why a request gave no page where that decides something: of its lead, its list, its report."""
    match job:
        case Lead():
            crawl.search.dead_ends.append((job, failure))
            if job.depth == 0 and failure.kind == "off_site":
                crawl.search.moved_to = failure.url
            candidates.other_scheme(crawl, job, failure)
        case ListPage() if job.known is not None:
            resume.not_read(crawl, job, failure, scope)
        case ListPage():
            if not job.page.is_probe or failure.kind in NOT_HAD:
                job.listing.failures.append(failure)
            elif job.is_first:  # named as more of its list and not there: no list, and that one has no proven end
                crawl.lists.drop(job.listing)
                if job.listing.parent is not None:
                    job.listing.parent.failures.append(failure)
        case Unlisted():
            comparison.failed(crawl, job, failure)
        case Report():
            crawl.reports.fail(job, failure)
        case Attachment():
            crawl.reports.fail(job.report, failure)
            crawl.reports.leave_out(job)
