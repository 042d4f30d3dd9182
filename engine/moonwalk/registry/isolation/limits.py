"""What a process of a plugin may take of the machine, and what it is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

_NAMES: Final = frozenset(
    [
        "PATH",
        "PATHEXT",
        "HOME",
        "USERPROFILE",
        "USER",
        "USERNAME",
        "LOGNAME",
        "APPDATA",
        "LOCALAPPDATA",
        "PROGRAMDATA",
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "TEMP",
        "TMP",
        "TMPDIR",
        "LANG",
        "LANGUAGE",
        "TZ",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
    ]
)
_PREFIXES: Final = ("LC_", "XDG_", "PYTHON", "MOONWALK_")


def environment_for(environment: Mapping[str, str]) -> dict[str, str]:
    """Of the environment of this program, what another one needs to run.

    Tokens and passwords of channels and of other programs are often kept there. A plugin is given its own
    secrets as values of its keys, and has no business with anybody else's.
    """
    return {
        name: value
        for name, value in environment.items()
        if name.upper() in _NAMES or name.upper().startswith(_PREFIXES)
    }


def limit_memory(most: int) -> None:
    """Let this process take so many bytes more than it has already, where the system can tell."""
    with suppress(ImportError, OSError, ValueError, StopIteration):
        # Not on Windows, and counted from what there is: libraries reserve much more than they use.
        import resource

        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        used = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData"))
        resource.setrlimit(resource.RLIMIT_DATA, (used + most, used + most))
