"""What a link's text says about reports: is it one, of which year, a wrapper around one, whose."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from urllib.parse import urlsplit

FIRST_YEAR = 2008  # 政府信息公开条例 took effect on 2008-05-01; no report speaks of an earlier year
HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")

_FOLDER_YEAR = re.compile(r"/(?:n|nb|nd)?(20\d\d)(?:年度?|n|nb|ndbg|ndgb|nd|year)?(?:_\d+)?(?=/|$)", re.IGNORECASE)
_ABOVE = re.compile(r"上级|国务院|中央|国家部委")
_ABOVE_COUNTY = re.compile(r"上级|国务院|中央|国家部委|省级|省(?:人民)?政府|自治区人民政府")

_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff\u2060]+")
_HAN_YEAR = re.compile(r"[二2][〇○零Oo0][〇○零Oo0一二三四五六七八九\d]{2}(?=年)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?![-./]\d)(年度|年(?!\d{1,2}月|[一二三四五六七八九十]{1,2}月)|)?")
_DATE = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")

# 政府信息公开 … 年度报告, in any of its printed orders; up to twelve characters between the two halves
_REPORT = re.compile(
    r"信息公开.{0,12}?(?:年度?报|年度?情况|报告|总结)"
    r"|(?:信息公开|政务公开|政府公开|公开工作).{0,8}?(?:年度(?:工作)?报告|年报)"
    r"|(?:年度报告|年报).{0,6}信息公开"
)
_BARE_REPORT = re.compile(r"年度(?:工作)?(?:情况)?报告|年报")  # enough inside a verified column only
_CUT_REPORT = re.compile(r"(?:政府信|信息)息?公?开?工?作?年?度?报?\.{2,}$")  # there, too: `…` in its half-width form
# Talk about reports. An organ may carry such a word in its name: 考核办, 编制委员会, 培训中心.
_ABOUT = re.compile(
    r"通知|通报|格式|模板|样式|制度|指南|办法|规定|要点|方案|意见|编写|撰写|填报|报送|目录|征集|公布情况|培训(?!中心|学)"
    r"|考核(?!办|委|中心|服务|局)|编制(?!办|委|管理)|的函$|汇报"
)
# Other yearly papers that stand beside it in the same menus.
LOOK_ALIKE = re.compile(
    r"网站.{0,6}(?:报表|年报|年度报告)|报表|法治(?:政府|建设)|依法行政|政府工作报告|统计(?:年鉴|公报)|年鉴|企业.{0,6}(?:年报|年度报告)"
    r"|年度报告公示|决算|预算|行政执法|依申请公开.{0,4}(?:年报|年度报告|报告|统计)|教育.{0,4}年度报告|审计.{0,6}报告|新媒体|信用(?:年报|年度报告)"
    r"|河长制|环境(?:状况|信息)|国有资产|内部控制|社会责任|第三方|(?:社会|民主|群众)评议|评估(?:情况)?报告|整改(?:情况)?报告|自查"
    r"|保密审查|重大行政决策|[上下]半年|季度"
)
_EXPLAINER = re.compile(r"解读|图解|一图|一张图|问答|视频|音频|漫画|H5", re.IGNORECASE)
_COPY = re.compile(
    r"[((](?:图片|图文|超链|链接|文字|网页|下载|电子书?|pdf|word|docx?|ofd|wps|html?|h5)(?:版本?|格式)?[))]",
    re.IGNORECASE,
)
_ORGAN = re.compile(
    r"(?:局|委|委员会|办|办公室|中心|镇|乡|街道|办事处|苏木|管委会|园区|开发区|大队|支队|厅|处|院|研究所|联合会|总工会|联社|馆"
    r"|集团|公司|学校|医院|人民政府|公安|海关)$"
)
_NOT_ORGAN = re.compile(
    r"新闻|互动|数据中心|帮助|个人|用户|在线|下载|网上|政务服务$|服务大厅|登录|注册|搜索|反馈|我要|为您|首页|无障碍|邮箱|地图|公开$|年报$"
)
GOVERNMENT_WORDS = re.compile(r"(?:人民)?政府(?:办公[厅室])?$")  # at a name's end; titles leave them out
# 镇 and 乡 are in the names of counties too (固镇县); only a township's government has it right before 政府
_GOVERNMENT = re.compile(
    r"^(?!.*(?:[乡镇](?:人民)?政府|苏木|街道))(?:.*(?:人民政府|政府办(?:公室)?|政府)|本级.*|.*本级)$"
)


def squeeze(text: str) -> str:
    """The text without blanks and in its plain forms: full-width letters and digits become half-width.

    Portals break words by tags, line breaks and ideographic spaces: `政府信息公 开 年报`.
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def is_report_title(title: str, *, in_column: bool = False) -> bool:
    """True for the title of a report itself; false for notices about reports and for other yearly papers.

    `in_column` accepts `2020年年报` and `某局2020年政府信息公…` too: what stands in a verified column need not repeat
    the column's name, or not to its end.
    """
    text = squeeze(title)
    if LOOK_ALIKE.search(text) or _ABOUT.search(_COPY.sub("", text)):
        return False
    if not in_column or _year(text) is None:
        return bool(_REPORT.search(text))
    return any(words.search(text) for words in (_REPORT, _BARE_REPORT, _CUT_REPORT))


def report_year(title: str, *, in_column: bool = False) -> int | None:
    """The year a report speaks of, read from its title; None when this is no report's title or no year is printed."""
    return _year(squeeze(title)) if is_report_title(title, in_column=in_column) else None


def year_label(text: str) -> int | None:
    """The year of a sub-column's name, `2023年`, `二〇二三年`, `2021nb`, `2023年政府信息公开年报`; None for others."""
    name = _HAN_YEAR.sub(lambda match: _digits(match[0]), squeeze(text))
    match = re.fullmatch(
        r"(20\d\d)(?:年?度?|nb|ndbg|ndgb|year|n)?(?:政府|政务)?(?:信息)?(?:公开)?(?:工作)?[(\[]?(?:年度?报告?|年报)?[)\]]?",
        name,
    )
    return int(match[1]) if match else None


def is_bare_year(text: str) -> bool:
    """True for `2023年`, `二〇二三`: the name of a year's column, or a cell of a table organ by year, never a title."""
    name = _HAN_YEAR.sub(lambda match: _digits(match[0]), squeeze(text))
    return bool(re.fullmatch(r"20\d\d年?度?", name))


def is_explainer(title: str) -> bool:
    """True for pictures, questions and answers, and films about a report: `文字解读：…`, `一图读懂…`."""
    return bool(_EXPLAINER.search(squeeze(title)))


def is_copy(title: str) -> bool:
    """True for the same report in another dress beside it: `…年度报告（图片版）`, `（超链版）`."""
    return bool(_COPY.search(squeeze(title)))


def is_correction(title: str) -> bool:
    """True for a report put out once more: `…年度报告（更正版）`, `重新发布`."""
    return bool(re.search(r"更正|修订|修正|修改版|重新(?:发布|公布)|更新版", squeeze(title)))


def folder_year(url: str) -> int | None:
    """The year a column's folder is named after, `/2022/`, `/2023n/`, `/n2023n/`, `/2021ndbg/`; None without one."""
    found = map(int, _FOLDER_YEAR.findall(urlsplit(url).path))
    years = {year for year in found if FIRST_YEAR <= year <= date.today().year}
    return years.pop() if len(years) == 1 else None


def is_of_other_government(text: str, level: str) -> bool:
    """True when a link or a position line speaks of the reports of a government above the portal's own.

    `level` of the portal: province | prefecture | county. `市政府` is not asked: a county-level city says it too.
    """
    above = _ABOVE if level == "province" else _ABOVE_COUNTY
    return bool(above.search(squeeze(text)))


def is_ancestors_title(title: str, full_name: str) -> bool:
    """True for the report of a government the region lies in: 枣庄市人民政府2023年… on the portal of 枣庄市山亭区."""
    own = GOVERNMENT_WORDS.sub("", owner(title))
    if own.endswith(("省", "自治区")):
        return own not in full_name
    return own.endswith(("市", "州", "盟", "地区")) and own in full_name and not full_name.endswith(own)


def is_neighbours_title(title: str, full_name: str, neighbours: Collection[str]) -> bool:
    """True for the report of a county beside the portal's own, or of its organs: one host may serve a whole prefecture.

    玄武区2023年…, 南京市玄武区教育局2023年… on the portal of 南京市江宁区. A county of two letters (城区) is only told
    from a street of its name by its government.
    """
    own = owner(title)
    for name in neighbours:
        at = own.find(name)
        if at >= 0 and full_name.startswith(own[:at]):
            rest = own[at + len(name) :]
            if re.fullmatch(r"(?:人民)?政府(?:办公[厅室])?|", rest) or (len(name) > 2 and not name.endswith("市")):
                return True
    return False


def owner(title: str) -> str:
    """The organ a report's title starts with, `""` when it names none.

    >>> owner("关于山亭区教育局2022年政府信息公开工作年度报告")
    '山亭区教育局'
    """
    text = _HAN_YEAR.sub(lambda match: _digits(match[0]), squeeze(title))
    text = re.sub(r"^.{0,8}?(?:解读|图解|一图(?:读懂|看懂)|问答)[::!|]*", "", text)
    text = re.sub(r"^[【\[《(]+|^关于(?:发布|公布)?", "", text)
    head = re.split(r"20\d\d|政府?信息公开|政务(?:信息)?公开|信息公开", text, maxsplit=1)[0]
    return head.strip("《》【】[]():-_·").removesuffix("关于")


def is_organ_name(text: str) -> bool:
    """True for what looks like the name of a department, a township or an office, not for menu words."""
    name = squeeze(text)
    return 2 <= len(name) <= 30 and bool(_ORGAN.search(name)) and not _NOT_ORGAN.search(name)


def organ_of_link(text: str) -> str:
    """The organ whose pages a link leads to, `区教育局信息公开` -> `区教育局`; `""` when it names none."""
    name = re.sub(r"(?:政府)?(?:信息|政务)公开(?:目录|平台|专栏|专区)?(?:年报)?$|年报$", "", squeeze(text))
    return name if is_organ_name(name) else ""


def names_department(title: str) -> bool:
    """True when a report's title names an organ below the government itself: `区教育局2022年…`."""
    name = owner(title)
    return is_organ_name(name) and not _GOVERNMENT.search(name)


def names_government(title: str) -> bool:
    """True when a report's title names a government itself: `山亭区人民政府2022年…`."""
    return bool(_GOVERNMENT.search(owner(title)))


def first_date(text: str) -> str:
    """The first full date printed in a text, ISO; `""` when there is none or it is no day of the calendar."""
    for year, month, day in _DATE.findall(unicodedata.normalize("NFKC", text)):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""


def _year(text: str) -> int | None:
    """The year printed nearest before the end of the report's words, else the first behind them: `总结及2024年计划`.

    One followed by 年 beats a bare number.
    """
    text = _HAN_YEAR.sub(lambda match: _digits(match[0]), text)
    found = [match for match in _YEAR.finditer(text) if int(match[1]) >= FIRST_YEAR]
    spelled = [match for match in found if match[2]] or found
    words = [match for pattern in (_REPORT, _BARE_REPORT) for match in pattern.finditer(text)]
    end = max((match.end() for match in words), default=len(text))
    before = [match for match in spelled if match.start() < end]
    return int((before or [*reversed(spelled)])[-1][1]) if spelled else None


def _digits(han_year: str) -> str:
    return han_year.replace("O", "0").replace("o", "0").translate(HAN_DIGITS)
