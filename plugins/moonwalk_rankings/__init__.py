"""Ways to compare teams and people."""

from __future__ import annotations

from moonwalk.api import Ranking, hookimpl
from moonwalk_rankings.daily_mean_sum import DailyMeanSum
from moonwalk_rankings.mean import Mean
from moonwalk_rankings.mean_active import MeanActive
from moonwalk_rankings.mean_at_time import MeanAtTime
from moonwalk_rankings.participation import Participation
from moonwalk_rankings.shrunk import Shrunk
from moonwalk_rankings.sum import Sum
from moonwalk_rankings.top_k import TopK
from moonwalk_rankings.trimmed import Trimmed


@hookimpl
def moonwalk_rankings() -> list[type[Ranking]]:
    """The rankings."""
    return [Sum, Mean, MeanActive, MeanAtTime, DailyMeanSum, TopK, Trimmed, Shrunk, Participation]
