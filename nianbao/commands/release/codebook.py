"""`nianbao codebook`: what every field, word and rule means."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from pipelines.publish import codebook as book
from pipelines.publish.codebook_page import page


class Form(StrEnum):
    """How the codebook is printed."""

    PAGE = "page"
    CSV = "csv"
    JSON = "json"


class Language(StrEnum):
    """Of the page; table and JSON hold both."""

    EN = "en"
    ZH = "zh"


def codebook(
    form: Annotated[Form, typer.Option("--format", help="A page to read, a table, or everything as JSON.")] = Form.PAGE,
    language: Annotated[Language, typer.Option(help="Language of the page.")] = Language.EN,
) -> None:
    """Explain every field, word, rule and column, as page, table or JSON."""
    made = {
        Form.PAGE: lambda: page(language.value),
        Form.CSV: book.as_csv,
        Form.JSON: book.as_json,
    }[form]()
    sys.stdout.write(made)
