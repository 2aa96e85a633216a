"""The title a document prints for itself, among those that menus print beside it."""

import re
from collections.abc import Sequence

from pipelines.language import folding, organ_names
from pipelines.language.titles import Title, read_line, read_without_year
from pipelines.records import Block, Grid, Metadata, TextBlock

_PUBLISHES = re.compile(
    r"(?:现[将就把]|现公布|公布|发布|编制)(?P<title>[^，,。：:；;]{0,34}?20\d\d年(?:度)?[^，,。：:；;]{0,20}?信息公开"
    r"[^，,。：:；;]{0,6}(?:报告|年报))"
)
_HEADINGS = re.compile(r"^[一二]\s*、")
_MAX_TITLE_LENGTH = 60  # characters


def own_title(
    lines: Sequence[str], metadata: Metadata, period: int | None, links: Sequence[Title], named: str
) -> tuple[Title | None, list[str]]:
    """The title the document itself prints, and others that have as much for them, if any.

    Page label, a line near its top, two or three such lines joined, its `<title>`, or the sentence that publishes it.
    One that names the organ goes before one that does not; of titles of one report, label, headline and row go before
    a sentence, as only they say for whom it speaks. Menus print other years' and other organs' above it, so the
    statistical period, the page's own label and title, the link and the signature decide between them. `named` is the
    organ that list or preface name: the site's name above a title is not the title's when they name another.
    """
    top = lines[: next((place for place, line in enumerate(lines[:60]) if _HEADINGS.match(line)), 60)]
    glued = [line[: line.find("报告") + 2] for line in top if len(line) > _MAX_TITLE_LENGTH and "报告" in line[:60]]
    above = folding.printed("".join(top))  # PDF lines end anywhere
    sentences = [match["title"] for match in _PUBLISHES.finditer(above)]
    label, *tags = map(read_line, (metadata.article_title, *re.split(r"[_|]|\s[-—]+\s", metadata.title)))
    printed = list(map(read_line, (*_joined(top, named), *glued)))
    found = [title for title in (label, *printed, *tags, *map(read_line, sentences)) if title is not None]
    found = found or [title for line in top[:20] if (title := read_without_year(line)) is not None]
    specific = [title for title in found if organ_names.is_specific(organ_names.clean(title.organ))] or found[:1]
    if not specific:
        return None, []
    witnesses = [title for title in (*links, label, *tags) if title is not None]
    below = [line for line in map(folding.printed, lines[len(top) :]) if len(line) <= _MAX_TITLE_LENGTH]

    def weight(title: Title) -> tuple[bool, ...]:
        witnessed = sum(_is_same(title, witness) for witness in witnesses)
        is_said_again = witnessed > (title in witnesses and title not in printed)  # not by itself alone
        is_signed = any(title.organ in line or line.endswith(title.organ) for line in below)
        return title.year == period, is_said_again, is_signed, title.organ in below

    best = max(map(weight, specific))
    equal = [title for title in specific if weight(title) == best]
    rivals = [title for title in equal if not _is_same(title, equal[0])]
    if not rivals:
        is_sentence = equal[0] not in (label, *printed, *tags)  # it tells organ and year, and not whom it speaks for
        return (_titled(equal[0], (label, *printed, *links)) if is_sentence else equal[0]), []
    nearest = next((title for title in reversed(printed) if title in equal), equal[0])  # a menu stands above the title
    return nearest, list(dict.fromkeys(title.text for title in equal))


def _joined(top: Sequence[str], named: str) -> list[str]:
    """The lines near the top one by one, and two and three of them as one, but for the site's name above a title."""
    return [
        "".join(top[place : place + count])
        for count in (1, 2, 3)
        for place in range(len(top) - count + 1)
        if all(len(line) <= _MAX_TITLE_LENGTH for line in top[place : place + count])
        and (count == 1 or not _is_site_name(top[place], named))
    ]


def _titled(said: Title, titles: Sequence[Title | None]) -> Title:
    """The first of these titles that is of the report a sentence names, and names its organ; else the sentence's."""
    same = (title for title in titles if title is not None and _is_same(title, said))
    return next((title for title in same if organ_names.is_specific(organ_names.clean(title.organ))), said)


def titles_of_others(blocks: Sequence[Block], own: Title | None) -> list[int]:
    """Where on a page, below its first table, the title of another report stands: places in `blocks`.

    Some pages print the reports of all streets, or of all years, under each other. A title broken over two lines
    counts when the first names an organ.
    """
    first = next((place for place, block in enumerate(blocks) if isinstance(block, Grid)), len(blocks))
    found: list[int] = []
    above = ""
    for place, block in enumerate(blocks):
        text = block.text.strip() if isinstance(block, TextBlock) else ""
        if own and place > first and 0 < len(text) <= _MAX_TITLE_LENGTH and (title := read_line(text)):
            named = read_line(above + text) if organ_names.kind(organ_names.clean(above)) else None
            if not _is_same(own, title):
                found.append(place)
            elif named and not title.organ and not _is_same(own, named):
                found.append(place - 1)
        above = text if len(text) <= _MAX_TITLE_LENGTH else ""
    return found


def _is_site_name(line: str, named: str) -> bool:
    """True for the name of a government on a line of its own, on a page that list or preface give to another organ."""
    name = organ_names.clean(folding.printed(line))
    is_governments = organ_names.kind(name) in ("government", "office")
    return bool(named) and is_governments and not organ_names.is_government(named) and name not in named


def _is_same(title: Title, other: Title) -> bool:
    """True when both can be titles of one report: menus leave out the region that the title names, or 人民政府."""
    return title.year == other.year and (title.organ in other.organ or other.organ in title.organ)
