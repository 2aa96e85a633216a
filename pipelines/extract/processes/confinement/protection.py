"""What holds a reader's process on this machine, and what to do where little does."""

from dataclasses import dataclass

INSTALL_BWRAP = "apt-get install bubblewrap"
SCOPED = 6  # the Landlock ABI from which on no signal and no abstract socket reaches a process outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Which layers took hold. Limits on memory, time and files always do."""

    has_network: bool  # a network of its own
    has_processes: bool  # process ids of its own
    has_folder: bool  # a file system of its own for its folder, of a fixed size
    landlock: int  # ABI; 0 = none
    is_filtered: bool  # system calls
    is_wrapped: bool  # by bubblewrap

    @property
    def is_offline(self) -> bool:
        """True if no host can be reached."""
        return self.has_network or self.is_filtered or self.is_wrapped

    @property
    def is_whole(self) -> bool:
        """True if code of a stranger in a reader's process would gain nothing."""
        return self.is_offline and (self.landlock >= SCOPED or self.is_wrapped)

    @property
    def text(self) -> str:
        """One line: what protects here and, where that is not all, what to install or allow."""
        layers = {
            "bubblewrap": self.is_wrapped,
            "namespaces": self.has_network and self.has_processes,
            "a network of its own": self.has_network and not self.has_processes,
            f"Landlock ABI {self.landlock}": bool(self.landlock),
            "a filter of system calls": self.is_filtered,
            "limits": True,
        }
        held = "readers are held by " + ", ".join(name for name, is_so in layers.items() if is_so)
        if self.is_whole:
            return held
        return (
            f"{held}: a document that takes its reader over reaches files of this user; install bubblewrap"
            f" ({INSTALL_BWRAP}) or allow user namespaces, or use Linux 6.12 or newer (Landlock ABI {SCOPED})"
        )
