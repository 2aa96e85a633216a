"""Both READMEs say the same: section by section, the same commands, the same tables; what they show is there."""

import re
from pathlib import Path

from nianbao.commands import SECTIONS

ROOT = Path(__file__).resolve().parents[1]
ENGLISH, CHINESE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))


def levels(text: str) -> list[str]:
    return re.findall(r"(?m)^(#+) ", re.sub(r"(?s)```.*?```", "", text))


def lines_of_code(text: str) -> list[str]:
    blocks = re.findall(r"(?s)```\w+\n(.*?)```", text)
    return [
        line.partition("  #")[0].partition("   #")[0].partition(" # ")[0].strip()
        for block in blocks
        for line in block.splitlines()
    ]


def first_cells(text: str) -> list[str]:
    """What stands in the first column of the tables, words of either language left out."""
    cells = [re.split(r"(?<!\\)\|", line)[1] for line in text.splitlines() if line.startswith("| ")]
    return [" ".join(re.findall(r"`[^`]+`|\b\d+\b", cell)) for cell in cells]


def test_the_sections_are_the_same() -> None:
    assert levels(CHINESE) == levels(ENGLISH)
    assert len(levels(ENGLISH)) > 8


def test_the_commands_are_the_same() -> None:
    assert lines_of_code(CHINESE) == lines_of_code(ENGLISH)
    assert first_cells(CHINESE) == first_cells(ENGLISH)


def test_links_lead_to_the_same_files_which_are_there() -> None:
    found = [re.findall(r"\]\(([^)]+)\)", text) for text in (ENGLISH, CHINESE)]
    pictures = [[one for one in links if one.endswith(".png")] for links in found]
    assert {one.replace("-zh-", "-en-") for one in pictures[1]} == set(pictures[0])
    assert set(found[1]) - {*pictures[1], "README.md"} == set(found[0]) - {*pictures[0], "README.zh.md"}
    assert [one for links in found for one in links if not (ROOT / one).exists()] == []


def test_the_accuracy_is_that_of_its_page() -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text("utf-8").splitlines()
    row = next(line for line in page if line.startswith("| all"))
    documents, cells, *shares = [cell.strip() for cell in row.split("|")[2:8]]
    told = [documents, cells, *(re.search(r"[\d.]+ %", share)[0] for share in shares[:3])]  # type: ignore[index]
    assert [one for text in (ENGLISH, CHINESE) for one in told if one not in text] == []


def test_every_command_has_its_line() -> None:
    commands = {name for section in SECTIONS for name in section.commands}
    assert {name for name in commands if not re.search(rf"`(?:[^`]* )?{name}[ `]", ENGLISH)} == set()
