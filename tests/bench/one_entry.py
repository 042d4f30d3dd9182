"""One new entry in a running program, durable, until the boards that look at it are fresh."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moonwalk.services.workspace import Workspace

HEAD = ("people", "to boards ms", "at most ms", "all places ms", "at most ms", "all rows ms")
NEW_ENTRIES = 25
NOW = datetime(2027, 1, 30, 18, tzinfo=UTC)
DAY = date(2027, 1, 30)


def measure(place: Path, challenge: str, people_board: str) -> dict[str, float]:
    """From an entry to the team board, the top 50 and the own place; to every place; to every row."""
    from moonwalk.services.boards.board import show_board
    from moonwalk.services.entries import log_entry
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import people as roster

    ws = open_workspace(place, NOW)
    with ws.database() as db:
        people = len(roster.numbers(db).ids)
    show_board(ws, challenge, top=50)
    show_board(ws, challenge, people_board, top=50)
    boards, places, rows = [], [], []
    known = _entries(ws)
    for number in range(NEW_ENTRIES):
        who = f"P{number * 1009 % people:06}"

        def log(held: Workspace, minutes: int, who: str = who) -> None:
            log_entry(held, who, str(minutes), "backward_walk", DAY)

        def look(held: Workspace, who: str = who) -> None:
            show_board(held, challenge, top=50)
            show_board(held, challenge, people_board, top=50)
            show_board(held, challenge, people_board, around=who, top=1)

        # By one connection, as a request of the participants' page does it.
        began = time.perf_counter()
        with ws.opened() as held:
            log(held, number % 20 + 1)
            logged = since(began)
            look(held)
        boards.append(since(began))
        log(ws, 2)
        began = time.perf_counter()
        show_board(ws, challenge, people_board, top=0)
        places.append(since(began) + logged)
        began = time.perf_counter()
        show_board(ws, challenge, people_board)
        rows.append(since(began))
    # An entry that is there already costs less, and is what a second run on the same company would log.
    if _entries(ws) - known < NEW_ENTRIES:
        raise SystemExit("These entries were there already, so nothing was measured: build the company anew.")
    return {
        "boards": statistics.median(boards),
        "boards_most": max(boards),
        "places": statistics.median(places),
        "places_most": max(places),
        "rows": statistics.median(rows),
    }


def _entries(ws: Workspace) -> int:
    """How many entries there are."""
    with ws.database() as db:
        return int(db.value("SELECT count(*) FROM entry"))


def since(began: float) -> float:
    """How long ago that was, in milliseconds."""
    return (time.perf_counter() - began) * 1000


def table(measured: Mapping[int, Mapping[str, float]], print_row: Callable[..., None]) -> None:
    """Prints what one entry takes, for each number of people."""
    print("\nOne new entry, durable, in a running program, to fresh boards, by one connection")
    print_row(*HEAD)
    for people, warm in measured.items():
        figures = ("boards", "boards_most", "places", "places_most", "rows")
        print_row(f"{people:,}", *(f"{warm[name]:.1f}" for name in figures))
