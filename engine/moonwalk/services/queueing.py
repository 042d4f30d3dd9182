"""What is due to be said: each notice goes into the outbox once for each person and channel."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import numpy as np

from moonwalk.api.field_times import ClockTimeKind
from moonwalk.api.notices import Notice, NoticeContext, PersonInfo, WeekInfo
from moonwalk.api.timeline import Status
from moonwalk.api.values import ClockTime
from moonwalk.definitions import NoticeItem
from moonwalk.registry import PluginFailure, TriggerAdapter
from moonwalk.scoring.asking import RuleFailed, ask
from moonwalk.scoring.badges import score_badges
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.scoring.facts import NEVER
from moonwalk.services import scores
from moonwalk.services.delivering import dates_to
from moonwalk.services.dry_run import transaction
from moonwalk.services.launched import NotScored
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.scores import codes_of, facts_of
from moonwalk.services.wording import render, with_safety
from moonwalk.services.workspace import Workspace
from moonwalk.store import outbox, people
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.outbox import NewMessage


def notice_context(
    db: Reader, scored_challenge: ScoredChallenge, since: int, now: int, home: str
) -> NoticeContext:
    """A challenge between two instants (ms), for its triggers; `home` is the workspace's zone, if any."""
    challenge, calendar = scored_challenge.challenge, scored_challenge.plan.calendar
    return NoticeContext(
        since=moment(since),
        now=moment(now),
        title=challenge.title,
        about=challenge.about,
        timezone=calendar.zone,
        weeks=tuple(_week(scored_challenge, number) for number in range(1, calendar.weeks + 1)),
        people=_people(db, scored_challenge, home),
    )


def parse_clock(text: str) -> ClockTime | None:
    """A trigger's own time of day; None where it has none."""
    return ClockTimeKind().parse(text) if text else None


def _week(scored_challenge: ScoredChallenge, number: int) -> WeekInfo:
    calendar, written = scored_challenge.plan.calendar, scored_challenge.challenge.weeks.get(number)
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


def _people(db: Reader, scored_challenge: ScoredChallenge, home: str) -> tuple[PersonInfo, ...]:
    scored, plan = scored_challenge.scored.people, scored_challenge.plan
    starts = range(0, plan.calendar.length, 7)
    points = np.add.reduceat(scored.total, starts, axis=1).tolist()
    days = np.add.reduceat(scored.logged, starts, axis=1, dtype=np.int64).tolist()
    zones = {person.id: person.timezone for person in people.all_people(db)}
    last = min(max(scored_challenge.scored.last_day, 0), plan.calendar.length - 1)
    badges = _badges(db, scored_challenge)
    teams = scored.membership.team[:, last].tolist()
    # Who has left hears no more of it, whatever is still to be told of their days.
    today = min(max(scored_challenge.scored.plan.today, 0), plan.calendar.length - 1)
    stays = (scored.membership.status[:, today:] != Status.ABSENT).any(axis=1)
    return tuple(
        PersonInfo(
            id=identifier,
            first_name=name.split(" ")[0],
            team=scored_challenge.team_names[team] if team >= 0 else "",
            timezone=zones.get(identifier) or home or plan.calendar.zone,
            points=MappingProxyType(dict(enumerate(map(plan.context.points, person_points), 1))),
            days=MappingProxyType(dict(enumerate(person_days, 1))),
            badges=MappingProxyType({week: held[row] for week, held in badges.items()}),
        )
        for row, (identifier, name, team, person_points, person_days) in enumerate(
            zip(scored_challenge.person_ids, scored_challenge.person_names, teams, points, days, strict=True)
        )
        if stays[row]
    )


def _badges(db: Reader, scored_challenge: ScoredChallenge) -> dict[int, list[tuple[str, ...]]]:
    """The badges everyone held at the end of each week, where rules give some."""
    plan, membership = scored_challenge.scored.plan, scored_challenge.scored.people.membership
    if not any(ask(rule, rule.adapter.badges) for rule in plan.person_rules):
        return {}
    facts, codes = facts_of(db, plan, NEVER), codes_of(db, plan)
    badges = score_badges(plan, membership, facts, codes, scored_challenge.scored.last_day)
    return {
        week: badges.names_held(plan.calendar.index(plan.calendar.last_day_of_week(week)))
        for week in range(1, plan.calendar.weeks + 1)
    }


def enqueue(
    ws: Workspace, db: Database, name: str, until: int, dry_run: bool, problems: list[str]
) -> list[NewMessage]:
    """Put in what fell due in a challenge since the last tick, as part of this one; what that is.

    What went wrong is added to `problems`. A dry run undoes all of it.
    """
    try:
        scored_challenge = scores.current(ws, db, name)
    except NotScored as reason:
        problems.append(f"'{name}' sends no messages: {reason}")
        return []
    now = ws.instant()
    mark = outbox.last(db, name) or 0
    launched_at = scored_challenge.launch.launched_at
    if mark - now > _TOLERANCE and not dry_run:
        problems.append(_healed(db, name, mark, launched_at))
        mark = launched_at
    since = max(mark, launched_at)
    if since >= now:
        return []
    due: list[tuple[NoticeItem, TriggerAdapter, tuple[Notice, ...]]] = []
    put_in, failures = [], []
    # Asked before anything is written: nobody else could write while a trigger takes its time.
    for item in scored_challenge.challenge.notices:
        try:
            trigger = ws.plugins.trigger(item.full_name).configured(item.config)
            due.append((item, trigger, _notices(ws, db, scored_challenge, item, trigger, since)))
        except (PluginFailure, RuleFailed) as failure:
            failures.append(f"{item.place}: {failure}")
    with transaction(db, dry_run) as tx:
        for item, trigger, notices in due:
            for notice in notices:
                put_in += _put_in(ws, tx, scored_challenge, item, trigger, notice)
        # A trigger that failed is asked again about the same time; what the others told is known by its key.
        if not failures:
            outbox.advance(tx, name, until)
    problems += failures
    return put_in


_TOLERANCE: Final = 300_000
"""A clock that is set right may go back by so many ms; that is made up for by waiting."""


def _healed(db: Database, name: str, mark: int, launched_at: int) -> str:
    """Set the mark of a tick back that was run while the clock was ahead; what to say of it."""
    # Back to the launch, since the mark before is not known. What was sent is known by its key.
    with db.write() as tx:
        outbox.set_back(tx, name, launched_at)
    return (
        f"Messages of '{name}' counted as sent until {moment(mark):%Y-%m-%d %H:%M} UTC, which is still to "
        "come: the clock was ahead when a tick was run. What that tick missed is sent now, nothing twice."
    )


def _notices(
    ws: Workspace,
    db: Database,
    scored_challenge: ScoredChallenge,
    item: NoticeItem,
    trigger: TriggerAdapter,
    since: int,
) -> tuple[Notice, ...]:
    now = ws.instant()
    at: ClockTime | None = item.at or parse_clock(trigger.default_at)
    notices = trigger.notices(notice_context(db, scored_challenge, since, now, ws.settings.timezone), at)
    return tuple(notice for notice in notices if notice.expires is None or milliseconds(notice.expires) > now)


def _put_in(
    ws: Workspace,
    tx: Transaction,
    scored_challenge: ScoredChallenge,
    item: NoticeItem,
    trigger: TriggerAdapter,
    notice: Notice,
) -> list[NewMessage]:
    person = people.find(tx, notice.person)
    if person is None:
        return []
    text = render(item.text or trigger.text, notice.values)
    if trigger.carries_safety:
        text = with_safety(text, scored_challenge.challenge)
    put_in = []
    for channel in ws.channels:
        message = NewMessage(
            key=f"{scored_challenge.launch.occasion}/{notice.key}/{person.id}/{channel}",
            challenge=scored_challenge.challenge.name,
            person=person.no,
            channel=channel,
            subject=render(item.subject or trigger.subject, notice.values),
            text=text,
            due_at=milliseconds(notice.due),
            created_at=ws.instant(),
            expires_at=None if notice.expires is None else milliseconds(notice.expires),
            dates=dates_to(notice.dates),
        )
        if outbox.enqueue(tx, message):
            put_in.append(message)
    return put_in
