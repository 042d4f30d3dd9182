"""Boards that are kept: the last good ones for a bad day, and the results of challenges that are over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any, Final

import numpy as np
from pydantic_core import to_json

from moonwalk.api.rules import Milestone
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.views import BoardRow, BoardView, CompanyProgressRow, PeriodRow
from moonwalk.store import retention, score_cache
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError


def keep(db: Database, view: BoardView) -> None:
    """Remember a board, or the first rows of a large one, replacing the one remembered before."""
    text = to_json(view)
    kept_boards = score_cache.load(db, _place(view.challenge))
    boards = dict(kept_boards[1]) if kept_boards else {}
    data = np.frombuffer(text, np.uint8)
    if np.array_equal(boards.get(view.board, np.empty(0, np.uint8)), data):
        return
    # Like every cache it may fail to be written; then an older board is shown one day.
    try:
        with db.write() as tx:
            score_cache.save(tx, _place(view.challenge), "", {**boards, view.board: data})
    except StoreError:
        return


def last_good(db: Database, challenge: str, board: str | None, reason: str) -> BoardView:
    """Return the last good board, and why it is not today's. Raise PluginFailed if none exists."""
    kept_boards = score_cache.load(db, _place(challenge))
    boards = dict(kept_boards[1]) if kept_boards else {}
    views = {name: view for name, data in boards.items() if (view := _view(data.tobytes()))}
    main = next((view.boards[0][0] for view in views.values()), None)
    view = views.get(board or main or "")
    if view is None:
        raise PluginFailed(
            f"'{challenge}' is not scored, and has no earlier board to show. "
            f"Nothing is lost: entries are kept. {reason}"
        )
    return replace(view, stale=f"Not scored since {view.as_of}; this is the last good board. {reason}")


def result(db: Database, challenge: str, board: str | None) -> BoardView | None:
    """Return a board of a challenge whose entries are gone, as it was then; None while they are kept.

    Refused where the challenge has no such board.
    """
    record = retention.of_challenge(db, challenge)
    if record is None:
        return None
    views = {name: view for name, text in json.loads(record.results).items() if (view := _view(text))}
    main = next((view.boards[0][0] for view in views.values()), "")
    if (board or main) not in views:
        raise Refused(f"'{challenge}' has no board '{board}'. It has: {', '.join(views)}.")
    view = views[board or main]
    return replace(view, remarks=(*view.remarks, _GONE))


_GONE: Final = "This is the result as it was kept when the entries were removed ('keep_entries')."


def _place(challenge: str) -> str:
    return f"{challenge}/boards"


def _view(text: bytes | str) -> BoardView | None:
    """A board as it was kept; None where another version of the program kept it in another form."""
    kept: dict[str, Any] = json.loads(text)
    try:
        kept["rows"] = tuple(BoardRow(**row) for row in kept["rows"])
        kept["boards"] = tuple((name, label) for name, label in kept["boards"])
        kept["remarks"] = tuple(kept.get("remarks", ()))
        kept["earlier"] = tuple(_earlier(row) for row in kept.get("earlier", ()))
        # The days to look at belong to the entries, which may be gone.
        kept["periods"] = ()
        kept["together"] = tuple(_together(row) for row in kept["together"])
        kept["as_of"] = date.fromisoformat(kept["as_of"])
        return BoardView(**kept)
    except (KeyError, TypeError):
        return None


def _earlier(kept: dict[str, Any]) -> PeriodRow:
    return PeriodRow(**{**kept, "first": tuple(kept["first"])})


def _together(kept: dict[str, Any]) -> CompanyProgressRow:
    reached = tuple(
        Milestone(day=date.fromisoformat(step["day"]), text=step["text"]) for step in kept["reached"]
    )
    return CompanyProgressRow(**{**kept, "reached": reached})
