"""Doubts about the file itself: teams that take no place, deadlines that few can keep, scored bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, TypeAlias

from moonwalk.api.cells import fold
from moonwalk.api.field_words import ConditionKind, NameKind
from moonwalk.api.problems import Place, quoted
from moonwalk.api.values import WEEKDAYS, AbsentDay, ClockTime, ConditionValue, SizeRange
from moonwalk.definitions.draft import Draft, FieldSet
from moonwalk.definitions.nodes import MapNode

Warnings: TypeAlias = Iterator[tuple[Place, str]]
_MORNING: Final = 6
_WEEKEND: Final = (5, 6)
_BODY_UNITS: Final = re.compile("kgs?|kilos?|kilogram(m|s)?|pounds?|lbs?|bpm|mmhg|bmi")
# Words as people write them on boards and forms, folded: without accents and signs.
_BODY: Final = re.compile(
    r"\b("
    r"weigh( in)?|((body|own|target|your) )?weight( loss| lost)?|bmi|body mass( index)?|body fat"
    r"|waist(line)?|girth|measurements?|heart ?(rate|beat)s?|pulse|blood (pressure|sugar|glucose)|cholesterol"
    r"|(korper)?gewicht|gewichtsverlust|abnehmen|korperfett|bauchumfang|herzfrequenz|(ruhe)?puls|blutdruck"
    r"|poids|tour de taille|frequence cardiaque|pouls|peso|cintura|frecuencia cardiaca|krevni tlak"
    r")\b"
)
_ACTION: Final = re.compile(r"\bweights? (training|lifting|exercises?|room|session|workouts?|machines?)\b")


def teams_without_place(draft: Draft) -> Warnings:
    """Conditions that ask for more members than the smallest or even the largest team has."""
    size: SizeRange = draft.sections["teams"].get("size")
    if not draft.sections["teams"].nodes:
        return
    for board in draft.boards.values():
        if board.fields.values.get("ranks") != "teams":
            continue
        written = "place_needs" in board.fields.nodes
        place = board.fields.at("place_needs") if written else board.name_place
        # Who wrote the condition, or lets people play alone, knows that small teams only look on.
        meant = written or size.smallest == 1
        room = size if not meant else SizeRange(smallest=size.largest, largest=size.largest)
        for need in board.fields.get("place_needs"):
            yield from _too_many(need, room, place, ("takes", "a place on this board"), "place_needs")
    for fields in (*draft.prizes.values(), *(rule.fields for rule in draft.rules if rule.use == "team")):
        for value in fields.written("needs"):
            if isinstance(value.field_type, ConditionKind):
                room = SizeRange(smallest=size.largest, largest=size.largest)
                yield from _too_many(value.value, room, value.place, ("meets", "this"), "needs")


def paid_absence(draft: Draft) -> Warnings:
    """A fixed amount for missed days, which is paid to people who never do anything."""
    pauses = draft.sections["pauses"]
    day: AbsentDay = pauses.get("a_missed_day")
    if day.amount is not None:
        yield (
            pauses.at("a_missed_day"),
            (
                f"people who never log anything have {day.amount} on every day, and whoever did less is "
                "better off without an entry. Write 'counts as own average less 10%', or an amount that "
                "hardly anybody stays below."
            ),
        )


def _too_many(
    need: ConditionValue, size: SizeRange, place: Place, gain: tuple[str, str], key: str
) -> Warnings:
    if need.count is None or need.count <= size.smallest:
        return
    none = need.count > size.largest
    who = "no team can have so many, so none ever" if none else f"a team of {size.smallest} never"
    fate = f"{who} {' '.join(gain)}"
    most = f"at least {size.largest if none else size.smallest} members"
    way_out = ConditionKind().show(need).replace(f"at least {need.count} members", most)
    yield place, f"'{ConditionKind().show(need)}' is asked for: {fate}. Write '{key}: [{way_out}]'."


def rules_for_some(draft: Draft) -> Warnings:
    """Rules and goals that are for people with some values of the roster only."""
    named = [(goal, fields) for goal, fields in draft.goals.items()]
    for name, fields in (*named, *((rule.id, rule.fields) for rule in draft.rules)):
        if "only_where" in fields.nodes:
            yield (
                fields.keys["only_where"],
                (
                    f"'{name}' is for some people only: others who do the same have less, and may find that "
                    "unfair. Say under 'why' what it is for, or give each of them a board with 'split_by'."
                ),
            )


def short_deadline(draft: Draft, starts: date | None) -> Warnings:
    """A week that closes within a day of its last evening, as far as the first day is known."""
    schedule, keys = draft.schedule, draft.sections["schedule"]
    begins = starts or (schedule.starts if schedule else None)
    until = keys.get("log_until")
    if schedule is None or begins is None or not isinstance(until, ClockTime):
        return
    # A week ends where the next begins, so a deadline on the first weekday comes hours later.
    if schedule.weeks < 2 or until.days[0] != begins.weekday():
        return
    if schedule.counted_days == "workdays" and (begins.weekday() - 1) % 7 in _WEEKEND:
        return  # The last evening that counts is Friday's, at least a day and a half before.
    after = f"{until.hour}:{until.minute:02} hours" if until.minute else f"{until.hour} hours"
    later = WEEKDAYS[(begins.weekday() + 1) % 7]
    yield (
        keys.at("log_until") if "log_until" in keys.nodes else keys.at("starts"),
        (
            f"weeks begin on a {WEEKDAYS[begins.weekday()]}, and each closes on '{until}', {after} after its "
            f"last evening: who logs a day later is too late. Write 'log_until: {later} {until.hour:02}:"
            f"{until.minute:02}', or let it start on another weekday."
        ),
    )


def night_deadline(draft: Draft) -> Warnings:
    """A deadline at night, which is often meant to be the evening before or after."""
    keys = draft.sections["schedule"]
    until = keys.values.get("log_until")
    if isinstance(until, ClockTime) and until.hour < _MORNING:
        day = WEEKDAYS[until.days[0]]
        before = WEEKDAYS[until.days[0] - 1]
        yield (
            keys.at("log_until"),
            (
                f"'{until}' is in the night from {before} to {day}. Write a time at which people are awake, "
                f"for example '{before} 20:00' or '{day} 12:00'."
            ),
        )


def scored_bodies(draft: Draft) -> Warnings:
    """Activities and roster columns that look like somebody's body: a weight, a measure, a heart."""
    for fields in draft.activities.values():
        text = f"{fields.values.get('label', '')} / {_name_of(fields, draft)}"
        unit = fold(str(fields.values.get("unit", "")))
        if _is_body(text) or _BODY_UNITS.fullmatch(unit):
            yield (
                fields.at("label"),
                (
                    f"{quoted(str(fields.values.get('label', '')))} looks like a measure of somebody's body. "
                    "Nobody should win or lose by one. Score what people do instead: minutes walked, glasses "
                    "of water, nights of sleep."
                ),
            )
    for name, place in _columns(draft):
        if _is_body(name):
            yield (
                place,
                (
                    f"the column {quoted(name)} looks like a measure of somebody's body, which is nobody "
                    "else's business. Use a column that says where people work."
                ),
            )


def _name_of(fields: FieldSet, draft: Draft) -> str:
    return next(name for name, own in draft.activities.items() if own is fields)


def _is_body(text: str) -> bool:
    words = fold(text.replace("_", " "))
    return bool(_BODY.search(words)) and not _ACTION.search(words)


def _columns(draft: Draft) -> Iterator[tuple[str, Place]]:
    people, teams = draft.sections["people"], draft.sections["teams"]
    for fields, key in ((people, "only_where"), (people, "not_placed"), (teams, "captains")):
        node = fields.nodes.get(key)
        for column, _ in node.entries if isinstance(node, MapNode) else ():
            yield column.text, column.place
    for fields in (teams, *(item.fields for item in draft.items)):
        for written in fields.written_values:
            if isinstance(written.field_type, NameKind) and written.field_type.of == "column":
                yield written.value, written.place
