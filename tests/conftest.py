"""No test is timed: on a busy machine each of them is slow now and then. Figures belong to `make bench`."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

from .promises import counted, pytest_configure, pytest_runtest_makereport, pytest_terminal_summary

__all__ = ["counted", "pytest_configure", "pytest_runtest_makereport", "pytest_terminal_summary"]

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay until the end; looking through them for garbage takes a tenth."""
    gc.collect()
    gc.freeze()


# What tests find out about plugins is theirs alone, and is found out once for all of them.
os.environ["MOONWALK_CACHE"] = str(
    Path(tempfile.gettempdir()) / f"moonwalk-tests-{os.getuid() if hasattr(os, 'getuid') else 0}"
)
