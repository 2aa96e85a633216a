"""Rows and columns of an XLSX too small to show a figure, and views that show other than the values."""

import re
from collections.abc import Iterator

Place = tuple[int, int]  # row and column from 0

_ROW = re.compile(rb"<(?:\w+:)?row(?=\s)[^<>]*?\sht=[^<>]*>")
_NUMBER_OF_ROW = re.compile(rb"""\sr=["']([0-9]{1,9})["']""")
_HEIGHT = re.compile(rb"""\sht=["']([0-9]{1,9}\.?[0-9]{0,20})["']""")
_DEFAULTS = re.compile(rb"<(?:\w+:)?sheetFormatPr\s[^<>]*>")
_DEFAULT_HEIGHT = re.compile(rb"""\sdefaultRowHeight=["']([0-9]{1,9}\.?[0-9]{0,20})["']""")
_DEFAULT_WIDTH = re.compile(rb"""\sdefaultColWidth=["']([0-9]{1,9}\.?[0-9]{0,20})["']""")
_NO_HEIGHT = re.compile(rb"""\szeroHeight=["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col(?=\s)[^<>]*>")
_WIDTH = re.compile(rb"""\swidth=["']([0-9]{1,9}\.?[0-9]{0,20})["']""")
_FIRST = re.compile(rb"""\smin=["']([0-9]{1,5})["']""")
_LAST = re.compile(rb"""\smax=["']([0-9]{1,5})["']""")
_VIEW = re.compile(
    rb"""<(?:\w+:)?sheetView\s[^<>]*?(?:showZeros=["'](?:0|false)|(?:showFormulas|rightToLeft)=["'](?:1|true))"""
)
_MIN_HEIGHT, _MIN_WIDTH = 8.0, 2.0  # points, characters; lower rows and narrower columns show no figure
_ROWS = 500  # of a column that is too narrow; a report has some 60
_COLUMNS = 256  # of a row that is too low


def of_sizes(xml: bytes) -> Iterator[tuple[str, list[Place] | None]]:
    """(what, the cells or None for all) of a sheet's XML."""
    for row in _ROW.findall(xml):
        height, number = _HEIGHT.search(row), _NUMBER_OF_ROW.search(row)
        if height and 0 < float(height[1]) < _MIN_HEIGHT:
            yield (
                "a row too low to read",
                [(int(number[1]) - 1, column) for column in range(_COLUMNS)] if number else None,
            )
    for defaults in _DEFAULTS.findall(xml):
        low, narrow = _DEFAULT_HEIGHT.search(defaults), _DEFAULT_WIDTH.search(defaults)
        if (low and float(low[1]) < _MIN_HEIGHT) or _NO_HEIGHT.search(defaults):
            yield "rows too low to read", None
        if narrow and float(narrow[1]) < _MIN_WIDTH:
            yield "columns too narrow to read", None
    for column in _COLUMN.findall(xml):
        width, first, last = _WIDTH.search(column), _FIRST.search(column), _LAST.search(column)
        if width and first and last and 0 < float(width[1]) < _MIN_WIDTH:
            columns = range(int(first[1]) - 1, min(int(last[1]), _COLUMNS))
            yield "a column too narrow to read", [(row, place) for row in range(_ROWS) for place in columns]
    if _VIEW.search(xml):
        yield "a view that shows other than the values", None
