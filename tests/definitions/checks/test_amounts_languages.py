"""Units and activities in any language."""

from __future__ import annotations

import json
import re

import pytest

from moonwalk.definitions import print_full, rules_in_words
from moonwalk.definitions.field_types import UnitKind

from ..edited import errors_in, read
from ..installed import WITH_STRANGERS

CHALLENGE = """\
moonwalk: 1
challenge: Wasser
schedule: {{length: 2 weeks, timezone: Europe/Berlin}}
activities:
  water: {{label: Wasser, unit: {unit}, reject_day_above: 20 {unit}}}
  cups: {{label: Tassen, unit: Tassen, counts_as: water, rate: "0.5 {unit} per {cup}"}}
goals:
  day: {{label: ein guter Tag, each: day, activity: water, within: 1 to 8 {unit}}}
rules:
  - {{rule: per_unit, activity: water, points: 2, per: {one}, cap_per_day: 8 {unit}}}
"""


def challenge(unit: str, one: str, cup: str = "Tasse") -> str:
    return CHALLENGE.format(unit=unit, one=one, cup=cup)


@pytest.mark.parametrize(
    ("unit", "one"),
    [
        ("Gl\u00e4ser", "1 Glas"),
        ("Gl\u00e4ser", "1 Gl\u00e4ser"),
        ("leaves", "1 leaf"),
        ("verres", "1 verre"),
        ("sklenic", "1 sklenic"),
        ("\u0441\u0442\u0430\u043a\u0430\u043d\u043e\u0432", "1 \u0441\u0442\u0430\u043a\u0430\u043d"),
        ("\u676f", "1 \u676f"),
        ("\u0917\u093f\u0932\u093e\u0938", "1 \u0917\u093f\u0932\u093e\u0938"),
    ],
)
def test_a_unit_is_a_word_of_any_language(unit, one):
    text = challenge(unit, one)
    reading = read(text)

    assert reading.challenge is not None, errors_in(text)
    assert f"2 points for each {one.removeprefix('1 ')}" in " ".join(
        rules_in_words(reading.challenge, WITH_STRANGERS).split()
    )
    full = read(print_full(reading.challenge, WITH_STRANGERS))
    assert full.challenge is not None
    assert re.fullmatch(UnitKind().schema()["pattern"], unit)
    json.dumps(UnitKind().schema())


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("5", "'5' is not a unit, which is one word."),
        ("push ups", "Did you mean 'push_ups'?"),
        ("Minutes", "Did you mean 'minutes'?"),
        ("Gl\u00e4ser Wasser", "Did you mean 'Gl\u00e4ser_Wasser'?"),
    ],
)
def test_what_is_no_unit_is_answered_with_one(unit, says):
    found = errors_in(challenge(unit, "1 x").replace("0.5 ", "5 "))

    assert any(says in message for message in found), found


def test_another_word_is_still_another_unit():
    (message,) = errors_in(challenge("Gl\u00e4ser", "1 Seite"))

    assert message.endswith(
        "'1 Seite' is in Seite, but 'water' is measured in Gl\u00e4ser. Write it in Gl\u00e4ser."
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Gl\u00e4ser", "Did you mean 'glaser'? People read its 'label', which may hold any letters."),
        ("\u0432\u043e\u0434\u0430", "Names have letters from a to z, digits and _: good_day."),
        ("Good day", "Did you mean 'good_day'?"),
    ],
)
def test_a_name_in_other_letters_is_answered_with_one_in_plain_letters(name, says):
    found = errors_in(challenge("steps", "1 step").replace("  day: {", f"  {name}: {{"))

    assert any(says in message for message in found), found
