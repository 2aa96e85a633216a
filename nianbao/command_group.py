"""The group of all commands: it imports a command's file only when that command is called."""

from importlib import import_module
from keyword import iskeyword
from typing import Any

import typer
from typer.core import TyperGroup

from nianbao.commands import SECTIONS


class CommandGroup(TyperGroup):
    """Commands by section, in the order of `nianbao.commands.SECTIONS`. Typer has no public names for `Any` here."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every name, the main one first."""
        return [name for section in SECTIONS for name in section.commands]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; None when there is none."""
        for section in SECTIONS:
            if cmd_name in section.commands:
                return load_command(section.folder, cmd_name)
        return None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The help's list of commands, whole sentences, without importing one of them."""
        width = max(map(len, self.list_commands(ctx)))
        for section in SECTIONS:
            with formatter.section(section.heading):
                formatter.write_dl([(name.ljust(width), sentence) for name, sentence in section.commands.items()])


def load_command(folder: str, name: str) -> Any:
    """The command from its file: the function of its name, or the Typer `app` of a command that has commands."""
    stem = name.replace("-", "_") + "_" * iskeyword(name)
    module = import_module(f"nianbao.commands.{folder}.{stem}")
    app = getattr(module, "app", None)
    if app is None:
        app = new_app()
        app.command(name)(getattr(module, stem))
    return typer.main.get_command(app)


def new_app(**options: Any) -> typer.Typer:
    """A Typer without what a script or a small terminal stumbles over."""
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,  # a bug shows Python's own traceback, which a person can paste into an issue
        **options,
    )
