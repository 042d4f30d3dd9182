"""What stands in the rules beside points: dates, pauses, taking part, teams, weeks, safety, privacy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from moonwalk.api.language import Catalogue, plain_day
from moonwalk.definitions.challenge import Challenge, Safety, Teams
from moonwalk.definitions.condition_words import values_in_words
from moonwalk.definitions.rules_lines import RulesLine, absence_text, logging_text, point
from moonwalk.definitions.value_words import length_text, period_text, size_text, team_text

_TEXTS: Final = Catalogue(__name__)


def dates(challenge: Challenge) -> Iterator[RulesLine]:
    """Yield how long it is, which days count, until when they can be logged, and days off."""
    schedule, pauses = challenge.schedule, challenge.pauses
    length = length_text(schedule.length)
    if schedule.starts and schedule.ends:
        first, last = plain_day(schedule.starts), plain_day(schedule.ends)
        yield point(_TEXTS.fill("{length}, from {first} to {last}.", length=length, first=first, last=last))
    else:
        yield point(_TEXTS.fill("{length}. The first day is not set yet.", length=length))
    if schedule.counted_days == "workdays":
        yield point(_TEXTS.gettext("Only workdays count, Monday to Friday."))
    yield point(logging_text(schedule))
    if pauses.everyone:
        days = ", ".join(period_text(period) for period in pauses.everyone)
        yield point(_TEXTS.fill("Days off for everyone, which count for nobody: {days}.", days=days))
    if pauses.personal:
        yield point(
            _TEXTS.fill(
                "You may pause for {days} days. Nobody asks why. A paused day {counts}.",
                days=pauses.personal,
                counts=absence_text(pauses.a_paused_day, pauses),
            )
        )


def missed_days(challenge: Challenge) -> Iterator[str]:
    """Yield what a day counts as on which nothing is logged, where it counts."""
    pauses = challenge.pauses
    if pauses.a_missed_day.counts:
        yield _TEXTS.fill(
            "A day on which you log nothing, once it can no longer be logged, {counts}.",
            counts=absence_text(pauses.a_missed_day, pauses),
        )


def taking_part(challenge: Challenge) -> Iterator[RulesLine]:
    """Yield for whom it is, and what becomes of weeks in which somebody takes part in part."""
    people = challenge.people
    wanted = values_in_words(people.only_where)
    if wanted:
        yield point(_TEXTS.fill("It is for people with {values}.", values=wanted))
    if people.take_part == "those who sign up":
        yield point(_TEXTS.gettext("Those who sign up take part from that day on."))
    # Where there are no goals, there is nothing to say of them.
    if not challenge.goals and people.part_weeks != "week does not count":
        return
    match people.part_weeks:
        case "goals shrink with the days":
            said = _TEXTS.gettext(
                "In a week in which you take part only some days, goals shrink with the days."
            )
        case "goals stay":
            said = _TEXTS.gettext("In a week in which you take part only some days, goals stay as they are.")
        case _:
            said = _TEXTS.gettext("In a week in which you take part only some days, nothing counts.")
    yield point(said)


def team_lines(teams: Teams) -> Iterator[RulesLine]:
    """Yield how teams are formed, and what counts for them, as points of a list."""
    match teams.formed:
        case "drawn":
            said = _TEXTS.gettext("Each {team} has {size}; they are drawn.")
        case "from the roster":
            said = _TEXTS.gettext("Each {team} has {size}; they come from the roster.")
        case _:
            said = _TEXTS.gettext("Each {team} has {size}; they are formed by their members.")
    yield point(said.format(team=team_text(teams.called), size=size_text(teams.size)))
    if teams.open_team:
        yield point(
            _TEXTS.fill(
                "Whoever has no {team} is in '{open}'.", team=team_text(teams.called), open=teams.open_team
            )
        )
    if teams.no_entries == "count as zero":
        yield point(_TEXTS.gettext("Members who log nothing count as zero."))
    else:
        yield point(_TEXTS.gettext("Members who log nothing are left out."))
    joiners = (
        _TEXTS.gettext("Those who join later count from their first day")
        if teams.joiners == "count from their first day"
        else _TEXTS.gettext("Those who join later count from the start")
    )
    leavers = (
        _TEXTS.gettext("those who leave keep their points in the team")
        if teams.leavers == "keep their points in the team"
        else _TEXTS.gettext("those who leave take their points away")
    )
    yield point(f"{joiners}; {leavers}.")
    if teams.movers == "leave points where earned":
        yield point(_TEXTS.gettext("Those who change teams leave points where earned."))
    else:
        yield point(_TEXTS.gettext("Those who change teams take points along."))
    yield from _captains_and_cheers(teams)


def _captains_and_cheers(teams: Teams) -> Iterator[RulesLine]:
    captains = values_in_words(teams.captains)
    if captains:
        yield point(
            _TEXTS.fill(
                "Captains ({values}) may log for the members of their own {team}.",
                values=captains,
                team=team_text(teams.called),
            )
        )
    if teams.cheers == "one a day":
        yield point(
            _TEXTS.fill(
                "You may cheer for another {team} once a day. Cheers bring no points.",
                team=team_text(teams.called),
            )
        )


def weeks(challenge: Challenge) -> Iterator[RulesLine]:
    """Yield what each week is about, with its tips."""
    for number, week in challenge.weeks.items():
        theme = f"{week.theme}. " if week.theme else ""
        yield point(_TEXTS.fill("Week {week}: {about}", week=number, about=f"{theme}{week.message}"))
        for tip in week.tips:
            yield point(tip, 1)


def safety_notes(safety: Safety | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what people should read before they begin, under its headings."""
    if safety is None:
        return
    for heading, lines in (
        (_TEXTS.gettext("Where"), safety.where),
        (_TEXTS.gettext("How"), safety.how),
        (_TEXTS.gettext("Stop if"), safety.stop_if),
        (_TEXTS.gettext("Ask a professional first if"), safety.ask_first_if),
    ):
        if lines:
            yield heading, lines


def safety_lines(challenge: Challenge) -> Iterator[RulesLine]:
    """Yield the safety notes as lines of a chapter."""
    for heading, lines in safety_notes(challenge.safety):
        yield RulesLine(f"{heading}:", "heading")
        for line in lines:
            yield point(line)


def privacy(challenge: Challenge) -> Iterator[RulesLine]:
    """Yield who sees what, and how long it is kept."""
    # Only what the program keeps to: a page for everyone must not promise more.
    match challenge.privacy.people_see:
        case "own points":
            yield point(_TEXTS.gettext("You see your own points; nobody else's by name."))
        case "own team":
            yield point(_TEXTS.gettext("You see the points of your own team by name."))
        case _:
            yield point(_TEXTS.gettext("Everyone sees everyone's points by name."))
    if challenge.privacy.organisers_see == "entries":
        yield point(_TEXTS.gettext("The people who run the challenge can see your points and your entries."))
    else:
        yield point(
            _TEXTS.gettext(
                "The people who run the challenge see your points. To look at your entries they have to give "
                "a reason."
            )
        )
    yield point(_TEXTS.gettext("Who looked at your entries, when and why is recorded. You may ask for it."))
    yield point(
        _TEXTS.fill(
            "Figures of groups are published when a week has closed, and none about fewer than {smallest} "
            "people.",
            smallest=challenge.privacy.smallest_group,
        )
    )
    yield point(
        _TEXTS.fill(
            "What you logged is removed {days} days after the end; the results stay.",
            days=challenge.privacy.keep_entries,
        )
    )
    yield point(_TEXTS.gettext("You may ask for everything kept about you, and ask to be forgotten."))
