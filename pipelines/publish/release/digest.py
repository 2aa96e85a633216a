"""A table's rows as one number that does not depend on their order or on the format they stand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec

_WIDTH = 16  # bytes of a row's hash
_encoded = msgspec.msgpack.Encoder().encode  # tells 12, 12.0 and '12' apart


@dataclass(slots=True)
class Digest:
    """Rows so far: how many, and the sum of their hashes."""

    rows: int = 0
    total: int = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take in rows of canonical values: None, int, float, str."""
        hashes = [blake2b(_encoded(row), digest_size=_WIDTH).digest() for row in rows]
        self.total += sum(map(int.from_bytes, hashes))
        self.rows += len(hashes)

    def hex(self) -> str:
        """The digest as hexadecimal digits."""
        return f"{self.total % (1 << 8 * _WIDTH):0{2 * _WIDTH}x}"
