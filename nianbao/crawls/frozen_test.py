"""A bundle and what was found in it, as a test: what the search finds of it may only change on purpose."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.exceptions import InputError

EXPECTED = "expected.json"
TOLD = ("outcome", "reason", "family", "column_url", "stated", "seen", "years")  # of `portal_search.findings`


def make(bundle: Path, tests: Path, found: Mapping[str, Any]) -> Path:
    """Copy the bundle into a folder of its name under `tests`, with what was found; gives that folder.

    InputError: there is another bundle of that name, or no place to write. The same bundle again tells anew what is
    found of it.
    """
    folder = tests / bundle.resolve().name
    manifest = bundle / "manifest.json"
    if folder.exists() and (folder / manifest.name).read_bytes() != manifest.read_bytes():
        raise InputError(f"{folder} holds another bundle: rename one of them")
    try:
        if not folder.exists():
            shutil.copytree(bundle, folder)
        text = json.dumps(expected(found), ensure_ascii=False, indent=1)
        (folder / EXPECTED).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder} cannot be written to ({error.strerror}): name another --make-test") from error
    return folder


def expected(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the test holds of a search."""
    return {name: found[name] for name in TOLD}
