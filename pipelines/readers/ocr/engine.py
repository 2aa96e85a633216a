"""Pictures of lines of text -> what the recognition model sees in each, step by step, by ONNX Runtime.

The model is PP-OCRv6 (small) as the package rapidocr ships it. It takes lines 48 pixels high and of any width, and
gives for every 8 pixels how likely each of its 18,710 characters is; the first of them is none.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

from pipelines.exceptions import UnreadableDocument
from pipelines.readers.ocr.ink import Picture

HEIGHT = 48  # pixels; what the model expects
FIGURES = "0123456789.,，。/%()（）-－—–一:："  # what stands in a cell that holds no words
LOOKALIKES = dict(
    zip("０１２３４５６７８９OoＯｏ〇○ΟοIl", "01234567890000000011", strict=True)
)  # and what that is taken for

_STEP = 16  # pixels; lines are widened to a multiple, and those of one width are recognised together
_MAX_BATCH = 8
_MAX_BATCH_WIDTH = 768  # pixels, of all lines together; 8 prose lines at once took 1 GB for a fifth more time


class Seen(NamedTuple):
    """What the model makes of one line: an entry for every step."""

    characters: list[str]  # the likeliest one; empty for none
    chances: NDArray[np.float32]  # how likely that is
    figures: NDArray[np.float32]  # steps x (none, FIGURES, LOOKALIKES)


class _Engine(NamedTuple):
    session: Any
    characters: list[str]
    figures: list[int]  # the columns of none, FIGURES and LOOKALIKES


def look(lines: Sequence[Picture]) -> list[Seen]:
    """What is seen in each line; it does not depend on the others."""
    shaped = [_shaped(line) for line in lines]
    found: dict[int, Seen] = {}
    order = sorted(range(len(lines)), key=lambda index: shaped[index].shape[1])
    for width, alike in groupby(order, key=lambda index: shaped[index].shape[1]):
        indices = list(alike)
        size = max(1, min(_MAX_BATCH, _MAX_BATCH_WIDTH // width))
        for start in range(0, len(indices), size):
            batch = indices[start : start + size]
            found.update(zip(batch, _see(np.stack([shaped[index] for index in batch])), strict=True))
    return [found[index] for index in range(len(lines))]


def _shaped(line: Picture) -> NDArray[np.float32]:
    """The line as the model takes it: its height, values from -1 to 1, 0 where the line is over."""
    width = round(line.shape[1] * HEIGHT / line.shape[0])
    padded = np.zeros((HEIGHT, -(-width // _STEP) * _STEP), np.float32)
    padded[:, :width] = cv2.resize(line, (width, HEIGHT)) / np.float32(127.5) - 1
    return padded


def _see(batch: NDArray[np.float32]) -> Iterator[Seen]:
    engine = _engine()
    colours = np.repeat(batch[:, np.newaxis], 3, axis=1)
    try:
        chances = engine.session.run(None, {engine.session.get_inputs()[0].name: colours})[0]
    except RuntimeException as error:  # how the engine says that it was refused memory
        if "bad_alloc" not in str(error) and "allocate" not in str(error):
            raise
        raise MemoryError(str(error)) from error
    for steps in chances:
        yield Seen(
            [engine.characters[best] for best in steps.argmax(axis=1)], steps.max(axis=1), steps[:, engine.figures]
        )


@cache
def _engine() -> _Engine:
    """The recognition model in rapidocr's wheel, by its path: the package itself would fetch others."""
    package = find_spec("rapidocr")
    folders = package.submodule_search_locations if package else None
    model = Path(*(folders or [""])[:1]) / "models" / "PP-OCRv6_rec_small.onnx"
    if not model.is_file():
        raise UnreadableDocument(f"the recognition model is missing ({model.name}); reinstall rapidocr 3.10")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # documents are read in parallel, one a process
    options.enable_cpu_mem_arena = False  # lines of all widths would make it grow without end
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    known = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    place = {character: index for index, character in enumerate(known)}
    return _Engine(session, known, [0, *(place[character] for character in (*FIGURES, *LOOKALIKES))])
