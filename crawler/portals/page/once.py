"""What is read from a page is read once, and kept as long as the page is."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from scrapy.http import TextResponse

Result = TypeVar("Result")


def once_a_page(read: Callable[[TextResponse], Result]) -> Callable[[TextResponse], Result]:
    """A function of a page that keeps its results. Nobody may change what it gives.

    A result that holds its page, by a selector or in a function, would keep it for ever.
    """
    kept: WeakKeyDictionary[TextResponse, Result] = WeakKeyDictionary()

    @wraps(read)
    def reading(response: TextResponse) -> Result:
        if response not in kept:
            kept[response] = read(response)
        return kept[response]

    return reading
