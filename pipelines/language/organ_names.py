"""Names of organs: is a text one, and what kind of organ does it mean."""

import re

from pipelines.language.folding import squeeze, visible

_OWN_OFFICE = r"[(（][^()（）]{0,40}办公[厅室][)）]"  # 乙县人民政府（县人民政府办公室）
GOVERNMENT_WORDS = re.compile(rf"(?:人民)?政府(?:办公[厅室]|{_OWN_OFFICE})?$")  # at a name's end; titles leave them out

_DEPARTMENT = (  # endings that are an organ's also in the text of a link
    r"局|委员会|厅|(?<!国务)院|处|中心|[支大总]队|调查队|委|办|办公室|研究[室所]|馆|党校|学校|公司|集团|海关|公安|银行"
    r"|残联|妇联|文联|侨联|工商联|社科联|科协|红十字会|联合会|总工会|协会|商会|联社|供销(?:合作)?(?:总)?社"
    r"|(?:宣传|组织|统战|武装|社会工作)部|[气电][象视]台|(?:管理|监督|派出)[站所]|[林农牧茶渔]场"
)
_LOOSE = r"(?<!网)站|(?<!场)所|社|会|部|署"  # where an organ is expected: 听证会, 旅行社 are links, too
_KINDS = (  # by ending, first fit
    ("office", re.compile(r"人民政府(?:办公厅|办公室|办)$|^.{0,12}政府办(?:公[厅室])?$")),
    (
        "township",
        re.compile(
            r"(?:镇|乡|苏木|街道|(?<!大)街)(?:人民政府|办事处|政府)?$|(?<!驻)[\u4e00-\u9fff]{2}(?<!驻.)办事处$|街道?办$"
            r"|(?:镇|乡|街道)党政(?:综合)?办公室$"
        ),
    ),
    ("government", re.compile(r"(?:人民政府|政府|行政公署|行署)$")),
    ("government", re.compile(r"(?:浦东|滨海)新区$")),  # the two districts of that name
    (
        "zone",
        re.compile(
            r"(?<!监督)管理委员会$|管委会$"
            r"|(?:开发区|经开区|高新区|园区|新区|实验区|示范区|度假区|风景区|旅游区|景区|保税区)$"
        ),
    ),
    ("department", re.compile(rf"(?:{_DEPARTMENT}|{_LOOSE})$")),
    ("government", re.compile(r"(?:省|市|自治州|州|盟|地区|区|县|旗|自治县|自治旗)$")),  # a place: its government
)
_NAMED_IN_LINKS = re.compile(rf"(?:{_DEPARTMENT}|镇|乡|苏木|街道|办事处|管委会|园区|开发区|旅游区|景区|人民政府)$")
_MENU = re.compile(
    r"在线|下载|网上|政务服务$|服务大厅|登录|注册|搜索|反馈|我要|为您|首页|无障碍|邮箱|地图|公开$|年报$|新闻办公室$"
    r"|^(?:新闻|互动|数据|个人|用户|会员|帮助|信息|消息|资源|资料|咨询|投诉|查询|办事|服务)[\u4e00-\u9fff]{0,2}中心$"
    r"|(?:怎么|一网通|马上|掌上|指尖|好差评|跨省通|就近|全程)办$"
)
_PRONOUN = re.compile(  # 全南县, 本溪市 and 贵阳市 are places
    r"(?:我|该|各|本(?!溪)|贵(?=[局委办厅处镇乡单机街])|全(?=[局委办厅镇乡街]|单位|系统))"
    r"(?![省市州盟区县旗](?:$|.*[局委办院中会处社]))|(?:市|县|区|旗)?(?:有关|相关|各级|各有关)"
)
_COMMON_NOUN = re.compile(r"(?:政府|行政)?(?:机关|单位|部门|机构)|政府信息公开(?:工作)?")
_LABEL = re.compile(
    r"^(?:(?:文章|信息|稿件)?来源|发布(?:机构|单位|者)|发文(?:机关|单位)|编制(?:单位|机关)|公开(?:主体|单位)"
    r"|(?:责任|报告|填报|报送)?单位(?:名称)?|作者|标题)[:：]?"
)
_SENTENCE = re.compile(
    r"[。，；！？,;!?:：]|年度报告|年报|公开|根据|依据|条例|\d{4}|网站|首页|导航|登录|电话|地址|主办|承办|版权"
)
_UNSPECIFIC = ("人民政府", "政府", "人民政府办公室", "人民政府办公厅", "办公室", "管委会", "管理委员会", "委员会")
_MAX_NAME_LENGTH = 34  # characters


def clean(text: str) -> str:
    """The organ a short text names, `""` when it is a sentence, a menu, a pronoun or nothing.

    Blanks, a label before the name and a trailing date go; 、 and brackets inside it stay as printed.

    >>> clean("发布机构：山亭区 财政局"), clean("我局"), clean("青溪县发展和改革局、青溪县粮食局")
    ('山亭区财政局', '', '青溪县发展和改革局、青溪县粮食局')
    """
    name = visible(text)
    name = re.sub(r"[(（]?20\d\d年\d{1,2}月\d{1,2}日[)）]?$", "", name)
    name = _LABEL.sub("", name).strip("《》【】[]:：-_·.、#*。")
    for opening, closing in ("()", "（）"):
        if name.count(opening) != name.count(closing):
            name = name.strip(opening + closing)
    is_name = 2 <= len(name) <= _MAX_NAME_LENGTH and not _SENTENCE.search(name) and not is_nobody(name)
    return name if is_name else ""


def without_level(name: str) -> str:
    """The name without the word for its government's level, as pages of that government print it.

    >>> without_level("区民政局"), without_level("山亭区民政局")
    ('民政局', '山亭区民政局')
    """
    return re.sub(r"^[省市州盟区县旗](?=..)", "", name)


def without_own_office(name: str) -> str:
    """A government's name without its own office in brackets: 乙县人民政府 of 乙县人民政府（县人民政府办公室）."""
    return re.sub(rf"(?<=政府){_OWN_OFFICE}$", "", name)


def is_nobody(name: str) -> bool:
    """True for a pronoun or a common noun, which names no organ: 我局, 本镇, 该单位, 本机关, 各部门, 行政机关.

    我区 and 本县 are left to `organ_places.full_name`, which knows the region.
    """
    return bool(_PRONOUN.match(name) or _COMMON_NOUN.fullmatch(name))


def is_specific(name: str) -> bool:
    """True when the name says whose organ it is. 人民政府 or 办公室 alone is the end of a name broken over lines."""
    return bool(name) and name not in _UNSPECIFIC


def kind(name: str) -> str:
    """government | office | department | township | zone, `""` when the name's ending is none of an organ."""
    plain = re.sub(r"[(（][^()（）]*[)）]$", "", name)
    return next((word for word, pattern in _KINDS if pattern.search(plain)), "")


def is_organ_name(text: str) -> bool:
    """True for what looks like the name of a department, a township or an office, not for menu words.

    Stricter than `kind`: it is asked about links of any page.
    """
    name = squeeze(text)
    is_named = 2 <= len(name) <= 30 and bool(_NAMED_IN_LINKS.search(name))
    return is_named and not _MENU.search(name) and not is_nobody(name)


def is_government(name: str) -> bool:
    """True for the name of a government itself, or of its office: 山亭区人民政府, 区政府办公室, 县本级.

    镇 and 乡 are in the names of counties too (固镇县); only a township's government has it right before 政府.
    """
    if re.search(r"[乡镇](?:人民)?政府|苏木|街道", name):
        return False
    return bool(re.match(r"本级", name) or re.search(rf"政府(?:办(?:公[厅室])?|{_OWN_OFFICE})?$|本级$", name))


def organ_of_link(text: str) -> str:
    """The organ whose pages a link leads to, `区教育局信息公开` -> `区教育局`; `""` when it names none."""
    name = re.sub(r"(?:政府)?(?:信息|政务)公开(?:目录|平台|专栏|专区)?(?:年报)?$|年报$", "", squeeze(text))
    return name if is_organ_name(name) else ""
