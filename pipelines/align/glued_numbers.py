"""Splits numbers that are printed without a blank between them, in every possible way, up to a limit."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import comb

from pipelines.align import values
from pipelines.records import State

_WHOLE = (State.NUMBER, State.NOT_APPLICABLE)  # a dash stands in its place as a number does, and counts nothing
Row = tuple[str, ...]  # the printed numbers of one row
Way = tuple[Row, tuple[Decimal, ...]]  # one way to read a row: as printed, and as numbers


def effort(tokens: Sequence[str], size: int) -> int:
    """At most so many ways will be tried to read tokens as `size` numbers: where cuts may fall between the digits."""
    digits = sum(map(len, tokens))
    return comb(digits - 1, size - 1) if len(tokens) < size <= digits else 1


def row_ways(tokens: Sequence[str], size: int) -> Iterator[Way]:
    if not tokens:
        yield ("",) * size, (Decimal(0),) * size  # nothing printed after the label: an empty row
        return
    for way in splits(tokens, size):
        numbers = tuple(number(raw) for raw in way)
        if sum(numbers[:-1]) == numbers[-1]:
            yield way, numbers


def splits(tokens: Sequence[str], size: int) -> Iterator[Row]:
    """Every way to read tokens as `size` numbers; a token with anything but digits in it stays whole."""
    if len(tokens) == size and all(values.parse(token).state in _WHOLE for token in tokens):
        yield tuple(tokens)
        return
    if len(tokens) > size or any(
        values.parse(token).state is not State.NUMBER and not token.isdecimal() for token in tokens
    ):  # 0000000 is no number, but seven of them
        return
    yield from _split(list(tokens), size)


def _split(tokens: list[str], size: int) -> Iterator[Row]:
    if not tokens:
        if size == 0:
            yield ()
        return
    token, rest = tokens[0], tokens[1:]
    if not token.isdecimal():
        for tail in _split(rest, size - 1):
            yield (token, *tail)
        return
    digits = sum(len(t) for t in tokens)
    if size < len(tokens) or size > digits:
        return
    for length in range(1, len(token) + 1):
        if length > 1 and token[0] in "0０":
            break  # no number is printed with a leading zero
        left = [token[length:], *rest] if length < len(token) else rest
        for tail in _split(left, size - 1):
            yield (token[:length], *tail)


def number(raw: str) -> Decimal:
    return values.parse(raw).value or Decimal(0)
