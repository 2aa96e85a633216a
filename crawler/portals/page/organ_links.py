"""Which links of a page lead to other organs' pages: the page decides, by its blocks and by the words over them."""

from collections import defaultdict
from collections.abc import Iterator

from parsel import Selector
from scrapy.http import TextResponse

from crawler.heuristics import ORGAN_LIST, column_score, is_own_group
from crawler.portals.page.links import Link, absolute, link, page_links
from crawler.portals.page.once import once_a_page
from crawler.portals.page.select_boxes import choices
from pipelines.language import folding, organ_names

MIN_ORGANS = 3  # names of organs in one block that make it a list of organs
MAX_NAME = 20  # characters of an organ's name as lists print it
_REGION = 3  # elements around a label that its links may lie in
_MAX_LABEL = 18  # of the words over a run of links
_HEADINGS = (
    "//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::dt or self::legend][not(.//a)]"
)
_NODES = (  # links, choices, and elements with words of their own
    "//a | //option"
    " | //body//*[text()[normalize-space()]][not(ancestor-or-self::a or self::option or self::script or self::style)]"
)
_NO_ORGAN = frozenset(
    (
        "首页",
        "网站首页",
        "返回首页",
        "上一页",
        "下一页",
        "尾页",
        "末页",
        "更多",
        "返回",
        "网站地图",
        "无障碍",
        "登录",
        "注册",
    )
)


def labelled_organs(response: TextResponse, is_menu: frozenset[str]) -> list[Link]:
    """The links below words that name a group of organs (部门信息公开, 乡镇：), up to the next words."""
    found = [one for run in _below_labels(response) for one in run if may_be_organ(one.text)]
    return [one for one in found if one.url not in is_menu or _names_organ(one)]


def listed_organs(response: TextResponse, *, is_organ_list: bool, is_menu: frozenset[str] = frozenset()) -> list[Link]:
    """The links of every list of organs on the page, in page order.

    A list of organs is a block of links three of which name organs; a run of links below words that name a group of
    organs; on a page met as a list of organs (`is_organ_list`) the block with most names or, where no text looks like
    one, the largest block of short links beside the menu (`is_menu`: addresses of that).
    """
    blocks = _blocks(response)
    named = [block for block in blocks if sum(map(_names_organ, block)) >= MIN_ORGANS]
    found = [*(one for block in named for one in block), *labelled_organs(response, is_menu)]
    if is_organ_list and not named:
        own = [[one for one in block if one.url not in is_menu] for block in blocks]
        best = max(own, key=lambda block: (sum(map(_names_organ, block)), len(block)), default=[])
        found += best if len(best) > 1 else []
    return list({one.url: one for one in found if may_be_organ(one.text)}.values())


def may_be_organ(text: str) -> bool:
    """True for a short text without a word of menus: in a list of organs it is an organ's name."""
    name = folding.squeeze(text)
    is_short = 2 <= len(name) <= MAX_NAME and name not in _NO_ORGAN and not name.isascii()
    return is_short and (bool(organ_names.organ_of_link(name)) or column_score(name, inside=True).value == 0)


def _names_organ(one: Link) -> bool:
    return bool(organ_names.organ_of_link(one.text))


@once_a_page
def _blocks(response: TextResponse) -> list[list[Link]]:
    """The links by the nearest element that holds several, and the heading over them; choices, menus of scripts."""
    blocks: dict[object, list[Link]] = defaultdict(list)
    headings = 0
    for node in response.xpath(f"//a | {_HEADINGS}"):
        if node.root.tag != "a":
            headings += 1
        elif (one := link(response, node)).url:
            blocks[_holder(node), headings].append(one)
    printed = {one.url for block in blocks.values() for one in block}
    for name, address in choices(response):
        if url := absolute(response, address):
            text = folding.squeeze(name)
            blocks["choices"].append(Link(url, text, (text,)))
    blocks["scripts"] += [one for one in page_links(response) if one.url not in printed]
    return list(blocks.values())


def _holder(node: Selector) -> object:
    """The nearest element around a link that holds another one, too."""
    element = node.root.getparent()
    while element is not None and len(element.findall(".//a")) < 2:
        element = element.getparent()
    return element


def _region(node: Selector) -> object:
    """The part of the page that a label is for: what lies around it, a few elements up."""
    around = [node.root, *node.root.iterancestors()]
    return around[min(_REGION, len(around)) - 1]


def _below_labels(response: TextResponse) -> Iterator[list[Link]]:
    """The links and choices behind words that name a group of organs, up to the next words."""
    run: list[Link] | None = None
    region: object = None
    address_of = {folding.squeeze(name): address for name, address in choices(response)}
    for node in response.xpath(_NODES):
        one = link(response, node) if node.root.tag == "a" else None
        if node.root.tag == "option":
            text = folding.squeeze(node.xpath("string()").get(""))
            one = Link(absolute(response, address_of.get(text, "")), text, (text,))
        if one is not None and one.url:
            if run is not None and any(element is region for element in node.root.iterancestors()):
                run.append(one)
            continue
        own = node.xpath("text()[normalize-space()]").get("")
        label = folding.squeeze(one.text if one is not None else own).strip(":：·>»|[]【】")
        is_group = column_score(label).reason == ORGAN_LIST and not is_own_group(label)
        is_prompt = one is not None and node.root.tag == "option" and not is_group  # 请选择部门
        if not 1 < len(label) <= _MAX_LABEL or label.isascii() or is_prompt:
            continue
        if run:
            yield run
        run, region = ([], _region(node)) if is_group else (None, None)
    if run:
        yield run
