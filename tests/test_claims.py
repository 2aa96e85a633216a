"""Every portal of the city with one thing broken: none is called complete while a report of it is missing."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.claims.city import BreakableCity, crawl, draw, false_claims
from tests.test_city_crawl import NEEDS_BROWSER

SMALL = ("411024", "430223", "440105")  # their lists: in a frame, columns by year, printed pages
VARIANTS = 300


def claims(tmp_path: Path, regions: tuple[str, ...], numbers: Sequence[int]) -> list[str]:
    """The false claims of these variants: one crawl of whole portals, then one for each portal's worth of faults."""
    found = []
    with BreakableCity(regions=regions) as city:
        codes = sorted({one.region_code for one in city.expected()} - NEEDS_BROWSER)
        whole = crawl(city, codes, tmp_path / "whole")
        assert false_claims(city, whole, []) == []
        drawn = [draw(city, number) for number in numbers]
        while drawn:
            city.broken = {variant.region_code: variant for variant in reversed(drawn)}
            now = list(city.broken.values())
            drawn = [variant for variant in drawn if variant not in now]
            url = crawl(city, sorted(city.broken), tmp_path / f"round-{now[-1].number}")
            found += false_claims(city, url, now)
    return found


def test_a_broken_portal_is_not_called_complete(tmp_path: Path) -> None:
    assert claims(tmp_path, SMALL, range(3)) == []


@pytest.mark.night
def test_300_broken_portals_are_not_called_complete(tmp_path: Path) -> None:
    assert claims(tmp_path, (), range(VARIANTS)) == []
