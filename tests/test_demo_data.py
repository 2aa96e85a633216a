"""The documents of the demo's city, read by the product's own readers, say what the oracle says: cell for cell."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from pipelines import align, readers
from pipelines.intake import media_types
from pipelines.records import Status
from tests.city import City, Expected
from tests.city.forms.layout import F2019, F2021, codes

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
_REAL = {  # reports whose figures are those of a real one: (organ, year) -> its transcription
    ("枣庄市山亭区人民政府", 2020): "shandong_zaozhuang_shantingqu_2020",
    ("平潭县人民政府", 2019): "fujian_pingtan_2019",
    ("平潭县人民政府", 2020): "fujian_pingtan_2020",
    ("平潭县人民政府", 2023): "fujian_pingtan_2023",
    ("平潭县人民政府", 2024): "fujian_pingtan_2024",
    ("淮安市洪泽区人民政府", 2023): "jiangsu_huaian_hongzequ_2023",
}
_OPENER = build_opener(ProxyHandler({}))  # a proxy of the environment is not asked


@pytest.fixture(scope="module")
def expected() -> Iterator[list[tuple[Expected, bytes]]]:
    """Every report of the oracle with the bytes the city serves for it."""
    with City(regions=("370406", "350128", "320813")) as city:
        yield [(report, _OPENER.open(report.url, timeout=10).read()) for report in city.expected()]


def test_every_figure_is_read_as_printed(expected: list[tuple[Expected, bytes]]) -> None:
    for report, body in expected:
        aligned = align.align(readers.read(body, media_types.sniff(body)).blocks)
        read = {value.field_code: value.raw.strip() for value in aligned.values}
        assert read == {code: printed.strip() for code, printed in report.values.items()}, report.url
        assert aligned.status is Status.OK


def test_the_city_holds_every_layout_and_a_mixed_one(expected: list[tuple[Expected, bytes]]) -> None:
    sheets = {frozenset(report.values) for report, _ in expected}
    assert sheets == {frozenset(codes(*pair)) for pair in ((F2019, F2019), (F2021, F2021), (F2021, F2019))}


def test_the_item_counts_of_shanting_2020_start_where_2019_ends(expected: list[tuple[Expected, bytes]]) -> None:
    then, now = (
        report.values
        for report, _ in expected
        if report.organ_name == "枣庄市山亭区人民政府" and report.year in (2019, 2020)
    )
    for name in ("license", "otherservice", "penalty", "coercion", "fee"):
        ended = int(then[f"t2_{name}_items_prev"]) + int(then[f"t2_{name}_items_change"])
        assert int(now[f"t2_{name}_items_prev"]) == ended


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_figures_of_real_reports_are_those_transcribed_from_them(expected: list[tuple[Expected, bytes]]) -> None:
    compared = 0
    for report, _ in expected:
        if (name := _REAL.get((report.organ_name, report.year))) is not None:
            transcribed = json.loads((SHARED / "reports" / "expected" / f"{name}.json").read_text(encoding="utf-8"))
            assert {code: _number(text) for code, text in report.values.items()} == transcribed["values"], name
            compared += 1
    assert compared == len(_REAL)


def _number(printed: str) -> float:
    """The leading number of a printed cell."""
    found = re.match(r"\s*-?[\d.]+", unicodedata.normalize("NFKC", printed))
    assert found is not None, printed
    return float(found[0])
