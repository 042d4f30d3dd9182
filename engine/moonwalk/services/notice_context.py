"""What notices look at: a challenge as it stands at an instant, and the words that one person gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moonwalk.api.field_times import ClockTimeKind
from moonwalk.api.notices import Notice, NoticeContext, PersonInfo, WeekInfo
from moonwalk.api.timeline import Status
from moonwalk.api.values import ClockTime
from moonwalk.definitions import Challenge, NoticeItem
from moonwalk.registry import TriggerAdapter
from moonwalk.scoring.asking import ask
from moonwalk.scoring.badges import score_badges
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.verdicts import Codes
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.scores import codes_of, facts_of
from moonwalk.services.wording import render, with_safety
from moonwalk.store import people
from moonwalk.store.database import Reader


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who may be written to, in the order of a membership: ids, names, and the zones they live in."""

    ids: Sequence[str]
    names: Sequence[str]
    zones: Sequence[str]


BadgesHeld = Mapping[int, Sequence[tuple[str, ...]]]
"""The badges everyone held at the end of each week, where rules give some."""


def notice_context(
    db: Reader, scored_challenge: ScoredChallenge, since: int, now: int, home: str
) -> NoticeContext:
    """A challenge between two instants (ms), for its triggers; `home` is the workspace's zone, if any."""
    plan, scored = scored_challenge.scored.plan, scored_challenge.scored
    zones = {person.id: person.timezone for person in people.all_people(db)}
    readers = Readers(
        scored_challenge.person_ids,
        scored_challenge.person_names,
        [zones.get(each) or home or plan.calendar.zone for each in scored_challenge.person_ids],
    )
    badges: BadgesHeld = {}
    if gives_badges(plan):
        badges = badges_held(scored, facts_of(db, plan, NEVER), codes_of(db, plan))
    return context_of(
        scored_challenge.challenge, scored, readers, scored_challenge.team_names, badges, since, now
    )


def context_of(
    challenge: Challenge,
    scored: Scored,
    readers: Readers,
    team_names: Sequence[str],
    badges: BadgesHeld,
    since: int,
    now: int,
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
        people=_people(scored, readers, team_names, badges),
    )


def parse_clock(text: str) -> ClockTime | None:
    """A trigger's own time of day; None where it has none."""
    return ClockTimeKind().parse(text) if text else None


def due_at(item: NoticeItem, trigger: TriggerAdapter) -> ClockTime | None:
    """When a notice goes out: as the challenge says, or as the notice does; None: at once."""
    return item.at or parse_clock(trigger.default_at)


def in_words(
    challenge: Challenge, item: NoticeItem, trigger: TriggerAdapter, notice: Notice
) -> tuple[str, str]:
    """Subject and text of a notice as its reader gets them."""
    text = render(item.text or trigger.text, notice.values)
    if trigger.carries_safety:
        text = with_safety(text, challenge)
    return render(item.subject or trigger.subject, notice.values), text


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
    scored: Scored, readers: Readers, team_names: Sequence[str], badges: BadgesHeld
) -> tuple[PersonInfo, ...]:
    plan, membership = scored.plan, scored.people.membership
    starts = range(0, plan.calendar.length, 7)
    points = np.add.reduceat(scored.people.total, starts, axis=1).tolist()
    days = np.add.reduceat(scored.people.logged, starts, axis=1, dtype=np.int64).tolist()
    last = min(max(scored.last_day, 0), plan.calendar.length - 1)
    teams = membership.team[:, last].tolist()
    # Who has left hears no more of it, whatever is still to be told of their days.
    today = min(max(plan.today, 0), plan.calendar.length - 1)
    stays = (membership.status[:, today:] != Status.ABSENT).any(axis=1)
    return tuple(
        PersonInfo(
            id=identifier,
            first_name=name.split(" ")[0],
            team=team_names[team] if team >= 0 else "",
            timezone=zone,
            points=MappingProxyType(dict(enumerate(map(plan.context.points, person_points), 1))),
            days=MappingProxyType(dict(enumerate(person_days, 1))),
            badges=MappingProxyType({week: held[row] for week, held in badges.items()}),
        )
        for row, (identifier, name, zone, team, person_points, person_days) in enumerate(
            zip(readers.ids, readers.names, readers.zones, teams, points, days, strict=True)
        )
        if stays[row]
    )


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
