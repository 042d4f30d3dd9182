from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.field_words import ChoiceKind, ConditionKind, NameKind, TextKind
from moonwalk.api.values import ConditionValue


def refused(kind, text: str) -> str:
    with pytest.raises(FieldError) as caught:
        kind.parse(text)
    return str(caught.value)


def answer(kind, text: str) -> str:
    try:
        return str(kind.parse(text))
    except FieldError as wrong:
        return str(wrong)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Good day",
            "Did you mean 'good_day'? Write the name that the goal has in this file, not its label.",
        ),
        ("good-day", "Did you mean 'good_day'?"),
        ("1st", "Use small letters, digits and _, and begin with a letter: good_day."),
        ("", "Use small letters, digits and _, and begin with a letter: good_day."),
    ],
)
def test_a_name_has_small_letters(text, message):
    assert refused(NameKind("goal"), text) == f"'{text}' is not a name. {message}"


def test_a_choice_is_answered_with_the_words_there_are():
    kind = ChoiceKind(("count as zero", "are left out"))
    assert refused(kind, "zero") == (
        "'zero' is not one of: count as zero, are left out. Did you mean 'count as zero'?"
    )
    assert refused(kind, "qq") == "'qq' is not one of: count as zero, are left out."


def test_a_text_that_is_too_long_says_how_long():
    assert refused(TextKind(most=3), "four") == (
        "this text has 4 characters; at most 3 fit here. Shorten it."
    )


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("at least 3 members", ConditionValue(asks="members", count=3)),
        ("all members met good_day", ConditionValue(asks="met", share=Fraction(1), goal="good_day")),
        (
            "at least 80% of members met good_week",
            ConditionValue(asks="met", share=Fraction(4, 5), goal="good_week"),
        ),
        ("at least 4 members logged on at least 1 day", ConditionValue(asks="logged", count=4, days=1)),
        (
            "at least 50% of members logged on at least 50% of days",
            ConditionValue(asks="logged", share=Fraction(1, 2), day_share=Fraction(1, 2)),
        ),
    ],
)
def test_a_condition_is_one_of_four_sentences(text, condition):
    assert ConditionKind().parse(text) == condition
    assert ConditionKind().show(condition) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "80% met the weekly goal",
            "Did you mean 'at least 80% of members met GOAL', with a goal of this file?",
        ),
        ("80% of members met good_week", "Did you mean 'at least 80% of members met good_week'?"),
        ("everyone met good_week", "Did you mean 'all members met good_week'?"),
        ("at least 3 people", "Did you mean 'at least 3 members'?"),
        ("3", "Did you mean 'at least 3 members'?"),
        ("all log daily", "Write for example 'at least 50% of members logged on at least 50% of days'."),
        (
            "enough",
            (
                "Write for example 'at least 3 members', "
                "or 'at least 80% of members met GOAL' with a goal of this file."
            ),
        ),
    ],
)
def test_a_condition_in_free_words_is_answered_with_the_sentence(text, message):
    assert refused(ConditionKind(), text) == f"'{text}' is not a condition. {message}"


@given(st.text(max_size=80))
def test_any_text_is_read_or_answered(text):
    for kind in (NameKind(), ChoiceKind(("one", "two")), ConditionKind()):
        assert answer(kind, text).isprintable()
