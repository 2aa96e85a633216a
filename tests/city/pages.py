"""Pages as the portals print them: the page around a body, the national page labels, lists of links."""

from collections.abc import Iterable, Mapping
from html import escape

from .exchange import Publication
from .forms.report import ReportForm


def page(title: str, body: str, labels: Mapping[str, str] | None = None, head: str = '<meta charset="utf-8">') -> str:
    """A whole page. `labels`: the national page labels (国办发〔2017〕47号), SiteName, ColumnName, ArticleTitle …"""
    metas = "\n".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in (labels or {}).items())
    return (
        f"<!DOCTYPE html>\n<html>\n<head>\n{head}\n<title>{escape(title)}</title>\n{metas}\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def links(items: Iterable[tuple[str, str]], css: str = "nav") -> str:
    """A menu of (address, words)."""
    rows = "\n".join(f'<li><a href="{href}">{escape(words)}</a></li>' for href, words in items)
    return f'<ul class="{css}">\n{rows}\n</ul>'


def dated_links(items: Iterable[tuple[str, str, str]]) -> str:
    """A list of (address, title, ISO date), as most portals print their columns."""
    rows = "\n".join(
        f'<li><a href="{href}" target="_blank" title="{escape(title)}">{escape(title)}</a><span>{date}</span></li>'
        for href, title, date in items
    )
    return f'<ul class="list">\n{rows}\n</ul>'


def site_labels(name: str, site_id: str) -> dict[str, str]:
    """Labels of every page of a site; the first six digits of `site_id` are its owner's region code."""
    return {"SiteName": name, "SiteDomain": "", "SiteIDCode": site_id}


def article_labels(report: ReportForm) -> dict[str, str]:
    """Labels of a report's page."""
    return {
        "ArticleTitle": report.title,
        "PubDate": f"{report.published_on} 09:30",
        "ContentSource": report.organ,
    }


def publication(report: ReportForm, path: str) -> Publication:
    """The oracle's entry for a report whose sheets are served at `path`."""
    return Publication(
        organ=report.organ, year=report.year, published_on=report.published_on, path=path, printed=report.printed
    )
