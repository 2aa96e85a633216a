"""Pages from templates, in two languages. Every text is escaped unless a module here made it as markup."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from posixpath import dirname, relpath
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nianbao.site import charts, names
from nianbao.site.country import Region
from nianbao.site.writing import Writer
from pipelines.language.printable import printable
from pipelines.templates import words

LANGUAGES = ("zh", "en")
_SHORT = 12  # characters of a hash that is shown


@dataclass(frozen=True, slots=True)
class Page:
    """One page, made once in each language."""

    path: str  # below the language's folder
    template: str
    inputs: object  # what it is made from; the same inputs give the same page
    context: Callable[[], Mapping[str, Any]] = field(default=dict)


def put(writer: Writer, page: Page) -> None:
    """Write a page in both languages, where its inputs changed."""
    made: dict[str, Any] = {}

    def render(language: str) -> str:
        if not made:
            made.update(page.context())
        return _render(page, language, made)

    for language in LANGUAGES:
        writer.put(f"{language}/{page.path}", page.inputs, lambda language=language: render(language))  # type: ignore[misc]


def _render(page: Page, language: str, context: Mapping[str, Any]) -> str:
    here = f"{language}/{page.path}"

    def link(target: str) -> str:
        """The address of another page of the same language, from this one."""
        path, mark, fragment = target.partition("#")
        return relpath(f"{language}/{path}" if path else here, dirname(here)) + mark + fragment

    def file(target: str) -> str:
        """The address of a file that both languages share."""
        return relpath(target, dirname(here))

    def t(key: str, **values: object) -> str:
        return _words()[key][language].format(**values)

    other = next(one for one in LANGUAGES if one != language)
    given = {
        "lang": language,
        "link": link,
        "file": file,
        "t": t,
        "other_href": relpath(f"{other}/{page.path}", dirname(here)),
        "word": lambda kind, code: _word(kind, code, language),
        "meaning": lambda kind, code: _meaning(kind, code, language),
        "own": lambda zh, en: zh if language == "zh" or not en else _capital(en),
        "unit": lambda told: _words().get(f"unit.{told}", {}).get(language, told),
        "section": page.template.partition(".")[0],
    }
    return _environment().get_template(page.template).render(**given, **context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("nianbao.site"),
        autoescape=True,
        finalize=_seen,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, short=lambda text: text[:_SHORT], web=web, place=place)
    environment.globals.update(line=charts.line, bar=charts.bar, romanised=names.romanised)
    return environment


def _seen(value: Any) -> Any:
    """What a page prints, without what would turn its text around; markup stays markup."""
    return type(value)(printable(value)) if isinstance(value, str) else value


def number(value: float | None) -> str:
    """`12,345` or `1,234.5`; a dash for none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}".rstrip("0")


def web(url: str) -> str:
    """An address that a page may link to: of the web, else ""; what a document says may be anything."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def place(region: Region, language: str) -> Markup:
    """A region's name, with pinyin for those who do not read Chinese."""
    if language == "zh":
        return Markup("{}").format(region.name)
    return Markup('<span lang="zh-CN">{}</span> <span class="pinyin">{}</span>').format(
        region.name, names.romanised(region.name)
    )


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = (resources.files(__package__) / "words.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}


@cache
def _vocabulary() -> Mapping[tuple[str, str], words.Word]:
    return {(word.kind, word.code): word for word in words.load()}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _word(kind: str, code: str, language: str) -> str:
    word = _vocabulary().get((kind, code))
    return code if word is None else word.zh if language == "zh" else _capital(word.en)


def _meaning(kind: str, code: str, language: str) -> str:
    word = _vocabulary().get((kind, code))
    return "" if word is None else word.meaning_zh if language == "zh" else word.meaning_en
