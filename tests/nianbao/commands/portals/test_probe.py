"""One search kept as a bundle, and the same found from it offline."""

import json
import subprocess
import sys
from pathlib import Path

from tests.city import City
from tests.crawler.site import site

ROOT = Path(__file__).resolve().parents[4]


def nianbao(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nianbao", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_a_frozen_search_is_probed_offline_with_the_same_findings(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    with City(regions=("410326",)) as city:
        options = ("--allow-private", city.network, "--delay", "0.02")
        live = nianbao("probe", f"{city.origin('410326')}/", "--json", *options)
        frozen = nianbao("freeze", "410326", str(bundle), "--seeds", str(city.seeds), *options)
        home = f"{city.origin('410326')}/"
        paths = [hit.path for hit in city.log]
    assert frozen.returncode == 0, frozen.stderr
    assert not [path for path in paths if path.startswith("/xxgk/nb/20")]  # lists only, no report
    played = nianbao("probe", home, "--from", str(bundle), "--json")  # the seed of the bundle knows more of the region
    found, again = json.loads(live.stdout), json.loads(played.stdout)
    assert found.pop("requests") > again.pop("requests") == 0
    assert found == again
    assert found["family"] == "trs"
    assert "createPageHTML" in found["family_evidence"]
    assert [step["title"] for step in found["trail"]][-1] == "政府信息公开年报"
    assert all(step["reason"] for step in found["trail"])
    of_the_seed = json.loads(nianbao("probe", "--from", str(bundle), "--json").stdout)
    assert (of_the_seed["region_code"], of_the_seed["seen"]) == ("410326", found["seen"])
    assert {"name": "汝阳县人民政府", "years": [2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024]} in found["organs"]


def test_a_portal_without_a_report_shows_no_empty_table_of_organs() -> None:
    with site({"/": "<title>石桥县人民政府</title><a href='/hd/'>互动交流</a>"}) as portal:
        shown = nianbao("probe", portal.url, "--allow-private", "127.0.0.0/8", "--delay", "0")
    assert shown.returncode == 4
    assert "not_found" in shown.stdout
    assert "organ " not in shown.stdout


def test_what_is_no_bundle_or_no_address_is_one_line_and_exit_2(tmp_path: Path) -> None:
    for arguments in (("probe",), ("probe", "--from", str(tmp_path)), ("freeze", "370406", str(ROOT / "tests"))):
        result = nianbao(*arguments)
        assert result.returncode == 2
        assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_a_search_of_a_public_host_without_a_contact_is_refused(tmp_path: Path) -> None:
    for arguments in (("probe", "http://www.example.gov.cn/"), ("freeze", "370406", str(tmp_path / "kept"))):
        result = nianbao(*arguments)
        assert result.returncode == 2
        assert result.stderr.startswith("nianbao: a search of a public host needs --contact or NIANBAO_CONTACT"), result
    assert not (tmp_path / "kept").exists()
