"""Until when days can be logged, and on how many of them a goal is to be met, as people write it."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from moonwalk.api.problems import FieldError
from moonwalk.api.values import ClockTime, DaysLater, EndOfChallenge, OwnDays, ShareOfWeek
from moonwalk.definitions import print_full
from moonwalk.definitions.day_fields import GoalDaysKind, LogUntilKind

from .edited import errors, read, sound
from .installed import WITH_STRANGERS

UNTIL = {
    "Tuesday 12:00": ClockTime(days=(1,), hour=12, minute=0),
    "8 days later": DaysLater(days=8),
    "1 day later": DaysLater(days=1),
    "366 days later": DaysLater(days=366),
    "the end of the challenge": EndOfChallenge(),
}
DAYS = {
    "4 of 7": ShareOfWeek(days=4, of=7),
    "20 of 31": ShareOfWeek(days=20, of=31),
    "80% of own days": OwnDays(percent=Fraction(80)),
    "66.6% of own days": OwnDays(percent=Fraction(333, 5)),
    "100% of own days": OwnDays(percent=Fraction(100)),
}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        *((LogUntilKind(), text, value) for text, value in UNTIL.items()),
        *((GoalDaysKind(), text, value) for text, value in DAYS.items()),
    ],
)
def test_what_is_read_is_shown_as_it_was_written_and_fits_its_schema(kind, text, value):
    assert kind.parse(text) == value
    assert kind.show(value) == text
    assert kind.is_value(value)
    assert re.search(kind.schema()["pattern"], text)


UNTIL_MEANT = {
    "8 days": "8 days later",
    "8 days back": "8 days later",
    "within 3 days": "3 days later",
    "1 week": "7 days later",
    "two weeks (2 weeks)": "14 days later",
    "48 hours": "2 days later",
    "36 hours later": "2 days later",
    "500 days": "the end of the challenge",
    "same day": "1 day later",
    "the next day": "1 day later",
    "end": "the end of the challenge",
    "the end": "the end of the challenge",
    "End of challenge": "the end of the challenge",
    "always": "the end of the challenge",
    "any time": "the end of the challenge",
    "tuesday noon 12:00": "Tuesday 12:00",
    "Tue 12.00": "Tuesday 12:00",
}
DAYS_MEANT = {
    "80%": "80% of own days",
    "80 %": "80% of own days",
    "80 percent": "80% of own days",
    "66,6% of days": "66.6% of own days",
    "0.5%": "0.5% of own days",
    "20/31": "20 of 31",
    "20 out of 31": "20 of 31",
    "20 of 31 days": "20 of 31",
    "4": "4 of 7",
    "20 days": "20 of 31",
    "40 days": "40 of 40",
}


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        *((LogUntilKind(), *pair) for pair in UNTIL_MEANT.items()),
        *((GoalDaysKind(), *pair) for pair in DAYS_MEANT.items()),
    ],
)
def test_what_was_probably_meant_is_offered_and_can_be_read(kind, text, meant):
    with pytest.raises(FieldError) as refusal:
        kind.parse(text)

    assert f"'{meant}'" in str(refusal.value)
    assert kind.show(kind.parse(meant)) == meant


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (
            LogUntilKind(),
            "soon",
            (
                "'soon' does not say until when. Write a day and a time, at which a week closes: "
                "'Tuesday 12:00'. Or write '8 days later', or 'the end of the challenge'."
            ),
        ),
        (
            LogUntilKind(),
            "0 days later",
            (
                "'0 days later' would close a day at its midnight, which comes earlier for those who live "
                "further west. Write '1 day later'."
            ),
        ),
        (
            LogUntilKind(),
            "400 days later",
            "'400 days later' is more than a year. Write 'the end of the challenge'.",
        ),
        (
            GoalDaysKind(),
            "many",
            (
                "'many' does not say on how many days. Write for example '4 of 7', '20 of 31', or "
                "'80% of own days'."
            ),
        ),
        (GoalDaysKind(), "8 of 7", "'8 of 7' asks for more days than there are. Write for example '7 of 7'."),
        (
            GoalDaysKind(),
            "0% of own days",
            (
                "'0% of own days' does not say on how many days. A percentage is above 0 and at most 100: "
                "write for example '80% of own days'."
            ),
        ),
        (
            GoalDaysKind(),
            "120%",
            (
                "'120%' does not say on how many days. A percentage is above 0 and at most 100: write for "
                "example '80% of own days'."
            ),
        ),
    ],
)
def test_what_cannot_be_guessed_is_answered_with_all_that_can_be_written(kind, text, message):
    with pytest.raises(FieldError) as refusal:
        kind.parse(text)

    assert str(refusal.value) == message


@pytest.mark.parametrize("text", UNTIL)
def test_until_when_to_log_is_printed_as_it_was_written(text):
    challenge = sound(("log_until: Tuesday 12:00", f"log_until: {text}"))

    assert challenge.schedule.log_until == UNTIL[text]
    printed = print_full(challenge, WITH_STRANGERS)
    assert f"  log_until: {text}\n" in printed
    assert read(printed).challenge == challenge


def test_a_wrong_time_to_log_has_its_place_and_a_way_out():
    (found,) = errors(("log_until: Tuesday 12:00", "log_until: 8 days"))

    place, _, message = found.partition(": ")
    assert re.fullmatch(r"[0-9]+:14", place)
    assert message == "'8 days' does not say until when. Did you mean '8 days later'?"
