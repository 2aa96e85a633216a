import csv
import io
import json

from pipelines import templates
from pipelines.checks.findings import registry
from pipelines.publish import codebook
from pipelines.publish.codebook_page import page
from pipelines.templates import figures, words


def test_every_cell_of_every_form_is_a_row_of_the_codebook_that_names_its_row_and_column() -> None:
    book = templates._printed_codebook()
    for form in templates.load():
        for code in form.codes(with_local=True):
            field = book[code, form.layout]
            assert field.table_name == form.table
            assert field.row_key in code or form.kind == "list"
            assert field.column_key in code or form.kind == "list"


def test_every_field_says_what_people_ask_of_it() -> None:
    for entry in codebook.entries():
        assert all((entry.label_zh, entry.label_en, entry.form_row, entry.years, entry.blank_en, entry.blank_zh)), entry
        assert entry.comparability in {word.code for word in words.of("comparability")}
        assert entry.type in {word.code for word in words.of("value_type")}


def test_what_a_field_maps_to_and_the_rules_that_touch_it_are_there() -> None:
    codes = {code for code, _ in templates.codebook()}
    for entry in codebook.entries():
        assert set(filter(None, entry.maps_to.split("+"))) <= codes, entry.code
        assert set(entry.rules) <= set(registry()), entry.code
    granted = next(e for e in codebook.entries() if (e.code, e.layout) == ("t3_granted__total", "F2021"))
    assert {"T3_ROWSUM", "T3_COLSUM_2021"} <= set(granted.rules)
    assert granted.figures == ("granted",)


def test_the_pages_name_every_field_rule_word_and_figure_in_both_languages() -> None:
    for language in ("en", "zh"):
        shown = page(language, {("t3_granted__total", "F2021"): {2022: 0.5}})
        for name in (*registry(), *(entry.code for entry in codebook.entries()), *(f"{f.zh}" for f in figures.load())):
            assert name in shown, name
        assert "2022: 50%" in shown
    assert "nothing is stated, which is not zero" in page("en")
    assert "没有填写，不等于零" in page("zh")


def test_table_and_json_hold_the_same_fields() -> None:
    rows = list(csv.DictReader(io.StringIO(codebook.as_csv({("t3_granted__total", "F2021"): {2022: 0.5}}))))
    fields = json.loads(codebook.as_json())["fields"]
    assert [(row["code"], row["layout"]) for row in rows] == [(field["code"], field["layout"]) for field in fields]
    assert next(row["filled"] for row in rows if row["filled"]) == "2022=0.5000"
