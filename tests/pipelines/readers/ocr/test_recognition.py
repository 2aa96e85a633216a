"""What the engine sees in a line -> its text and score."""

from collections.abc import Sequence

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="the extra `ocr` is not installed")

from pipelines.readers.ocr import recognition
from pipelines.readers.ocr.engine import FIGURES, HEIGHT, LOOKALIKES, Seen
from pipelines.readers.ocr.ink import Picture

SYMBOLS = ["", *FIGURES, *LOOKALIKES]
LINE: Picture = np.full((30, 60), 255, np.uint8)


def seen(*steps: dict[str, float]) -> Seen:
    """A line in which each step may be these characters, so likely; `""` is none."""
    figures = np.zeros((len(steps), len(SYMBOLS)), np.float32)
    for index, chances in enumerate(steps):
        for symbol, chance in chances.items():
            if symbol in SYMBOLS:
                figures[index, SYMBOLS.index(symbol)] = chance
    best = [max(chances, key=chances.__getitem__) for chances in steps]
    return Seen(best, np.array([max(chances.values()) for chances in steps], np.float32), figures)


def read(monkeypatch: pytest.MonkeyPatch, first: Seen, second: Seen | None = None) -> tuple[str, float]:
    """What comes out for a line in which the engine sees these at its two looks."""
    looks = iter([[first], [second or first]])
    monkeypatch.setattr(recognition, "look", lambda lines: next(looks) if lines else [])
    (found,) = recognition.recognise([LINE], {})
    return found


NONE = {"": 1.0}


def test_a_lone_zero_is_one_however_many_round_characters_it_looks_like(monkeypatch: pytest.MonkeyPatch) -> None:
    text, score = read(monkeypatch, seen(NONE, {"O": 0.4, "0": 0.3, "o": 0.25}, NONE))
    assert (text, round(score, 2)) == ("0", 0.95)


def test_a_stroke_that_may_be_the_rest_of_a_rule_is_a_1_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, seen({"I": 0.6, "1": 0.4})) == ("1", 0.0)
    assert read(monkeypatch, seen({"1": 0.9}))[1] > 0.8


def test_dirt_beside_a_figure_is_left_out_and_puts_it_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, seen({"1": 0.9, "": 0.1}, {"5": 0.9, "": 0.1}, {"'": 0.7, "": 0.2})) == ("15", 0.0)


def test_a_point_is_one_only_between_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, seen({"7": 0.9}, {".": 0.9})) == ("7", 0.0)
    text, score = read(monkeypatch, seen({"7": 0.9}, {".": 0.9}, {"5": 0.9}))
    assert (text, round(score, 1)) == ("7.5", 0.9)


def test_a_digit_seen_in_two_steps_side_by_side_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, seen({"3": 0.9}, {"3": 0.9}, NONE, {"3": 0.8}))[0] == "33"


def test_two_looks_that_differ_leave_a_score_of_0(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, seen({"1": 0.9}), seen({"7": 0.9})) == ("1", 0.0)


def test_words_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text, score = read(monkeypatch, seen({"总": 0.9}, {"计": 0.7}, {"O": 0.8}))
    assert (text, round(score, 2)) == ("总计O", 0.8)


@pytest.mark.parametrize("mark", ["-", "/", "—", "一"])
def test_a_mark_alone_stays_as_it_is(monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    assert read(monkeypatch, seen({mark: 0.9}))[0] == mark


def test_ink_without_text_has_a_score_of_0(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, seen(NONE)) == ("", 0.0)


def offered(monkeypatch: pytest.MonkeyPatch, width: int, *marks: tuple[int, int, int]) -> list[tuple[int, ...]]:
    """(height, width) of what the engine is given, at its first look and its second, of a line that is so wide.

    It holds marks (left, right, grey), and the engine sees a number.
    """
    shapes: list[tuple[int, ...]] = []

    def look(lines: Sequence[Picture]) -> list[Seen]:
        shapes.extend(line.shape for line in lines)
        return [seen({"1": 0.9}) for _ in lines]

    line = np.full((HEIGHT, width), 255, np.uint8)
    for left, right, grey in marks:
        line[10:40, left:right] = grey
    monkeypatch.setattr(recognition, "look", look)
    recognition.recognise([line], {})
    return shapes


def test_the_second_look_is_spared_the_white_beside_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = offered(monkeypatch, 200, (90, 110, 0))
    assert first[1] > 200
    assert second[1] < 50
    second = offered(monkeypatch, 200, (90, 110, 0), (130, 136, 220))[1]
    assert second[1] > 50, "the pale dash behind it belongs to it"


@pytest.mark.parametrize("width", [200, 400])
def test_a_number_is_looked_at_in_two_sizes_however_wide_its_line(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    first, second = offered(monkeypatch, width, (20, 170, 0))
    assert abs(first[0] - second[0]) >= 10


def test_a_wide_line_is_looked_at_small(monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(monkeypatch, 400, (20, 170, 0))[0][0] > offered(monkeypatch, 200, (20, 170, 0))[0][0]
