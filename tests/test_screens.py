"""docs/screens.md is what the commands print, and it fits the terminals it was printed on."""

import re

from rich.cells import cell_len

from tests import screens

PASTED = ("sqlite3 ", "nianbao ")  # lines for a shell stay in one piece


def test_the_page_is_what_the_commands_print() -> None:
    assert screens.PAGE.read_text("utf-8") == screens.page(), "`python -m tests.screens` writes it anew; read it"


def test_no_line_is_wider_than_its_terminal_but_for_what_may_not_be_broken() -> None:
    for width, screen in re.findall(
        r"(\d+) columns:\n\n```text\n(.*?)\n```", screens.PAGE.read_text("utf-8"), re.DOTALL
    ):
        for line in screen.splitlines():
            *_, last = line.split()[:2] or [""]
            is_one_word = line.endswith(last) and ("/" in last)  # an address after its label
            assert cell_len(line) <= int(width) or is_one_word or line.startswith(PASTED), line
