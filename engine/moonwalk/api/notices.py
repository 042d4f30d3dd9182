"""Notices say what is worth telling; channels carry the message to one recipient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar

from moonwalk.api.rules import Component
from moonwalk.api.values import ClockTime

__all__ = [
    "Channel",
    "Delivered",
    "Message",
    "Never",
    "Notice",
    "NoticeContext",
    "NoticeRule",
    "Outcome",
    "PersonInfo",
    "Retry",
    "WeekInfo",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekInfo:
    """A challenge week: its days and the instant (UTC) at which it closes."""

    number: int
    first: date
    last: date
    closes: datetime
    theme: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInfo:
    """What a notice may say to one person. `days` and `points` are by challenge week.

    `badges` are the badges and levels held at the end of each week, of every rule that gives some.
    """

    id: str
    first_name: str
    team: str
    timezone: str
    points: Mapping[int, int] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)
    badges: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContext:
    """What a trigger looks at: the time since the last tick, the challenge, the people. Instants are UTC."""

    since: datetime
    now: datetime
    title: str
    about: str
    timezone: str
    weeks: tuple[WeekInfo, ...]
    people: tuple[PersonInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something worth telling one person. `key` names the occasion: the same key is told once only.

    `expires` is the instant after which it is worse than nothing.
    """

    person: str
    key: str
    due: datetime
    words: Mapping[str, str]
    expires: datetime | None = None


class NoticeRule(Component):
    """When to tell whom. `words` lists the placeholders its texts may use.

    `carries_safety` says that the safety notes of a challenge stand below the text of this notice, where
    the challenge wants them in the first message.
    """

    words: ClassVar[tuple[str, ...]] = ()
    carries_safety: ClassVar[bool] = False
    subject: ClassVar[str] = ""
    text: ClassVar[str] = ""
    default_at: ClassVar[str] = ""

    def notices(self, moment: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """Every notice that fell due after `moment.since` and not after `moment.now`."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A notice rendered for one recipient and channel."""

    key: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The message has arrived as far as the channel can tell."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Not now: try again after this long."""

    reason: str
    after: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """It will not arrive, however often it is tried."""

    reason: str


Outcome = Delivered | Retry | Never
"""What became of a delivery."""


class Channel(Component):
    """A way to a person. Its fields are settings of the workspace; `folder` is where it may write.

    `unless_named` says that a workspace whose settings name no channels uses this one.
    """

    unless_named: ClassVar[bool] = False

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Deliver one message and say what became of it."""
        raise NotImplementedError

    def forget(self, recipient: str, folder: str) -> None:
        """Erase what this channel keeps of a person (an id). Default: it keeps nothing."""
