"""Views of who wins: prizes, alternatives, and who can still be overtaken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from moonwalk.services.views import Finality


@dataclass(frozen=True, slots=True)
class PrizeRow:
    """A person or team in the running for a prize; `why` says why one of them does not get it.

    `place` and `score` are as on the board, where the prize is given by place, and of a split board `group`
    is the value whose part it is. In a raffle there are `tickets`, and once it is drawn the winner's
    `ticket` and its `lot`.
    """

    id: str
    name: str
    team: str = ""
    place: float | None = None
    tied: bool = False
    score: str = ""
    tickets: int = 0
    ticket: int = 0
    lot: str = ""
    why: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class PrizeView:
    """A prize and who would get it today, or gets it once the challenge is final.

    `missed` would get it but for their `why`. A raffle has its `tickets` at all times, and a winner only
    when it is final. `period` is the week or month for which it is given, and `state` that of its days.
    """

    name: str
    what: str
    given: str
    says: str
    to: Literal["people", "teams", "groups"]
    winners: tuple[PrizeRow, ...] = ()
    missed: tuple[PrizeRow, ...] = ()
    tickets: tuple[PrizeRow, ...] = ()
    period: str = ""
    state: Finality = "provisional"


@dataclass(frozen=True, slots=True)
class PrizesView:
    """The prizes of a challenge as of a day. `seed` is None until the draw; its SHA-256 is known before.

    `remarks` say what the organiser should know before anybody is told: that code has changed.
    """

    challenge: str
    title: str
    as_of: date
    state: Finality
    final_at: datetime
    seed: int | None
    seed_sha256: str
    prizes: tuple[PrizeView, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A board with one decision changed: who would be first and second.

    `first` and `second` are (id, name), several where they share; `same` says whether the same are first
    as on the board as it is. `why` says why it could not be worked out.
    """

    key: str
    value: str
    first: tuple[tuple[str, str], ...] = ()
    score: str = ""
    second: tuple[tuple[str, str], ...] = ()
    second_score: str = ""
    same: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class ComparedView:
    """A board under every alternative; the first row is the board as it is.

    `period` names the days that it is about; empty for the whole challenge.
    """

    challenge: str
    title: str
    board: str
    label: str
    as_of: date
    state: Finality
    rows: tuple[ComparedRow, ...]
    period: str = ""

    @property
    def with_winner(self) -> int:
        """Under how many of them there is a first place."""
        return sum(bool(row.first) for row in self.rows)

    @property
    def same(self) -> int:
        """Under how many of them the same are first."""
        return sum(row.same for row in self.rows)


@dataclass(frozen=True, slots=True)
class CanReach:
    """A team and a score that it is certain of, or can still reach, as shown."""

    id: str
    name: str
    score: str


@dataclass(frozen=True, slots=True)
class OvertakeView:
    """Whether the first place can still be overtaken, if today's members stay.

    The leader is certain of its score; those who can come level with it or pass it come with the most that
    they can reach: the `contenders` with the most come in `can`, or all of them. `decided` is None where that
    cannot be said, and `why_not_known` says why.
    """

    leader: CanReach | None = None
    can: tuple[CanReach, ...] = ()
    contenders: int = 0
    decided: bool | None = None
    why_not_known: str = ""

    @property
    def sentence(self) -> str:
        """Whether first place can still be overtaken, as a sentence for the board."""
        if self.leader is None:
            return f"It cannot be said whether first place can still be overtaken: {self.why_not_known}."
        if self.decided:
            return f"{self.leader.name} can no longer be overtaken, if today's members stay."
        first, by = self.can[0], f" by {self.contenders} teams" if self.contenders > 1 else ""
        return (
            f"First place can still be overtaken{by}: {first.name} can reach {first.score}, "
            f"{self.leader.name} ends with at least {self.leader.score}."
        )
