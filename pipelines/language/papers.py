"""Words that tell a report from papers about reports and from other yearly papers. Asked of folded text.

The organ's name must have been taken off: 综合行政执法局, 预算编审中心 and 考核办 hold such words, too.
"""

import re

_OTHER = re.compile(  # yearly papers that stand beside a report in the same menus
    r"网站.{0,6}(?:报表|年报|年度报告)|报表|法治(?:政府|建设)|依法行政|政府工作报告|统计(?:年鉴|公报)|年鉴|企业.{0,6}(?:年报|年度报告)"
    r"|(?<!公开)(?<!工作)年度报告公示|决算|预算|行政执法|依申请公开.{0,4}(?:年报|年度报告|报告|统计)|教育.{0,4}年度报告|审计.{0,6}报告|新媒体|信用(?:年报|年度报告)"
    r"|河长制|环境(?:状况|信息)|国有资产|内部控制|社会责任|第三方|(?:社会|民主|群众)评议|评估(?:情况)?报告|整改(?:情况)?报告|自查"
    r"|保密审查|重大行政决策|[上下]半年|季度"
)
_ABOUT = re.compile(  # talk about reports
    r"通知|通报|格式|模板|样式|样表|制度|指南|办法|规定|要点|方案|意见|编写|撰写|填报|(?<!关于)报送|目录|征集|公布情况|发布情况|培训"
    r"|考核|编制|汇报"
)
_ABOUT_TAIL = re.compile(  # a paper's own name behind the report's words
    r".{0,8}(?:说明|公告|公示|启事|声明|函|请示|批复|答复|回复|决定|提示|预告|清单|一览表?|名单"
    r"|新闻|动态|简报|会议?|评价|点评)|.{2,8}(?:情况|工作)"
)
_EXPLAINER = re.compile(r"解读|图解|一图|一张图|问答|视频|音频|漫画|H5", re.IGNORECASE)
_COPY = re.compile(
    r"\((?:图片|图文|超链|链接|文字|网页|下载|电子书?|pdf|word|docx?|ofd|wps|html?|h5)(?:版本?|格式)?\)",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"更正|修订|修正|修改版|勘误|订正|重新(?:发布|公布)|更新版")
_SITE = re.compile(r"[_|\-].*$")
_NOT_OF_THE_TAIL = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|html?|xlsx?|rar|zip)$|\([^()]*\)|(?:更正|修改|修订)$", re.IGNORECASE
)


def is_other(text: str) -> bool:
    """True for another yearly paper: 法治政府建设年度报告, 政府网站工作年度报表, 部门决算."""
    return bool(_OTHER.search(text))


def is_about(text: str, tail: str) -> bool:
    """True for a paper about a report. `tail` is what stands behind the report's own words: 的说明, 的公告."""
    own_tail = _NOT_OF_THE_TAIL.sub("", without_site(tail))
    return bool(_ABOUT.search(_COPY.sub("", text)) or _ABOUT_TAIL.fullmatch(own_tail))


def without_site(tail: str) -> str:
    """What stands behind a title without the site's name and its column: `_某县人民政府`, `-通知公告-某县人民政府`."""
    return _SITE.sub("", tail)


def is_explainer(text: str) -> bool:
    """True for pictures, questions and answers, and films about a report: `文字解读：…`, `一图读懂…`."""
    return bool(_EXPLAINER.search(text))


def is_copy(text: str) -> bool:
    """True for the same report in another dress beside it: `…年度报告（图片版）`, `（超链版）`."""
    return bool(_COPY.search(text))


def is_correction(text: str) -> bool:
    """True for a report put out once more: `…年度报告（更正版）`, `重新发布`."""
    return bool(_CORRECTION.search(text))
