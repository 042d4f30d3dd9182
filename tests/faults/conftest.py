from __future__ import annotations

from collections.abc import Mapping

import pytest

from ..workspace_fixtures import day6, demo, empty, lanes, launched_once, played_once, sample_once, shell
from ..workspaces import Lanes
from .commands import prepared

__all__ = ["day6", "demo", "empty", "lanes", "launched_once", "played_once", "sample_once", "shell"]


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory) -> Mapping[str, Lanes]:
    """For each command that is disturbed the workspace in which it is run."""
    return prepared(tmp_path_factory.mktemp("before"))
