"""Full text that finds words of two characters: every pair of neighbouring Chinese characters is a token of FTS5.

SQLite's own tokenisers take a run of Chinese for one word, or (trigram) find nothing shorter than three characters.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

SEARCHED: Mapping[str, Sequence[str]] = {  # table of a release -> columns that are searched
    "report": ("region_name", "organ_name", "title"),
    "section": ("heading", "text"),
    "region": ("region_name", "prefecture_name", "province_name"),
}
_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9A-Za-z]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def index(connection: sqlite3.Connection) -> None:
    """Make a table `NAME_search` for every table that is searched; it holds tokens and no texts."""
    connection.create_function("tokens", -1, _of_columns, deterministic=True)
    for table, columns in SEARCHED.items():
        connection.execute(f"CREATE VIRTUAL TABLE \"{table}_search\" USING fts5(words, content='', detail=full)")
        listed = ", ".join(columns)
        connection.execute(f'INSERT INTO "{table}_search" (rowid, words) SELECT rowid, tokens({listed}) FROM "{table}"')
        connection.execute(f'INSERT INTO "{table}_search" ("{table}_search") VALUES (\'optimize\')')


def tokens(text: str) -> str:
    """`政府信息 2024` as `政府 府信 信息 息 2024`; a character alone stands for itself."""
    return " ".join(token for run in _RUNS.findall(text) for token in (*_parts(run), *_last(run)))


def match(asked: str) -> str:
    """What FTS5 is asked for when a person types this: every word, each as a phrase of its pairs.

    >>> match("信访 政府信息")
    '"信访" "政府 府信 信息"'
    """
    phrases = []
    for run in _RUNS.findall(asked):
        is_one = _HAN.fullmatch(run) is not None  # of one character: all pairs that begin with it
        phrases.append(f'"{run}"*' if is_one else f'"{" ".join(_parts(run))}"')
    return " ".join(phrases) or '""'


def _of_columns(*texts: str | None) -> str:
    return " ".join(tokens(text) for text in texts if text)


def _parts(run: str) -> Iterator[str]:
    if not _HAN.match(run) or len(run) == 1:
        yield run
        return
    for place in range(len(run) - 1):
        yield run[place : place + 2]


def _last(run: str) -> str:
    """The last character of a run, which begins no pair: a search for it alone must find it."""
    return run[-1] if _HAN.match(run) and len(run) > 1 else ""
