"""The language of a challenge, and texts of notices in several."""

from __future__ import annotations

import pytest

from moonwalk.definitions import print_full, read_challenge
from moonwalk.definitions.languages import TextByLanguage

from .edited import errors, sound, warnings
from .installed import WITH_STRANGERS

TITLE = "moonwalk: 1\n"
RECAP = "- notice: weekly_recap"
BOTH = f"""\
{RECAP}
    subject: {{en: Your week, de: Deine Woche}}
    text: {{en: 'Hi {{first_name}}', de: Hallo}}"""


def test_a_challenge_is_in_english_unless_it_says_otherwise():
    assert sound().language == "en"
    assert sound((TITLE, f"{TITLE}language: pt_br\n")).language == "pt-BR"


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("german", "Did you mean 'de'?"),
        ("Deutsch", "Did you mean 'de'?"),
        ("de-QQ", "Did you mean 'de'?"),
        ("xx", "Write one like en, de or pt-BR."),
    ],
)
def test_a_language_that_there_is_none_of_is_refused_with_a_way_out(code, hint):
    assert errors((TITLE, f"{TITLE}language: {code}\n")) == [
        f"3:11: '{code}' is not the code of a language. {hint}"
    ]


def test_a_text_in_two_languages_is_chosen_for_its_reader_and_prints_as_it_reads():
    challenge = sound((RECAP, BOTH))
    subject = next(notice.subject for notice in challenge.notices if notice.name == "weekly_recap")

    assert [subject.best(code, "en") for code in ("de", "de-AT", "en", "fr")] == [
        "Deine Woche",
        "Deine Woche",
        "Your week",
        "Your week",
    ]
    printed = print_full(challenge, WITH_STRANGERS)
    assert "language: en\n" in printed
    assert read_challenge(printed.encode(), "x.yaml", WITH_STRANGERS).challenge == challenge


def test_a_text_in_no_particular_language_is_for_everyone_and_none_is_nothing():
    assert TextByLanguage((("", "Hi"),)).best("de") == "Hi"
    assert TextByLanguage().best("de", "en") == ""
    assert not TextByLanguage()


def test_the_language_of_the_challenge_has_to_be_there_and_another_one_is_missed():
    only_german = BOTH.replace("{en: Your week, de: Deine Woche}", "{de: Deine Woche}")
    [said] = errors((RECAP, only_german))
    assert "'subject' has no text for 'en', the language of the challenge" in said
    only_english = BOTH.replace("{en: Your week, de: Deine Woche}", "{en: Your week}")
    assert "'subject' has no text for 'de', in which the notice is written otherwise. Add one." in warnings(
        (RECAP, only_english)
    )


def test_unknown_languages_and_placeholders_are_found_in_each_text():
    wrong = BOTH.replace("de: Hallo", "german: 'Hallo {vorname}'")
    said = " ".join(errors((RECAP, wrong)))

    assert "'german' is not the code of a language. Did you mean 'de'?" in said
    assert "there is no placeholder {vorname}." in said


def test_two_texts_for_one_language_are_one_too_many():
    twice = BOTH.replace("de: Deine Woche", "de: Deine Woche, DE: Woche")

    assert "'subject' has two texts for 'de'. Remove one of them." in " ".join(errors((RECAP, twice)))


def test_a_text_that_begins_with_a_placeholder_still_needs_quotes():
    [said] = errors((RECAP, f"{RECAP}\n    text: {{first_name}}"))

    assert "text that begins with { needs quotes" in said
