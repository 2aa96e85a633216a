"""乐陵市: one page for every address, drawn by a script from answers to POST requests that carry the page's token.

Nothing of the portal can be had without running that script: `PORTAL` publishes nothing to a plain crawl, which must
say why. What a browser sees is in `DRAWN`. robots.txt is that page too. The script also asks a foreign host for its
counter and a picture; neither is needed.
"""

import json

from ..exchange import Portal, Publication, Request, Response
from ..forms.render_html import fragment
from ..pages import publication
from ..published.series import reports

_TOKEN = "b7e1a0c94d"  # stands in the script in two halves
_COLUMN = "/governmentAffairs/zfxxgknb"
_PAGE_SIZE = 3
_REPORTS = reports("乐陵市人民政府", range(2020, 2026), seed=371481)

_SHELL = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>乐陵市人民政府</title>
<link href="/static/css/app.4f2.css" rel="stylesheet"></head>
<body><noscript><strong>请启用 JavaScript 后浏览。</strong></noscript><div id="app"></div>
<script src="/static/js/app.9c1.js"></script></body></html>
"""

_SCRIPT = """
(async () => {
  const app = document.getElementById('app');
  new Image().src = '%(canary)s/count.gif';
  fetch('%(canary)s/count', {mode: 'no-cors'}).catch(() => {});
  const answer = await fetch('/gov/v1/query', {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-Token': 'b7e1a' + '0c94d'},
    body: JSON.stringify({path: location.pathname, query: location.search})
  });
  const page = await answer.json();
  document.title = page.title;
  app.innerHTML = page.html;
})();
"""


def _respond(request: Request) -> Response | None:
    if request.path == "/gov/v1/query":
        return _answer(request)
    if request.path == "/static/js/app.9c1.js":
        script = _SCRIPT % {"canary": request.canary}
        return Response(body=script.encode(), content_type="application/javascript")
    if request.path.startswith("/static/"):
        return None
    return Response(body=_SHELL.encode())


def _answer(request: Request) -> Response:
    """What the script draws for one address; whoever does not ask as the script does is refused."""
    if request.method != "POST" or request.headers.get("x-token") != _TOKEN:
        return Response(status=405, body=b'{"code":405}', content_type="application/json")
    asked = json.loads(request.body)
    title, html = _drawn(asked["path"], asked["query"])
    body = json.dumps({"title": title, "html": html}, ensure_ascii=False).encode()
    return Response(body=body, content_type="application/json")


def _drawn(path: str, query: str) -> tuple[str, str]:
    menu = '<div class="nav"><a href="/governmentAffairs">政府信息公开</a> <a href="/news">新闻</a></div>'
    if path == "/":
        return "乐陵市人民政府", menu
    if path == "/governmentAffairs":
        links = f'<a href="{_COLUMN}">政府信息公开年报</a> <a href="/governmentAffairs/wzndbb">政府网站工作年度报表</a>'
        return "政府信息公开", f"{menu}<div>{links}</div>"
    if path == _COLUMN:
        return "政府信息公开年报", menu + _list(int(query.removeprefix("?page=") or 1))
    for report in _REPORTS:
        if path == f"{_COLUMN}/detail/{report.year}":
            return report.title, f'{menu}<div class="detail">{fragment(report, "clean")}</div>'
    return "乐陵市人民政府", f"{menu}<p>没有内容</p>"


def _list(number: int) -> str:
    shown = _REPORTS[::-1][(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    items = "".join(
        f'<li><a href="{_COLUMN}/detail/{report.year}">{report.title}</a><span>{report.published_on}</span></li>'
        for report in shown
    )
    count = -(-len(_REPORTS) // _PAGE_SIZE)
    turn = f'<a href="{_COLUMN}?page={number + 1}">下一页</a>' if number < count else "<span>下一页</span>"
    return f"<ul>{items}</ul><div>共{len(_REPORTS)}条 {turn}</div>"


DRAWN: tuple[Publication, ...] = tuple(publication(report, f"{_COLUMN}/detail/{report.year}") for report in _REPORTS)

PORTAL = Portal(
    region_code="371481",
    name="德州市乐陵市",
    level="county",
    respond=_respond,
    publications=(),
    note="单页应用：每个地址都是同一外壳，列表由脚本绘制",
)
