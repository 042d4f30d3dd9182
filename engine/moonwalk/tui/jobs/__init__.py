"""What an organiser does from the screen: every job by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from moonwalk.tui.jobs.job import Here, Job, JobField

__all__ = ["Here", "Job", "JobField", "jobs"]


@cache
def jobs() -> Mapping[str, Job]:
    """Every job by its name. What they need is loaded when the first one is asked for, not at the start."""
    from moonwalk.tui.jobs.of_challenges import CHALLENGE_JOBS
    from moonwalk.tui.jobs.of_data import DATA_JOBS
    from moonwalk.tui.jobs.of_files import FILE_JOBS
    from moonwalk.tui.jobs.of_messages import MESSAGE_JOBS
    from moonwalk.tui.jobs.of_people import PEOPLE_JOBS
    from moonwalk.tui.jobs.of_settings import SETTINGS_JOBS

    every = (*CHALLENGE_JOBS, *PEOPLE_JOBS, *FILE_JOBS, *MESSAGE_JOBS, *SETTINGS_JOBS, *DATA_JOBS)
    return MappingProxyType({job.name: job for job in every})
