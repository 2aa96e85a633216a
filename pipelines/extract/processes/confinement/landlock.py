"""Landlock (Linux 5.13 and newer): from here on this process reaches the files named, and no others."""

import os
import struct
from collections.abc import Iterable

from pipelines.extract.processes.confinement import libc

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1  # flag that asks for the ABI
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _MAKE_SOCKET = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 9
_FIRST = (1 << 13) - 1  # the rights of ABI 1, from execute to make_sym
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15  # of ABI 2, 3 and 5
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1  # of ABI 4
_ABSTRACT_SOCKETS, _SIGNALS = 1 << 0, 1 << 1  # of ABI 6: only to processes inside
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_PATH_BENEATH = 1


def abi() -> int:
    """The version the kernel offers; 0 where there is none."""
    try:
        return libc.system_call(_CREATE_RULESET, None, 0, _VERSION)
    except OSError:
        return 0


def restrict(readable: Iterable[str], writable: Iterable[str], sockets: Iterable[str] = ()) -> int:
    """Read and run only what lies beneath `readable`, change only what lies beneath `writable`; gives the ABI.

    `sockets`: where a socket may be made, and nothing else be done.
    No TCP from ABI 4 on, no signals and abstract sockets to processes outside from ABI 6 on. Needs no rights; what is
    started from here on is bound by it, too. Paths that are not there are left out.
    """
    version = abi()
    if not version:
        return 0
    files = _FIRST | _REFER * (version >= 2) | _TRUNCATE * (version >= 3) | _IOCTL_DEV * (version >= 5)
    network = (_BIND_TCP | _CONNECT_TCP) * (version >= 4)
    scoped = (_ABSTRACT_SOCKETS | _SIGNALS) * (version >= 6)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = libc.system_call(_CREATE_RULESET, struct.pack("=QQQ", files, network, scoped)[:size], size, 0)
    try:
        for rights, paths in (
            (_EXECUTE | _READ_FILE | _READ_DIR, readable),
            (files, writable),
            (_MAKE_SOCKET, sockets),
        ):
            for path in paths:
                _allow(ruleset, path, rights)
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        libc.system_call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _ON_FILES
        libc.system_call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)
