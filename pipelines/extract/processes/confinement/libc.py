"""Calls of Linux that Python does not offer, by ctypes. On other systems every call fails with OSError."""

import ctypes
import errno
import os
import struct
import sys

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 36, 38, 22

_CAPABILITIES_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3

_libc = ctypes.CDLL(None, use_errno=True)
_IS_LINUX = sys.platform == "linux"


def call(name: str, *arguments: object) -> int:
    """The function of the C library; its result. Raises OSError."""
    if not _IS_LINUX:
        raise OSError(errno.ENOSYS, f"{name} is a call of Linux")
    result: int = getattr(_libc, name)(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def system_call(number: int, *arguments: object) -> int:
    """A system call without a function of its own, by a number that is the same on all machines."""
    return call("syscall", ctypes.c_long(number), *arguments)


def prctl(option: int, value: int) -> None:
    """Set one attribute of this process."""
    call("prctl", option, ctypes.c_ulong(value), 0, 0, 0)


def unsigned(value: int) -> ctypes.c_ulong:
    """For arguments wider than an int."""
    return ctypes.c_ulong(value)


def drop_capabilities() -> None:
    """Set all three sets of this process's capabilities to nothing."""
    header = struct.pack("=Ii", _CAPABILITIES_VERSION, 0)
    call("capset", header, bytes(24))
