"""A plugin's code, in a few letters that differ whenever its files do."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path


def code_of(module: str) -> str:
    """Letters for the Python files of a loaded module's package: their names, sizes and times of change."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if not file:
        return ""
    path = Path(file)
    files = sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]
    digest = sha256()
    for one in files:
        try:
            state = one.stat()
        except OSError:
            continue
        digest.update(f"{one.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
