"""Skips count as failures where everything is required."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SKIPS = {
    "test_mark": "import pytest\n@pytest.mark.skipif(True, reason='no office')\ndef test_a(): pass\n",
    "test_call": "import pytest\ndef test_a(): pytest.skip('no office')\n",
    "test_module": "import pytest\npytest.skip('no office', allow_module_level=True)\n",
}


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text("utf-8"))
    return pytester


@pytest.mark.parametrize("kind", SKIPS)
def test_a_skip_fails_and_says_why_where_everything_is_required(
    kind: str, project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_REQUIRE_ALL", "1")
    project.makepyfile(**{kind: SKIPS[kind]})
    result = project.runpytest()
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*NIANBAO_REQUIRE_ALL=1*no office*"])


def test_a_skip_is_a_skip_elsewhere(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIANBAO_REQUIRE_ALL", raising=False)
    project.makepyfile(test_mark=SKIPS["test_mark"])
    project.runpytest().assert_outcomes(skipped=1)


def test_an_expected_failure_is_no_skip(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_REQUIRE_ALL", "1")
    project.makepyfile(test_x="import pytest\n@pytest.mark.xfail\ndef test_a(): assert False\n")
    project.runpytest().assert_outcomes(xfailed=1)
