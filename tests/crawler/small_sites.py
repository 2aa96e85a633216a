"""Small portals of our own making, address by address, for crawls on loopback."""

from tests.crawler.site import Answer

PDF = Answer(b"%PDF-1.4 not a real one %%EOF", headers=(("Content-Type", "application/pdf"),))


def page(title: str, body: str, *, meta: str = "") -> str:
    """A page with head and a menu, as portals have them."""
    return f"<html><head><meta charset='utf-8'><title>{title}</title>{meta}</head><body>{body}</body></html>"


def links(*pairs: tuple[str, str]) -> str:
    """Anchors for (address, text)."""
    return "".join(f"<p><a href='{url}'>{text}</a></p>" for url, text in pairs)


def rows(*items: tuple[str, str, str]) -> str:
    """A list with dates."""
    cells = (f"<li><a href='{url}'>{text}</a><span>{date}</span></li>" for url, text, date in items)
    return f"<ul>{''.join(cells)}</ul>"


def report(year: int, *files: tuple[str, str]) -> str:
    """A report page of our own wording, with the national labels."""
    title = f"青山区{year}年政府信息公开工作年度报告"
    meta = f"<meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='{year + 1}-01-20 09:00'>"
    body = f"<h1>{title}</h1><p>{'本区按时公开各类信息。' * 30}</p>" + links(*files)
    return page(title, body, meta=meta)


HOPS = {
    "/": page(
        "青山区人民政府",
        links(
            ("zwgk/", "政务公开"),
            ("/wznb/", "政府网站工作年度报表"),
            ("/news/1.html", "青山区召开政府信息公开工作会议部署全年任务"),
            ("javascript:void(0)", "依申请公开"),
            ("mailto:a@example.org", "信箱"),
        ),
    ),
    "/zwgk/": page("政务公开", links(("./zfxxgk/", "政府信息公开"), ("../fzzf/", "法治政府建设年度报告"))),
    "/zwgk/zfxxgk/": page(
        "政府信息公开",
        "<a href='nb/' title='政府信息公开年报'>政府信息公 <b>开</b> 年报</a>"
        + links(("../../yqx/", "依申请公开年报"), ("zn/", "政府信息公开指南"), ("tj/", "统计年鉴")),
    ),
    "/zwgk/zfxxgk/nb/": page(
        "政府信息公开年报",
        rows(
            ("./202401/t20240120_1.html", "青山区2023年政府信息公开工作年度报告", "2024-01-20"),
            ("./202401/t20240121_2.html", "图解：青山区2023年政府信息公开工作年度报告", "2024-01-21"),
            ("./202212/t20221201_3.html", "关于做好2022年政府信息公开工作年度报告编制工作的通知", "2022-12-01"),
        )
        + "<script>createPageHTML(3, 0, 'index', 'html')</script>",
    ),
    "/zwgk/zfxxgk/nb/index_1.html": page(
        "政府信息公开年报",
        rows(
            ("./202301/t20230120_4.html", "青山区2022年政府信息公开工作年度报告", "2023-01-20"),
            ("./nb2021.pdf", "青山区2021年政府信息公开年报", "2022-01-19"),
        )
        + "<script>createPageHTML(3, 1, 'index', 'html')</script>",
    ),
    "/zwgk/zfxxgk/nb/index_2.html": page(
        "政府信息公开年报",
        rows(
            ("./202101/t20210120_5.html", "二〇二〇年青山区政府信息公开 工作年度报告", "2021-01-20"),
            ("{base}/zwgk/zfxxgk/nb/202401/t20240120_1.html#top", "青山区2023年政府信息公开工作年度报告", "2024-01-20"),
        )
        + "<script>createPageHTML(3, 2, 'index', 'html')</script>",
    ),
    "/zwgk/zfxxgk/nb/202401/t20240120_1.html": report(2023, ("./P020240120.docx", "附件：统计表.docx")),
    "/zwgk/zfxxgk/nb/202401/P020240120.docx": Answer(
        b"PK not a real one", headers=(("Content-Disposition", "attachment; filename*=UTF-8''%E7%BB%9F%E8%AE%A1.docx"),)
    ),
    "/zwgk/zfxxgk/nb/202301/t20230120_4.html": report(2022),
    "/zwgk/zfxxgk/nb/nb2021.pdf": PDF,
    "/zwgk/zfxxgk/nb/202101/t20210120_5.html": report(2020),
}


UCAP = {
    "/": page("绿水县人民政府", "<a href='/c1/redirect.shtml'><img src='x.png' alt='政府信息公开'></a>"),
    "/c1/redirect.shtml": "<html><body><script>window.location.href='/c2/zfxxgk.shtml';</script></body></html>",
    "/c2/zfxxgk.shtml": page("政府信息公开", "<iframe src='/c2/menu.html'></iframe>"),
    "/c2/menu.html": page("菜单", "<a href='#' onclick=\"window.open('/c3/list.shtml')\">年报</a> 信息公开"),
    "/c3/list.shtml": page(
        "年报",
        rows(("/c3/a.shtml", "绿水县2023年政府信息公开年度报告", "2024-01-05"))
        + "<script>createPageHTML('page_div',2, 1,'list','shtml',2)</script>",
        meta="<meta content='政府信息公开年报' name='ColumnName'>",
    ),
    "/c3/list_2.shtml": page(
        "年报",
        rows(("/c3/b.shtml", "绿水县2022年政府信息公开年度报告", "2023-01-05"))
        + "<script>createPageHTML('page_div',2, 2,'list','shtml',2)</script>",
        meta="<meta content='政府信息公开年报' name='ColumnName'>",
    ),
    "/c3/a.shtml": report(2023),
    "/c3/b.shtml": report(2022),
}


GBK_TYPE = (("Content-Type", "text/html"),)


GBK = {
    path: Answer(text.replace("charset='utf-8'", "charset='gb2312'").encode("gb18030"), headers=GBK_TYPE)
    for path, text in {
        "/": page("红岩区", links(("/nb/", "政府信息公开年报"))),
        "/nb/": page(
            "政府信息公开年报", rows(("/nb/1.html", "红岩区2019年政府信息公开工作年度报告", "2020-01-20")) + "共 2 条"
        ),
        "/nb/1.html": report(2019),
    }.items()
}


ORGANS = {
    "/": page("青山区", links(("/nb/", "政府信息公开年报"), ("/bm/", "部门信息公开"), ("/zw/", "政务服务中心"))),
    "/nb/": page(
        "政府信息公开年报",
        links(("/nb/2023n/", "2023年")),
    ),
    "/nb/2023n/": page(
        "2023年",
        rows(("/nb/2023n/1.html", "青山区人民政府2023年政府信息公开工作年度报告", "2024-01-20"))
        + links(("/nb/2023n/zj/", "镇街")),
    ),
    "/nb/2023n/zj/": page(
        "镇街", rows(("/nb/2023n/zj/1.html", "城东街道2023年政府信息公开工作年度报告", "2024-01-20"))
    ),
    "/nb/2023n/1.html": report(2023),
    "/nb/2023n/zj/1.html": report(2023),
    "/bm/": page("部门信息公开", links(("/", "首页"), ("/jyj/", "区教育局"), ("/czj/", "区财政局信息公开"))),
    "/jyj/": page("区教育局", links(("/nb/", "政府信息公开年报"), ("/jyj/xxgk/", "信息公开"))),
    "/jyj/xxgk/": page("区教育局信息公开", links(("/jyj/nb/", "年报"))),
    "/jyj/nb/": page("年报", rows(("/jyj/nb/1.html", "区教育局2023年政府信息公开工作年度报告", "2024-01-18"))),
    "/jyj/nb/1.html": report(2023),
    "/czj/": page("区财政局", links(("/czj/nb/", "信息公开年报"))),
    "/czj/nb/": page("信息公开年报", rows(("/czj/nb/1.html", "2023年信息公开年报", "2024-01-18"))),
    "/czj/nb/1.html": report(2023),
}


LOOP = {"/": Answer("", 302, (("Location", "/a"),)), "/a": Answer("", 302, (("Location", "/"),))}


MAZE = {"/": page("迷宫", "".join(f"<a href='/p{number}'>政务公开{number}</a>" for number in range(30)))} | {
    f"/p{number}": page("页", f"<a href='/p{number * 2 + 30}'>信息公开</a><a href='/p{number * 2 + 31}'>政务公开</a>")
    for number in range(400)
}
