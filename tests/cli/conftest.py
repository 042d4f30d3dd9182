from __future__ import annotations

from ..workspace_fixtures import (
    cheap_keys,
    day6,
    demo,
    empty,
    lanes,
    launched_once,
    played_once,
    sample_once,
    shell,
)

__all__ = [
    "cheap_keys",
    "day6",
    "demo",
    "empty",
    "lanes",
    "launched_once",
    "played_once",
    "sample_once",
    "shell",
]
