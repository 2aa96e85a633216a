"""Labels as the forms print them, folded so that equal labels compare equal. The raw text is kept elsewhere.

Folded away: blanks of every kind, zero-width characters, raised digits (marks of footnotes), full-width forms
(NFKC), Traditional characters, the look-alikes that PDF fonts print for common characters (Kangxi radicals by NFKC;
the CJK Radicals Supplement by the table below, because NFKC leaves it alone), and the many ways of writing quotes,
brackets, dots and commas.
"""

import re
import unicodedata
from functools import lru_cache

from pipelines.language.traditional import SIMPLIFIED

# Unicode code chart 2E80-2EFF: the forms fonts put in the place of these characters; NFKC maps only two of the block
_RADICALS = str.maketrans(
    "⺀⺃⺅⺉⺋⺌⺍⺏⺐⺒⺓⺔⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿"
    "⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "冫乙亻刂㔾小小尣尢巳幺彑忄心扌攵旡月歺母民氵氺灬爫爫丬牛犭王疋罒示礻竹糹纟罓罒网冈罓羊羊羊耂聿肀月臼艹艹"
    "艹虎衤覀西见角角讠贝足车辶辶辶阝金长长长门阜阝雨青韦页风飞食食食饣首马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟龟",
)
_INVISIBLE = re.compile(  # controls and marks of direction too, which would steer a terminal or turn a line around
    r"[\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufffc⁰¹²³⁴-⁹]+"
)
_SAME = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»＂'‘’‚‛′″`´", '"'),
        **dict.fromkeys("[{【〔［｛", "("),
        **dict.fromkeys("]}】〕］｝", ")"),
        **dict.fromkeys("、．。·・•", "."),
        **dict.fromkeys("，;；", ","),
        **dict.fromkeys("—–―－−‐‑‒﹣", "-"),
    }
)
_KANGXI = str.maketrans({chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)})
_COMMON = {  # one table for what stands in the place of another character: radicals, then Traditional forms
    code: chr(code).translate(_RADICALS).translate(_KANGXI).translate(SIMPLIFIED)
    for code in {*_RADICALS, *_KANGXI, *SIMPLIFIED}
}
_ORDINAL = re.compile(
    r"^(?:\((?:[一二三四五六七八九十]+|\d{1,2})\)|[一二三四五六七八九十]{1,2}[.,]|\d{1,2}[.,)](?!\d))"
)
_ASIDE = re.compile(r"\([^()]*\)")
_CUT_ASIDE = re.compile(r"\([^()\d]{4,}$")  # its bracket never closes: the cell ends before the label does
_CIRCLED = re.compile(r"^\s*([①-⑳])[.．、]?")  # NFKC alone would glue the numeral to the word: ③其他 -> 3其他
_WIDE = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()})
_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff\u2060]+")
_UNIT_ASIDE = re.compile(r"\((?:(?:计量)?单位[:./为是]*|以)?(?:人民币)?(?P<unit>[^()\d]{1,4}?)计?\)")


@lru_cache(maxsize=4096)  # the same labels come again in every document
def fold(text: str) -> str:
    """The label's characters without blanks and in one form: `（三） 不予 公开` -> `(三)不予公开`."""
    numbered = _CIRCLED.sub(lambda circled: f"{ord(circled[1]) - ord('①') + 1}.", text)
    visible = _INVISIBLE.sub("", numbered)  # before NFKC, which makes a raised digit an ordinary one
    folded = unicodedata.normalize("NFKC", visible.translate(_RADICALS).translate(_SAME)).translate(_SAME)
    folded = folded.translate(SIMPLIFIED)
    return _INVISIBLE.sub("", folded)


def visible(text: str) -> str:
    """The text without blanks and whatever else prints nothing; all else as printed."""
    return _INVISIBLE.sub("", text)


def common(text: str) -> str:
    """The text with the characters that look-alikes stand for, one for one; all else as printed."""
    return text if text.isascii() else text.translate(_COMMON)


def squeeze(text: str) -> str:
    """The text without blanks and in its plain forms: full-width letters and digits become half-width.

    Portals break words by tags, line breaks and ideographic spaces: `政府信息公 开 年报`.
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def printed(text: str) -> str:
    """The text without blanks, punctuation as printed, letters and digits half-width: what a name is cut from."""
    return _INVISIBLE.sub("", common(text)).translate(_WIDE)


def fold_each(text: str) -> str:
    """The text folded character by character, so that a place in the folded text is the same place in the text."""
    return "".join(map(_fold_one, text))


@lru_cache(maxsize=4096)
def _fold_one(char: str) -> str:
    folded = fold(char)
    return folded if len(folded) == 1 else char


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A folded label without its ordinal, asides in brackets and quotes: `1.属于国家秘密` -> `属于国家秘密`."""
    folded = fold(text)
    without = _ORDINAL.sub("", folded)
    return _CUT_ASIDE.sub("", _ASIDE.sub("", without)).replace('"', "").replace(",", ".").strip(".:") or without


def ordinal(text: str) -> str:
    """The ordinal a label begins with, digits and numerals only: `（六）其他处理` -> `六`, `` when there is none."""
    match = _ORDINAL.match(fold(text))
    return re.sub(r"[().,]", "", match[0]) if match else ""


def unit(text: str) -> str | None:
    """The unit a label states in brackets: `采购总金额（亿元）` -> `亿元`, `收费金额（单位：万元）` -> `万元`."""
    match = _UNIT_ASIDE.search(fold(text))
    return match["unit"] if match and match["unit"] in UNITS else None


MONEY = frozenset(
    {"元", "百元", "千元", "万元", "十万元", "百万元", "千万元", "亿元", "美元", "欧元", "日元", "港元", "澳元"}
)
_COUNTED = ("件", "项", "个", "条", "次", "人", "人次", "份", "宗", "篇", "起", "例", "家", "户")
SCALED = frozenset(f"{scale}{unit}" for scale in ("百", "千", "万", "亿") for unit in _COUNTED)  # no form asks for them
UNITS = MONEY | frozenset(_COUNTED) | SCALED
