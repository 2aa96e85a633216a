"""Affine maps as PDF and OFD write them: (a, b, c, d, e, f) takes (x, y) to (ax + cy + e, bx + dy + f)."""

import math

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
MAX_SKEW = 10.0  # degrees by which a page may lie askew; text that runs steeper is a watermark or stamp


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The map that does one after the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where the map takes a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def quarter_turns(matrix: Matrix) -> int | None:
    """How text set with this matrix runs, y upwards: quarter turns anticlockwise from upright, None for askew."""
    a, b, *_ = matrix
    angle = math.degrees(math.atan2(b, a)) / 90
    return round(angle) % 4 if abs(angle - round(angle)) * 90 <= MAX_SKEW else None
