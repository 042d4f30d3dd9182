"""Whether the first place of a board can still be overtaken before the end."""

from __future__ import annotations

from moonwalk.runs import scores
from moonwalk.runs.boards.outcomes import (
    CanReach,
    OvertakeView,
)
from moonwalk.runs.errors import PluginFailed
from moonwalk.runs.finding import board_of
from moonwalk.runs.launched import NotScored
from moonwalk.runs.live import Reckoned
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.outlooks import NotSaid
from moonwalk.scoring.overtaking import Race, race
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.standings import show_score


def overtake(ws: Workspace, challenge: str, board: str | None = None) -> OvertakeView:
    """Who leads a board now, with what for certain, and who can still come level or pass.

    Closed days stand as they are, days that can still be logged may turn out any way, and today's members
    are taken to stay. Refused where the challenge cannot be scored.
    """
    with ws.database() as db:
        try:
            reckoned = scores.current(ws, db, challenge)
            name = board_of(reckoned.challenge, board)
            return _told(reckoned, _race(reckoned, name, ws.instant()))
        except (NotSaid, RuleFailed) as reason:
            return OvertakeView(why_not_known=str(reason))
        except NotScored as reason:
            raise PluginFailed(
                f"'{challenge}' is not scored now, so nobody can say who is ahead. No entry is lost. {reason}"
            ) from reason


def _race(reckoned: Reckoned, board: str, now: int) -> Race:
    scored = reckoned.scored
    standings = scored.standings(board, reckoned.team_ids, reckoned.person_ids)
    return race(scored, board, standings, now)


def _told(reckoned: Reckoned, race: Race) -> OvertakeView:
    def reach(row: int, score: int) -> CanReach:
        return CanReach(
            reckoned.team_ids[row], reckoned.team_names[row], show_score(int(score), race.decimals)
        )

    return OvertakeView(
        leader=reach(race.leader, race.least[race.leader]),
        can=tuple(reach(row, race.most[row]) for row in race.can),
        decided=race.decided,
    )
