"""Pages that only a script draws: told from others, so that `--browser` draws them and `nianbao coverage` says so."""

from scrapy.http import TextResponse

from crawler.portals.base import Portal
from crawler.portals.page.links import text_of

SHELL_REASON = "the list is drawn by JavaScript without a known API; try --browser"

_MOUNT = (
    "//*[@id='app' or @id='root' or @id='__nuxt' or @id='__next'] | //*[@v-for or @v-cloak or @ng-app or @ng-repeat]"
    " | //noscript[contains(., 'JavaScript')]"
)
_ANCHORS_OF_A_PAGE = 3  # a page with so many links or characters shows something by itself
_TEXT_OF_A_PAGE = 300


def is_shell(page: TextResponse, portal: Portal) -> bool:
    """True for a page whose links or rows only a script would draw, from data at an unknown address."""
    if "playwright" in page.flags or portal.unwrap(page) is not page or not page.xpath(_MOUNT):
        return False
    if portal.next_pages(page) or portal.list_items(page):
        return False
    if portal.column_evidence(page, is_expected=False) is not None:
        return True  # the column, and not one row in it
    shows_nothing = len(text_of(page.selector)) < _TEXT_OF_A_PAGE
    return shows_nothing and len(page.xpath("//a[@href]")) < _ANCHORS_OF_A_PAGE and not portal.column_candidates(page)
