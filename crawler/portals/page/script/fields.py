"""What a page's scripts send to an interface: the value of one parameter, however the page writes its request."""

from crawler.portals.javascript.search import values
from crawler.portals.javascript.source import Source


def field(source: Source, name: str, near: int = 0) -> str:
    """The literal that a page gives `name`: in its scripts, the one nearest to the token `near`, else in an element of
    that id or name; `""` when it gives none.
    """
    return next(filter(None, values(source, name, near)), "") or (source.element(f"#{name}") or "").strip()
