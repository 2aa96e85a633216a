"""Statistics sheets of 2014 to 2018 and before: the year's figure by its header, a label's own field, or a refusal."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import identities, labels, templates
from pipelines.align import statistics
from pipelines.align.rows import Table, lines
from pipelines.readers import html, text
from pipelines.records import Block, Cell, Grid, Severity, State, TextBlock

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
(N14,), (LSH,) = templates.of("N14"), templates.of("LSH")
HEAD = ("统计指标", "单位", "统计数")
COUNTING = ("（一）", "1.", "其中：", "其中：1、", "（2）", "　", "①", "其中: （3）", "一、")

Rows = Sequence[Sequence[str]]


def grid(rows: Rows) -> Grid:
    return Grid(
        cells=tuple(
            Cell(row=row, column=column, text=text)
            for row, cells in enumerate(rows)
            for column, text in enumerate(cells)
        )
    )


def read(*blocks: Block | Rows, form: templates.Template = N14) -> Table:
    made = [block if isinstance(block, (Grid, TextBlock)) else grid(block) for block in blocks]
    return statistics.align(list(lines(made)), form)


def numbers(table: Table) -> dict[str, Decimal | None]:
    return {code: value.value for code, value in table.values.items()}


def found(table: Table, rule: str) -> list[str]:
    return [finding.message for finding in table.findings if finding.rule == rule]


def printed(form: templates.Template) -> list[tuple[str, str, str]]:
    """(field code, label, unit) of every row of a form, in its order."""
    layout = form.layouts[0]
    codes = list(form.codes(layout))
    return [
        (code, row.label, templates.codebook()[code, layout].unit) for code, row in zip(codes, form.rows, strict=True)
    ]


def sheet(form: templates.Template, *extra: str) -> list[list[str]]:
    """The whole form, the n-th row holding n and `extra` after it."""
    return [[label, unit, str(n), *extra] for n, (_, label, unit) in enumerate(printed(form))]


def in_order(form: templates.Template) -> dict[str, Decimal]:
    return {code: Decimal(n) for n, (code, _, _) in enumerate(printed(form))}


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, list[list[str]], dict[str, tuple[State, Decimal | None, str | None]]]:
    """(header kind, rows, what must be read): some of the form's rows, labels counted and spaced as they come."""
    form = draw(st.sampled_from([N14, LSH]))
    kind = draw(st.sampled_from(["plain", "code", "cumulative", "parts", "months"]))
    kept = draw(st.integers(0, len(form.rows) - 12))
    rows: list[list[str]] = []
    wanted: dict[str, tuple[State, Decimal | None, str | None]] = {}
    other = st.integers(0, 10**6).map(str)
    parents = {"n14_review_total", "n14_suit_total"}
    skipped = set(draw(st.lists(st.sampled_from([c for c, _, _ in printed(form) if c not in parents]), max_size=kept)))
    for number, (code, label, unit) in enumerate(printed(form)):
        if code in skipped:
            continue
        figure = draw(st.sampled_from(["", "/", "0", None, None, None])) or ""
        if figure == "" and draw(st.booleans()):
            figure = str(draw(st.integers(0, 99_999)))
        spaced = draw(st.sampled_from(COUNTING)) + draw(st.sampled_from(["", " "])).join(label)
        state = {"": State.BLANK, "/": State.NOT_APPLICABLE}.get(figure, State.NUMBER)
        is_number = state is State.NUMBER
        wanted[code] = (state, Decimal(figure) if is_number else None, unit if is_number else None)
        cells = {
            "plain": [figure],
            "code": [f"{number:02}", figure],
            "cumulative": [figure, draw(other)],
            "parts": [draw(other), draw(other), figure],
            "months": [draw(other), figure],
        }[kind]
        rows.append([spaced, unit, *cells])
    head = {
        "plain": ["统计数"],
        "code": ["代 码", "本年度"],
        "cumulative": ["2016年度", "历年累计"],
        "parts": ["区政府统计数", "乡镇街道统计数", "合计"],
        "months": ["本期实际", "本年累计"],
    }[kind]
    return form.table, [["统 计 指 标", "计量单位", *head], *rows], wanted


@given(sheets())
@settings(max_examples=60, deadline=None)
def test_a_sheet_reads_back_identical_under_any_header_that_tells_the_year(
    made: tuple[str, list[list[str]], dict[str, tuple[State, Decimal | None, str | None]]],
) -> None:
    name, rows, wanted = made
    tables = {form.table: read(rows, form=form) for form in (N14, LSH)}
    values = {code: (value.state, value.value, value.unit) for code, value in tables.pop(name).values.items()}
    assert values == wanted
    assert [table.values for table in tables.values()] == [{}]


@given(sheets(), st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_a_spoilt_sheet_gives_no_number_that_is_not_the_rows_own(
    made: tuple[str, list[list[str]], dict[str, tuple[State, Decimal | None, str | None]]], seed: int
) -> None:
    """Columns without their header, cells lost or run together, labels cut: fewer numbers, no other ones."""
    name, rows, wanted = made
    chance = Random(seed)
    for row in rows[chance.randint(0, 1) :]:
        harm = chance.choice(["none", "none", "drop", "blank", "cut", "swap", "insert"])
        if harm == "drop":
            row.pop()
        elif harm == "blank":
            row[-1] = ""
        elif harm == "cut":
            row[0] = row[0][:-1]
        elif harm == "swap":
            row[1], row[-1] = row[-1], row[1]
        elif harm == "insert":
            row.insert(1, "7")
    table = read(rows, form={"N14": N14, "LSH": LSH}[name])
    for code, number in numbers(table).items():
        assert number is None or number == wanted[code][1], code


def test_the_cumulative_column_is_never_the_years() -> None:
    rows = [("指标名称", "计量单位", "历年累计", "2015年度"), *((a, b, "999", c) for a, b, c in sheet(N14))]
    assert numbers(read(rows)) == in_order(N14)


@pytest.mark.parametrize(
    "head",
    [
        ("统计指标", "单位", "历年累计", "备注"),
        ("统计指标", "单位", "2014年", "2015年"),
        ("统计指标", "单位", "区政府", "乡镇街道"),
        ("统计指标", "单位", "统计数", "乡镇街道"),
        ("统计指标", "单位", "本年度", "合计"),
        ("统计指标", "单位", "2014年合计", "2015年合计"),
    ],
)
def test_columns_that_do_not_tell_the_year_are_refused(head: tuple[str, ...]) -> None:
    table = read([head, *sheet(N14, "7")])
    assert {value.state for value in table.values.values()} == {State.UNREADABLE}
    (message,) = found(table, "FIGURE_UNCLEAR")
    assert head[2] in message


def test_without_a_header_one_figure_a_row_is_read_and_two_are_refused() -> None:
    assert numbers(read(sheet(N14))) == in_order(N14)
    one_has_two = sheet(N14, "")
    one_has_two[5][3] = "8"
    assert set(numbers(read(one_has_two)).values()) == {None}


def test_the_sum_of_several_organs_columns_is_the_figure() -> None:
    rows = [("统计指标", "单位", "区政府", "区直单位", "合计"), *((a, b, "1", "2", c) for a, b, c in sheet(N14))]
    assert numbers(read(rows)) == in_order(N14)


def test_a_header_of_two_rows_is_read_down_its_columns() -> None:
    head = [
        Cell(row=0, column=0, text="统计指标", rowspan=2),
        Cell(row=0, column=1, text="单位", rowspan=2),
        Cell(row=0, column=2, text="统计数", colspan=3),
        *(Cell(row=1, column=2 + n, text=text) for n, text in enumerate(("区政府", "乡镇街道", "合计"))),
    ]
    rows = [(a, b, "1", "2", c) for a, b, c in sheet(N14)]
    body = [Cell(row=2 + r, column=c, text=text) for r, cells in enumerate(rows) for c, text in enumerate(cells)]
    assert numbers(read(Grid(cells=(*head, *body)))) == in_order(N14)


def test_review_and_suit_share_wordings_and_are_told_by_the_row_above() -> None:
    rows = sheet(N14)
    shared = [n for n, row in enumerate(rows) if row[0] == "被依法纠错数"]
    assert len(shared) == 2
    table = read([HEAD, *rows])
    assert numbers(table)["n14_review_corrected"] == shared[0]
    assert numbers(table)["n14_suit_corrected"] == shared[1]
    headless = [row for row in rows if row[0] not in ("行政复议数量", "行政诉讼数量")]
    table = read([HEAD, *headless])
    assert not any(code.startswith(("n14_review", "n14_suit")) for code in table.values)
    assert len(found(table, "AMBIGUOUS_ROW")) == 6


def test_a_side_label_or_a_heading_names_the_group_too() -> None:
    rows = sheet(N14)
    place = next(n for n, row in enumerate(rows) if row[0] == "行政诉讼数量")
    rows[place] = ["五、行政诉讼情况", "----", ""]
    assert numbers(read([HEAD, *rows]))["n14_suit_corrected"] == place + 2
    rows[place] = ["（四）经行政诉讼调解数", "件", "3"]  # a local row leaves it open whose rows follow
    assert not {"n14_suit_corrected", "n14_suit_other"} & set(read([HEAD, *rows]).values)


def test_local_rows_keep_their_text_and_reach_no_field() -> None:
    table = read([HEAD, *sheet(N14)[:20], ["主动公开政府文件数", "条", "4321"], ["二、回应解读情况", "----", ""]])
    assert Decimal(4321) not in numbers(table).values()
    assert found(table, "UNKNOWN_ROW") == ["N14: not of the form: 主动公开政府文件数 | 条 | 4321"]
    assert all(f.severity is Severity.INFO for f in table.findings)
    (missing,) = found(table, "ROWS_MISSING")
    assert "38 of the form's indicators" in missing


@pytest.mark.parametrize("label", ["收到申请数（历年累计）", "收到申请数累计", "受理申请数", "收到申请"])
def test_a_label_that_is_not_the_forms_own_reaches_no_field(label: str) -> None:
    rows = [row if row[0] != "收到申请数" else [label, "件", "77"] for row in sheet(N14)]
    table = read([HEAD, *rows])
    assert "n14_req_received" not in table.values
    assert len(found(table, "UNKNOWN_ROW")) == 1


@pytest.mark.parametrize(
    ("label", "unit", "figure", "read_as"),
    [
        ("依申请公开信息收取的费用", "元", "260", ("元", "header")),
        ("依申请公开信息收取的费用（万元）", "", "0.026", ("万元", "header")),
        ("依申请公开信息收取的费用", "万元", "260元", ("元", "cell")),
        ("依申请公开信息收取的费用", "----", "260", (None, None)),
    ],
)
def test_money_keeps_the_unit_printed_and_gets_none_else(
    label: str, unit: str, figure: str, read_as: tuple[str | None, str | None]
) -> None:
    rows = [row if not row[0].startswith("依申请") else [label, unit, figure] for row in sheet(N14)]
    value = read([HEAD, *rows]).values["n14_fee_collected"]
    assert (value.unit, value.unit_source) == read_as


def test_an_aside_of_the_localitys_own_is_kept_as_a_note() -> None:
    rows = sheet(N14)
    rows[0][0] = "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）（不含村务）"
    value = read([HEAD, *rows]).values["n14_disclosed_total"]
    assert (value.value, value.note) == (0, "不含村务")


def test_cells_shared_between_rows_or_columns_are_refused() -> None:
    cells = list(grid([[*HEAD, "历年累计"], *sheet(N14, "9")]).cells)
    merged = [cell for cell in cells if (cell.row, cell.column) not in ((3, 2), (5, 2), (5, 3))]
    down = merged.index(next(cell for cell in merged if (cell.row, cell.column) == (2, 2)))
    merged[down] = Cell(row=2, column=2, text="1", rowspan=2)
    merged.append(Cell(row=5, column=2, text="4", colspan=2))
    table = read(Grid(cells=tuple(merged)))
    unreadable = {code for code, value in table.values.items() if value.state is State.UNREADABLE}
    assert unreadable == {"n14_disclosed_normdoc", "n14_issued_normdoc", "n14_via_website"}


def test_a_sheet_cut_by_a_page_goes_on_with_and_without_its_header() -> None:
    rows = sheet(N14)
    assert numbers(read([HEAD, *rows[:55]], TextBlock(text="- 7 -"), rows[55:])) == in_order(N14)
    assert numbers(read([HEAD, *rows[:55]], [HEAD, *rows[55:]])) == in_order(N14)


def test_a_figure_printed_twice_and_differently_is_believed_neither_time() -> None:
    rows = sheet(N14)
    table = read([HEAD, *rows], TextBlock(text="附件2"), [HEAD, *([a, b, str(int(c) + 1)] for a, b, c in rows)])
    assert set(numbers(table).values()) == {None}


def test_fewer_than_five_rows_are_no_sheet() -> None:
    assert read([HEAD, *sheet(N14)[:4]]).values == {}
    assert len(read([HEAD, *sheet(N14)[:5]]).values) == 5


def test_rows_of_both_forms_alone_settle_neither_but_for_a_column_of_codes() -> None:
    shared = ("当面申请数", "传真申请数", "信函申请数", "同意公开答复数", "同意部分公开答复数")
    rows = [(label, "条", str(n)) for n, label in enumerate(shared)]
    assert read([HEAD, *rows]).values == read([HEAD, *rows], form=LSH).values == {}
    coded = [("指标名称", "单位", "代码", "本年度"), *((a, b, "13", c) for a, b, c in rows)]
    assert len(read(coded, form=LSH).values) == 5
    assert read(coded).values == {}


def test_a_negative_count_is_a_finding() -> None:
    rows = sheet(N14)
    rows[3][2] = "-4"
    assert found(read([HEAD, *rows]), "N14_NONNEG_INT") == ["a count of -4"]


FUJIAN = (
    ("主动公开文件数", "条", "2949", "81916"),
    ("其中：1、政府网站公开数", "条", "2949", "81916"),
    ("2、政府公报公开数", "条", "0", "0"),
    ("受理依申请公开信息总数", "条", "4", "9"),
    ("其中：1、当面申请数", "条", "1", "2"),
    ("2、网上申请数", "条", "3", "5"),
    ("3、信函、传真申请数", "条", "0", "1"),
    ("对申请的答复总数", "条", "4", "8"),
    ("其中：1、同意公开答复数", "条", "3", "6"),
    ("2、同意部分公开答复数", "条", "1", "1"),
    ("3、不予公开答复数", "条", "0", "1"),
    ("4、其他类型答复数", "条", "0", "0"),
    ("政府信息公开收费减免金额", "元", "0", "0"),
    ("接受行政诉讼、举报数", "件", "0", "0"),
    ("行政复议数", "件", "0", "7"),
    ("行政诉讼数", "件", "0", "8"),
)


def test_of_the_sheet_of_fujian_only_the_wordings_of_a_field_are_read() -> None:
    rows = [("指标名称", "计量单位", "2015年度", "历年累计"), *FUJIAN]
    table = read(rows, form=LSH)
    assert numbers(table) == {
        "lsh_req_inperson": 1,
        "lsh_req_web": 3,
        "lsh_reply_total": 4,
        "lsh_reply_granted": 3,
        "lsh_reply_partial": 1,
        "lsh_review": 0,
        "lsh_suit": 0,
    }
    assert len(found(table, "UNKNOWN_ROW")) == 9
    assert read(rows).values == {}


def test_running_text_is_refused_and_gives_no_value() -> None:
    glued = "指标名称计量单位2015年度历年累计" + "".join("".join(row) for row in FUJIAN)
    assert found(statistics.refuse_text(glued, LSH), "TEXT_REFUSED")
    assert statistics.refuse_text(glued, LSH).values == {}
    assert statistics.refuse_text(glued, N14).findings == []
    prose = "全年收到申请数5件，其中当面申请数2件；行政复议数量1件。"
    assert statistics.refuse_text(prose, N14).findings == []


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
@pytest.mark.parametrize("year", [2015, 2018])
def test_the_flattened_reports_of_pingtan_are_refused(year: int) -> None:
    body = (SHARED / "reports" / "files" / f"fujian_pingtan_{year}_flattened.txt").read_bytes()
    blocks = text.read(body).blocks
    assert [read(*blocks, form=form).values for form in (N14, LSH)] == [{}, {}]
    whole = "\n".join(block.text for block in blocks if isinstance(block, TextBlock))
    assert found(statistics.refuse_text(whole, LSH), "TEXT_REFUSED")


def test_html_with_spanned_headings_reads_back() -> None:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in sheet(N14))
    body = (
        "<table><tr><td colspan=3>政府信息公开情况统计表</td></tr>"
        "<tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"
        f"<tr><td colspan=3>一、主动公开情况</td></tr>{rows}</table>"
    )
    table = read(*html.read(f'<meta charset="utf-8">{body}'.encode()).blocks)
    assert numbers(table) == in_order(N14)
    assert table.findings == []


def test_every_label_of_a_list_is_its_fields_own() -> None:
    for form in (N14, LSH):
        for code, label, _ in printed(form):
            entry = templates.codebook()[code, form.layouts[0]]
            assert labels.bare(label) == labels.bare(labels.bare(entry.label_zh).removeprefix("其中:"))


def test_the_sums_of_the_sheets_are_rules() -> None:
    rules = {rule.rule for rule in identities.load() if set(rule.layouts) & {"N14", "LSH"}}
    assert {"N14_CHANNELS", "N14_CLOSED", "N14_REPLIES", "N14_DENIED", "N14_STAFF", "LSH_CHANNELS"} <= rules
    (closed,) = [rule for rule in identities.load() if rule.rule == "N14_CLOSED"]
    sheet = {"n14_closed_ontime": Decimal(3), "n14_closed_extended": None, "n14_closed_total": Decimal(3)}
    assert closed.check(sheet) is None
    assert closed.check(sheet | {"n14_closed_total": Decimal(4)}) is not None
    assert closed.check({"n14_closed_ontime": Decimal(3), "n14_closed_total": Decimal(4)}) is None
