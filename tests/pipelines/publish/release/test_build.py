"""Releases of the small world of the view tests, from both engines."""

import csv
import hashlib
import json
import sqlite3
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, text

from pipelines.exceptions import InputError, InternalError
from pipelines.language.personal_data import MASKS, TELEPHONE
from pipelines.language.printable import UNSEEN
from pipelines.publish.release import build, comparison, formats
from pipelines.publish.release.build import GateRed, Release, publish
from pipelines.publish.release.digest import Digest
from pipelines.publish.release.tables import TABLES
from pipelines.records import Section, State, Value
from pipelines.storage.database import open_database, read_session, write_session
from pipelines.storage.models import Event
from tests.databases import fresh_postgres
from tests.pipelines.stored import LATER, report, save

FORMULA = '=HYPERLINK("http://127.0.0.1","x")'
ODD = (
    Value(field_code="t3_partial__total", raw="-", state=State.NOT_APPLICABLE, table="T3"),
    Value(field_code="t3_granted__total", raw=FORMULA, state=State.TEXT, table="T3"),
    Value(field_code="t2_license_decisions", raw='"引号", 逗号\n换行', state=State.TEXT, table="T2"),
    Value(field_code="t2_penalty_decisions", raw="'=1+1", state=State.TEXT, table="T2"),
    Value(field_code="t2_coercion_decisions", raw="", state=State.BLANK, table="T2"),
)
TURNED = "总体\u202e情况\x9b"
TEXTS = (Section(number=1, heading=f"一、{TURNED}", text="联系人13800138000，\r\n电话0632-8811234。"),)
WORLD = (
    report("a", sections=TEXTS),
    report("b", year=2020, values=ODD, layouts=(("T2", "F2021"), ("T3", "F2021"))),
    report("c", year=None, organ_name="山亭区教育局"),
)


def database(kind: str, folder: Path) -> Engine:
    engine = open_database(f"sqlite:///{folder}/n.sqlite" if kind == "sqlite" else fresh_postgres())
    # ids of the two engines' databases differ: another order of coming in
    save(engine, *(WORLD if kind == "sqlite" else reversed(WORLD)))
    return engine


def released(engine: Engine, folder: Path) -> Release:
    with read_session(engine) as session:
        return publish(session, folder)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = database("sqlite", tmp_path_factory.mktemp("db"))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def release(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return released(engine, tmp_path_factory.mktemp("releases"))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_rows_of_another_engine_in_another_order_are_the_same_bytes(release: Release, tmp_path: Path) -> None:
    other = released(database("postgresql", tmp_path), tmp_path / "releases")
    assert other.id == release.id
    assert files(other.folder) == files(release.folder)


def test_a_second_run_finds_the_release_there(engine: Engine, release: Release) -> None:
    again = released(engine, release.folder.parent)
    assert (again.id, again.is_new) == (release.id, False)
    assert sorted(path.name for path in release.folder.parent.iterdir()) == ["latest.json", release.id]


def test_every_table_holds_the_rows_of_the_database_in_every_format(engine: Engine, release: Release) -> None:
    for table in TABLES:
        with read_session(engine) as session:
            ids = "WHERE report_id IN (SELECT report_id FROM report_current)" if table.of_reports else ""
            wanted = session.execute(text(f"SELECT count(*) FROM {table.source} {ids}")).scalar_one()
        with sqlite3.connect(release.folder / "nianbao.sqlite") as sqlite:
            assert sqlite.execute(f'SELECT count(*) FROM "{table.name}"').fetchone() == (wanted,)
        for folder in ("csv", "csv-excel"):
            with (release.folder / folder / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
                assert len(list(csv.reader(file))) == wanted + 1
        found = list((release.folder / "parquet" / table.name).rglob("*.parquet"))
        if found:
            counted = duckdb.sql(f"SELECT count(*) FROM read_parquet({[str(path) for path in found]})").fetchall()[0]
            assert counted == (wanted,)


def test_frictionless_finds_the_package_valid(release: Release) -> None:
    found = frictionless.validate(str(release.folder / "datapackage.json"))
    assert found.valid, found.flatten(["path", "type", "message"])[:5]
    assert found.stats["tasks"] == len(TABLES)


def test_every_file_has_its_checksum(release: Release) -> None:
    sums = dict(reversed(line.split("  ")) for line in (release.folder / "SHA256SUMS").read_text().splitlines())
    there = files(release.folder)
    del there["SHA256SUMS"]
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in there.items()}


def test_types_are_right_in_duckdb_and_pandas(release: Release) -> None:
    source = release.folder / "parquet" / "organ_year"
    row = duckdb.sql(
        f"SELECT region_code, year, new_received, fee_amount_yuan FROM '{source}/**/*.parquet' WHERE year=2024"
    )
    assert [str(name) for name in row.types] == ["VARCHAR", "BIGINT", "DOUBLE", "DOUBLE"]
    assert row.fetchall() == [("370406", 2024, 12.0, None)]
    package = json.loads((release.folder / "datapackage.json").read_text("utf-8"))
    fields = next(r["schema"]["fields"] for r in package["resources"] if r["name"] == "organ_year")
    types = {
        field["name"]: {"string": "str", "integer": "Int64", "number": "float64"}[field["type"]] for field in fields
    }
    frame = pandas.read_csv(release.folder / "csv" / "organ_year.csv", dtype=types)
    assert frame.set_index("year").loc[2024, ["region_code", "new_received"]].tolist() == ["370406", 12.0]


def test_nothing_in_a_csv_is_a_formula_and_every_text_comes_back(release: Release) -> None:
    with (release.folder / "csv-excel" / "value.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = {row["field_code"]: row["raw"] for row in csv.DictReader(file) if row["year"] == "2020"}
    assert shown["t3_granted__total"] == f"'{FORMULA}"
    assert shown["t3_partial__total"] == "-"
    with sqlite3.connect(release.folder / "nianbao.sqlite") as sqlite:
        kept = dict(sqlite.execute("SELECT field_code, raw FROM value WHERE year = 2020"))
    assert kept == {value.field_code: value.raw for value in ODD}


@pytest.mark.parametrize(
    "raw",
    [
        "=1",
        " =1",
        "\u3000+x",
        "\xa0@a",
        "　第一条",
        "+x",
        "-2+3",
        "@a",
        "\t=1",
        "＝1",
        "''=1",
        "'=1",
        "-1",
        "-",
        "'a",
        "1%",
        "+86 1",
    ],
)
def test_a_guarded_text_starts_no_formula_and_comes_back(raw: str) -> None:
    shown = formats.guarded(raw)
    assert shown[0] not in "=@＝＠\t\r\n"
    assert formats.unguarded(shown) == raw


def test_personal_numbers_are_masked_and_an_office_telephone_is_not(release: Release) -> None:
    told = b"".join(files(release.folder).values())
    assert b"13800138000" not in told
    with sqlite3.connect(release.folder / "nianbao.sqlite") as sqlite:
        (section,) = sqlite.execute("SELECT text FROM section WHERE text LIKE '%联系人%'").fetchone()
    assert section == f"联系人{MASKS[TELEPHONE]}，\r\n电话0632-8811234。"


def test_the_next_release_says_cell_by_cell_what_changed(tmp_path: Path) -> None:
    engine = database("sqlite", tmp_path)
    first = released(engine, tmp_path / "r")
    figure = Value(field_code="t3_new_received__total", raw="13", state=State.NUMBER, value=Decimal(13), table="T3")
    changed = report("a2", sections=TEXTS, values=(figure,))
    save(engine, changed, report("d", year=2022), at=LATER)
    second = released(engine, tmp_path / "r")
    assert second.id != first.id
    assert second.changes == {"report added": 1, "cell changed": 1, "cell removed": 3}
    with (second.folder / "changes.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["change"] == "cell changed")
    assert [row[name] for name in ("year", "field_code", "old_value", "new_value")] == [
        *("2024", "t3_new_received__total", "12.0", "13.0")
    ]
    assert first.id in (second.folder / "CHANGES.md").read_text("utf-8")


def test_nothing_is_published_while_a_gate_stands(tmp_path: Path) -> None:
    engine = database("sqlite", tmp_path)
    with write_session(engine) as session:
        session.add(Event(at="2026-01-01", kind="gate", region_code=None, message="2024: 3 reports seen, 30 before"))
    with pytest.raises(GateRed, match="2024: 3 reports seen"):
        released(engine, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_an_empty_database_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing is stored yet"):
        released(open_database(f"sqlite:///{tmp_path}/n.sqlite"), tmp_path / "r")


@pytest.mark.parametrize("reader", ["read_sqlite", "read_csv"])
def test_a_file_that_does_not_give_back_the_rows_stops_the_release(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    own = getattr(formats, reader)

    def with_one_figure_changed(*asked: Any) -> Iterator[list[Any]]:
        for batch in own(*asked):
            yield [tuple(13.0 if cell == 12.0 else cell for cell in row) for row in batch]

    monkeypatch.setattr(build.formats, reader, with_one_figure_changed)
    with pytest.raises(InternalError, match="is not what the database holds"):
        released(engine, tmp_path / "r")
    assert list((tmp_path / "r").iterdir()) == []


def test_a_big_release_is_read_again_by_processes_of_their_own(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = released(engine, tmp_path / "small")
    monkeypatch.setattr(comparison, "_MANY", 0)
    assert released(engine, tmp_path / "big").id == small.id
    wanted = Digest()
    wanted.add([("a row that no file holds",)])
    with pytest.raises(InternalError, match="organ_year is not what the database holds"):
        comparison.compare(small.folder, [("organ_year", ("title",), wanted)])


@pytest.mark.night
def test_calc_opens_the_file_for_spreadsheets_with_its_types(release: Release, tmp_path: Path) -> None:
    source = release.folder / "csv-excel" / "value.csv"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    as_asked = "--infilter=CSV:44,34,76,1"  # comma, ", UTF-8, from the first row: what its dialog offers for the mark
    subprocess.run(
        [*command, as_asked, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120
    )
    sheet = CalamineWorkbook.from_path(str(tmp_path / "value.xlsx")).get_sheet_by_index(0).to_python()
    heads = [str(head) for head in sheet[0]]
    shown = {row[heads.index("field_code")]: dict(zip(heads, row, strict=True)) for row in sheet[1:]}
    assert shown["t3_new_received__total"]["value"] == 12.0
    assert shown["t3_new_received__total"]["organ_name"] == "山亭区人民政府"
    assert "HYPERLINK" in str(shown["t3_granted__total"]["raw"])  # shown, not run


def test_no_text_of_a_release_holds_a_sign_that_steers(release: Release) -> None:
    told = [content.decode("utf-8") for name, content in files(release.folder).items() if name.endswith(".csv")]
    assert any("总体 情况 " in text for text in told)
    assert not any(UNSEEN.search(text.lstrip("\ufeff")) for text in told)
