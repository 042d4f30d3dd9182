"""What paused and missed days count as, and what cannot be."""

from __future__ import annotations

import pytest

from moonwalk.definitions.describe import rules_in_words

from ..edited import errors, sound, warnings
from ..installed import WITH_STRANGERS

PERSONAL = "  personal: 7 days\n"
AVERAGE = "  a_paused_day: counts as own average\n"


def missed(words: str) -> tuple[str, str]:
    return PERSONAL, f"{PERSONAL}  a_missed_day: {words}\n"


def paused(words: str) -> tuple[str, str]:
    return PERSONAL, f"{PERSONAL}  a_paused_day: {words}\n"


def test_a_paused_day_may_count_as_own_average():
    assert str(sound((PERSONAL, PERSONAL + AVERAGE)).pauses.a_paused_day) == "counts as own average"


def test_paused_days_that_count_need_somebody_who_may_pause():
    (found,) = errors((PERSONAL, AVERAGE))
    assert found.partition(": ")[2] == (
        "'a_paused_day' has no effect here: nobody may pause, and days off for everyone count for nobody. "
        "Add for example 'personal: 5 days', or remove it."
    )


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (
            "counts as own average",
            "counts as the average of your days before it on which you logged something",
        ),
        ("counts as own average less 10%", "on which you logged something, less 10%."),
        (
            "counts as 12 minutes",
            "once it can no longer be logged, counts as 12 minutes",
        ),
        ("counts as 0.2 hours", "counts as 0.2 hours"),
        ("counts as 12 minutes of backward_walk", "counts as 12 minutes of 'Walked backward'"),
    ],
)
def test_a_missed_day_counts_as_the_printed_rules_say(words, printed):
    challenge = sound(missed(words))
    assert str(challenge.pauses.a_missed_day) == words
    assert printed in " ".join(rules_in_words(challenge, WITH_STRANGERS).split())


def test_nothing_is_what_a_missed_day_counts_as_by_itself():
    assert sound() == sound(missed("counts as nothing"))
    assert sound() == sound(paused("does not count"))


@pytest.mark.parametrize(
    ("key", "words", "says"),
    [
        (missed, "does not count", "Write 'counts as nothing', 'counts as own average'"),
        (missed, "counts as 0 minutes", "brings nothing. Write 'counts as nothing', or a larger amount."),
        (missed, "12 minutes", "Did you mean 'counts as 12 minutes'?"),
        (missed, "counts as 5000", "does not say what such a day counts as"),
        (missed, "counts as average - 10%", "Did you mean 'counts as own average less 10%'?"),
        (missed, "own average less 10 percent", "Did you mean 'counts as own average less 10%'?"),
        (missed, "counts as own average less 10", "'10' is not a percentage"),
        (missed, "counts as own average less 100%", "takes 100% away. Write 'counts as nothing'."),
        (paused, "counts as own average less 0%", "takes 0% away. Write 'counts as own average'."),
        (
            paused,
            "counts as 5000 steps",
            "no such activity is measured in steps.",
        ),
        (missed, "counts as 12 minutes of running", "'running' is no activity that stands for itself."),
        (missed, "counts as 400 minutes", "nobody may log more than"),
    ],
)
def test_what_cannot_be_is_told_with_a_way_out(key, words, says):
    (found,) = errors(key(words))
    assert says in found
    assert found.split(":")[0] == errors(key("x"))[0].split(":")[0]


def test_an_amount_of_several_activities_names_one():
    run = ("activities:\n", "activities:\n  run: {label: Ran, unit: minutes}\n")
    found = " ".join(errors(run, missed("counts as 12 minutes")))
    assert (
        "are all measured in minutes. Write for example 'a_missed_day: counts as 12 minutes of run'." in found
    )


def test_pay_for_whoever_never_does_anything_is_doubted():
    (doubt,) = (text for text in warnings(missed("counts as 12 minutes")) if "never log anything" in text)
    assert "Write 'counts as own average less 10%'" in doubt
    assert not [text for text in warnings(missed("counts as own average")) if "never log" in text]
