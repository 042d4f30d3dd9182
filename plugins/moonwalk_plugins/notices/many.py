"""What is said of many at once: of a team only what was published, of everyone only how many they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar, Final

from moonwalk.api.fields import ClockTime
from moonwalk.api.language import number, speaking
from moonwalk.api.notices import Notice, NoticeContext, NoticeRule, PersonInfo, WeekInfo
from moonwalk_plugins.notices.instants import dues_between, people_by_zone
from moonwalk_plugins.notices.sentences import COMMON, TEXTS, common_values, named

_MONDAY_AT: Final = ClockTime(days=(0,), hour=8, minute=30)
_DAY: Final = timedelta(days=1)
_QUIET_DAYS: Final = 5
_KEEPS: Final = timedelta(days=2)
_FEWEST: Final = 5
"""Of fewer people, a number would tell who they are."""


class OrganiserDigest(NoticeRule):
    """What needs attention: to the organisers, how many take part and how many have gone quiet."""

    name: ClassVar[str] = "organiser_digest"
    addressees: ClassVar[tuple[str, ...]] = ("organisers",)
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "in_numbers", "attention")
    label: ClassVar[str] = "Digest for organisers"
    subject: ClassVar[str] = "{title}: how it goes"
    text: ClassVar[str] = (
        "Hello {first_name},\n\n{in_numbers}\n\n{attention}\n\nWeek {week} is open until {deadline}."
    )
    default_at: ClassVar[str] = str(_MONDAY_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each organiser at each such time while the challenge runs; void two days later."""
        for zone, organisers in people_by_zone(replace(context, people=context.organisers)).items():
            for day, due in dues_between(context, at or _MONDAY_AT, zone):
                week = next((each for each in context.weeks if each.first <= day <= each.last), None)
                if week is None or day == context.weeks[0].first:
                    continue
                # On its first day there is nothing to say yet of a week that has just begun.
                number_shown = week.number - 1 if day == week.first else week.number
                shown = next((each for each in context.weeks if each.number == number_shown), week)
                for organiser in organisers:
                    with speaking(organiser.language):
                        values = common_values(context, organiser, week)
                        values["in_numbers"] = of_everyone(context, shown)
                        values["attention"] = _attention(context, day)
                    key = f"{self.name}/{day}"
                    yield Notice(person=organiser.id, key=key, due=due, values=values, expires=due + _KEEPS)


def of_everyone(context: NoticeContext, week: WeekInfo) -> str:
    """How many were active in a week, and how often."""
    asked = [each for each in context.people if any(week.first <= day <= week.last for day in each.due_days)]
    days = [each.days.get(week.number, 0) for each in asked]
    active = sum(logged > 0 for logged in days)
    if len(asked) < _FEWEST:
        return TEXTS.gettext("So few people take part that no numbers are given.")
    sentence = TEXTS.gettext("In {week} {active} of {people} people were active, on {days} days in all.")
    return sentence.format(
        week=named(week), active=number(active), people=number(len(asked)), days=number(sum(days))
    )


def place_of(context: NoticeContext, person: PersonInfo, week: WeekInfo) -> tuple[int, int] | None:
    """The place of a person's team when a week closed, of how many; None where none was published for it."""
    published = next((each for each in context.team_places if each.week == week.number), None)
    place = published.places.get(person.team) if published else None
    if published is None or place is None or place != int(place):
        return None
    return int(place), len(published.places)


def of_team(context: NoticeContext, person: PersonInfo, week: WeekInfo) -> str:
    """How the team of a person came out of a week; nothing where that was not published."""
    place = place_of(context, person, week)
    if place is None:
        return ""
    sentence = TEXTS.gettext("After {week} your team {team} is in place {place} of {teams}.")
    return sentence.format(week=named(week), team=person.team, place=number(place[0]), teams=number(place[1]))


def _attention(context: NoticeContext, today: date) -> str:
    """How many have logged nothing on the days before this one, though something was asked of them."""
    last = {today - back * _DAY for back in range(1, _QUIET_DAYS + 1)}
    quiet = sum(last <= set(each.due_days) and not last & set(each.logged_days) for each in context.people)
    if not quiet:
        return TEXTS.gettext("Nobody has been quiet for long.")
    sentence = TEXTS.ngettext(
        "{people} person has logged nothing for five days.",
        "{people} people have logged nothing for five days.",
        quiet,
    )
    return sentence.format(people=number(quiet))
