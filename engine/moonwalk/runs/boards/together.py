"""What everyone does together, for a board's foot."""

from __future__ import annotations

from moonwalk.runs.launched import NotScored
from moonwalk.runs.live import Reckoned
from moonwalk.runs.views import TogetherRow
from moonwalk.scoring.scorers import RuleFailed


def together_rows(reckoned: Reckoned) -> tuple[TogetherRow, ...]:
    """How far everyone is, by each rule of the company. NotScored where one does not answer."""
    try:
        views = reckoned.scored.together()
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure
    return tuple(
        TogetherRow(
            rule=view.rule,
            label=view.label,
            total=view.together.have,
            goal=view.together.goal,
            unit=view.together.unit,
            percent=view.together.percent,
            now=view.together.now,
            reached=view.reached,
        )
        for view in views
    )
