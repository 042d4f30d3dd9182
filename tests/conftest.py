"""No test is timed: on a busy machine each of them is slow now and then. Figures belong to `make bench`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
