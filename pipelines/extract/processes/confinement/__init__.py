"""Takes away the rights of a reader's process: namespaces, Landlock, a filter of system calls, limits, bubblewrap.

libc.py        the calls of Linux that Python does not offer
namespaces.py  a network, process ids and mounts of its own
landlock.py    the files it may read, and the one folder it may write
seccomp.py     the system calls it may not make
limits.py      memory, time, files; none of them to be raised again
paths.py       what an interpreter and its engines have to read
bubblewrap.py  the program `bwrap`, which hides all other files
supervisor.py  the process above it: when one ends, all end
usage.py       how much the files take that all of them hold
engine_words.py  what it says on standard error
protection.py  which of these hold here, in words

Each does what the system allows; `Protection` says what that was. On macOS only limits are left.
"""
