"""How a rule looks where it was found -> whether it goes on."""

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

from pipelines.readers.geometry.lattice import Rule
from pipelines.readers.ocr.broken_rules import Trace


def test_a_rule_goes_on_where_it_is_seen_and_not_where_there_is_paper() -> None:
    picture = np.full((60, 200), 255, np.uint8)
    picture[30, :140] = 150
    trace = Trace(picture, 30, [Rule(30, 0, 100)])
    assert trace.shows(100, 140) is True
    assert trace.shows(150, 190) is False


def test_the_upright_of_a_character_is_not_told_from_a_rule_by_its_length_alone() -> None:
    picture = np.full((60, 200), 255, np.uint8)
    picture[30, :140] = 150
    picture[20:42, 118:124] = 0  # the stroke that crosses the upright of 计
    assert Trace(picture, 30, [Rule(30, 0, 100)]).shows(100, 140) is None
