"""Steps from Fitbit's daily activity file."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import Source, hookimpl
from moonwalk_fitbit.daily import FitbitDaily


@hookimpl
def moonwalk_sources() -> Iterable[type[Source]]:
    """The daily activity file."""
    return (FitbitDaily,)
