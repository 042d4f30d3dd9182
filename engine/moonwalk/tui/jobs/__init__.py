"""What an organiser does from the screen: every job by its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from moonwalk.tui.jobs.job import Here, Job, JobField
from moonwalk.tui.jobs.of_challenges import CHALLENGE_JOBS
from moonwalk.tui.jobs.of_files import FILE_JOBS
from moonwalk.tui.jobs.of_people import PEOPLE_JOBS

__all__ = ["JOBS", "Here", "Job", "JobField"]

JOBS: Final[Mapping[str, Job]] = MappingProxyType(
    {job.name: job for job in (*CHALLENGE_JOBS, *PEOPLE_JOBS, *FILE_JOBS)}
)
