"""Field codes as a person types them."""

from rapidfuzz import fuzz, process

from pipelines import templates
from pipelines.exceptions import InputError

_SUGGESTIONS = 4


def check_field_code(code: str) -> None:
    """InputError for a code that is not in the codebook: names those like it, by code and by Chinese label."""
    labels = {entry_code: entry.label_zh for (entry_code, _), entry in templates.codebook().items()}
    if code in labels:
        return
    texts = labels if not code.isascii() else {entry_code: entry_code for entry_code in labels}
    scorer = fuzz.WRatio if code.isascii() else fuzz.partial_ratio  # a label is named by some characters of it
    scored = process.extract(code, texts, scorer=scorer, processor=str.lower, limit=None)
    best = sorted(scored, key=lambda found: (-found[1], len(found[2])))  # of alike ones the total before its parts
    near = [found for _, _, found in best[:_SUGGESTIONS]]
    told = ", ".join(f"{one} ({labels[one]})" for one in near)
    raise InputError(f"{code}: no such field code; like it: {told}")
