"""Names of organs: what kind of organ a name means, and its full form with the region in front."""

import re
from functools import cache

_PROVINCE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}省|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区)(?=.{2,})"
)
_KINDS = (  # by ending, first fit
    ("office", re.compile(r"人民政府(?:办公厅|办公室|办)$|^.{0,12}政府办公[厅室]$")),
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
            r"(?<!监督)管理委员会$|管委会$|(?:开发区|经开区|高新区|园区|新区|实验区|示范区|度假区|风景区|保税区)$"
        ),
    ),
    (
        "department",
        re.compile(
            r"(?:局|委员会|厅|院|处|中心|支队|大队|总队|委|办|办公室|分局|站|所|馆|社|会|部|署|法院|检察院|公司|集团|银行|学校|医院)$"
        ),
    ),
    ("government", re.compile(r"(?:省|市|自治州|州|盟|地区|区|县|旗|自治县|自治旗)$")),  # a place: its government
)
_NOISE = re.compile(r"^(?:来源|发布机构|发布单位|发文机关|编制单位|单位|信息来源|作者|标题)[:：]?")
_SENTENCE = re.compile(r"[。，；！？,;!?]|年度报告|年报|公开|根据|依据|条例|\d{4}|网站|首页|导航|登录|电话|地址")
_TOWNSHIP = re.compile(r"(?!街道|镇|乡|苏木)[\u4e00-\u9fff]{1,8}(?:镇|乡|街道|苏木)(?:人民政府|政府|办事处)?")
_PLACE = re.compile(  # 双江拉祜族佤族布朗族傣族自治县 is the longest name of an autonomous one
    r"[\u4e00-\u9fff]{2,12}?自治[州县旗]|[\u4e00-\u9fff]{2,8}?[省市县区旗州盟](?!场|政(?!府)|民(?!政)|域|划)"
)
_ZONE = re.compile(
    r"(?:经济|高新|工业|产业|现代|科技|旅游)[\u4e00-\u9fff]{0,6}区"
)  # the region's own, named without it
_MAX_NAME_LENGTH = 34
_PEOPLE = (
    "维吾尔|哈萨克|柯尔克孜|塔吉克|乌孜别克|达斡尔|鄂温克|鄂伦春|布依|土家|哈尼|傈僳|拉祜|纳西|景颇|布朗|撒拉|毛南|仡佬"
    "|仫佬|锡伯|阿昌|普米|独龙|裕固|保安|东乡|赫哲|蒙古|朝鲜|各|[壮满回苗彝藏侗瑶白傣黎畲土羌佤水怒京]"
)
_AUTONOMOUS = re.compile(rf"(?P<stem>.{{2,}}?)(?:(?:{_PEOPLE})族?)+自治(?P<rank>[县旗州])$")
_WING = re.compile(r"(.).+([左右])翼?(.?旗)$")
_BANNER = re.compile(r"(.).{2,}(旗)$")


def clean(text: str) -> str:
    """The organ a short text names, "" when it is a sentence, a menu or nothing. Blanks and a trailing date go."""
    name = re.sub(r"[\s\u3000]+", "", text)
    name = re.sub(r"[(（]?20\d\d年\d{1,2}月\d{1,2}日[)）]?$", "", name)
    name = _NOISE.sub("", name).strip("《》【】[]:：-_·.、#*")
    if name.count("(") != name.count(")"):
        name = name.strip("()")
    return "" if not 2 <= len(name) <= _MAX_NAME_LENGTH or _SENTENCE.search(name) else name


def is_specific(name: str) -> bool:
    """Does the name say whose organ it is? 人民政府 or 办公室 alone is the end of a name broken over lines."""
    return bool(name) and name not in (
        "人民政府",
        "政府",
        "人民政府办公室",
        "人民政府办公厅",
        "办公室",
        "管委会",
        "管理委员会",
        "委员会",
    )


def kind(name: str) -> str:
    """government | office | department | township | zone, "" when the name's ending is none of an organ."""
    plain = re.sub(r"[(（][^()（）]*[)）]$", "", name)
    return next((word for word, pattern in _KINDS if pattern.search(plain)), "")


def full_name(name: str, region: str) -> str:
    """A name that stands by itself; a place alone becomes its people's government.

    A name that opens with its region stays as printed; one that names no region (民政局) or only its rank (区民政局)
    gets the region's full name in front.

    `region` is the seed's full name (`枣庄市山亭区`), "" when nothing is known, and then the name stays as printed.
    """
    named = _PROVINCE.sub("", name)
    place = _own_part(region)
    if region and re.fullmatch(r"[本我全]?[区县市旗州盟]", named):
        named = region
    if region and not named.startswith(region):
        rest = _after(named, region, place)
        if rest is not None:
            named = region + rest
    if kind(named) == "government" and not re.search(r"政府|公署|行署", named):
        named += "人民政府"
    return re.sub(r"(?<!人民)政府$", "人民政府", named) if kind(named) in ("government", "township") else named


@cache
def spoken_names(region_name: str) -> tuple[str, ...]:
    """The region's name and the short forms its own organs use for it.

    >>> spoken_names("马边彝族自治县"), spoken_names("科尔沁右翼中旗")
    (('马边彝族自治县', '马边县'), ('科尔沁右翼中旗', '科右中旗', '科旗'))
    """
    found = [region_name]
    if match := _AUTONOMOUS.match(region_name):
        found.append(match["stem"] + match["rank"])
    if match := _WING.match(region_name):
        found.append("".join(match.groups()))
    if match := _BANNER.match(region_name):
        found.append("".join(match.groups()))
    return tuple(found)


def is_elsewhere(name: str, region: str) -> bool:
    """Does the name, of a government, leave out the region's own name? A rank may change: 章丘市 became 章丘区."""
    written = (place[:-1] if len(place) > 2 else place for place in spoken_names(_own_part(region)))
    return bool(region) and not any(place in name for place in written)


def _after(name: str, region: str, place: str) -> str | None:
    """What follows the region in a name that begins with its own part or with a bare 区, 县; None: another place."""
    if place and name.startswith(spoken_names(place)):
        return None  # named by its own region: stays as printed
    if (
        place
        and (match := re.match(r"^(?:本|我|全)?([区县市旗州盟])(?=.*[局委办院中会处社])", name))
        and place.endswith(match[1])
    ):
        return name[match.end() :]
    above = region.removesuffix(place)
    if above and name.startswith(above):
        return None  # 枣庄市生态环境局山亭分局: the city's
    if len(place) > 2 and name.startswith(place[:-1]) and _TOWNSHIP.fullmatch(name, len(place) - 1):
        return name[len(place) - 1 :]  # 山亭城头镇: the region without its rank
    return None if _PLACE.match(name) and not _ZONE.match(name) else name


def _own_part(region: str) -> str:
    """The last unit of a full name: `枣庄市山亭区` -> `山亭区`, `荆州市沙市区` -> `沙市区`, `济源市` -> `济源市`."""
    above = re.match(r"[\u4e00-\u9fff]{1,14}?(?:市|自治州|地区|盟)(?=[\u4e00-\u9fff]{2,}$)", region)
    return region[above.end() :] if above else region
