"""Colours as CSS and HTML write them -> how light they are."""

from functools import lru_cache

from tinycss2.color3 import parse_color

from pipelines.readers.geometry.visibility import light

_SEE_THROUGH = 0.4  # opacity below which a colour is hardly seen
_SYSTEM = {"windowtext": 0.0, "window": 1.0, "canvas": 1.0, "canvastext": 0.0, "buttonface": 0.9}


@lru_cache(1024)
def text_light(colour: str) -> float | None:
    """How light text of a colour is, 0 to 1; 1 for one that is hardly seen; None for what is no colour."""
    return _light(colour, see_through=1.0)


@lru_cache(1024)
def ground_light(colour: str) -> float | None:
    """How light a ground of a colour is; None for none, or one that lets what is under it through."""
    return _light(colour, see_through=None)


def _light(colour: str, *, see_through: float | None) -> float | None:
    name = colour.strip().lower()
    if name in _SYSTEM:
        return _SYSTEM[name]
    found = parse_color(name) or parse_color(f"#{name}")  # browsers forgive a missing # where no standard is declared
    if found is None or isinstance(found, str):  # `currentcolor` comes as a word
        return None
    return see_through if found.alpha < _SEE_THROUGH else light([found.red, found.green, found.blue])
