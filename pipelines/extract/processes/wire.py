"""How records cross between processes: MessagePack by field name and type, checked on arrival, never pickle.

Declared types are all that can be made from a message: enums by value, Decimal as text, each field of its own type.
What comes from a process that may have been taken over is taken only if it is, byte for byte, what this module writes
for the record it stands for: no field is missing, unknown or written in a second way.
"""

import dataclasses
import socket
import struct
import time
from enum import Enum
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")

_LENGTH = struct.Struct("!Q")
_PIECE = 1 << 20  # bytes taken at a time: what was announced but never comes costs no memory
_encoder = msgspec.msgpack.Encoder()


class NotOurs(ValueError):
    """The bytes are no message of the declared type."""


class Codec(Generic[T]):
    """Writes and reads the values of one type: a record, a plain type, or a tuple of such."""

    def __init__(self, kind: Any) -> None:
        """Raises TypeError for a type whose values cannot be told apart, as a union of two dataclasses."""
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(kind)

    def encode(self, value: T) -> bytes:
        """Lone surrogates, which no UTF-8 can hold, become U+FFFD. Raises NotOurs for what no message can hold."""
        try:
            return _encoder.encode(value)
        except UnicodeEncodeError:
            return _encoder.encode(_without_surrogates(value))
        except (TypeError, OverflowError) as error:
            raise NotOurs(f"{type(value).__name__} cannot be sent: {error}") from error

    def decode(self, message: bytes) -> T:
        """Raises NotOurs for what is not of the declared type."""
        try:
            return self._decoder.decode(message)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise NotOurs(str(error)) from error

    def encode_exactly(self, value: T) -> bytes:
        """`encode`, each number as its field declares it: 0 as 0.0. Raises NotOurs for a value of another type, too."""
        return _encoder.encode(self.decode(self.encode(value)))

    def decode_exactly(self, message: bytes) -> T:
        """Raises NotOurs for anything but what `encode_exactly` writes."""
        value = self.decode(message)
        if _encoder.encode(value) != message:
            raise NotOurs("fields are missing, unknown, or written in another way")
        return value


def send(pipe: socket.socket, message: bytes, deadline: float | None = None) -> None:
    """Raises TimeoutError when the other side has not taken it by `deadline` (of `time.monotonic`)."""
    pipe.settimeout(_left(deadline))
    pipe.sendall(_LENGTH.pack(len(message)))
    pipe.sendall(message)


def receive(pipe: socket.socket, most: int, deadline: float | None = None) -> bytes:
    """The next message. Raises EOFError or TimeoutError when none comes, NotOurs for half a one and for a larger one.

    A message that comes in drops is waited for until `deadline` and no longer.
    """
    pipe.settimeout(_left(deadline))
    first = pipe.recv(1)
    if not first:
        raise EOFError
    (length,) = _LENGTH.unpack(first + _exactly(pipe, _LENGTH.size - 1, deadline))
    if length > most:
        raise NotOurs(f"a message of {length} bytes; at most {most} are taken")
    return _exactly(pipe, length, deadline)


def _exactly(pipe: socket.socket, length: int, deadline: float | None) -> bytes:
    """The rest of a message that has begun."""
    taken = bytearray()
    while len(taken) < length:
        try:
            pipe.settimeout(_left(deadline))
            piece = pipe.recv(min(_PIECE, length - len(taken)))
        except (TimeoutError, ConnectionResetError):
            piece = b""
        if not piece:
            raise NotOurs("half a message")
        taken += piece
    return bytes(taken)


def _left(deadline: float | None) -> float | None:
    """Seconds until then. Raises TimeoutError when it has passed, however much came meanwhile."""
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, tuple):
        parts = [_without_surrogates(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _without_surrogates(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return type(value)(**fields)
    return value
