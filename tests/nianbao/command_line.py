"""What tests of the command line share."""

from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
CLEAN, MIXED = GOLDEN / "html_clean_2019" / "document.html", GOLDEN / "mixed_layout_2023" / "document.html"
AT = "2026-01-01T00:00:00+00:00"
PORTAL = "http://127.77.0.1:8000/"

Nianbao = Callable[..., tuple[int, str, str]]
