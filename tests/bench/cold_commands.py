"""What a large company adds to whole commands, each in a new process, in full scores of that company.

A command takes as long to start with 7 people as with 50,000: that is its start-up, and is taken off. Seconds
are those of the processor, in turns, so that what else the machine does says little.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from starts import process_seconds

PEOPLE: Final = 50_000
FEW: Final = 7
TURNS: Final = 4
HEAD: Final = ("cold, with 50,000", "s", "start-up s", "full s", "full scores", "at most")
PERSON: Final = "P000003"


def commands(challenge: str, now: datetime) -> dict[str, tuple[list[str], datetime, float]]:
    """Each command, the moment at which it is run, and so many full scores it may add at most."""
    tomorrow = now + timedelta(days=1)
    since = (now - timedelta(days=7)).date().isoformat()
    return {
        "board": (["board", challenge, "--top", "50"], now, 0.3),
        "why": (["why", challenge, PERSON], now, 0.15),
        "why --since": (["why", challenge, PERSON, "--since", since], now, 0.5),
        "board --compare": (["board", challenge, "--compare"], now, 1.4),
        "tick --dry-run, a day later": (["tick", "--dry-run"], tomorrow, 1.0),
    }


def measure(folder: Path, few: Path, challenge: str) -> dict[str, float]:
    """The seconds of each command with many people and with few."""
    from bench import NOW

    for place in (folder, few):
        _told(place / "company", NOW)
    seconds: dict[str, float] = {}
    for name, (arguments, now, _) in commands(challenge, NOW).items():
        places = {name: folder / "company", f"{name}, few": few / "company"}
        taken: dict[str, list[float]] = {key: [] for key in places}
        for _ in range(TURNS + 1):
            for key, place in places.items():
                clock = ["-w", str(place), "--now", now.isoformat()]
                command = [sys.executable, "-m", "moonwalk", *clock, *arguments]
                taken[key].append(process_seconds(command))
        # The first turn fills the caches, as whoever looked before did.
        seconds |= {key: min(each[1:]) for key, each in taken.items()}
    return seconds


def table(taken: dict[str, float], challenge: str, print_row: Callable[..., None]) -> None:
    """Prints what each command adds to its start-up; `full` are the seconds of a full score."""
    from bench import NOW

    print()
    print_row(*HEAD)
    for name, (_, _, most) in commands(challenge, NOW).items():
        whole, start, full = taken[name], taken[f"{name}, few"], taken["full"]
        cells = f"{whole:.2f}", f"{start:.2f}", f"{full:.2f}", f"{(whole - start) / full:.2f}", f"{most:g}"
        print_row(name, *cells)


def _told(place: Path, now: datetime) -> None:
    """Has a tick tell what fell due until now, as one an hour does: what comes later is all that is asked."""
    from moonwalk.services.notifications import tick
    from moonwalk.services.workspace import open_workspace

    tick(open_workspace(place, now))
