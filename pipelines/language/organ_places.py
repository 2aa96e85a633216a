"""Organs and places: the region an organ's name opens with, and its full form with the region in front."""

import re
from functools import cache

from pipelines.language.organ_names import kind

_PROVINCE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}省|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区)(?=.{2,})"
)
_RANK = re.compile(  # the rank alone, for the whole name: 区民政局; 市场监管局 and 市容局 have none
    r"(?:本|我|全)?(省|市(?!场|容|域|区|政(?!府|务|法)|民(?!政|族|防))|[区县旗州盟])(?=.*[局委办院中会处社厅联])"
)
_OF_US = re.compile(r"(?!全州县)[本我全](?=[省市州盟区县旗])")  # 我县教育局; 全州县 is a place
_TOWNSHIP = re.compile(r"(?!街道|镇|乡|苏木)[\u4e00-\u9fff]{1,8}(?:镇|乡|街道|苏木)(?:人民政府|政府|办事处)?")
_PLACE = re.compile(  # 双江拉祜族佤族布朗族傣族自治县 is the longest name of an autonomous one
    r"[\u4e00-\u9fff]{2,12}?自治[州县旗]|[\u4e00-\u9fff]{2,8}?[省市县区旗州盟](?!场|政(?!府)|民(?!政)|域|划)"
)
_ZONE = re.compile(
    r"(?:经济|高新|工业|产业|现代|科技|旅游)[\u4e00-\u9fff]{0,6}区"
)  # the region's own, named without it
_PEOPLE = (
    "维吾尔|哈萨克|柯尔克孜|塔吉克|乌孜别克|达斡尔|鄂温克|鄂伦春|布依|土家|哈尼|傈僳|拉祜|纳西|景颇|布朗|撒拉|毛南|仡佬"
    "|仫佬|锡伯|阿昌|普米|独龙|裕固|保安|东乡|赫哲|蒙古|朝鲜|各|[壮满回苗彝藏侗瑶白傣黎畲土羌佤水怒京]"
)
_AUTONOMOUS = re.compile(rf"(?P<stem>.{{2,30}}?)(?:(?:{_PEOPLE})族?){{1,8}}自治(?P<rank>[县旗州])$")
_WING = re.compile(r"(.).{1,20}([左右])翼?(.?旗)$")
_BANNER = re.compile(r"(.).{2,20}(旗)$")


def full_name(name: str, region: str) -> str:
    """A name that stands by itself; a place alone becomes its people's government.

    A name that opens with its region stays as printed, and so does one of a region above it (山东省水利厅, and 市水务局
    in a county); one that names no region (民政局) or only its rank (区民政局) gets the region's full name in front.

    `region` is the seed's full name (`枣庄市山亭区`), "" when nothing is known, and then the name stays as printed
    without its pronoun: 县教育局 of 我县教育局. `""` for a pronoun whose region is not known: 我县, 我省 in a district.
    """
    place = _own_part(region)
    inside = _PROVINCE.sub("", name)
    named = inside if region and inside.startswith((region, *spoken_names(place))) else name
    if re.fullmatch(r"[本我全]?[省区县市旗州盟]", named):
        if not region or (named[-1] == "省" and not place.endswith("省")):
            return ""
        named = region
    if not region:
        named = _OF_US.sub("", named)
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
    """True if the name, of a government, leaves out the region's own name. A rank may change: 章丘市 became 章丘区."""
    written = (place[:-1] if len(place) > 2 else place for place in spoken_names(_own_part(region)))
    return bool(region) and not any(place in name for place in written)


def _after(name: str, region: str, place: str) -> str | None:
    """What follows the region in a name that begins with its own part or with a bare 区, 县; None: another place."""
    if place and name.startswith(spoken_names(place)):
        return None  # named by its own region: stays as printed
    if match := _RANK.match(name):
        was_renamed = place != region and {place[-1], match[1]} <= set("市区县旗") and match[1] != "市"  # 县 became 区
        if place.endswith(match[1]) or was_renamed:
            return name[match.end() :]
        return None  # of a region above or below
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
