"""Pictures on terminals: which protocol, and that what is written holds the picture."""

import base64
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from nianbao.screens.terminal_pictures import encoded, protocol, show


def png(size: tuple[int, int] = (8, 7)) -> bytes:
    """White, with its left half red."""
    picture = Image.new("RGB", size, "white")
    picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"KITTY_WINDOW_ID": "1", "TERM": "xterm-256color"}, "kitty"),
        ({"TERM_PROGRAM": "iTerm.app"}, "iterm"),
        ({"LC_TERMINAL": "iTerm2"}, "iterm"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM": "xterm-kitty", "NIANBAO_PICTURES": "no"}, ""),
        ({"TERM": "xterm", "NIANBAO_PICTURES": "sixel"}, "sixel"),
    ],
)
def test_the_protocol_follows_from_the_environment(environment: dict[str, str], way: str) -> None:
    assert protocol(environment) == way


def test_kitty_gets_the_picture_in_pieces() -> None:
    body = png((900, 900)) + bytes(9000)  # longer than one piece
    pieces = re.findall("\x1b_G([^;]*);([^\x1b]*)\x1b\\\\", encoded(body, "kitty"))
    assert base64.b64decode("".join(piece for _, piece in pieces)) == body
    assert [options.endswith("m=1") for options, _ in pieces] == [True] * (len(pieces) - 1) + [False]
    assert all(len(piece) <= 4096 for _, piece in pieces)


def test_iterm_gets_the_picture_whole() -> None:
    data = encoded(png(), "iterm").partition(":")[2].partition("\a")[0]
    assert base64.b64decode(data) == png()


def test_sixel_draws_each_dot_in_its_colour() -> None:
    told = encoded(png(), "sixel")
    assert told.startswith('\x1bPq"1;1;8;7')
    assert told.endswith("\x1b\\\n")
    colours = {name: tuple(map(int, rgb.split(";"))) for name, rgb in re.findall(r"#(\d+);2;([\d;]+)", told)}
    drawn: dict[tuple[int, int], tuple[int, ...]] = {}
    bands = re.sub(r"#\d+;2;[\d;]+", "", told.partition("8;7")[2]).split("-")
    for band, text in enumerate(bands[:-1]):
        for name, dots in re.findall(r"#(\d+)([?-~]+)\$", text):
            for x, sign in enumerate(dots):
                for y in range(6):
                    if (ord(sign) - 63) >> y & 1:
                        drawn[x, 6 * band + y] = colours[name]
    assert len(drawn) == 8 * 7
    assert {drawn[x, y] for x in range(4) for y in range(7)} == {(100, 0, 0)}
    assert {drawn[x, y] for x in range(4, 8) for y in range(7)} == {(100, 100, 100)}


def test_elsewhere_the_picture_is_a_file_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cell.png"
    assert show(png(), path, {"TERM": "xterm-kitty"}) == f"picture: {path}"  # the tests' output is no terminal
    assert path.read_bytes() == png()
