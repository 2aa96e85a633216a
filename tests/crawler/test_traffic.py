"""A crawl speaks to its portals and to nobody else, from its start to its end, readers and libraries included."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.pages import portal, report
from tests.faults.server import FaultServer, Hit, Wire, reply

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.88.51.1"
SOUND = portal(lambda hit, times: reply(report(2023)))
_SPOKEN_TO = re.compile(
    r"^\d+ +(?:connect|sendto|sendmsg|sendmmsg)\(.*?sa_family=AF_(INET6?).*?inet_(?:addr|pton)\(\S*?\"([^\"]+)\""
)


def with_cookie(hit: Hit, times: int) -> Wire:
    """The sound portal, which gives everyone a cookie for its whole name."""
    head, _, rest = SOUND(hit, times).chunks[0].partition(b"\r\n")
    return Wire((head + b"\r\nSet-Cookie: visit=7; path=/; domain=" + HOST.encode() + b"\r\n" + rest,))


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace: apt-get install strace")
@pytest.mark.skipif(os.geteuid() != 0, reason="a crawl hides its memory: only root sees whom it speaks to")
def test_a_whole_crawl_speaks_to_its_portal_only(tmp_path: Path) -> None:
    with FaultServer({HOST: with_cookie}) as server:
        seeds = tmp_path / "seeds.csv"
        seeds.write_text(f"region_code,name,level,portal_url\nX-1,望溪区,county,{server.url(HOST)}\n", encoding="utf-8")
        home = tmp_path / "home"  # nothing is cached
        home.mkdir()
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LD_LIBRARY_PATH")}
        crawl = [
            sys.executable,
            "-m",
            "nianbao",
            "crawl",
            "X-1",
            "--seeds",
            str(seeds),
            "--data",
            str(tmp_path / "data"),
        ]
        crawl += ["--allow-private", "127.88.0.0/16", "--delay", "0.02", "--now"]
        ended = subprocess.run(
            [
                "strace",
                "-f",
                "-qq",
                "-e",
                "trace=connect,sendto,sendmsg,sendmmsg",
                "-o",
                str(tmp_path / "trace"),
                *crawl,
            ],
            cwd=ROOT,
            env=kept | {"HOME": str(home), "HTTP_PROXY": "http://127.99.51.9:9", "HTTPS_PROXY": "http://127.99.51.9:9"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        asked = len(server.log)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert asked == 5
    lines = (tmp_path / "trace").read_text(encoding="utf-8", errors="replace").splitlines()
    spoken_to = {found[2] for line in lines if (found := _SPOKEN_TO.match(line))}
    assert spoken_to == {HOST}
    with sqlite3.connect(tmp_path / "data" / "nianbao.sqlite") as connection:
        headers = [row[0] for row in connection.execute("SELECT headers FROM download")]
    assert len(headers) == 2  # the reports of the two years
    assert not [one for one in headers if "cookie" in one.lower()]
