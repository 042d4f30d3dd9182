"""What a launch would bring, before it is one: its weeks, who takes part, the messages of the first days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.notices import Notice, NoticeContext
from moonwalk.definitions import NoticeItem
from moonwalk.registry import PluginFailure
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.scoring.facts import NEVER
from moonwalk.services.launched import Cutoff, launched
from moonwalk.services.notice_context import NoticeWording, due_at, notice_context
from moonwalk.services.score_cache import ScoreCache, ScoredChallenge
from moonwalk.services.scores import scored_from_facts
from moonwalk.services.views import PersonRowView
from moonwalk.services.workspace import Workspace
from moonwalk.store import memberships, people
from moonwalk.store.database import Reader

FIRST_DAYS: Final = 7
"""Messages are shown up to the end of so many days of play."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week: its days, and the last moment at which any of them can be logged."""

    number: int
    first: date
    last: date
    closes: datetime
    theme: str


@dataclass(frozen=True, slots=True)
class FirstMessage:
    """A message that so many people would get at a moment; the text is that of the person named."""

    due: datetime
    people: int
    name: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class LaunchPreview:
    """What a launch would bring.

    Messages are worked out to the end of the day `until`, as if nobody logged anything. `final_at` is when
    nothing can be logged any more, `channels` how messages are sent, and `problems` say what could not be
    worked out.
    """

    weeks: tuple[WeekRow, ...]
    final_at: datetime
    members: tuple[PersonRowView, ...]
    channels: tuple[str, ...]
    until: date
    messages: tuple[FirstMessage, ...]
    problems: tuple[str, ...]


def preview_of(ws: Workspace, db: Reader, name: str) -> LaunchPreview:
    """What the launch of a challenge, which this transaction has written, would bring."""
    # Nothing of it may stay in the program when the transaction is undone.
    rehearsed = replace(ws, live=ScoreCache())
    problems: list[str] = []
    launch = launched(rehearsed, db, name)
    calendar = launch.plan.calendar
    first = max(calendar.index(calendar.today(ws.instant())), 0)
    until = calendar.dates[min(first + FIRST_DAYS, calendar.length) - 1]
    try:
        scored = scored_from_facts(db, launch, "", 0, Cutoff(calendar.day_ends(until) - 1, NEVER))
    except RuleFailed as failure:
        problems.append(f"The messages are not known: {failure.at}: {failure}")
        messages: list[FirstMessage] = []
    else:
        messages = sorted(_messages(ws, db, scored, problems), key=lambda message: message.due)
    return LaunchPreview(
        weeks=_weeks(calendar, {number: week.theme for number, week in launch.challenge.weeks.items()}),
        final_at=moment(calendar.all_closed).astimezone(ZoneInfo(calendar.zone)),
        members=tuple(_members(db, name)),
        channels=ws.channels,
        until=until,
        messages=tuple(messages),
        problems=tuple(problems),
    )


def _weeks(calendar: Calendar, themes: dict[int, str]) -> tuple[WeekRow, ...]:
    zone = ZoneInfo(calendar.zone)
    return tuple(
        WeekRow(
            number,
            calendar.dates[7 * (number - 1)],
            calendar.last_day_of_week(number),
            moment(calendar.week_closes(number)).astimezone(zone),
            themes.get(number, ""),
        )
        for number in range(1, calendar.weeks + 1)
    )


def _members(db: Reader, name: str) -> Iterator[PersonRowView]:
    """Who takes part, by team; who has none comes last."""
    team_of = {member.person: member.team for member in memberships.current(db, name, NEVER)}
    teams = {team.no: team.name for team in memberships.all_teams(db)}
    rows = [
        PersonRowView(person.id, person.name, teams.get(team_of[person.no] or 0, ""))
        for person in people.all_people(db)
        if person.no in team_of
    ]
    yield from sorted(rows, key=lambda row: (not row.team, row.team, row.name, row.id))


def _messages(
    ws: Workspace, db: Reader, scored: ScoredChallenge, problems: list[str]
) -> Iterator[FirstMessage]:
    context = notice_context(db, scored, scored.launch.launched_at, scored.since, ws.settings)
    name_of = dict(zip(scored.person_ids, scored.person_names, strict=True))
    for item in scored.challenge.notices:
        try:
            yield from _of_notice(ws, scored, item, context, name_of)
        except PluginFailure as failure:
            problems.append(f"{item.place}: {failure}")


def _of_notice(
    ws: Workspace,
    scored: ScoredChallenge,
    item: NoticeItem,
    context: NoticeContext,
    name_of: dict[str, str],
) -> Iterator[FirstMessage]:
    """The messages of one notice: those of a moment together, with the text that one of them gets."""
    trigger = ws.plugins.trigger(item.full_name).configured(item.config)
    context = replace(context, to=item.to)
    languages = {person.id: person.language for person in context.people}
    challenge = scored.challenge
    at_once: dict[datetime, list[Notice]] = {}
    for notice in trigger.notices(context, due_at(item, trigger)):
        at_once.setdefault(notice.due, []).append(notice)
    zone = ZoneInfo(scored.plan.calendar.zone)
    for due, notices in at_once.items():
        # Somebody who reads the challenge's own language, if anybody does: what is shown is then all in it.
        first = min(
            notices, key=lambda notice: (languages.get(notice.person) != challenge.language, notice.person)
        )
        language = languages.get(first.person, challenge.language)
        subject, text = NoticeWording.of(challenge, item, trigger, language).filled(first)
        yield FirstMessage(
            due=due.astimezone(zone),
            people=len({notice.person for notice in notices}),
            name=name_of.get(first.person, first.person),
            subject=subject,
            text=text,
        )
