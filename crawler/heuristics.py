"""How promising a link is on the way to the column 政府信息公开年报, from its text and its address alone."""

import re
from dataclasses import dataclass

from pipelines.language.folding import squeeze
from pipelines.language.titles import Kind, read, report_year

TARGET = 60  # at and above: the link claims to be the column itself
NAMED = 85  # at and above: its text is a name of the government's column
ORGANS = 50  # 部门/乡镇信息公开: leads to other organs' columns, read after the government's own
SIDE_ROOM = 10  # 指南, 制度: they share the column's menu
ORGAN_LIST = "organ list"
MAX_MENU_WORD_LENGTH = 18  # characters; longer texts with 信息公开 in them are news

_COLUMN_NAMES = (
    (100, re.compile(r"政府信息公开年报")),
    (95, re.compile(r"政府信息公开工作年度报告|政府信息公开年度报告|信息公开工作年度报告")),
    (
        90,
        re.compile(
            r"信息公开年报|政务信息公开年报|政府信息年度报告|信息公开年度(?:工作)?报告|公开年报|公开年度报告"
            r"|信息公开(?:工作)?(?:报告|总结)|政务公开工作年度报告"
        ),
    ),
)
_INSIDE_NAME = re.compile(r"年度报告|年报")
_ORGAN_LISTS = re.compile(
    r"(?:部门|乡镇|街道|镇街|街镇|乡镇街道|苏木|区直|县直|市直|直属|组成部门|垂管|驻区|单位|各部门|机构)"
    r".{0,8}(?:信息公开|公开|公开目录|公开平台|公开专栏)|^(?:区|县|市|旗)?(?:直|级)?(?:政府)?(?:组成)?(?:部门|乡镇|镇街|街道|镇\(街\))$"
)
_FOLLOW = (
    (70, re.compile(r"政府信息公开")),
    (60, re.compile(r"政务公开|信息公开")),
    (30, re.compile(r"法定主动公开|主动公开|公开目录")),
    (25, re.compile(r"^(?:公开|政务|政府公开|阳光政务)$")),
    (15, re.compile(r"^(?:网站|站点)(?:地图|导航)$")),  # where the home page names no other way
)
_SIDE_ROOM = re.compile(r"指南|制度|依申请|意见箱|申请|规定|法规|条例|办法|标准化|统计")  # same menu, never the way
_YEARS = re.compile(
    r"[(\[]?20\d\d年?度?[-~—–至到]+20\d\d年?度?[)\]]?|[(\[]?20\d\d年?度?\(?(?:及|含)?\)?(?:以|之)前[)\]]?"
)  # of a column
_OLDER = re.compile(r"历年|往年|历史|以往|往期|旧版")
_MORE = re.compile(r"[\[(]?(?:查看|点击)?(?:更多|more)(?:年报|年度报告)?[\])]?[>»›+.]*", re.IGNORECASE)
_SLUG = re.compile(
    r"(?:zf)?(?:xx)?gk(?:gz)?(?:nb|ndbg|ndgb)|(?:^|/)nd(?:bg|gb)|gknb|nb20\d\d|gongkai?nianbao|gongkianianbao"
    r"|xxgkAnnualReport|gkmlpt/annualreport",
    re.IGNORECASE,
)
_DISCLOSURE_SLUG = re.compile(r"/gkmlpt/|/(?:\w*zf)?xxgk(?:ml|zn|zl)?\w{0,4}/|/\w*zwgk\w{0,4}/", re.IGNORECASE)
_WRONG_SLUG = re.compile(r"wznd?bb|zfwzndb|wznb|fzzfjs|gzbg(?:/|$)|tjnj|tjgb", re.IGNORECASE)
_GROUP_WORD = re.compile(
    r"部门|单位|乡镇|乡\(镇\)|镇\(街道?\)|镇、街|镇街|街镇|街道|苏木|园区|开发区|功能区|平台公司|镇乡|公共企事业|企事业|区县|县区|县\(?市|市县|各县|各区"
)
_REGIONS = re.compile(r"区县|县区|县\(?市|市县|各县|各区")
_GROUP_FILLER = re.compile(
    r"各|本|全|区|县|市|旗|镇|乡|直|级|属|驻|垂管|组成|政府|机构|办事处|企|事业|公共|其他|和|及|[、()/]|年报|年度报告|信息公开|工作|20\d\d年?度?"
)
_OWN_GROUP = re.compile(
    r"(?:(?:区|县|市|旗)(?:人民)?政府(?:本级)?|(?:人民)?政府本级|本级(?:政府)?)(?:信息公开)?(?:工作)?(?:年报|年度报告)?"
)


@dataclass(frozen=True, slots=True)
class Score:
    """How promising a link is, and the rule that says so. 0 = not to be followed."""

    value: int
    reason: str


A_REPORT = "a report, whose breadcrumb may name the column"


def column_score(label: str, url: str = "", *, inside: bool = False) -> Score:
    """Score one label of a link. `inside`: it stands on a 信息公开 page, where `年报` alone means the column."""
    text = squeeze(label)
    is_named = any(pattern.search(text) for _, pattern in _COLUMN_NAMES)
    if _is_look_alike(text) or (_WRONG_SLUG.search(url) and not is_named):
        return Score(0, "look-alike")
    text = _YEARS.sub("", text) or text
    slug = bool(_SLUG.search(url))
    if report_year(text) is not None and len(text) > len("2023年政府信息公开年报"):
        return Score(45, A_REPORT)
    if len(text) > MAX_MENU_WORD_LENGTH:
        return Score(0, "too long for a menu")
    if (_ORGAN_LISTS.search(text) or is_group_label(text)) and not _INSIDE_NAME.search(text):
        return Score(ORGANS, ORGAN_LIST)
    for value, pattern in _COLUMN_NAMES:
        if pattern.search(text) and not re.search(r"依申请公开", text):
            other = _GROUP_WORD.search(text)  # 部门信息公开年报: right kind, another owner
            aside = (15 if other else 0) + (10 if is_older_column(label) else 0)
            return Score(value - aside + (5 if slug else 0), f"column name {pattern.search(text)[0]}")  # type: ignore[index]
    if _INSIDE_NAME.search(text) and (inside or slug):
        return Score(TARGET + (5 if slug else 0), "年报 on a 信息公开 page")
    if _SIDE_ROOM.search(text):
        return Score(SIDE_ROOM if "信息公开" in text else 0, "beside the column in the same menu")
    for value, pattern in _FOLLOW:
        if pattern.search(text):
            return Score(value, "way to 信息公开")
    if slug and not text:
        return Score(TARGET - 5, "address of a column, no text")
    return Score(0, "")


def best_score(labels: tuple[str, ...], url: str, *, inside: bool = False) -> Score:
    """The best score among a link's labels (text, title, aria-label, alt); a look-alike in any of them spoils it."""
    scores = [column_score(label, url, inside=inside) for label in labels or ("",)]
    spoilt = [score for score in scores if score.reason == "look-alike"]
    return spoilt[0] if spoilt else max(scores, key=lambda score: score.value)


def is_column_name(text: str) -> bool:
    """True when a ColumnName, a breadcrumb part or a heading is a name of the column."""
    name = _YEARS.sub("", squeeze(text))
    return len(name) <= MAX_MENU_WORD_LENGTH and column_score(name).value >= 75 and "列表" not in name


def is_disclosure_address(url: str) -> bool:
    """True for the address of an organ's 信息公开 pages, as home pages link them beside its name."""
    return bool(_DISCLOSURE_SLUG.search(url))


def is_own_group(text: str) -> bool:
    """True for the group that is the government itself, beside those of its organs: 区政府, 县人民政府, 市本级."""
    return bool(_OWN_GROUP.fullmatch(squeeze(text)))


def is_others_column(label: str) -> bool:
    """True for a column of other organs' reports beside the government's own: 部门信息公开年报, 乡镇年报."""
    text = squeeze(label)
    is_named = bool(_INSIDE_NAME.search(text)) and len(text) <= MAX_MENU_WORD_LENGTH and not _is_look_alike(text)
    return is_named and bool(_GROUP_WORD.search(text)) and report_year(label) is None


def is_of_others(label: str) -> bool:
    """True for words that say that a list is not the government's own: 部门年报, 乡镇, 公共企事业单位, 各区县."""
    text = squeeze(label)
    return not is_own_group(text) and (
        is_others_column(text) or is_group_label(text) or column_score(text).reason == ORGAN_LIST
    )


def is_older_column(label: str) -> bool:
    """True for a column of the years before: 历年年报, 政府信息公开年报（2008-2019）, 2019年以前年报."""
    text = squeeze(label)
    is_named = bool(_INSIDE_NAME.search(text)) and len(text) <= MAX_MENU_WORD_LENGTH + 8 and not _is_look_alike(text)
    return is_named and bool(_YEARS.search(text) or _OLDER.search(text)) and report_year(_YEARS.sub("", text)) is None


def _is_look_alike(label: str) -> bool:
    return read(label).kind is Kind.OTHER


def is_more(label: str) -> bool:
    """True for the link from a column's newest rows to all of them."""
    return bool(_MORE.fullmatch(squeeze(label)))


def is_group_of_regions(text: str) -> bool:
    """True for the group of the regions below: 区县(市), 各县区, 市县."""
    return is_group_label(text) and bool(_REGIONS.search(squeeze(text)))


def is_group_label(text: str) -> bool:
    """True for the groups a column is divided into: 区政府, 区直部门, 镇街, 乡镇(街道)年报."""
    name = squeeze(text)
    if is_own_group(name):
        return True
    words = _GROUP_WORD.sub("", name)
    return words != name and not _GROUP_FILLER.sub("", words)
