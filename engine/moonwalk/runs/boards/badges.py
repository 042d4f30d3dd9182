"""Everyone's badges and levels. Nothing keeps them: they are worked out where somebody asks."""

from __future__ import annotations

from moonwalk.runs.launched import NotScored
from moonwalk.runs.live import Reckoned
from moonwalk.runs.reckoning import codes_of, facts_of
from moonwalk.scoring.badges import Badges, score_badges
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.store.database import Database


def badges_of(db: Database, reckoned: Reckoned, known_at: int = NEVER) -> Badges:
    """The badges that go with scores, in the rows of their people, from what was known at an instant.

    NotScored where a rule failed.
    """
    scored = reckoned.scored
    with db.read():
        facts, codes = facts_of(db, scored.plan, known_at), codes_of(db, scored.plan)
    try:
        return score_badges(scored.plan, scored.people.frame, facts, codes, scored.last_day)
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure
