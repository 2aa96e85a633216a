"""Every bundle of `frozen` is found as its expected.json says; `nianbao probe --from DIR --make-test` adds one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nianbao.crawls.frozen_test import EXPECTED, expected

ROOT = Path(__file__).resolve().parents[3]
FROZEN = Path(__file__).parent / "frozen"
BUNDLES = sorted(path.parent for path in FROZEN.glob(f"*/{EXPECTED}"))


@pytest.mark.parametrize("bundle", BUNDLES, ids=[bundle.name for bundle in BUNDLES])
def test_a_frozen_portal_is_found_as_it_was(bundle: Path) -> None:
    command = [sys.executable, "-m", "nianbao", "probe", "--from", str(bundle), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    found = json.loads(done.stdout)
    assert expected(found) == json.loads((bundle / EXPECTED).read_text(encoding="utf-8"))


def test_there_is_a_frozen_portal() -> None:
    assert BUNDLES
