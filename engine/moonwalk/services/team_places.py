"""The places of teams that notices may speak of: those that everyone sees, and no others."""

from __future__ import annotations

from moonwalk.api.notices import TeamPlaces
from moonwalk.definitions import Board, Challenge
from moonwalk.scoring.calendar import moment
from moonwalk.services.privacy.publications import publications
from moonwalk.services.workspace import Workspace
from moonwalk.store import memberships
from moonwalk.store.database import Database


def places_of_teams(ws: Workspace, db: Database, challenge: Challenge) -> tuple[TeamPlaces, ...]:
    """What was published of the first board of teams that everyone may see, the oldest first.

    NotScored where it cannot be worked out.
    """
    boards = (name for name, board in challenge.boards.items() if _is_of_teams(board))
    name = next(boards, None)
    if name is None:
        return ()
    teams = {team.id: team.name for team in memberships.all_teams(db)}
    return tuple(
        TeamPlaces(
            week=published.week,
            at=moment(published.at),
            places={
                teams.get(row.id, row.id): row.place
                for row in published.boards.get(name, ())
                if row.place is not None and row.week == published.week
            },
        )
        for published in publications(ws, db, challenge.name)
    )


def _is_of_teams(board: Board) -> bool:
    whole = board.period == "the whole challenge" and not board.during and not board.split_by
    return board.ranks == "teams" and board.seen_by == "everyone" and whole
