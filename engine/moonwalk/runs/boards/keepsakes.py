"""The last good boards of a challenge, for the day on which a rule fails: a partial board would be a lie."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final

import numpy as np

from moonwalk.api.company import Reached
from moonwalk.runs.errors import PluginFailed
from moonwalk.runs.views import BoardRow, BoardView, TogetherRow
from moonwalk.store import totals
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError

MOST_ROWS: Final = 1000


def keep(db: Database, view: BoardView) -> None:
    """Remembers a board (of a large one the first rows) in place of the one remembered before."""
    kept = asdict(view)
    text = json.dumps(kept, default=str, ensure_ascii=False).encode()
    kept_boards = totals.load(db, _place(view.challenge))
    boards = dict(kept_boards[1]) if kept_boards else {}
    data = np.frombuffer(text, np.uint8)
    if np.array_equal(boards.get(view.board, np.empty(0, np.uint8)), data):
        return
    # Like every cache it may fail to be written; then an older board is shown one day.
    try:
        with db.write() as tx:
            totals.save(tx, _place(view.challenge), "", {**boards, view.board: data})
    except StoreError:
        return


def last_good(db: Database, challenge: str, board: str | None, reason: str) -> BoardView:
    """The last good state of a board, saying why it is not today's. PluginFailed where there is none."""
    kept_boards = totals.load(db, _place(challenge))
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


def _place(challenge: str) -> str:
    return f"{challenge}/boards"


def _view(text: bytes) -> BoardView | None:
    """A board as it was kept; None where another version of the program kept it in another form."""
    kept: dict[str, Any] = json.loads(text)
    try:
        kept["rows"] = tuple(BoardRow(**row) for row in kept["rows"])
        kept["boards"] = tuple((name, label) for name, label in kept["boards"])
        kept["remarks"] = tuple(kept.get("remarks", ()))
        kept["together"] = tuple(_together(row) for row in kept["together"])
        kept["as_of"] = date.fromisoformat(kept["as_of"])
        return BoardView(**kept)
    except (KeyError, TypeError):
        return None


def _together(kept: dict[str, Any]) -> TogetherRow:
    reached = tuple(Reached(date.fromisoformat(step["day"]), step["text"]) for step in kept["reached"])
    return TogetherRow(**{**kept, "reached": reached})
