"""No test is timed: on a busy machine each of them is slow now and then. Figures belong to `make bench`."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

from .browsers import browser
from .promises import counted, pytest_configure, pytest_runtest_makereport, pytest_terminal_summary

__all__ = ["browser", "counted", "pytest_configure", "pytest_runtest_makereport", "pytest_terminal_summary"]

# A short share of the random examples, since every run draws others; `make torture` tries many more.
settings.register_profile(
    "short", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("short"), max_examples=500)
settings.load_profile("long" if "MOONWALK_EXAMPLES_TIMES" in os.environ else "short")


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay until the end; looking through them for garbage takes a tenth."""
    gc.collect()
    gc.freeze()
    # Screens leave many objects in circles, and most of them are looked through in vain.
    gc.set_threshold(20_000, 10, 10)


# What tests find out about plugins is theirs alone, and is found out once for all of them.
os.environ["MOONWALK_CACHE"] = str(
    Path(tempfile.gettempdir()) / f"moonwalk-tests-{os.getuid() if hasattr(os, 'getuid') else 0}"
)
