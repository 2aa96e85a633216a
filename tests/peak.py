"""How much memory this process has held at once, as the system counts it since the program was loaded."""

import resource
import sys
from pathlib import Path


def peak_memory() -> int:
    """Bytes. Not `ru_maxrss` where VmHWM exists: that one carries the peak of the process which started this one."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
