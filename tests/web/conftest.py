from __future__ import annotations

from ..workspace_fixtures import day6, empty, lanes, launched_once, played_once, shell

__all__ = ["day6", "empty", "lanes", "launched_once", "played_once", "shell"]
