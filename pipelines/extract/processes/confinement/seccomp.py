"""A filter of system calls: no sockets but to oneself, no new namespaces, no looking into other processes, no changing
of files' modes, owners and dates.

It holds on every kernel that people run and without any rights, for UDP and for the sockets of files as well, which
Landlock does not know. A call that is filtered fails with EPERM, as one that is not permitted does.
"""

import ctypes
import errno
import platform
import socket
import struct

from pipelines.extract.processes.confinement import libc

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF: ld w abs, jeq k, jset k, ret k
_KILL, _ERROR, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000  # SECCOMP_RET_…
_MODE_FILTER = 2
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID and NET

_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # AUDIT_ARCH_…, place in the rows below
_FORBIDDEN = {  # name -> its numbers on the two machines; None where one has it not
    "connect": (42, 203),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "ptrace": (101, 117),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "setns": (308, 268),
    "unshare": (272, 97),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "open_tree": (428, 428),
    "mount_setattr": (442, 442),
    # what outlives its process, and is in no namespace where none can be made
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    # other processes' turns and places
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # what is done to files elsewhere, and what the kernel says
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    "syslog": (103, 116),
}
_METADATA = {  # modes, owners, dates and attributes of files: Landlock leaves them to whoever owns the file
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
}
_UNKNOWN = {  # as on an old kernel: their callers know another way
    "io_uring_setup": (425, 425),
    "clone3": (435, 435),
    "memfd_create": (319, 279),  # memory that no limit counts
    "memfd_secret": (447, 447),
}
_SOCKET, _SENDTO, _CLONE, _PRLIMIT, _AFFINITY = (41, 198), (44, 206), (56, 220), (302, 261), (203, 122)
_X32 = 0x40000000  # bit of the numbers of a second, forgotten set of calls on x86_64


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def restrict() -> bool:
    """Filter the calls of this process and of all it starts; False where the machine is unknown or refuses."""
    code = _code(platform.machine())
    if not code:
        return False
    program = _Program(len(code) // 8, code)
    try:
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
        libc.call("prctl", libc.PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)
    except OSError:
        return False
    return True


def _code(machine: str) -> bytes:
    """The filter as BPF for the kernel."""
    if machine not in _MACHINES:
        return b""
    architecture, place = _MACHINES[machine]
    refuse, unknown = _step(_RETURN, _ERROR | errno.EPERM), _step(_RETURN, _ERROR | errno.ENOSYS)
    steps = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        steps += [_step(_ANY_BIT, _X32, 0, 1), _step(_RETURN, _KILL)]
    for numbers in (*_FORBIDDEN.values(), *_METADATA.values()):
        if (number := numbers[place]) is not None:
            steps += [_step(_EQUAL, number, 0, 1), refuse]
    for numbers in _UNKNOWN.values():
        steps += [_step(_EQUAL, numbers[place], 0, 1), unknown]
    # socket: of files, as LibreOffice keeps one for itself, and no other kind
    steps += [_step(_EQUAL, _SOCKET[place], 0, 4), _argument(0), _step(_EQUAL, socket.AF_UNIX, 1, 0), refuse]
    steps += [_step(_RETURN, _ALLOW)]
    # sendto: down a pipe that exists, to no address
    steps += [_step(_EQUAL, _SENDTO[place], 0, 6), _argument(4), _step(_EQUAL, 0, 1, 0), refuse]
    steps += [_argument(4, high=True), _step(_EQUAL, 0, 1, 0), refuse]
    # prlimit and sched_setaffinity: of itself, of no other process
    for numbers in (_PRLIMIT, _AFFINITY):
        steps += [_step(_LOAD, _NUMBER), _step(_EQUAL, numbers[place], 0, 3), _argument(0)]
        steps += [_step(_EQUAL, 0, 1, 0), refuse]
    # clone: processes and threads, no namespaces
    steps += [_step(_LOAD, _NUMBER), _step(_EQUAL, _CLONE[place], 0, 3), _argument(0)]
    steps += [_step(_ANY_BIT, _NEW_NAMESPACES, 0, 1), refuse]
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    """struct sock_filter; the jumps count steps."""
    return struct.pack("=HBBI", code, if_so, if_not, value)


def _argument(number: int, *, high: bool = False) -> bytes:
    """Load half of an argument of the call; both machines put the lower half first."""
    return _step(_LOAD, 16 + 8 * number + 4 * high)
