"""Scores kept in a running program, so that a new entry costs its person and teams, not the company."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moonwalk.definitions import Challenge
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.score import Scored
from moonwalk.services.plugin_pins import CodeChange
from moonwalk.store.launches import LaunchRecord
from moonwalk.store.pins import PinRecord

_FAR = 1 << 62
_MINUTE = 60_000


@dataclass(frozen=True, eq=False)
class ScoredChallenge:
    """A challenge scored, and what that rests on.

    It holds while `basis` is what the facts beside entries say, the clock is from `since` to before
    `until` (ms), and no entry is newer than number `entry`. The cache holds it as of entry `cached`.

    `states` has an object for each day, which stands for all that had been reached by its end. Scores that
    were brought up to date share those of the days before the first that differs.
    """

    launch: LaunchRecord
    challenge: Challenge
    plan: Plan
    scored: Scored
    team_ids: tuple[str, ...]
    team_names: tuple[str, ...]
    person_ids: tuple[str, ...]
    person_names: tuple[str, ...]
    basis: str
    entry: int
    since: int
    until: int
    states: tuple[object, ...]
    cached: int = -_FAR

    def names_on(self, board: BoardPlan) -> tuple[str, ...]:
        """The names of everyone a board ranks, in the order of its rows' numbers."""
        if board.ranks == "roster column":
            return self.scored.people.membership.columns[board.column].labels
        return self.team_names if board.ranks == "teams" else self.person_names

    def is_same_until(self, day: int, other: ScoredChallenge) -> bool:
        """Whether boards at the end of a day (an index) are the same by other scores, as far as is known."""
        return self.states[day] is other.states[day]

    def holds(self, basis: str, now: int) -> bool:
        """Whether it still rests on these facts, and the clock has not turned."""
        return self.basis == basis and self.since <= now < self.until


@dataclass(frozen=True, eq=False)
class Launched:
    """A launched challenge that has been read, with its plan; as long as the launch applies, so does this.

    `pins` is the code of its plugins that somebody takes responsibility for, `changes` where today's differs.
    It looks at facts that were known at the instant `frozen` (ms), when it was closed; NEVER: it is open.
    """

    record: LaunchRecord
    challenge: Challenge
    plan: Plan
    pins: Mapping[str, PinRecord] = field(default_factory=dict)
    changes: tuple[CodeChange, ...] = ()
    frozen: int = NEVER

    @property
    def place(self) -> str:
        """Where its scores are cached. Those by code that nobody accepted replace no others."""
        return f"{self.record.challenge}/changed" if self.changes else self.record.challenge


@dataclass
class ScoreCache:
    """The last result of each challenge. Threads may share it; results themselves never change."""

    _launched: dict[str, Launched] = field(default_factory=dict)
    _boards: dict[str, tuple[ScoredChallenge, Any]] = field(default_factory=dict)
    _kept: dict[str, ScoredChallenge] = field(default_factory=dict)
    _asked: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def launched(self, challenge: str) -> Launched | None:
        """The challenge as it was read last."""
        with self._lock:
            return self._launched.get(challenge)

    def keep_launched(self, challenge: str, launch: Launched) -> None:
        """Keeps a challenge that was read in place of the one before."""
        with self._lock:
            self._launched[challenge] = launch

    def board(self, name: str) -> tuple[ScoredChallenge | None, Any]:
        """The board that was made last, after the scores that it was made of; None and None at first."""
        with self._lock:
            return self._boards.get(name, (None, None))

    def keep_board(self, name: str, scored_challenge: ScoredChallenge, board: object) -> None:
        """Keeps a board with the scores that it was made of, in place of the one before."""
        with self._lock:
            self._boards[name] = (scored_challenge, board)

    def get(self, challenge: str) -> ScoredChallenge | None:
        """What is kept of a challenge."""
        with self._lock:
            return self._kept.get(challenge)

    def keep(self, challenge: str, scored_challenge: ScoredChallenge) -> None:
        """Keeps a result in place of the one before."""
        with self._lock:
            self._kept[challenge] = scored_challenge

    def turned(self, now: int) -> int:
        """How many results no longer hold, because a day or a deadline has passed since (ms)."""
        with self._lock:
            return sum(kept.until <= now for kept in self._kept.values())

    def is_due(self, chore: str, now: int) -> bool:
        """Whether a chore that is done at most once a minute should be done now; then it counts as done."""
        with self._lock:
            if 0 <= now - self._asked.get(chore, -_MINUTE) < _MINUTE:
                return False
            self._asked[chore] = now
            return True
