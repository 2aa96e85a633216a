"""Templates and codebook: complete, consistent, checked on load."""

from pathlib import Path

import pytest
import yaml

from pipelines import templates


def test_every_layout_has_the_cells_of_its_form() -> None:
    counts = {(t.table, t.layout): len(list(t.codes())) for t in templates.load()}
    assert counts[("T2", "F2019")] == 22
    assert counts[("T2", "F2021")] == 10
    assert (counts[("T3", "F2019")], counts[("T3", "F2021")]) == (161, 175)
    assert (counts[("T4", "F2019")], counts[("T4", "F2021")]) == (15, 15)


def test_every_field_is_described_in_both_languages() -> None:
    for entry in templates.codebook().values():
        assert entry.label_zh
        assert entry.label_en
        assert entry.value_type in ("count", "signed_count", "money")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "cube"}, "kind 'cube'"),
        ({"field_code": "nothing_{row}_{column}"}, "not in codebook.csv"),
        ({"columns": None}, "columns"),
    ],
)
def test_a_faulty_template_is_refused_with_its_file_named(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    data = yaml.safe_load((templates.HERE / "t4.yml").read_text(encoding="utf-8")) | change
    data = {key: value for key, value in data.items() if value is not None}
    path = tmp_path / "faulty.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match=r"faulty\.yml") as error:
        templates._templates(path)
    assert message in str(error.value)


def test_two_rows_of_one_wording_are_refused(tmp_path: Path) -> None:
    data = yaml.safe_load((templates.HERE / "t4.yml").read_text(encoding="utf-8"))
    data["columns"][1]["label"] = data["columns"][0]["label"]
    path = tmp_path / "twice.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match="is both"):
        templates._templates(path)
