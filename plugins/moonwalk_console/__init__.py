"""Messages on the console, for trying things out."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import Channel, hookimpl
from moonwalk_console.console import Console


@hookimpl
def moonwalk_channels() -> Iterable[type[Channel]]:
    """The console."""
    return (Console,)
