"""Whose report a row of a list is."""

import pytest

from crawler.discovery.rows import is_governments


@pytest.mark.parametrize(
    ("organ", "expected"),
    [
        ("青山区人民政府", True),
        ("区政府", True),
        ("本级", True),
        ("区教育局", False),
        ("河口镇人民政府", False),  # a township is an organ of the portal
        ("", False),
    ],
)
def test_a_government_is_known_by_its_name_and_by_that_of_its_group(organ: str, *, expected: bool) -> None:
    assert is_governments(organ) is expected
