"""Which team has gone past another, and which one leads: of teams only, and once a week at most.

They speak of what was published when a week closed, so nobody learns more of a small team than a board
says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar, Final

from moonwalk.api.fields import ClockTime
from moonwalk.api.language import listed, speaking
from moonwalk.api.notices import Notice, NoticeContext, NoticeRule, TeamPlaces, WeekInfo
from moonwalk_plugins.notices.instants import every_day, first_after, is_due, people_by_zone
from moonwalk_plugins.notices.sentences import COMMON, TEXTS, common_values, deadline

_AT: Final = every_day(11)
_KEEPS: Final = timedelta(days=2)
_Places = Mapping[str, float]


class Overtaken(NoticeRule):
    """Another team has gone past: to its members, when a week has closed."""

    name: ClassVar[str] = "overtaken"
    reads_places: ClassVar[bool] = True
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "rivals", "passed")
    label: ClassVar[str] = "Another team went past yours"
    subject: ClassVar[str] = "{title}: {rivals} went past"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nweek {week} has closed. {passed} The next week is open until {deadline}, and "
        "a few days of each of you are enough to change that."
    )
    default_at: ClassVar[str] = str(_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person of such a team; old news after two days."""
        for before, now, week, upcoming in _changes(context):
            for zone, people in people_by_zone(context).items():
                due = first_after(now.at, at or _AT, zone)
                if not is_due(context, due):
                    continue
                for person in people:
                    rivals = _gone_past(person.team, before.places, now.places)
                    if not rivals:
                        continue
                    with speaking(person.language):
                        values = common_values(context, person, week)
                        values |= {"rivals": listed(rivals), "passed": _passed(rivals, person.team)}
                        values["deadline"] = deadline(context, upcoming, person)
                    key = f"{self.name}/week-{week.number}"
                    yield Notice(person=person.id, key=key, due=due, values=values, expires=due + _KEEPS)


class NewLeader(NoticeRule):
    """Another team leads: to everyone, when a week has closed."""

    name: ClassVar[str] = "new_leader"
    reads_places: ClassVar[bool] = True
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "leader")
    label: ClassVar[str] = "A new team in the lead"
    subject: ClassVar[str] = "{title}: {leader} in the lead"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nweek {week} has closed. New in the lead: {leader}. Nothing is decided yet: "
        "the next week is open until {deadline}."
    )
    default_at: ClassVar[str] = str(_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person; old news after two days."""
        for before, now, week, upcoming in _changes(context):
            leaders = _first(now.places)
            if not leaders or not _first(before.places) or set(leaders) & set(_first(before.places)):
                continue
            for zone, people in people_by_zone(context).items():
                due = first_after(now.at, at or _AT, zone)
                for person in people if is_due(context, due) else ():
                    with speaking(person.language):
                        values = common_values(context, person, week) | {"leader": listed(leaders)}
                        values["deadline"] = deadline(context, upcoming, person)
                    key = f"{self.name}/week-{week.number}"
                    yield Notice(person=person.id, key=key, due=due, values=values, expires=due + _KEEPS)


def _changes(context: NoticeContext) -> Iterator[tuple[TeamPlaces, TeamPlaces, WeekInfo, WeekInfo]]:
    """Two publications in a row, the week that closed and the next one; after the last the results count."""
    weeks = {week.number: week for week in context.weeks}
    for before, now in pairwise(context.team_places):
        if now.week in weeks and now.week + 1 in weeks:
            yield before, now, weeks[now.week], weeks[now.week + 1]


def _gone_past(team: str, before: _Places, now: _Places) -> tuple[str, ...]:
    """The teams that were behind another one and are before it now, the first one first."""
    if team not in before or team not in now:
        return ()
    rivals = [
        other for other in now if other in before and before[other] > before[team] and now[other] < now[team]
    ]
    return tuple(sorted(rivals, key=lambda other: (now[other], other)))


def _first(places: _Places) -> tuple[str, ...]:
    """The teams with the best place; none where all share it."""
    best = [team for team, place in places.items() if place == min(places.values())]
    return tuple(sorted(best)) if len(best) < len(places) else ()


def _passed(rivals: tuple[str, ...], team: str) -> str:
    sentence = TEXTS.ngettext(
        "{rivals} is ahead of {team} now.", "{rivals} are ahead of {team} now.", len(rivals)
    )
    return sentence.format(rivals=listed(rivals), team=team)
