"""The codebook as a page to read, in English or Chinese: Markdown, one table per table of the form and layout."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from pipelines.publish.codebook import Entry, Shares, entries, rules
from pipelines.storage.views.columns import columns, views
from pipelines.templates import words

_TABLES = {
    "T2": ("Table 2: what was published unasked", "表二：主动公开政府信息情况"),
    "T3": ("Table 3: applications", "表三：收到和处理政府信息公开申请情况"),
    "T4": ("Table 4: reviews and suits", "表四：行政复议、行政诉讼情况"),
    "N14": ("Statistics sheet of 2014 to 2018", "2014 至 2018 年统计表"),
    "LSH": ("Statistics sheets before 2014", "2014 年以前的统计表"),
}
_HEADS = {
    "en": ("code", "field", "row of the form", "column", "unit", "type", "comparable", "maps to", "rules", "filled"),
    "zh": ("代码", "字段", "表中的行", "列", "单位", "类型", "可比性", "对应", "规则", "填写率"),
}
_TEXTS = {
    "en": (
        "Codebook",
        "A field is known by its code and the layout of its table: join `field` by (`field_code`, `layout`). A blank:",
        "Words",
        "Rules",
        "Views and columns",
    ),
    "zh": (
        "代码簿",
        "字段由代码和表格格式共同确定：以 (`field_code`, `layout`) 连接 `field`。空白：",
        "用词",
        "规则",
        "视图与列",
    ),
}


def page(language: str, shares: Shares | None = None) -> str:
    """The page; `language` is en or zh."""
    title, intro, of_words, of_rules, of_views = _TEXTS[language]
    parts = [f"# {title}", *_fields(language, intro, shares), f"## {of_words}", _words(language)]
    parts += [f"## {of_rules}", _rules(language), f"## {of_views}", _views(language)]
    return "\n\n".join(parts) + "\n"


def _fields(language: str, intro: str, shares: Shares | None) -> Iterator[str]:
    is_zh = language == "zh"
    for (table, layout), group in groupby(entries(shares), key=lambda entry: (entry.table, entry.layout)):
        some = list(group)
        years = sorted({entry.years for entry in some})
        yield f"## {_TABLES[table][is_zh]} · {layout} · {', '.join(years)}"
        yield f"{intro} {some[0].blank_zh if is_zh else some[0].blank_en}"
        yield _table(_HEADS[language], (_row(entry, is_zh=is_zh) for entry in some))


def _row(entry: Entry, *, is_zh: bool) -> tuple[str, ...]:
    names = {(word.kind, word.code): word.zh if is_zh else word.en for word in words.load()}
    filled = " ".join(f"{year}: {share:.0%}" for year, share in sorted(entry.filled.items()))
    return (
        f"`{entry.code}`",
        entry.label_zh if is_zh else entry.label_en,
        entry.form_row,
        entry.form_column,
        entry.unit,
        names["value_type", entry.type],
        names["comparability", entry.comparability],
        entry.maps_to.replace("+", " + "),
        ", ".join(entry.rules),
        filled,
    )


def _words(language: str) -> str:
    heads = ("kind", "word", "is called", "means") if language == "en" else ("类别", "代码", "名称", "含义")
    rows = (
        (word.kind, f"`{word.code}`", word.en, word.meaning_en)
        if language == "en"
        else (word.kind, f"`{word.code}`", word.zh, word.meaning_zh)
        for word in words.load()
    )
    return _table(heads, rows)


def _rules(language: str) -> str:
    if language == "en":
        heads: tuple[str, ...] = ("rule", "severity", "means", "what to do", "arithmetic")
        return _table(heads, ((r["rule"], r["severity"], r["en"], r["do"], r["arithmetic"]) for r in rules()))
    return _table(
        ("规则", "程度", "含义", "算式"), ((r["rule"], r["severity"], r["zh"], r["arithmetic"]) for r in rules())
    )


def _views(language: str) -> str:
    is_zh = language == "zh"
    heads = ("name", "Chinese name", "means") if not is_zh else ("名称", "中文名", "含义")
    rows = [(f"`{view.view}`", view.twin, view.zh if is_zh else view.en) for view in views()]
    rows += [(c.column, c.zh, c.text_zh if is_zh else c.en) for c in columns().values()]
    return _table(heads, rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(tuple(heads))]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
