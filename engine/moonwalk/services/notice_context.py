"""What notices look at: a challenge as it stands at an instant, and the words that one person gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress, repeat
from types import MappingProxyType
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.field_times import ClockTimeKind
from moonwalk.api.language import known_language, speaking
from moonwalk.api.notices import GoalMet, Notice, NoticeContext, PersonInfo, WeekInfo
from moonwalk.api.timeline import Status
from moonwalk.api.values import ClockTime, DaysLater
from moonwalk.definitions import Challenge, NoticeItem, WorkspaceSettings, in_language
from moonwalk.registry import TriggerAdapter
from moonwalk.scoring.asking import ask
from moonwalk.scoring.badges import score_badges
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.scoring.facts import NEVER, BoolArray, EntryFacts
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.verdicts import Codes
from moonwalk.services.checking_in.link_messages import PLACEHOLDER, inert
from moonwalk.services.roster.named_columns import LANGUAGE
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.scores import codes_of, facts_of
from moonwalk.services.wording import Template, with_safety
from moonwalk.store import people
from moonwalk.store.database import Reader


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who may be written to, in the order of a membership: ids, names, zones they live in, languages.

    Without languages, everyone reads that of the challenge.
    """

    ids: Sequence[str]
    names: Sequence[str]
    zones: Sequence[str]
    languages: Sequence[str] = ()


T = TypeVar("T")

_ASKED: Final = (Status.DUE, Status.OPEN)

BadgesHeld = Mapping[int, Sequence[tuple[str, ...]]]
"""The badges everyone held at the end of each week, where rules give some."""


def notice_context(
    db: Reader, scored_challenge: ScoredChallenge, since: int, now: int, settings: WorkspaceSettings
) -> NoticeContext:
    """A challenge between two instants (ms), for its triggers, in a workspace with these settings."""
    home = settings.timezone
    plan, scored = scored_challenge.scored.plan, scored_challenge.scored
    zones = people.own_timezones(db)
    languages = languages_of(db, scored_challenge.challenge)
    readers = Readers(
        scored_challenge.person_ids,
        scored_challenge.person_names,
        [
            zones.get(number) or home or plan.calendar.zone
            for number in scored.people.membership.people.tolist()
        ],
        [languages.get(each, scored_challenge.challenge.language) for each in scored_challenge.person_ids],
    )
    badges: BadgesHeld = {}
    if gives_badges(plan):
        badges = badges_held(scored, facts_of(db, plan, NEVER), codes_of(db, plan))
    context = context_of(
        scored_challenge.challenge,
        scored,
        readers,
        scored_challenge.team_names,
        badges,
        since,
        now,
        scored_challenge.launch.launched_at,
    )
    return replace(context, hours=settings.sending.hours if settings.sending else None)


def context_of(
    challenge: Challenge,
    scored: Scored,
    readers: Readers,
    team_names: Sequence[str],
    badges: BadgesHeld,
    since: int,
    now: int,
    launched: int | None = None,
) -> NoticeContext:
    """A challenge between two instants (ms), from its scores at `now` and those who would read of them."""
    calendar = scored.plan.calendar
    return NoticeContext(
        since=moment(since),
        now=moment(now),
        title=challenge.title,
        about=challenge.about,
        timezone=calendar.zone,
        weeks=tuple(_week(challenge, calendar, number) for number in range(1, calendar.weeks + 1)),
        people=_people(scored, readers, team_names, badges, challenge.language),
        launched=None if launched is None else moment(launched),
        closed=moment(calendar.all_closed),
        safe_places=challenge.safety.where if challenge.safety else (),
    )


def parse_clock(text: str) -> ClockTime | None:
    """A trigger's own time of day; None where it has none."""
    return ClockTimeKind().parse(text) if text else None


def due_at(item: NoticeItem, trigger: TriggerAdapter) -> ClockTime | None:
    """When a notice goes out: as the challenge says, or as the notice does; None: at once."""
    return item.at or parse_clock(trigger.default_at)


def languages_of(db: Reader, challenge: Challenge) -> Mapping[str, str]:
    """The languages that the roster says people read, by their ids; the challenge's for unknown ones."""
    column = people.column(db, LANGUAGE, NEVER)
    if not column:
        return {}
    known = people.numbers(db)
    ids = dict(zip(known.nos.tolist(), known.ids, strict=True))
    return {
        ids[number]: known_language(code) or challenge.language
        for number, code in column.items()
        if number in ids
    }


@dataclass(frozen=True, slots=True)
class NoticeWording:
    """How a notice is worded in one language, whoever reads it; if `safe`, with the safety notes below it."""

    challenge: Challenge
    language: str
    subject: Template
    text: Template
    safe: bool

    @classmethod
    def of(
        cls, challenge: Challenge, item: NoticeItem, trigger: TriggerAdapter, language: str
    ) -> NoticeWording:
        """The wording in a language, by the challenge's file or else by the notice. PluginFailure."""
        own_subject, own_text = trigger.wording(language)
        subject, text = (each.best(language, challenge.language) for each in (item.subject, item.text))
        return cls(
            in_language(challenge, language),
            language,
            Template.of(subject or own_subject),
            Template.of(text or own_text),
            trigger.carries_safety,
        )

    def filled(self, notice: Notice) -> tuple[str, str]:
        """Subject and text as the reader of a notice gets them."""
        subject, text = self.subject.filled(notice.values), self.text.filled(notice.values)
        # Rarely: a text of the challenge may have a link, what is filled in may not.
        if PLACEHOLDER in text or PLACEHOLDER in subject:
            values = inert(notice.values)
            subject, text = self.subject.filled(values), self.text.filled(values)
        if self.safe:
            with speaking(self.language):
                text = with_safety(text, self.challenge)
        return subject, text


def in_words(
    challenge: Challenge, item: NoticeItem, trigger: TriggerAdapter, notice: Notice
) -> tuple[str, str]:
    """Subject and text of a notice in the challenge's language."""
    return NoticeWording.of(challenge, item, trigger, challenge.language).filled(notice)


def _week(challenge: Challenge, calendar: Calendar, number: int) -> WeekInfo:
    written = challenge.weeks.get(number)
    first, last = calendar.dates[7 * (number - 1)], calendar.last_day_of_week(number)
    over = first_closes = None
    if not isinstance(calendar.log_until, ClockTime):
        ends = calendar.day_ends(last)
        closing = calendar.closes[calendar.index(first) : calendar.index(last) + 1]
        over, first_closes = moment(ends), moment(int(closing[closing >= ends].min()))
    return WeekInfo(
        number=number,
        first=first,
        last=last,
        closes=moment(calendar.week_closes(number)),
        over=over,
        first_closes=first_closes,
        theme=written.theme if written else "",
        message=written.message if written else "",
        open_days=calendar.log_until.days if isinstance(calendar.log_until, DaysLater) else None,
    )


def _people(
    scored: Scored, readers: Readers, team_names: Sequence[str], badges: BadgesHeld, language: str
) -> tuple[PersonInfo, ...]:
    plan, membership = scored.plan, scored.people.membership
    starts = range(0, plan.calendar.length, 7)
    points = np.add.reduceat(scored.people.total, starts, axis=1)
    days = np.add.reduceat(scored.people.logged, starts, axis=1, dtype=np.int64)
    last = min(max(scored.last_day, 0), plan.calendar.length - 1)
    languages = readers.languages or [language] * len(readers.ids)
    # Who has left hears no more of it, whatever is still to be told of their days.
    today = min(max(plan.today, 0), plan.calendar.length - 1)
    stays = (membership.status[:, today:] != Status.ABSENT).any(axis=1).tolist()
    dates, goals = plan.calendar.dates, _goals_met(scored)
    columns = (
        *(readers.ids, readers.names, readers.zones, languages, membership.team[:, last].tolist()),
        *(_by_week(points, plan.context.points), _by_week(days, int)),
        *(_badges_by_week(badges, len(readers.ids)), _days_where(scored.people.logged > 0, dates)),
        *(_days_where(np.isin(membership.status, _ASKED), dates), goals),
    )
    return tuple(
        PersonInfo(
            id=identifier,
            first_name=name.partition(" ")[0],
            team=team_names[team] if team >= 0 else "",
            timezone=zone,
            points=by_week,
            days=active,
            badges=held,
            language=spoken,
            logged_days=logged,
            due_days=due,
            goals=met,
        )
        for identifier, name, zone, spoken, team, by_week, active, held, logged, due, met in compress(
            zip(*columns, strict=True), stays
        )
    )


def _by_week(numbers: NDArray[np.int64], shown: Callable[[int], int]) -> Iterator[Mapping[int, int]]:
    """Yield each person's numbers by week, as they are shown."""
    # Each number is made once, since many people have the same.
    show = {number: shown(number) for number in np.unique(numbers).tolist()}.__getitem__
    return _alike(numbers, lambda row: MappingProxyType(dict(enumerate(map(show, row), 1))))


def _badges_by_week(badges: BadgesHeld, many: int) -> Iterator[Mapping[int, tuple[str, ...]]]:
    """Yield the badges of each of so many people at the end of each week."""
    if not badges:
        return repeat(MappingProxyType({}), many)
    return (MappingProxyType({week: held[row] for week, held in badges.items()}) for row in range(many))


def _days_where(marked: BoolArray, dates: Sequence[date]) -> Iterator[tuple[date, ...]]:
    """Yield the days on which each person has a mark."""
    return _alike(marked, lambda row: tuple(compress(dates, row)))


def _goals_met(scored: Scored) -> Iterator[tuple[GoalMet, ...]]:
    """Yield the goals of a week or of the challenge that each person met. Those of a day are too many."""
    dates, people = scored.plan.calendar.dates, len(scored.people.membership.people)
    # The days of one goal after those of another, in the order in which they are told.
    met: list[BoolArray] = []
    reached: list[GoalMet] = []
    for goal in scored.plan.goals:
        if goal.each != "day":
            met.append(scored.people.met[goal.name])
            reached += [GoalMet(name=goal.name, label=goal.label, each=goal.each, day=day) for day in dates]
    if not met:
        return repeat((), people)
    order = sorted(range(len(reached)), key=lambda at: reached[at].day)
    in_order = [reached[at] for at in order]
    return _alike(np.concatenate(met, axis=1)[:, order], lambda row: tuple(compress(in_order, row)))


def _alike(rows: NDArray[np.int64] | BoolArray, made_of: Callable[[list[int]], T]) -> Iterator[T]:
    """Yield what is made of each row; of rows that are alike, it is made once."""
    # Of thousands of people many have the same, above all the same days.
    whole = np.dtype((np.void, rows.shape[1] * rows.itemsize))
    keys = np.ascontiguousarray(rows).view(whole).ravel().tolist()
    places = dict(zip(keys, range(len(keys)), strict=True))
    made = dict(zip(places, map(made_of, rows[list(places.values())].tolist()), strict=True))
    return map(made.__getitem__, keys)


def gives_badges(plan: Plan) -> bool:
    """Whether any rule of a plan gives badges or levels."""
    return any(ask(rule, rule.adapter.badges) for rule in plan.person_rules)


def badges_held(scored: Scored, facts: EntryFacts, codes: Codes) -> BadgesHeld:
    """The badges that everyone held at the end of each week."""
    plan = scored.plan
    badges = score_badges(plan, scored.people.membership, facts, codes, scored.last_day)
    return {
        week: badges.names_held(plan.calendar.index(plan.calendar.last_day_of_week(week)))
        for week in range(1, plan.calendar.weeks + 1)
    }
