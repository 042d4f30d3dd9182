from __future__ import annotations

from ..edited import errors, sound

SUBJECT = "subject: Your week closes at noon"


def test_a_notice_may_use_the_words_that_it_declares():
    assert errors((SUBJECT, "subject: '{title}, {place}'")) == [
        (
            "130:14: there is no placeholder {place}. There are: {first_name}, {team}, {title}, {about}, "
            "{week}, {weeks}, {theme}, {message}, {deadline}, {days}, {points}, {so_far}."
        )
    ]


def test_a_notice_that_declares_none_may_use_the_common_ones():
    changed = ("    to: people\n", "    to: people\n    text: '{first_name} of {team}: {points} points'\n")
    assert str(sound(changed).notices[1].text) == "{first_name} of {team}: {points} points"


def test_braces_around_something_else_are_text():
    assert sound((SUBJECT, "subject: 'A set {of words} and { }'"))
