"""What notices look at: a challenge as it stands at an instant, and the words that one person gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.field_times import ClockTimeKind
from moonwalk.api.language import known_language, speaking
from moonwalk.api.notices import GoalMet, Notice, NoticeContext, PersonInfo, WeekInfo
from moonwalk.api.timeline import Status
from moonwalk.api.values import ClockTime
from moonwalk.definitions import Challenge, NoticeItem, WorkspaceSettings
from moonwalk.registry import TriggerAdapter
from moonwalk.scoring.asking import ask
from moonwalk.scoring.badges import score_badges
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.verdicts import Codes
from moonwalk.services.checking_in.link_messages import inert
from moonwalk.services.roster.named_columns import LANGUAGE
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.scores import codes_of, facts_of
from moonwalk.services.wording import render, with_safety
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


_ASKED: Final = (Status.DUE, Status.OPEN)

BadgesHeld = Mapping[int, Sequence[tuple[str, ...]]]
"""The badges everyone held at the end of each week, where rules give some."""


def notice_context(
    db: Reader, scored_challenge: ScoredChallenge, since: int, now: int, settings: WorkspaceSettings
) -> NoticeContext:
    """A challenge between two instants (ms), for its triggers, in a workspace with these settings."""
    home = settings.timezone
    plan, scored = scored_challenge.scored.plan, scored_challenge.scored
    zones = {person.id: person.timezone for person in people.all_people(db)}
    languages = languages_of(db, scored_challenge.challenge)
    readers = Readers(
        scored_challenge.person_ids,
        scored_challenge.person_names,
        [zones.get(each) or home or plan.calendar.zone for each in scored_challenge.person_ids],
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
    ids = {person.no: person.id for person in people.all_people(db)}
    return {
        ids[number]: known_language(code) or challenge.language
        for number, code in column.items()
        if number in ids
    }


def in_words(
    challenge: Challenge, item: NoticeItem, trigger: TriggerAdapter, notice: Notice, language: str = ""
) -> tuple[str, str]:
    """Subject and text of a notice as its reader gets them; in the challenge's language, if none is named."""
    spoken = language or challenge.language
    own_subject, own_text = trigger.wording(spoken)
    subject, text = (each.best(spoken, challenge.language) for each in (item.subject, item.text))
    values = inert(notice.values)
    text = render(text or own_text, values)
    if trigger.carries_safety:
        with speaking(spoken):
            text = with_safety(text, challenge)
    return render(subject or own_subject, values), text


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
    )


def _people(
    scored: Scored, readers: Readers, team_names: Sequence[str], badges: BadgesHeld, language: str
) -> tuple[PersonInfo, ...]:
    plan, membership = scored.plan, scored.people.membership
    starts = range(0, plan.calendar.length, 7)
    points = np.add.reduceat(scored.people.total, starts, axis=1).tolist()
    days = np.add.reduceat(scored.people.logged, starts, axis=1, dtype=np.int64).tolist()
    last = min(max(scored.last_day, 0), plan.calendar.length - 1)
    teams = membership.team[:, last].tolist()
    languages = readers.languages or [language] * len(readers.ids)
    # Who has left hears no more of it, whatever is still to be told of their days.
    today = min(max(plan.today, 0), plan.calendar.length - 1)
    stays = (membership.status[:, today:] != Status.ABSENT).any(axis=1)
    logged = (scored.people.logged > 0).tolist()
    due_days, due = _days_asked(membership.status, plan.calendar.dates)
    dates, goals = plan.calendar.dates, _goals_met(scored)
    columns = (readers.ids, readers.names, readers.zones, languages, teams, points, days, logged, due)
    return tuple(
        PersonInfo(
            id=identifier,
            first_name=name.split(" ")[0],
            team=team_names[team] if team >= 0 else "",
            timezone=zone,
            points=MappingProxyType(dict(enumerate(map(plan.context.points, person_points), 1))),
            days=MappingProxyType(dict(enumerate(person_days, 1))),
            badges=MappingProxyType({week: held[row] for week, held in badges.items()}),
            language=spoken,
            logged_days=tuple(compress(dates, logged)),
            due_days=due_days[due],
            goals=goals[row],
        )
        for row, (identifier, name, zone, spoken, team, person_points, person_days, logged, due) in enumerate(
            zip(*columns, strict=True)
        )
        if stays[row]
    )


def _goals_met(scored: Scored) -> Sequence[tuple[GoalMet, ...]]:
    """The goals of a week or of the challenge that each person met. Those of a day are too many to tell."""
    dates = scored.plan.calendar.dates
    met: list[list[GoalMet]] = [[] for _ in range(len(scored.people.membership.people))]
    for goal in scored.plan.goals:
        if goal.each == "day":
            continue
        for day in np.flatnonzero(scored.people.met[goal.name].any(axis=0)).tolist():
            reached = GoalMet(name=goal.name, label=goal.label, each=goal.each, day=dates[day])
            for person in np.flatnonzero(scored.people.met[goal.name][:, day]).tolist():
                met[person].append(reached)
    return [tuple(sorted(goals, key=lambda goal: goal.day)) for goals in met]


def _days_asked(
    status: NDArray[np.int8], dates: Sequence[date]
) -> tuple[Sequence[tuple[date, ...]], Sequence[int]]:
    """The sets of days on which something is asked of anybody, and which of these each person has."""
    # Most people have the same: each set is made once.
    rows, of_person = np.unique(np.isin(status, _ASKED), axis=0, return_inverse=True)
    return [tuple(compress(dates, row)) for row in rows.tolist()], of_person.reshape(-1).tolist()


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
