"""The search: names, pinyin and codes in one file of JavaScript, so that it works in a folder as well."""

import json
from collections.abc import Iterator

from nianbao.site import names
from nianbao.site.country import Country
from nianbao.site.render import Page
from nianbao.site.writing import Writer
from pipelines.language.printable import printable

INDEX = "search-index.js"


def page() -> Page:
    """The page of the search; its entries are in the index."""
    return Page("search.html", "search.html", ())


def put(writer: Writer, country: Country) -> None:
    """Write the index: name, pinyin, first letters, code, where it lies, page; regions first."""
    rows = [*_regions(country), *_organs(country)]
    writer.put(INDEX, rows, lambda: f"window.nianbaoIndex={_script(rows)};\n")


def _script(rows: list[tuple[str, ...]]) -> str:
    shown = ([*map(printable, row)] for row in rows)
    text = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in shown)
    return f"[\n{text}\n]".replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _regions(country: Country) -> Iterator[tuple[str, ...]]:
    for code, region in country.regions.items():
        if country.has_page(code):
            target = region.path
        elif region.in_force and region.province in country.regions:
            target = f"map/{region.province[:2]}.html"
        else:
            continue
        above = region.full_name.removesuffix(region.name)
        yield (region.name, *names.keys(region.name), code, above, target)


def _organs(country: Country) -> Iterator[tuple[str, ...]]:
    for code, organs in country.organs.items():
        region = country.regions[code]
        for organ in organs:
            if organ.name and organ.kind != "government":
                yield (organ.name, *names.keys(organ.name), code, region.full_name, f"{region.path}#o-{organ.key}")
