"""The readers as they are registered, in an install without extras too."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
EXTRAS = ("cv2", "numpy", "onnxruntime", "rapidocr")
WITHOUT_EXTRAS = f"""
import sys
sys.modules.update(dict.fromkeys({EXTRAS}))  # then importing one fails as if it were not installed
from pipelines import readers
from pipelines.exceptions import DocumentError
print([block.text for block in readers.read("<p>年报</p>".encode(), "text/html").blocks])
try:
    readers.read(b"", "image/png")
except DocumentError as error:
    print(error)
"""


def test_without_extras_pages_are_read_and_a_picture_says_what_it_needs() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_EXTRAS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text, refusal = done.stdout.splitlines()
    assert text == "['年报']"
    assert "run.py --with ocr extract FILE" in refusal
