"""The list of commands: each has its file, and showing the list imports none of them."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from nianbao.command_group import load_command
from nianbao.commands import SECTIONS

COMMANDS = Path(__file__).resolve().parents[2] / "nianbao" / "commands"
LISTED = {(section.folder, name): sentence for section in SECTIONS for name, sentence in section.commands.items()}


@pytest.mark.parametrize(("folder", "name"), LISTED)
def test_a_command_begins_its_own_help_with_the_sentence_of_the_list(folder: str, name: str) -> None:
    assert load_command(folder, name).help.startswith(LISTED[folder, name])


def test_every_file_of_a_section_is_a_command_of_the_list() -> None:
    files = {(path.parent.name, path.stem.rstrip("_").replace("_", "-")) for path in COMMANDS.glob("*/[a-z]*.py")}
    assert files == set(LISTED)


def test_the_help_lists_the_commands_in_whole_sentences_within_a_quarter_of_a_second_of_cpu() -> None:
    program = "import sys; from nianbao.cli import main; sys.argv = ['nianbao', '--help']; main()"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    shown = " ".join(done.stdout.split())
    assert all(f"{name} {sentence}" in shown for (_, name), sentence in LISTED.items())
    assert shown.index("crawl Find") == min(shown.index(f"{name} {LISTED[key]}") for key in LISTED for name in key[1:])
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.25


def test_the_help_imports_neither_scrapy_nor_sqlalchemy_nor_rich() -> None:
    program = (
        "import sys; from nianbao.cli import app\n"
        "app(['--help'], standalone_mode=False)\n"
        "print(sorted({'scrapy', 'sqlalchemy', 'rich', 'lxml', 'crawler'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
