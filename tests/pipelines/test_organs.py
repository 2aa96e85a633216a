"""Organs are known by their short names, however a report writes the region before them."""

import pytest

from pipelines.organs import short_name


@pytest.mark.parametrize(
    ("organ", "short"),
    [
        ("山东省枣庄市山亭区财政局", "财政局"),
        ("枣庄市山亭区财政局", "财政局"),
        ("山亭区财政局", "财政局"),
        ("财政局", "财政局"),
        ("枣庄市财政局", "枣庄市财政局"),
        ("山亭区", "山亭区"),
    ],
)
def test_the_short_name_leaves_out_the_region_and_no_other(organ: str, short: str) -> None:
    assert short_name(organ, "山亭区", "山东省枣庄市山亭区") == short
