"""Tables that reached us as running text: labels found in the form's order, the numbers between them taken apart.

T3 and T4 are read only when the text leaves exactly one way to read them: every label in order, the right count
of numbers after each; and, unless every row stands on a line of its own, every row's total its sum, 一+二 = （七）+四,
and, where numbers are glued together, every column's results adding up to （七）. One solution is an answer; none or
several is a refusal. T2 has no sums: glued numbers there are always refused.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from pipelines import templates
from pipelines.align import values
from pipelines.align.cells import Table, unreadable, value
from pipelines.align.glued_numbers import Row, Way, effort, number, row_ways, splits
from pipelines.language import folding
from pipelines.records import Cell, Severity, State
from pipelines.templates import Label, Template
from pipelines.templates.raw_text import group_pattern, label_pattern, title_pattern, wording

_T4_END = re.compile(r"[五四]\s*、[^\n。]{0,14}?(?:主要)?问题")
_TOKEN = re.compile(r"[^\s|]+")
# words of a header that stand in this order, however a dump jumbles its lines; else columns were moved
_T3_ORDER = (("自然人", "总计"), ("商业企业", "科研机构"), ("科研机构", "社会公益"), ("社会公益", "法律服务"))
_T4_ORDER = (("未经复议", "复议后"),)
_MAX_WAYS = 20_000  # combinations tried before a glued table is refused
_MAX_EFFORT = 60_000  # ways to cut glued digits tried for one table: about a second
_TOTAL, _NEW, _IN, _OUT = "t3_total_processed", "t3_new_received", "t3_carried_in", "t3_carried_out"


def align_requests(text: str, layouts: Sequence[Template]) -> Table:
    """T3 from text; an empty table when the text holds none, a refusal with its reason when it cannot be told."""
    table = Table(layouts[0].table)
    head = title_pattern("T3").search(text)
    if head is None:
        return table
    tail = title_pattern("T4").search(text, head.end()) or _T4_END.search(text, head.end())
    body = text[head.end() : tail.start() if tail else len(text)]
    # the longest form first: its rows hold a shorter one's label as heading
    for template in sorted(layouts, key=lambda form: len(form.rows), reverse=True):
        first = label_pattern(template.rows[0]).search(body)
        segments = _segments(body, template)
        if segments is not None and _is_in_order(body[: first.start()] if first else "", _T3_ORDER):
            return _settled(_solve(table, template, segments, layouts), layouts)
    rows = list(dict.fromkeys(row for template in layouts for row in template.rows))
    if any(label_pattern(row).search(body) for row in rows):
        common = [row for row in layouts[0].rows if all(row in template.rows for template in layouts)]
        missing = [row.label for row in common if not label_pattern(row).search(body)]
        reason = f"not every row is there: {missing[0]} is missing" if missing else "labels are not in the form's order"
        _refuse(table, layouts, reason)
    return table


def _settled(table: Table, layouts: Sequence[Template]) -> Table:
    if table.values:
        table.settle(layouts)
    return table


def align_remedies(text: str, layouts: Sequence[Template]) -> Table:
    """T4 from text: the fifteen numbers between the last 总计 of the header and section five.

    Each shape that the layouts have is tried, and the first that leaves one way to read it is taken.
    """
    shapes = {tuple(template.codes()): template for template in reversed(layouts)}
    tables = [_remedies(text, template) for template in reversed(shapes.values())]
    return _settled(next((table for table in tables if table.values), tables[0]), layouts)


def _remedies(text: str, template: Template) -> Table:
    table = Table(template.table)
    head = title_pattern("T4").search(text)
    if head is None:
        return table
    tail = _T4_END.search(text, head.end())
    body = text[head.end() : tail.start() if tail else len(text)]
    leaves = [r"审\s*结", *map(wording, template.columns[-1].names)]
    ends = [match.end() for match in re.finditer("|".join(leaves), body)]
    if not ends:
        return table
    printed = body[ends[-1] :]
    tokens = _TOKEN.findall(printed)
    size = len(template.columns)
    header = folding.fold(body[: ends[-1]])
    results = {name: column for column in template.columns for name in column.names}
    words = re.findall("|".join(sorted(results, key=len, reverse=True)), header)
    nearest = [results[word] for word in words[-size:]]  # what stands right above the numbers
    is_ordered = _is_in_order(header, _T4_ORDER) and (len(nearest) < size or nearest == list(template.columns))
    is_told = tail is not None and is_ordered
    count = size * len(template.rows)
    is_told = is_told and effort(tokens, count) <= _MAX_EFFORT
    ways = [way for way in splits(tokens, count) if _groups_add_up(way, size)] if is_told else []
    if len(ways) != 1:
        shown = " ".join(tokens)[:60]
        _refuse(table, [template], f"{len(ways) or 'no'} ways to read {shown!r} as {count} numbers")
        return table
    codes = [template.code(row, column) for row in template.rows for column in template.columns]
    table.put([value(code, _cell(raw), template) for code, raw in zip(codes, ways[0], strict=True)])
    return table


def align_disclosure(text: str, layouts: Sequence[Template]) -> Table:
    """T2 from text: only rows whose numbers stand apart from the label and from one another, in the right count."""
    table = Table(layouts[0].table)
    head = title_pattern("T2").search(text)
    if head is None:
        return table
    tail = title_pattern("T3").search(text, head.end())
    body = text[head.start() : tail.start() if tail else len(text)]
    folded = folding.fold(body)
    heads = [[_printed(column, folded) != "" for block in form.blocks for column in block.columns] for form in layouts]
    scores = [each.count(True) - each.count(False) for each in heads]
    best = scores.index(max(scores))
    if sum(heads[best]) < 2 or scores.count(scores[best]) > 1:
        return table
    template = layouts[best]
    table.layout = template.layout
    if (moved := _moved(body, template)) is not None:
        _refuse(table, [template], moved)
        return table
    is_cut = tail is None
    table.alike = (template,)
    for row, columns, printed in _disclosure_rows(body, template):
        _read_disclosure(table, template, row, columns, printed, may_be_cut=is_cut and body.endswith(printed))
    return table


def _moved(body: str, template: Template) -> str | None:
    """Why labels and numbers cannot belong together as the form has them: columns moved, or numbers before labels."""
    for block in template.blocks:
        names = "|".join(wording(name) for row in block.rows for name in sorted(row.names))
        for header in re.finditer(
            rf"信\s*息\s*内\s*容((?:(?!信\s*息\s*内\s*容).){{0,120}}?)(?:{names})(?=[\s|\d])", body, re.S
        ):
            words = [_printed(column, folding.fold(header[1])) or column.label for column in block.columns]
            if not _is_in_order(header[1], tuple(pairwise(words))):
                return f"the columns of {block.heading} are not in the form's order"
            if any(values.parse(token).state is State.NUMBER for token in _TOKEN.findall(header[1])):
                return f"numbers stand before the labels of {block.heading}"
    return None


def _is_in_order(text: str, pairs: Sequence[tuple[str, str]]) -> bool:
    folded = folding.fold(text)
    return all(not (-1 < folded.find(later) < folded.find(earlier)) for earlier, later in pairs)


def _disclosure_rows(body: str, template: Template) -> Iterator[tuple[Label, tuple[Label, ...], str]]:
    stops = [wording(name) for block in template.blocks for row in block.rows for name in sorted(row.names)]
    stop = re.compile("|".join([*stops, title_pattern("T2").pattern, "信息内容", r"\n\s*[三四五六]\s*、"]))
    position = 0
    for block in template.blocks:
        for row in block.rows:
            names = "|".join(wording(name) for name in sorted(row.names, key=len, reverse=True))
            match = re.compile(rf"(?<![\u4e00-\u9fff])(?:{names})(?=[\s|\d]|\(|（|$)").search(body, position)
            if match is None:
                continue
            end = stop.search(body, match.end())  # the next row, block or section
            yield row, block.columns, body[match.end() : end.start() if end else len(body)]
            position = match.end()


def _read_disclosure(
    table: Table, template: Template, row: Label, columns: Sequence[Label], printed: str, *, may_be_cut: bool
) -> None:
    glued = re.match(r"\d+", printed)
    tokens = _TOKEN.findall(printed[glued.end() :] if glued else printed)
    codes = [template.code(row, column) for column in columns]
    parsed = [values.parse(token).state for token in tokens]
    good = (State.NUMBER, State.NOT_APPLICABLE)
    if len(tokens) == len(columns) and all(state in good for state in parsed) and not may_be_cut:
        note = f"{row.label}{glued[0]}" if glued else ""
        table.put([value(code, _cell(t), template, note=note) for code, t in zip(codes, tokens, strict=True)])
    elif not printed.strip():
        table.put([value(code, _cell(""), template) for code in codes])
    else:
        shown = printed.strip()[:60]
        reason = "the text ends here" if may_be_cut else f"{len(columns)} numbers belong"
        table.put([unreadable(code, shown, table.name) for code in codes])
        table.find("TEXT_REFUSED", Severity.WARN, f"{row.label}: {reason}, the text has {shown!r}", codes)


def _segments(body: str, template: Template) -> list[str] | None:
    """The text after each row's label up to the next label; None unless every label stands there, in order."""
    spans: list[tuple[int, int]] = []
    position = 0
    for row in template.rows:
        match = label_pattern(row).search(body, position)
        if match is None:
            return None
        spans.append(match.span())
        position = match.end()
    groups = re.compile(
        "|".join(group_pattern(row) for row in template.rows if row.group)
        + "|三\\s*、\\s*本\\s*年\\s*度\\s*办\\s*理\\s*结\\s*果"
    )
    before = body[: spans[0][0]]
    if re.search(r"(?<![\d.、．(（])\d+(?![\d.、．)）])", groups.sub("", before)):
        return None  # numbers before the first label: they may belong to the labels that follow them
    ends = [start for start, _ in spans[1:]] + [len(body)]
    return [groups.sub(" ", body[end:stop]) for (_, end), stop in zip(spans, ends, strict=True)]


def _solve(table: Table, template: Template, segments: Sequence[str], layouts: Sequence[Template]) -> Table:
    tokens = [_TOKEN.findall(segment) for segment in segments]
    size = len(template.columns)
    if not any(tokens):
        table.put([value(code, _cell(""), template) for code in template.codes()])
        table.find("TABLE_BLANK", Severity.INFO, "table 3 is printed without a single number")
        return table
    if all(_is_one_line(segment, size) for segment in segments):
        return _put(table, template, [_TOKEN.findall(segment.partition("\n")[0]) for segment in segments])
    # glued numbers, and rows without any: only the results' sums tell an empty row from a lost one
    must_add_up = any(len(row_tokens) != size for row_tokens in tokens)
    if sum(effort(row_tokens, size) for row_tokens in tokens) > _MAX_EFFORT:
        _refuse(table, layouts, "too many digits are glued together to try every way to part them")
        return table
    ways = [list(row_ways(row_tokens, size)) for row_tokens in tokens]
    empty = next((row.label for row, found in zip(template.rows, ways, strict=True) if not found), None)
    if empty is not None:
        _refuse(table, layouts, f"{empty}: no way to read seven numbers that add up")
        return table
    count = 1
    for found in ways:
        count *= len(found)
    if count > _MAX_WAYS:
        _refuse(table, layouts, f"more than {_MAX_WAYS} ways to take the numbers apart")
        return table
    solutions = [way for way in product(*ways) if _balances(template, way, add_up=must_add_up)]
    if len(solutions) != 1:
        _refuse(table, layouts, f"{len(solutions) or 'no'} ways to read the numbers fit the form's sums")
        return table
    return _put(table, template, [printed for printed, _ in solutions[0]])


def _put(table: Table, template: Template, printed: Sequence[Sequence[str]]) -> Table:
    for row, numbers in zip(template.rows, printed, strict=True):
        cells = [_cell(raw) for raw in numbers]
        codes = [template.code(row, column) for column in template.columns]
        table.put([value(code, cell, template) for code, cell in zip(codes, cells, strict=True)])
    return table


def _is_one_line(segment: str, size: int) -> bool:
    """True if all the numbers stand on their label's own line, each by itself: none can belong to another row."""
    line, _, rest = segment.partition("\n")
    tokens = _TOKEN.findall(line)
    are_numbers = all(values.parse(token).state in (State.NUMBER, State.NOT_APPLICABLE) for token in tokens)
    is_apart = not re.search(r"\d", rest) or re.fullmatch(r"\s*\d{1,3}\s*", rest) is not None  # a page's number
    return len(tokens) == size and are_numbers and is_apart


def _balances(template: Template, ways: Sequence[Way], *, add_up: bool) -> bool:
    numbers = {row.key: read for row, (_, read) in zip(template.rows, ways, strict=True)}
    for column in range(len(numbers[_TOTAL])):
        if numbers[_NEW][column] + numbers[_IN][column] != numbers[_TOTAL][column] + numbers[_OUT][column]:
            return False
        if add_up and any(
            sum(numbers[part.key][column] for part in total.parts) != numbers[total.whole.key][column]
            for total in templates.sums(template.rows)
        ):
            return False
    return True


def _groups_add_up(numbers: Row, size: int) -> bool:
    read = [number(raw) for raw in numbers]
    return all(sum(read[start : start + size - 1]) == read[start + size - 1] for start in range(0, len(read), size))


def _refuse(table: Table, layouts: Sequence[Template], reason: str) -> None:
    codes = list(dict.fromkeys(code for template in layouts for code in template.codes()))
    table.find(
        "TEXT_REFUSED", Severity.WARN, f"table {table.name[1:]} is running text and is not read: {reason}", codes
    )


def _printed(label: Label, folded: str) -> str:
    """The longest of a label's wordings that stands in folded text, or nothing."""
    return max((name for name in label.names if name in folded), key=len, default="")


def _cell(raw: str) -> Cell:
    return Cell(row=0, column=0, text=raw)
