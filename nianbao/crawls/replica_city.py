"""The replica city of tests/city as a subprocess: portals on loopback addresses for `nianbao demo`."""

import ipaddress
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_BASE = "127.77.0.0"
_CHECKOUT = Path(__file__).resolve().parents[2]
_PLACES = (_CHECKOUT / "tests" / "city", _CHECKOUT / "nianbao" / "_city")  # in a checkout, as installed
_GRACE = 5  # seconds to end by itself before it is killed


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Where the running city's seeds are and on which network it serves."""

    seeds: Path
    allow_private: str  # CIDR
    reports: frozenset[tuple[str, str, int]]  # region code, organ and year of each that the city publishes


def is_of_city(host: str) -> bool:
    """True if the host is one of the addresses a city serves on."""
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(f"{_BASE}/16")
    except ValueError:  # a name
        return False


@contextmanager
def replica_city(regions: Sequence[str] = ()) -> Iterator[City]:
    """The city, or the portals of some regions of it, served as long as the block runs."""
    folder = next(place for place in _PLACES if (place / "__main__.py").exists())
    command = [sys.executable, str(folder), "--base", _BASE, "--regions", ",".join(regions)]
    # A session of its own: Ctrl-C first stops the crawl, and only then the city it crawls.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"the replica city did not start, exit code {process.wait()}; see above")
            ready = json.loads(line)
            yield City(
                seeds=Path(ready["seeds"]),
                allow_private=ready["allow_private"],
                reports=frozenset((code, organ, year) for code, organ, year in ready["reports"]),
            )
        finally:
            process.stdin.close()  # the city serves until its standard input ends
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
