"""`nianbao crawl` on a machine without a network, and without a contact."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.seeds import Seed
from nianbao.crawls.contact import contact_for
from nianbao.crawls.crawl_options import private_networks
from pipelines.exceptions import InputError

ROOT = Path(__file__).resolve().parents[4]
PUBLIC = Seed(region_code="370406", name="山亭区", level="county", portal_url="https://www.shanting.gov.cn/")
REPLICA = Seed(region_code="370406", name="山亭区", level="county", portal_url="http://127.77.0.1:8000/")
NETWORKS = private_networks(["127.77.0.0/16"])
OFFLINE = """
import socket, sys

def unknown(*arguments, **named):
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

socket.gethostbyname = socket.getaddrinfo = unknown
from nianbao.cli import main
main()
"""


def offline(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The command on a machine that can resolve no name."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NIANBAO_CONTACT": "crawl@example.org"}
    command = [sys.executable, "-c", OFFLINE, *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_without_a_network_the_crawl_says_so_at_once_and_ends_with_three(tmp_path: Path) -> None:
    done = offline("crawl", "370406", "370402", folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    said = done.stderr.splitlines()
    assert "www.shanting.gov.cn: DNS lookup failed, asked again in 60 s" in said
    assert said[-1] == "nianbao: no host could be resolved: is there a network here?"
    assert "Traceback" not in done.stderr


def test_probe_and_freeze_of_a_dead_host_end_with_three_and_no_traceback(tmp_path: Path) -> None:
    probed = offline("probe", "http://www.shanting.gov.cn/", folder=tmp_path)
    frozen = offline("freeze", "370406", "bundle", folder=tmp_path)
    for done in (probed, frozen):
        assert done.returncode == 3, done.stderr
        assert "DNS lookup failed" in done.stdout
        assert "Traceback" not in done.stderr


def test_a_crawl_of_public_hosts_without_a_contact_is_refused(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "NIANBAO_CONTACT"}
    command = [sys.executable, "-m", "nianbao", "crawl", "370406", "--data", str(tmp_path / "data")]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "--contact or NIANBAO_CONTACT" in done.stderr
    assert not (tmp_path / "data").exists()


def test_replicas_need_no_contact(tmp_path: Path) -> None:
    assert contact_for("", tmp_path, [REPLICA], NETWORKS) == ""
    with pytest.raises(InputError, match="needs --contact"):
        contact_for("", tmp_path, [REPLICA, PUBLIC], NETWORKS)


class Terminal(io.StringIO):
    """A stream of a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_contact_is_asked_for_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("你好\nli@example.org\n"))
    monkeypatch.setattr(sys, "stderr", said)
    assert contact_for("", tmp_path, [PUBLIC], ()) == "li@example.org"
    assert said.getvalue().count("Contact: ") == 2
    assert "'你好' is neither" in said.getvalue()
    assert contact_for("", tmp_path, [PUBLIC], ()) == "li@example.org"
    assert said.getvalue().count("Contact: ") == 2
    assert (tmp_path / "contact").read_text("utf-8") == "li@example.org\n"
    assert contact_for("https://uni.example.edu/", tmp_path, [PUBLIC], ()) == "https://uni.example.edu/"
