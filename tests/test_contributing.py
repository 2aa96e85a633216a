"""What CONTRIBUTING.md promises of a portal family: its example works, and one with a POST pager is a short file."""

from pathlib import Path

from crawler.portals.base import Portal
from crawler.portals.page.pages import Page
from tests.crawler.portals.stored import page

ROOT = Path(__file__).resolve().parents[1]
MAX_FAMILY = 90  # lines of a family whose list comes by POST


def example() -> Portal:
    """The family that CONTRIBUTING shows, made of the text there."""
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    names: dict[str, object] = {"Portal": Portal, "Page": Page, "TextResponse": object}
    exec("\n".join(line.removeprefix("   ") for line in lines.splitlines()), names)  # our own text
    family = names["Acme"]
    assert isinstance(family, type)
    assert issubclass(family, Portal)
    return family()


def test_the_example_of_a_family_recognises_its_pages_and_turns_them() -> None:
    listed = page('<script src="/acme-cms.js"></script><p>共3页</p>', "http://www.a.gov.cn/nb/")
    assert example().recognises(listed) == "acme-cms.js"
    assert example().recognises(page("<p>共3页</p>", "http://www.a.gov.cn/nb/")) is None
    assert [one.url for one in example().next_pages(listed)] == [
        "http://www.a.gov.cn/nb/?p=2",
        "http://www.a.gov.cn/nb/?p=3",
    ]


def test_a_family_with_a_post_pager_is_one_short_file() -> None:
    family = (ROOT / "crawler/portals/families/huaian.py").read_text(encoding="utf-8")
    assert "form_page(" in family
    assert len(family.splitlines()) <= MAX_FAMILY
