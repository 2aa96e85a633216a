"""Numbers that belong to a person are masked in every text that leaves the database: mobile telephones, identity cards.

An office's telephone is public and stays. What is masked is told by its form alone: 11 digits of a mobile number of the
mainland, 17 digits and a check digit of an identity card with a possible date of birth.
"""

import re

MASK = "〔个人号码已隐去〕"
_DIGIT = "[0-9０-９]"
_GAP = r"[\s\-－—·.]{0,2}"
_ONE, _DATE = "[1１]", f"(?:1[89]|20|１[８９]|２０){_DIGIT}{{2}}"
_MOBILE = re.compile(
    rf"(?<!{_DIGIT})(?:[+＋]?(?:86|８６){_GAP})?{_ONE}[3-9３-９]{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}(?!{_DIGIT})"
)
_CARD = re.compile(
    rf"(?<!{_DIGIT})[1-9１-９]{_DIGIT}{{5}}{_GAP}{_DATE}[01０１]{_DIGIT}[0-3０-３]{_DIGIT}{_GAP}{_DIGIT}{{3}}[0-9０-９XxＸｘ](?!{_DIGIT})"
)


def masked(text: str) -> str:
    """The text with every personal number replaced by a mark.

    >>> masked("联系人李某，１３８ 0013 8000，办公室0632-8811234")
    '联系人李某，〔个人号码已隐去〕，办公室0632-8811234'
    """
    return _MOBILE.sub(MASK, _CARD.sub(MASK, text))
