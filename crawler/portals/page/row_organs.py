"""Whose report a row is, where the list says so beside the title: a cell headed 发布机构, or words with that label."""

import re

from parsel import Selector

from crawler.portals.page.links import text_of
from pipelines.language.folding import squeeze

_LABEL = (
    r"(?:信息)?(?:发布|公开|发文|制发|责任|编制|报告|填报|所属|主办)(?:机构|机关|单位|部门|主体)(?:名称)?"
    r"|(?:信息|文件)?来源|部门(?:名称|单位)?|单位(?:名称)?|机构(?:名称)?|机关(?:名称)?"
)
_HEADER = re.compile(_LABEL)
_LABELLED = re.compile(rf"(?:{_LABEL})[:：]\s*([^\s:：|\[\]【】()（）]{{2,24}})")
_NAME = re.compile(r"[\u4e00-\u9fff、()（）·]{2,24}")


def row_organ(row: Selector) -> str:
    """The organ that a list's row names in its cell of organs, `""` where it has none."""
    if labelled := _LABELLED.search(text_of(row)):
        return squeeze(labelled[1])
    place = _place(row)
    cells = row.xpath("*")
    if place is None or place >= len(cells) or cells[place].xpath("descendant-or-self::a"):
        return ""
    name = squeeze(text_of(cells[place]))
    return name if _NAME.fullmatch(name) else ""


def _place(row: Selector) -> int | None:
    """Which cell of the row holds the organ, by the header of its list; None without such a header."""
    headers = row.xpath(
        "preceding-sibling::*[not(.//a)][1] | (preceding-sibling::*[not(.//a)])[1]"
        " | ancestor::table[1]/thead[1]/*[1] | parent::*/preceding-sibling::*[1][not(.//a)]"
    )
    for header in headers:
        cells = header.xpath("*") if len(header.xpath("*")) > 1 else header.xpath("*[1]/*")
        for number, cell in enumerate(cells):
            if _HEADER.fullmatch(squeeze(text_of(cell))):
                return number
    return None
