"""The messages that people would get in one season, as ticks would have sent them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from moonwalk.api.notices import Notice, NoticeContext
from moonwalk.definitions import Challenge, NoticeItem
from moonwalk.registry import PluginFailure, Registry, TriggerAdapter
from moonwalk.scoring.calendar import Calendar, milliseconds
from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored, score
from moonwalk.scoring.verdicts import Codes, only
from moonwalk.services.notice_context import (
    BadgesHeld,
    Readers,
    badges_held,
    context_of,
    due_at,
    gives_badges,
    in_words,
)
from moonwalk.services.scores import last_day, plan_at
from moonwalk.services.simulation.company import Company
from moonwalk.services.work import tell

_DAY: Final = 24 * 3600 * 1000
_BETWEEN_TICKS: Final = _DAY // 4
_LAUNCHED_BEFORE: Final = 7 * _DAY
"""A launch is assumed so long before day 1."""
_AFTERWARDS: Final = 7 * _DAY
"""Results and recaps may be told for so long after the last day has closed."""
_UNPUBLISHED: Final = (
    "'{notice}' tells of places of teams. They are published as weeks close, which a rehearsal does not do."
)
_MADE_UP: Final = "Alex"


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message: when it is due, where its reader lives, by which notice, and its words."""

    due: datetime
    notice: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticeFigures:
    """How often a notice is sent: to how many people (percent), and how often to each of these at most."""

    notice: str
    people_percent: float
    messages: int
    most: int


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a season sends: how many messages each person gets, by notice, and all of those of one person.

    `fewest`, `median` and `most` are messages per person; `busiest_day` is the most that anybody gets in one
    day. `person` is somebody with about as many as most people. `problems` say which notices fail, and why.
    """

    fewest: int
    median: int
    most: int
    busiest_day: int
    notices: tuple[NoticeFigures, ...]
    person: str
    messages: tuple[SentMessage, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known of a season when it is over; `members` says who was what as seen at an instant (ms)."""

    members: Callable[[int], Membership]
    entries: EntryFacts
    codes: Codes
    readers: Readers
    team_names: tuple[str, ...]


Progress = Callable[[int, int], None]


def correspondence_of(
    challenge: Challenge, plan: Plan, plugins: Registry, facts: Facts, progress: Progress | None = None
) -> Correspondence:
    """Return the messages of a season. RuleFailed where a rule does not answer.

    Ticks are run four times a day and whenever something is due, from a week before day 1 on; what a message
    says is what is known then.
    """
    calendar = plan.calendar
    launched = calendar.day_ends(calendar.starts) - _DAY - _LAUNCHED_BEFORE
    sending = _Sending(challenge, plan, facts, plugins, launched)
    ends = calendar.all_closed + _AFTERWARDS
    instants = sorted(
        {*range(launched + _BETWEEN_TICKS, ends, _BETWEEN_TICKS), *sending.dues(launched, ends)}
    )
    since = launched
    for at, now in enumerate(instants, start=1):
        sending.tick(since, now)
        since = now
        tell("answered", at, len(instants))
        if progress:
            progress(at, len(instants))
    return sending.summary()


@dataclass(frozen=True, eq=False)
class _Known:
    """The scores at an instant, and what they follow from."""

    plan: Plan
    members: Membership
    numbers: tuple[int, int]
    scored: Scored
    badges: BadgesHeld

    def holds(self, plan: Plan, members: Membership, entries: EntryFacts, now: int) -> bool:
        """Whether the scores at another instant are these: what they follow from is as it was."""
        return (
            self.numbers == _numbers_known(entries, now)
            and (self.plan.today, self.plan.context.as_of) == (plan.today, plan.context.as_of)
            # What they chose and what the roster says of them is the same at every instant.
            and all(
                np.array_equal(getattr(self.members, part), getattr(members, part))
                for part in ("people", "team", "status", "day_status")
            )
        )


class _Sending:
    """A tick after another; what was sent is known by its key."""

    def __init__(
        self, challenge: Challenge, plan: Plan, facts: Facts, plugins: Registry, launched: int
    ) -> None:
        self._challenge, self._plan, self._facts, self._launched = challenge, plan, facts, launched
        self._problems: dict[str, str] = {}
        self._triggers = list(self._configured(plugins))
        self._sent: dict[tuple[str, str], SentMessage] = {}
        self._zones = dict(zip(facts.readers.ids, facts.readers.zones, strict=True))
        self._badges = gives_badges(plan)
        self._latest: _Known | None = None

    def _configured(self, plugins: Registry) -> Iterator[tuple[NoticeItem, TriggerAdapter]]:
        for item in self._challenge.notices:
            try:
                trigger = plugins.trigger(item.full_name).configured(item.config)
                if trigger.reads_places or item.to == "teams":
                    self._problems[_shown(item)] = _UNPUBLISHED.format(notice=_shown(item))
                yield item, trigger
            except PluginFailure as failure:
                self._problems[_shown(item)] = f"{item.place}: {failure}"

    def dues(self, since: int, until: int) -> Iterator[int]:
        """Yield when something is due, as far as the end of the season tells."""
        context = self._context(since, until)
        for item, trigger in self._triggers:
            for notice in self._asked(item, trigger, context):
                due = milliseconds(notice.due)
                if since < due <= until:
                    yield due

    def tick(self, since: int, now: int) -> None:
        """Send what falls due between two instants."""
        context = self._context(since, now)
        for item, trigger in self._triggers:
            for notice in self._asked(item, trigger, context):
                if notice.expires is None or milliseconds(notice.expires) > now:
                    self._send(item, trigger, notice)

    def _send(self, item: NoticeItem, trigger: TriggerAdapter, notice: Notice) -> None:
        subject, text = in_words(self._challenge, item, trigger, notice)
        due = notice.due.astimezone(ZoneInfo(self._zones[notice.person]))
        self._sent.setdefault((notice.person, notice.key), SentMessage(due, _shown(item), subject, text))

    def _asked(self, item: NoticeItem, trigger: TriggerAdapter, context: NoticeContext) -> Sequence[Notice]:
        if _shown(item) in self._problems:
            return ()
        try:
            return trigger.notices(replace(context, to=item.to), due_at(item, trigger))
        except PluginFailure as failure:
            self._problems[_shown(item)] = f"{item.place}: {failure}"
            return ()

    def _context(self, since: int, now: int) -> NoticeContext:
        plan, members = plan_at(self._plan, now), self._facts.members(now)
        latest = self._latest
        # Between many ticks nobody logs anything, and no day begins or closes.
        if latest is None or not latest.holds(plan, members, self._facts.entries, now):
            latest = self._latest = self._scored(plan, members, now)
        readers, team_names = self._facts.readers, self._facts.team_names
        return context_of(
            self._challenge, latest.scored, readers, team_names, latest.badges, since, now, self._launched
        )

    def _scored(self, plan: Plan, members: Membership, now: int) -> _Known:
        known = _known(self._facts.entries, now)
        scored = score(plan, members, known, self._facts.codes, last_day(plan))
        badges: BadgesHeld = badges_held(scored, known, self._facts.codes) if self._badges else {}
        return _Known(plan, members, _numbers_known(self._facts.entries, now), scored, badges)

    def summary(self) -> Correspondence:
        """Return what was sent, in figures and to one person in full."""
        of_person: dict[str, list[SentMessage]] = {person: [] for person in self._facts.readers.ids}
        for (person, _), message in self._sent.items():
            of_person[person].append(message)
        ordered = sorted(of_person, key=lambda person: (len(of_person[person]), person))
        counts = [len(of_person[person]) for person in ordered]
        middle = ordered[len(ordered) // 2]
        days = Counter((person, message.due.date()) for (person, _), message in self._sent.items())
        return Correspondence(
            fewest=counts[0],
            median=counts[len(counts) // 2],
            most=counts[-1],
            busiest_day=max(days.values(), default=0),
            notices=tuple(self._by_notice()),
            person=middle,
            messages=tuple(sorted(of_person[middle], key=lambda message: message.due)),
            problems=tuple(self._problems.values()),
        )

    def _by_notice(self) -> Iterator[NoticeFigures]:
        people = len(self._facts.readers.ids)
        for item, _ in self._triggers:
            notice = _shown(item)
            to = Counter(person for (person, _), message in self._sent.items() if message.notice == notice)
            yield NoticeFigures(
                notice, round(100 * len(to) / people, 1), sum(to.values()), max(to.values(), default=0)
            )


def _shown(item: NoticeItem) -> str:
    """Return what tells a notice from the others: one of the same name may go to somebody else."""
    return item.id if item.to == "people" else f"{item.id} to {item.to}"


def _numbers_known(entries: EntryFacts, now: int) -> tuple[int, int]:
    """Return how many entries, and how many replacements, are known at an instant (ms): none is unlearnt."""
    return int(np.count_nonzero(entries.logged <= now)), int(np.count_nonzero(entries.replaced <= now))


def _known(entries: EntryFacts, now: int) -> EntryFacts:
    """Return the entries that were known at an instant (ms)."""
    known = only(entries, entries.logged <= now)
    return replace(known, replaced=np.where(known.replaced > now, NEVER, known.replaced))


def readers_of(company: Company, calendar: Calendar) -> Readers:
    """Return who reads the messages: made-up people have one name, and live where the challenge is."""
    nobody = [""] * len(company.ids)
    names = [name or _MADE_UP for name in company.names or nobody]
    return Readers(company.ids, names, [zone or calendar.zone for zone in company.zones or nobody])
