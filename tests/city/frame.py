"""What stands around the column on every portal: home page, menus, and the other yearly papers beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .forms.report import ReportForm
from .pages import dated_links, links, page, site_labels

Link = tuple[str, str]  # (address, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A site's own addresses. `asides`: list pages of the papers that look like the report, each with one paper."""

    name: str  # 重庆市荣昌区人民政府
    site_id: str  # SiteIDCode; its first six digits are the region's code
    affairs: str  # 政务公开
    disclosure: str  # 政府信息公开
    column: str  # 政府信息公开年报, as the menu links it
    asides: tuple[Link, Link]  # (list, paper) of 政府网站工作年度报表 and of 法治政府建设年度报告
    organs: str = ""  # 部门信息公开
    head: str = '<meta charset="utf-8">'

    @property
    def labels(self) -> dict[str, str]:
        """The national labels of every page."""
        return site_labels(self.name, self.site_id)

    def pages(self, more: Sequence[Link] = ()) -> Iterator[tuple[str, str]]:
        """(path, HTML) of the home page, the two menus and the look-alikes. `more`: entries of the last menu."""
        (reports, report), (laws, law) = self.asides
        news = dated_links(((f"{self.affairs}?n=1", "我区召开政务公开工作推进会", "2025-03-04"),))
        top = ((self.affairs, "政务公开"), ("/hdjl/", "互动交流"), ("/zwfw/", "政务服务"))
        yield "/", self.page(self.name, links(top) + news)
        menu = ((self.disclosure, "政府信息公开"), (reports, "政府网站工作年度报表"), (laws, "法治政府建设年度报告"))
        yield self.affairs, self.page("政务公开", links(menu), ColumnName="政务公开")
        own = [(f"{self.disclosure}?zn", "政府信息公开指南"), (self.column, "政府信息公开年报")]
        own += [(self.organs, "部门信息公开")] if self.organs else []
        yield self.disclosure, self.page("政府信息公开", links([*own, *more]), ColumnName="政府信息公开")
        for listed, paper, kind in ((reports, report, "网站工作年度报表"), (laws, law, "2023年法治政府建设年度报告")):
            title = f"{self.name}{kind}"
            yield listed, self.page(kind, dated_links(((paper, title, "2024-01-20"),)), ColumnName=kind)
            yield paper, self.page(title, f"<h1>{title}</h1><p>全文见附件。</p>", ArticleTitle=title)

    def page(self, title: str, body: str, **labels: str) -> str:
        """A page of this site."""
        top = f'<div class="top"><a href="/">首页</a><a href="{self.affairs}">政务公开</a></div>'
        foot = f'<div class="foot">主办：{self.name}办公室</div>'
        return page(f"{title}-{self.name}", f"{top}\n{body}\n{foot}", {**self.labels, **labels}, head=self.head)

    def article(self, report: ReportForm, body: str) -> str:
        """A report's page."""
        labels = {"ArticleTitle": report.title, "PubDate": f"{report.published_on} 09:30"}
        return self.page(report.title, body, **labels, ColumnName="政府信息公开年报")
