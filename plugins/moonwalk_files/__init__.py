"""Messages as text files in a folder, one folder for each person."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import Channel, hookimpl
from moonwalk_files.file import File


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """Text files."""
    return (File,)
