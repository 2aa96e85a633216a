"""Documents as an office program writes them: LibreOffice, called in a folder and with a profile of its own."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipelines.readers import libreoffice

NEEDS_LIBREOFFICE = f"LibreOffice is not installed: {libreoffice.INSTALL}"


def has_libreoffice() -> bool:
    return _program() is not None


def converted(bodies: Sequence[bytes], source: str, target: str) -> list[bytes]:
    """Each document in another format; both formats are named by their suffix without a dot."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{number}.{source}" for number in range(len(bodies))]
        for file, body in zip(files, bodies, strict=True):
            file.write_bytes(body)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(_program()), profile, "--headless", "--convert-to", target, "--outdir", str(folder / "out")]
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=120)
        return [(folder / "out" / file.with_suffix(f".{target}").name).read_bytes() for file in files]


def _program() -> str | None:
    """The script, not the program it starts: it starts that again once a new profile is set up."""
    return shutil.which("soffice") or shutil.which("libreoffice")
