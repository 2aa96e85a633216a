"""A grey picture -> where its ink is."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def ink_of(picture: NDArray[Any]) -> Picture:
    """255 where a pixel is darker than what is around it, else 0: the rims of a shadow are none."""
    found = cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 15, 8)
    return np.asarray(found, dtype=np.uint8)
