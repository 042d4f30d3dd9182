"""Notices say what is worth telling whom and when; channels carry the message to one recipient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from moonwalk.api.language import Catalogue, speaking
from moonwalk.api.rules import Component
from moonwalk.api.sending_hours import SendingHours
from moonwalk.api.values import ClockTime

__all__ = [
    "CalendarDate",
    "Channel",
    "Delivered",
    "EntryNews",
    "GoalMet",
    "Message",
    "Never",
    "Notice",
    "NoticeContext",
    "NoticeRule",
    "Outcome",
    "Pace",
    "PersonInfo",
    "Retry",
    "SendingHours",
    "TeamPlaces",
    "WeekInfo",
    "as_text",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekInfo:
    """A challenge week: its number from 1, its first and last day, and when it closes (UTC).

    `theme` and `message` are what the challenge file says of the week; either may be empty. Where days do
    not close with their week, `over` is when its last day ends in the challenge's zone, and `first_closes`
    when the first of its days closes that are still open by then; elsewhere both are None. `open_days` is for
    how many days more each day can be logged where days close one by one, and else None (since 0.2).
    """

    number: int
    first: date
    last: date
    closes: datetime
    theme: str = ""
    message: str = ""
    over: datetime | None = None
    first_closes: datetime | None = None
    open_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalMet:
    """A goal that somebody met: its name and label, how often it can be met, and when it was. Since 0.2."""

    name: str
    label: str
    each: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlaces:
    """The places of teams as they were published when a week closed, by the name of the team. Since 0.2.

    They are those of the first board of teams that everyone may see. A team whose figures are held back, to
    protect the few people in it, is not among them.
    """

    week: int
    at: datetime
    places: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryNews:
    """What became of an entry after it was logged, for the person who logged it. Since 0.2.

    `what` says whether it does not count (`rejected`), or was `corrected` or `voided` by an organiser, at an
    instant (UTC). `amount` is what was logged, with its unit, and `now` what it is after a correction; empty
    where it is none. `verdict` says why a rejected one does not count: `late`, `implausible`, `outside` or
    `paused`; `reason` is what the organiser wrote.
    """

    what: Literal["rejected", "corrected", "voided"]
    at: datetime
    day: date
    activity: str
    amount: str
    now: str = ""
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInfo:
    """What a notice may say to one person.

    `team` is the team's name, empty where there is none; `timezone` names the person's zone. By challenge
    week, from 1: `points` are the whole points, `days` counts the days on which something was logged, and
    `badges` are the badges and levels held at the end of the week, one for each rule that gives some.
    `language` is the code of the language in which this person is written to (since 0.2): values are made
    while it is spoken, by `moonwalk.api.language.speaking`. `logged_days` are the days so far on which
    something was logged, and `due_days` all those on which the challenge asks something of this person: no
    pause, no day off (both in order). `goals` are the goals of a week or of the challenge that were met so
    far, and `news` what became of entries in the last two days, for a rule that `reads_entries` (all since
    0.2).
    """

    id: str
    first_name: str
    team: str
    timezone: str
    points: Mapping[int, int] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)
    badges: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    language: str = "en"
    logged_days: tuple[date, ...] = ()
    due_days: tuple[date, ...] = ()
    goals: tuple[GoalMet, ...] = ()
    news: tuple[EntryNews, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContext:
    """What a notice rule looks at: a span of time, the challenge, its people.

    It is asked for what falls due after `since` and not after `now` (both UTC). `title`, `about` and
    `timezone` are those of the challenge; `weeks` are all its weeks in order. `launched` is when it was
    launched, where that is known (UTC), and `closed` when the last of its days closes; `safe_places` are
    those where its safety notes want people to be. `team_places` are what was published so far, the oldest
    first, for a rule that `reads_places`; nothing for others. `to` is whom the challenge wants a notice to go
    to: `people`, `teams`, or `organisers`, who are then in `organisers`. `hours` are those at which messages
    may be sent at all; None: at any time (all since 0.2).
    """

    since: datetime
    now: datetime
    title: str
    about: str
    timezone: str
    weeks: tuple[WeekInfo, ...]
    people: tuple[PersonInfo, ...]
    launched: datetime | None = None
    closed: datetime | None = None
    safe_places: tuple[str, ...] = ()
    team_places: tuple[TeamPlaces, ...] = ()
    to: str = "people"
    organisers: tuple[PersonInfo, ...] = ()
    hours: SendingHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDate:
    """Something for the reader's calendar, as a notice about a start or a deadline has it. Since 0.2.

    `starts` and `ends` are both days, the last one included, or both instants with a time zone.
    """

    title: str
    starts: date | datetime
    ends: date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something worth telling one person.

    `person` is the id of one of the context's people, or organisers. `key` names the occasion: of notices
    to one person with one key, only the first is sent. `due` is when to send it, and `expires` when it is
    no longer worth sending (None: it always is); both need a time zone. `values` fills in the
    placeholders of the text, by their names. `dates` belong into the reader's calendar (since 0.2).
    """

    person: str
    key: str
    due: datetime
    values: Mapping[str, str]
    expires: datetime | None = None
    dates: tuple[CalendarDate, ...] = ()


class NoticeRule(Component):
    """When to tell whom. A subclass has `notices`.

    `placeholders` lists the names that its texts may use in braces. `subject` and `text` are used where a
    challenge writes none, and so is `default_at`, a time such as `Monday 09:00`; where that is empty, a
    notice goes out at once. `carries_safety` says that the safety notes of a challenge stand below this
    text, where the challenge wants them in the first message. `reads_places` says that it is about the places
    of teams, which are then in the context, and `reads_entries` that it is about what became of entries.
    `addressees` are those to whom it can go, the usual ones first: `people`, `teams`, `organisers` (all since
    0.2). `label` is what its messages are called where people choose which they get, in their words: `Weekly
    recap`. The catalogue of the package has it in other languages; where it is empty, `name` stands there
    (since 0.2).

    >>> from datetime import datetime, UTC
    >>> from moonwalk.api.notices import Notice, NoticeRule
    >>> class Welcome(NoticeRule):
    ...     "On the first day, to everyone."
    ...     name = "welcome"
    ...     placeholders = ("first_name",)
    ...     subject = "Welcome"
    ...     text = "Hello {first_name}!"
    ...     def notices(self, context, at):
    ...         start = datetime.combine(context.weeks[0].first, datetime.min.time(), UTC)
    ...         for person in context.people if context.since < start <= context.now else ():
    ...             values = {"first_name": person.first_name}
    ...             yield Notice(person=person.id, key="welcome", due=start, values=values)
    """

    placeholders: ClassVar[tuple[str, ...]] = ()
    carries_safety: ClassVar[bool] = False
    reads_places: ClassVar[bool] = False
    reads_entries: ClassVar[bool] = False
    addressees: ClassVar[tuple[str, ...]] = ("people",)
    label: ClassVar[str] = ""
    subject: ClassVar[str] = ""
    text: ClassVar[str] = ""
    default_at: ClassVar[str] = ""

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """Every notice that fell due after `context.since` and not after `context.now`.

        `at` is the time of day for which the challenge asks, or None where neither it nor the class does.
        """
        raise NotImplementedError

    def wording(self, language: str) -> tuple[str, str]:
        """The subject and the text in a language, from the catalogue of the package. Since 0.2."""
        catalogue = Catalogue(type(self).__module__)
        with speaking(language):
            return catalogue.gettext(self.subject), catalogue.gettext(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A notice rendered for one recipient.

    `key` is the same each time this message is delivered; it may have slashes in it, so it is not the name
    of a file. `recipient` is the id of a person, `recipient_name` their name, and `created` the instant of
    the notice (UTC). `email` is the person's address, empty where the roster has none, and `dates` belong
    into their calendar (both since 0.2).
    `unsubscribe` is where the person leaves all messages, by a POST as RFC 8058 has it; it is theirs alone,
    and empty where there is no such page (since 0.2).
    """

    key: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    created: datetime
    email: str = ""
    dates: tuple[CalendarDate, ...] = ()
    unsubscribe: str = ""


def as_text(message: Message) -> str:
    """The subject and the text of a message, as one text. Since 0.2."""
    return f"{message.subject}\n\n{message.text.strip()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The message has arrived, as far as the channel can tell; `note` may say where."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """The message could not be delivered now, for this reason: try again `after` this long.

    Where the reason is none of this message, the whole channel takes a `rest` (since 0.2).
    """

    reason: str
    after: timedelta = timedelta(minutes=5)
    rest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """The message cannot be delivered, for this reason, however often it is tried.

    Where the reason is none of this message, the whole channel takes a `rest` (since 0.2).
    """

    reason: str
    rest: timedelta = timedelta(0)


Outcome = Delivered | Retry | Never
"""What became of a delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a channel wants to be given its messages. Since 0.2.

    At most `per_minute`, where that is not 0; and a person's messages that have waited for long `together`,
    as one, or each by itself.
    """

    per_minute: int = 0
    together: bool = True


class Channel(Component):
    """A way to a person. A subclass has `deliver`; its fields are settings of the workspace.

    `enabled_by_default` says that a workspace whose settings name no channels uses this one.

    >>> from moonwalk.api.notices import Channel, Delivered
    >>> class Noticeboard(Channel):
    ...     "Appends every message to one text file."
    ...     name = "noticeboard"
    ...     def deliver(self, message, folder):
    ...         with open(f"{folder}/noticeboard.txt", "a", encoding="utf-8") as file:
    ...             file.write(f"{message.recipient_name}: {message.subject}\\n")
    ...         return Delivered()
    """

    enabled_by_default: ClassVar[bool] = False

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Deliver one message and say what became of it. `folder` is the one place where it may write.

        Whatever it raises counts as `Retry`. A message may come twice, with the same key.
        """
        raise NotImplementedError

    def pace(self) -> Pace:
        """How it wants to be given its messages. Default: as fast as it takes them. Since 0.2."""
        return Pace()

    def preview(self, message: Message) -> str:
        """A message as its reader would see it, to look at before anything is sent. Since 0.2.

        Default: the subject and the text.
        """
        return as_text(message)

    def own_address(self) -> str:
        """The e-mail address to which a message is sent that only tries the channel out. Since 0.2.

        Default: none, and whoever tries it has to name somebody.
        """
        return ""

    def is_private(self) -> bool:
        """Whether each message reaches the person whom it is for, and nobody else. Default: no. Since 0.2.

        Only then may a message hold that person's own link, by which whoever has it can log for them.
        """
        return False

    def doubts(self) -> Iterable[str]:
        """What is unwise about these settings, though they can be used. Default: nothing. Since 0.2."""
        return ()

    def forget(self, recipient: str, folder: str) -> None:
        """Erase what this channel keeps of a person (an id) in its folder. Default: it keeps nothing."""
