"""Cut-out lines of text -> their characters and how sure the engine is, by RapidOCR."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rapidocr
from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

from pipelines.exceptions import UnreadableDocument
from pipelines.readers.ocr.raster import Picture

_HEIGHT = 48  # pixels; what the model expects
_WIDEST_BATCH = 16  # heights; 8 prose lines at once took 1 GB for a fifth more time than a line alone
_LARGEST_BATCH = 8
_ROUND = re.compile("[OoＯｏ〇]")
_FIGURES = re.compile(r"[\d\s.,，。:：/%()（）\-—－一OoIl|〇]*")  # what a number may be misread as


Known = dict[tuple[tuple[int, ...], bytes], tuple[str, float]]  # what a picture of this shape and content says


def recognise(lines: Sequence[Picture], known: Known) -> list[tuple[str, float]]:
    """(text, score 0 to 1) of each line. Numbers are read twice at two sizes; when that differs the score is 0.

    `known` is the memory of a page, filled here: a screen draws every 0 alike, and the engine is asked once.
    """
    keys = [(line.shape, line.tobytes()) for line in lines]
    new = {key: line for key, line in zip(keys, lines, strict=True) if key not in known}
    known.update(zip(new, _twice(list(new.values())), strict=True))
    return [known[key] for key in keys]


def _twice(lines: Sequence[Picture]) -> list[tuple[str, float]]:
    found = _read([_framed(line, 4) for line in lines])
    figures = [index for index, (text, _) in enumerate(found) if _FIGURES.fullmatch(text)]
    again = _read([_framed(lines[index], 9) for index in figures])
    for index, (text, score) in zip(figures, again, strict=True):
        first, its_score = found[index]
        is_same = _zeros(first) == _zeros(text) != ""
        digits = text if is_same and first != text and not _ROUND.search(text) else first or text
        found[index] = digits, min(its_score, score) if is_same else 0.0
    return found


def _zeros(text: str) -> str:
    """A number for comparison: a lone zero is as round as a letter, and a figure holds no letters."""
    return _ROUND.sub("0", "".join(text.split()))


def _read(lines: Sequence[Picture]) -> list[tuple[str, float]]:
    """Text and score of each line, as many at once as are alike in shape: a batch is as wide as its widest line."""
    shapes = [line.shape[1] / line.shape[0] for line in lines]
    found = [("", 0.0)] * len(lines)
    batch: list[int] = []
    for index in sorted(range(len(lines)), key=shapes.__getitem__):
        if batch and (len(batch) == _LARGEST_BATCH or (len(batch) + 1) * shapes[index] > _WIDEST_BATCH):
            _read_batch(lines, batch, found)
            batch = []
        batch.append(index)
    _read_batch(lines, batch, found)
    return found


def _read_batch(lines: Sequence[Picture], batch: Sequence[int], found: list[tuple[str, float]]) -> None:
    if not batch:
        return
    try:
        output = _engine().recognize_txt([cv2.cvtColor(lines[index], cv2.COLOR_GRAY2BGR) for index in batch])
    except RuntimeException as error:  # how the engine says that it was refused memory
        if "bad_alloc" not in str(error) and "allocate" not in str(error):
            raise
        raise MemoryError(str(error)) from error
    for index, text, score in zip(batch, output.txts or (), output.scores, strict=True):
        found[index] = str(text), float(score)


def _framed(line: Picture, margin: int) -> Picture:
    """The line with white around it, no lower than the model expects; the margin sets the size of its characters."""
    framed = cv2.copyMakeBorder(line, margin, margin, 8, 8, cv2.BORDER_CONSTANT, value=(255,))
    if framed.shape[0] < _HEIGHT:
        factor = _HEIGHT / framed.shape[0]
        framed = cv2.resize(framed, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.asarray(framed, dtype=np.uint8)


@cache
def _engine() -> Any:
    """The recognition model shipped in the package's wheel. Named by its path, because the package fetches others."""
    model = Path(rapidocr.__file__).parent / "models" / "PP-OCRv6_rec_small.onnx"
    if not model.is_file():
        raise UnreadableDocument(f"the recognition model is missing ({model.name}); reinstall rapidocr 3.10")
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_det": False,
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # documents are read in parallel, one a process
            "Rec.model_path": str(model),
            # Crops are padded to this shape's width or to the widest of their batch: for cells with a digit or two the
            # stock width of 320 is three times the work for the same result.
            "Rec.rec_img_shape": [3, _HEIGHT, _HEIGHT],
            "Rec.rec_batch_num": _LARGEST_BATCH,
        }
    )
