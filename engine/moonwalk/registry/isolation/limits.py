"""What a process of a plugin may take of the machine."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def limit_memory(most: int) -> None:
    """Let this process take so many bytes more than it has already, where the system can tell."""
    with suppress(ImportError, OSError, ValueError, StopIteration):
        # Not on Windows, and counted from what there is: libraries reserve much more than they use.
        import resource

        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        used = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData"))
        resource.setrlimit(resource.RLIMIT_DATA, (used + most, used + most))
