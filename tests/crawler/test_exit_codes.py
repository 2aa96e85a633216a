"""What the end of a crawl means for its exit code."""

import pytest

from crawler.exit_codes import exit_code


@pytest.mark.parametrize(
    ("reason", "outcomes", "code"),
    [
        ("finished", ["ok", "ok"], 0),
        ("finished", ["ok", "blocked"], 4),
        ("finished", ["blocked"], 4),
        ("finished", ["ok", "unreachable"], 4),
        ("finished", ["ok", None], 4),
        ("finished", [], 4),
        ("finished", ["unreachable", "unreachable"], 3),
        ("closespider_timeout", ["ok"], 4),
        ("internal", ["ok"], 4),
        ("shutdown", ["ok"], 130),
        ("shutdown", ["unreachable", "unreachable"], 130),
    ],
)
def test_the_reason_and_the_outcomes_of_the_portals_make_the_exit_code(
    reason: str, outcomes: list[str | None], code: int
) -> None:
    assert exit_code(reason, outcomes, is_nothing_read=False) == code


def test_nothing_read_is_no_success() -> None:
    assert exit_code("finished", ["ok"], is_nothing_read=True) == 4
