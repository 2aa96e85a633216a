"""How long a test run will take is said before it starts, and learnt from the last one."""

from pathlib import Path

import pytest

from tests.duration import estimate

pytest_plugins = ["pytester"]
HERE = Path(__file__).parent


def test_files_run_side_by_side_but_none_is_split() -> None:
    ids = ["a.py::one", "a.py::two", "b.py::one[x]", "b.py::one[y]"]
    assert estimate(ids, {"a.py": 10, "b.py": 10}, processes=2) == 20
    assert estimate(ids, {"a.py": 30, "b.py": 1}, processes=2) == 60  # the long file decides
    assert estimate(ids, {"a.py": 10, "b.py": 10}, processes=1) == 40


def test_an_unknown_file_is_taken_for_an_average_one() -> None:
    assert 0 < estimate(["new.py::one"], {"other.py": 500.0}, processes=1) < 5


def test_a_long_run_is_told_before_it_starts_and_its_real_length_is_learnt(pytester: pytest.Pytester) -> None:
    pytester.makeconftest((HERE / "conftest.py").read_text("utf-8"))
    many = "import pytest\n@pytest.mark.parametrize('n', range(200))\ndef test_a(n): pass\n"
    pytester.makepyfile(test_many=many)
    first = pytester.runpytest()
    first.stdout.re_match_lines([r"200 tests, one at a time: about 60 seconds, until \d\d:\d\d", "test_many.py.*"])
    assert "one at a time" not in pytester.runpytest().stdout.str()  # they took no time at all
    pytester.runpytest("-p", "no:cacheprovider").stdout.re_match_lines(["200 tests, .*"])  # nothing is kept, then
