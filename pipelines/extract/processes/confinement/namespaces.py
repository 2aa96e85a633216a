"""Namespaces: a network without any interface, process ids and mounts of its own, for whoever may make them."""

import contextlib
import os
import tempfile

from pipelines.extract.processes.confinement import libc

_USER, _MOUNT, _PID, _NET, _IPC, _UTS = 0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000
_TRIED = (  # the first that the system allows; as root no user namespace is needed for the network
    _USER | _PID | _NET | _IPC | _UTS,
    _USER | _NET,
    _PID | _NET | _IPC | _UTS,
    _NET,
)
_PRIVATE, _NOSUID, _NODEV = (1 << 14) | (1 << 18), 2, 4  # MS_REC | MS_PRIVATE, MS_NOSUID, MS_NODEV
_DETACH = 2  # MNT_DETACH
_LAST_CAPABILITY = 63


def leave() -> tuple[bool, bool]:
    """Moves this process into a network of its own, and its children into process ids of their own; which of both."""
    user, group = os.getuid(), os.getgid()
    for flags in _TRIED:
        try:
            libc.call("unshare", flags)
        except OSError:
            continue
        if flags & _USER:
            _keep_ids(user, group)
        return True, bool(flags & _PID)
    return False, False


def _keep_ids(user: int, group: int) -> None:
    """Be who one was: files belong to the same user. Without it the process has no name, and can do less."""
    lines = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
    try:
        for name, line in lines.items():
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)
    except OSError:
        return


def mount_folder(folder: str, size: int) -> bool:
    """Put a file system of so many bytes, in memory, in the folder's place, for this process; True if that worked."""
    try:
        libc.call("unshare", _MOUNT)
        libc.call("mount", None, b"/", None, libc.unsigned(_PRIVATE), None)
        options = f"size={size},mode=700".encode()
        libc.call("mount", b"tmpfs", os.fsencode(folder), b"tmpfs", libc.unsigned(_NOSUID | _NODEV), options)
    except OSError:
        return False
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:  # where who one is could not be kept, nobody may make files in it
        with contextlib.suppress(OSError):
            libc.call("umount2", os.fsencode(folder), _DETACH)
        return False


def drop_capabilities() -> None:
    """Be root over nothing, not even over one's own namespaces; programs started from here get none either."""
    for number in range(_LAST_CAPABILITY + 1):
        try:
            libc.prctl(libc.PR_CAPBSET_DROP, number)
        except OSError:  # one that this kernel does not know, or a process without the right to
            continue
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    libc.drop_capabilities()
