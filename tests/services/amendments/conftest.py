from __future__ import annotations

from ...workspace_fixtures import day6, demo, empty, lanes, launched_once, played_once, sample_once

__all__ = ["day6", "demo", "empty", "lanes", "launched_once", "played_once", "sample_once"]
