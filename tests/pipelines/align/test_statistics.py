"""Statistics sheets of 2014 to 2018 and before: each label's own field and figure, or a refusal that says why."""

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import templates
from pipelines.align import align, statistics
from pipelines.checks import identities
from pipelines.checks.report_checks import check
from pipelines.language import folding
from pipelines.readers import text
from pipelines.records import Report, Severity, Status, TextBlock
from tests.pipelines.align.statistics_forms import (
    HEAD,
    LSH,
    N14,
    Wanted,
    found,
    grid,
    in_order,
    made_up,
    numbers,
    printed,
    read,
    sheet,
)

SHARED = Path(__file__).resolve().parents[3].parent / "shared"


@given(st.integers(0, 10**9).map(made_up))
@settings(max_examples=60, deadline=None)
def test_a_sheet_reads_back_identical_under_any_header_that_tells_the_year(
    made: tuple[str, list[list[str]], Wanted],
) -> None:
    name, rows, wanted = made
    tables = {form.table: read(rows, form=form) for form in (N14, LSH)}
    values = {code: (value.state, value.value, value.unit) for code, value in tables.pop(name).values.items()}
    assert values == wanted
    assert [table.values for table in tables.values()] == [{}]


@given(st.integers(0, 10**9).map(made_up), st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_a_spoilt_sheet_gives_no_number_that_is_not_the_rows_own(
    made: tuple[str, list[list[str]], Wanted], seed: int
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


def test_a_report_with_a_sheet_alone_lacks_no_other_table() -> None:
    aligned = align((TextBlock(text="附件"), grid([HEAD, *sheet(N14)])))
    assert (aligned.status, aligned.layouts, aligned.findings) == (Status.OK, (("N14", "N14"),), ())
    assert [value.field_code for value in aligned.values] == list(N14.codes())
    short = align((grid([HEAD, *sheet(N14)[10:]]),))
    assert (short.status, [finding.rule for finding in short.findings]) == (Status.OK, ["ROWS_MISSING"])


def test_a_negative_count_is_a_finding_and_broken_money_none() -> None:
    rows = sheet(N14)
    rows[3][2] = "-4"
    rows[next(n for n, row in enumerate(rows) if row[0].startswith("依申请"))][2] = "1.5"
    report = check(Report(values=align((grid([HEAD, *rows]),)).values))
    assert [f.message for f in report.findings if f.rule == "N14_NONNEG_INT"] == ["a count of -4"]


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


def test_every_label_of_a_list_is_its_fields_own() -> None:
    for form in (N14, LSH):
        for code, label, _ in printed(form):
            entry = templates.codebook()[code, form.layout]
            assert folding.bare(label) == folding.bare(folding.bare(entry.label_zh).removeprefix("其中:"))


def test_the_sums_of_the_sheets_are_rules() -> None:
    rules = {rule.rule for rule in identities.load() if set(rule.layouts) & {"N14", "LSH"}}
    assert {"N14_CHANNELS", "N14_CLOSED", "N14_REPLIES", "N14_DENIED", "N14_STAFF", "LSH_CHANNELS"} <= rules
    (closed,) = [rule for rule in identities.load() if rule.rule == "N14_CLOSED"]
    sheet = {"n14_closed_ontime": Decimal(3), "n14_closed_extended": None, "n14_closed_total": Decimal(3)}
    assert closed.check(sheet) is None
    assert closed.check(sheet | {"n14_closed_total": Decimal(4)}) is not None
    assert closed.check({"n14_closed_ontime": Decimal(3), "n14_closed_total": Decimal(4)}) is None


def test_the_parts_of_the_form_may_stand_in_a_column_of_their_own() -> None:
    rows = [["类别", *HEAD]]
    for label, unit, figure in sheet(N14):
        heads_itself = label in ("行政复议数量", "行政诉讼数量", "举报投诉数量")
        rows.append([f"四、{label}" if heads_itself else "", label, unit, figure])
    assert numbers(read(rows)) == in_order(N14)
