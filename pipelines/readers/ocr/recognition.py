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
_FIGURES = re.compile(r"[\d\s.,，。:：/%()（）\-—－一OoIl|〇]*")  # what a number may be misread as


def recognise(lines: Sequence[Picture]) -> list[tuple[str, float]]:
    """(text, score 0 to 1) of each line. Numbers are read twice at two sizes; when that differs the score is 0."""
    if not lines:
        return []
    found = _read([_framed(line, 4) for line in lines])
    figures = [index for index, (text, _) in enumerate(found) if _FIGURES.fullmatch(text)]
    again = _read([_framed(lines[index], 9) for index in figures])
    for index, (text, score) in zip(figures, again, strict=True):
        first, its_score = found[index]
        is_same = "".join(first.split()) == "".join(text.split()) != ""
        found[index] = first or text, min(its_score, score) if is_same else 0.0
    return found


def _read(lines: Sequence[Picture]) -> list[tuple[str, float]]:
    if not lines:
        return []
    try:
        output = _engine().recognize_txt([cv2.cvtColor(line, cv2.COLOR_GRAY2BGR) for line in lines])
    except RuntimeException as error:  # how the engine says that it was refused memory
        if "bad_alloc" not in str(error) and "allocate" not in str(error):
            raise
        raise MemoryError(str(error)) from error
    return [(str(text), float(score)) for text, score in zip(output.txts or (), output.scores, strict=True)]


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
            "Rec.rec_batch_num": 8,
        }
    )
