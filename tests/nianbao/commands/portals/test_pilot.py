"""A pilot over the replica city: its folder, its page, and what was not understood replayed without a network."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.city import City
from tests.city.exchange import Response

ROOT = Path(__file__).resolve().parents[4]
NOT_DRAWN = "371481"  # its list is made by script alone
BROKEN = Response(status=500, body="<html><body>服务器内部错误</body></html>".encode())
SAME = ("outcome", "reason", "column_url", "family", "stated", "seen", "years", "lists", "organs")


def nianbao(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nianbao", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


def pilot(city: City, out: Path, number: int = 60) -> subprocess.CompletedProcess[str]:
    options = ("--seeds", str(city.seeds), "--allow-private", city.network, "--delay", "0.02")
    return nianbao("pilot", "--portals", str(number), "--out", str(out), *options)


def results(out: Path) -> dict[str, dict[str, Any]]:
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in (out / "portals").glob("*.json")}


def break_last_lists(city: City, found: dict[str, dict[str, Any]]) -> None:
    """The last list of each portal answers 500 from now on."""
    for one in found.values():
        for address in [told["url"] for told in one["lists"]][-1:]:
            parts = urlsplit(address)
            city.replace(one["region_code"], f"{parts.path}?{parts.query}" if parts.query else parts.path, BROKEN)


def check_replays(out: Path, found: dict[str, dict[str, Any]]) -> int:
    bundles = sorted((out / "frozen").iterdir())
    assert {bundle.name for bundle in bundles} == {key for key, one in found.items() if one["outcome"] != "ok"}
    for bundle in bundles:
        again = json.loads(nianbao("probe", "--from", str(bundle), "--json").stdout)
        told = found[bundle.name]
        assert {name: again[name] for name in SAME} == {name: told[name] for name in SAME}, bundle.name
    return len(bundles)


def check_no_cookie(out: Path) -> None:
    for manifest in out.glob("frozen/*/manifest.json"):
        assert "cookie" not in manifest.read_text(encoding="utf-8").lower(), manifest


def test_a_pilot_leaves_a_page_and_replays_what_it_did_not_understand_and_goes_on(tmp_path: Path) -> None:
    with City(base="127.93.0.0", regions=("410326", "370406", NOT_DRAWN)) as city:
        city.replace("370406", "/zwgk/zfxxgk/zfxxgknb/", BROKEN)
        done = pilot(city, tmp_path)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        asked = len(city.log)
        again = pilot(city, tmp_path)
        assert "3 of 3 portals are done already" in again.stderr
        assert len(city.log) == asked  # nothing is asked twice
        reports = [hit.path for hit in city.log if re.search(r"/xxgk/nb/20\d\d", hit.path)]
    found = results(tmp_path)
    assert check_replays(tmp_path, found) == 2
    check_no_cookie(tmp_path)
    (whole,) = (one for one in found.values() if one["outcome"] == "ok")
    assert 1 <= len(reports) <= 4  # two reports, and two files between them
    assert {report["status"] for report in whole["reports"]} <= {"ok", "partial", "tables_missing"}
    assert whole["reports"]
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=", page)
    assert all(one["name"] in page for one in found.values())
    assert page.count("nianbao probe --from frozen/") == 3  # two portals, and how it is done


@pytest.mark.night
def test_a_pilot_of_the_whole_broken_city_is_small_and_replays_to_the_same_verdicts(tmp_path: Path) -> None:
    first, out = tmp_path / "first", tmp_path / "out"
    with City(base="127.93.0.0") as city:
        assert pilot(city, first).returncode == 0
        break_last_lists(city, results(first))
        assert pilot(city, out).returncode == 0
    found = results(out)
    assert check_replays(out, found) >= 25
    check_no_cookie(out)
    assert sum(file.stat().st_size for file in out.rglob("*") if file.is_file()) < 20_000_000


def test_a_replayed_portal_becomes_a_test_by_one_command(tmp_path: Path) -> None:
    bundle = next((ROOT / "tests" / "crawler" / "portals" / "frozen").iterdir())
    made = nianbao("probe", "--from", str(bundle), "--make-test", str(tmp_path))
    assert f"{tmp_path / bundle.name}" in made.stdout
    files = {file.relative_to(bundle) for file in bundle.rglob("*") if file.is_file()}
    copied = tmp_path / bundle.name
    assert {file.relative_to(copied) for file in copied.rglob("*") if file.is_file()} == files
    assert (copied / "expected.json").read_bytes() == (bundle / "expected.json").read_bytes()
    (copied / "manifest.json").write_text("{}", encoding="utf-8")
    refused = nianbao("probe", "--from", str(bundle), "--make-test", str(tmp_path))
    assert refused.returncode == 2
    assert "holds another bundle" in refused.stderr
