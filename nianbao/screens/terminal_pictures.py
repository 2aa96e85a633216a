"""A picture on the terminal, by the protocol it understands; else opened in a window, else only named.

What a terminal can show is told by its environment alone: asking it would need an answer that many never give.
"""

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image

_PIECE = 4096  # characters of a kitty message
_MAX_WIDTH = 1000  # pixels of a sixel picture: most terminals show no more
_COLOURS = 16
_OPENERS = ("xdg-open", "open")


def protocol(environment: Mapping[str, str]) -> str:
    """kitty | iterm | sixel, or "" for a terminal that shows no pictures. NIANBAO_PICTURES says it otherwise."""
    told = environment.get("NIANBAO_PICTURES")
    if told is not None:
        return told if told in ("kitty", "iterm", "sixel") else ""
    term = environment.get("TERM", "")
    program = environment.get("TERM_PROGRAM", "")
    if "KITTY_WINDOW_ID" in environment or term in ("xterm-kitty", "xterm-ghostty"):
        return "kitty"
    if program in ("iTerm.app", "WezTerm", "vscode") or environment.get("LC_TERMINAL") == "iTerm2":
        return "iterm"
    return "sixel" if term.startswith(("foot", "mlterm", "contour")) or "sixel" in term else ""


def encoded(png: bytes, way: str) -> str:
    """What to write to a terminal of that protocol."""
    if way == "kitty":
        return "".join(_kitty(base64.b64encode(png).decode()))
    if way == "iterm":
        size, data = len(png), base64.b64encode(png).decode()
        return f"\x1b]1337;File=inline=1;size={size};width=100%;preserveAspectRatio=1:{data}\a\n"
    with Image.open(BytesIO(png)) as picture:
        return _sixel(picture.convert("RGB"))


def show(png: bytes, path: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Show the picture, kept at `path`; what to say of it, "" where it is on the screen."""
    way = protocol(environment) if sys.stdout.isatty() else ""
    if way:
        sys.stdout.write(encoded(png, way))
        sys.stdout.flush()
        return ""
    path.write_bytes(png)
    opener = next(filter(None, map(shutil.which, _OPENERS)), None)
    if opener is None or not (sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & environment.keys()):
        return f"picture: {path}"
    subprocess.Popen(
        [opener, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return f"picture: {path}, opened"


def _kitty(data: str) -> Iterator[str]:
    pieces = [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]
    for number, piece in enumerate(pieces):
        head = "a=T,f=100," if number == 0 else ""
        yield f"\x1b_G{head}m={int(number < len(pieces) - 1)};{piece}\x1b\\"
    yield "\n"


def _sixel(picture: Image.Image) -> str:
    """Bands of six rows; in each, for each colour, which of the six dots of every column have it."""
    picture.thumbnail((_MAX_WIDTH, picture.height))
    few = picture.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette, width, height = few.getpalette() or [], few.width, few.height
    dots = few.tobytes()
    out = [f'\x1bPq"1;1;{width};{height}']
    for number in range(len(palette) // 3):
        shares = ";".join(str(round(part * 100 / 255)) for part in palette[3 * number : 3 * number + 3])
        out.append(f"#{number};2;{shares}")
    for top in range(0, height, 6):
        rows = [dots[y * width : (y + 1) * width] for y in range(top, min(top + 6, height))]
        for colour in sorted(set(b"".join(rows))):
            bits = (sum((row[x] == colour) << y for y, row in enumerate(rows)) for x in range(width))
            out.append(f"#{colour}{''.join(chr(63 + bit) for bit in bits)}$")
        out.append("-")
    return "".join(out) + "\x1b\\\n"
