"""Whose report a title speaks of: the government's own, an organ's below it, a government's above or beside it."""

import re
from collections.abc import Collection

from pipelines.language import organ_names
from pipelines.language.folding import squeeze
from pipelines.language.titles import owner

_ABOVE = re.compile(r"上级|国务院|中央|国家部委")
_ABOVE_COUNTY = re.compile(r"上级|国务院|中央|国家部委|省级|省(?:人民)?政府|自治区人民政府")


def names_department(title: str) -> bool:
    """True when a report's title names an organ below the government itself: `区教育局2022年…`."""
    name = owner(title)
    return organ_names.is_organ_name(name) and not organ_names.is_government(name)


def names_government(title: str) -> bool:
    """True when a report's title names a government itself: `山亭区人民政府2022年…`."""
    return organ_names.is_government(owner(title))


def is_of_other_government(text: str, level: str) -> bool:
    """True when a link or a position line speaks of the reports of a government above the portal's own.

    `level` of the portal: province | prefecture | county. `市政府` is not asked: a county-level city says it too.
    """
    above = _ABOVE if level == "province" else _ABOVE_COUNTY
    return bool(above.search(squeeze(text)))


def is_ancestors_title(title: str, full_name: str) -> bool:
    """True for the report of a government the region lies in: 枣庄市人民政府2023年… on the portal of 枣庄市山亭区."""
    own = organ_names.GOVERNMENT_WORDS.sub("", owner(title))
    if own.endswith(("省", "自治区")):
        return own not in full_name
    return own.endswith(("市", "州", "盟", "地区")) and own in full_name and not full_name.endswith(own)


def region_of_title(title: str, full_name: str, regions: Collection[str]) -> str:
    """Which of these regions, beside or below the portal's own, the report or its organ is of; `""` for none.

    玄武区2023年…, 南京市玄武区教育局2023年… on the portal of 南京市江宁区: one host may serve a whole prefecture. A
    county of two letters (城区) is only told from a street of its name by its government.
    """
    own = owner(title)
    for name in regions:
        at = own.find(name)
        if at >= 0 and full_name.startswith(own[:at]):
            rest = own[at + len(name) :]
            if re.fullmatch(r"(?:人民)?政府(?:办公[厅室])?|", rest) or (len(name) > 2 and not name.endswith("市")):
                return name
    return ""
