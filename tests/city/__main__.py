"""Serve the city until stdin closes or SIGTERM: `python tests/city [--base NETWORK] [--port P] [--regions A,B]`.

Prints one line of JSON when every portal answers: seeds (path of a CSV), allow_private (CIDR), port, reports (region
code, organ and year of each that the city publishes).
"""

import argparse
import importlib.util
import json
import signal
import sys
from pathlib import Path
from types import ModuleType


def main() -> None:
    parser = argparse.ArgumentParser(prog="city", description="replica portals on loopback addresses")
    parser.add_argument("--base", default="127.77.0.0", help="network whose addresses the portals take (a /16)")
    parser.add_argument("--port", type=int, default=0, help="one port for all portals; 0 picks a free one")
    parser.add_argument("--regions", default="", help="region codes to serve, commas between; empty: all")
    asked = parser.parse_args()
    regions = tuple(filter(None, asked.regions.split(",")))
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    with _city().City(base=asked.base, port=asked.port, regions=regions) as city:
        reports = [(report.region_code, report.organ_name, report.year) for report in city.expected()]
        ready = {"seeds": str(city.seeds), "allow_private": city.network, "port": city.port, "reports": reports}
        print(json.dumps(ready), flush=True)
        sys.stdin.buffer.read()


def _city() -> ModuleType:
    """This folder as a package, wherever it lies and whatever it is called there."""
    name, here = "nianbao_city", Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(name, here / "__init__.py", submodule_search_locations=[str(here)])
    if spec is None or spec.loader is None:
        raise ImportError(f"{here} is not a package")
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return package


if __name__ == "__main__":
    main()
