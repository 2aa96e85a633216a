"""Asks osv.dev whether a version of constraints.txt has a hole that is known: `python3 .ci/advisories.py`.

Exit codes: 0 none has, 1 some have (a line each), 3 the service gave no answer that can be used.
The API: https://google.github.io/osv.dev/post-v1-querybatch/
"""

import http.client
import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

CONSTRAINTS = Path(__file__).resolve().parents[1] / "constraints.txt"
SERVICE = os.environ.get("OSV_URL", "https://api.osv.dev")  # or a mirror of it
SECONDS = 30
PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;#]+)")


class NoAnswer(Exception):
    """Why the service could not be asked, for a person."""


def main() -> int:
    """Ask, print, and give the exit code."""
    pinned = [found.groups() for line in CONSTRAINTS.read_text("utf-8").splitlines() if (found := PINNED.match(line))]
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in pinned]
    try:
        results = _ask("/v1/querybatch", {"queries": queries}).get("results")
        if not isinstance(results, list) or len(results) != len(queries):
            raise NoAnswer("its answer is not one result for each version")
        known = [
            (f"{name} {version}", str(hole["id"]))
            for (name, version), result in zip(pinned, results, strict=True)
            for hole in result.get("vulns", ())
        ]
        for release, identifier in known:
            print(f"{release}: {identifier}: {_ask(f'/v1/vulns/{identifier}').get('summary') or 'no summary'}")
    except (NoAnswer, AttributeError, KeyError, TypeError) as error:  # all but the first: JSON of another form
        why = str(error) if isinstance(error, NoAnswer) else "its answer is of a form this program does not know"
        print(f"{SERVICE} could not be asked for advisories: {why}; is there a network here?", file=sys.stderr)
        return 3
    print(f"{len(known)} advisories for {len(pinned)} versions of {CONSTRAINTS.name}")
    return 1 if known else 0


def _ask(path: str, question: dict[str, Any] | None = None) -> Any:
    body = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(f"{SERVICE}{path}", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)
    except urllib.error.URLError as error:
        raise NoAnswer(str(error.reason)) from error
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(str(error) or type(error).__name__) from error
    except ValueError as error:
        raise NoAnswer("its answer is no JSON") from error


if __name__ == "__main__":
    sys.exit(main())
