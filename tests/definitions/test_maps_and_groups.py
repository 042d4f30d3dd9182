"""Keys that hold maps with typed keys, groups, and lists of groups."""

from __future__ import annotations

from typing import ClassVar

import pytest
from pydantic import Field, model_validator

from moonwalk.api import FieldError, Group
from moonwalk.api.fields import Activity, Amount, ByWeek, Distance, Label, Percent, Points, ShortText, Weekday
from moonwalk.definitions import print_full, read_challenge

from .edited import edited, said
from .installed import STRANGERS, PaysNothing, plugins_with


class Band(Group):
    """{points} points for each {per} up to {up_to}"""

    up_to: Amount
    points: Points
    per: Amount = Field(default="1 minute", validate_default=True)


class Steep(PaysNothing):
    """Pays {pays}."""

    name: ClassVar[str] = "steep"
    activity: Activity
    pays: dict[Amount, Points] = Field(default={})
    bands: tuple[Band, ...] = Field(default=())
    unlocks: dict[Percent, ShortText] = Field(default={})
    stops: dict[Label, Distance] = Field(default={})
    weekdays: tuple[Weekday, ...] = Field(default=())
    last: Band | None = None

    @model_validator(mode="after")
    def _bands_ascend(self) -> Steep:
        amounts = [band.up_to.value for band in self.bands]
        for number in range(1, len(amounts)):
            if amounts[number] <= amounts[number - 1]:
                raise FieldError("each band goes further than the one before.", f"bands.{number}.up_to")
        return self


class Must(PaysNothing):
    """Pays {pays}, {bands}."""

    name: ClassVar[str] = "must"
    pays: dict[Amount, Points]
    bands: tuple[Band, ...]


WORDS = plugins_with(**STRANGERS, steep=(Steep, Must))


def written(*keys: str, rule: str = "steep") -> str:
    """The sound challenge with this rule as its first."""
    lines = "".join(f"    {key}\n" for key in keys)
    return edited(("rules:\n", f"rules:\n  - rule: {rule}\n{lines}"))


def reading(*keys: str, rule: str = "steep"):
    return read_challenge(written(*keys, rule=rule).encode(), "x.yaml", WORDS)


def told(*keys: str, rule: str = "steep") -> list[str]:
    """Every error, its line counted from that of the rule."""
    found = [said(problem) for problem in reading(*keys, rule=rule).problems if problem.severity == "error"]
    first = next(at for at, line in enumerate(written(*keys, rule=rule).splitlines(), 1) if "rule: " in line)
    return [
        one.replace(f"{line}:", f"+{line - first}:", 1) for one in found for line in [int(one.split(":")[0])]
    ]


def config(*keys: str, rule: str = "steep"):
    challenge = reading(*keys, rule=rule).challenge
    assert challenge is not None, told(*keys, rule=rule)
    again = read_challenge(print_full(challenge, WORDS).encode(), "x.yaml", WORDS).challenge
    assert again == challenge
    return challenge.rules[0].config


def test_a_map_with_typed_keys_is_read():
    assert config("pays: {5 minutes: 1, 10 minutes: {week 1: 2, weeks 2 to 4: 3}}") == {
        "activity": "backward_walk",
        "pays": {"5 minutes": "1", "10 minutes": {"week 1": "2", "weeks 2 to 4": "3"}},
    }
    assert config("unlocks:", "  50%: A tree is planted", "  100%: 'A park'")["unlocks"] == {
        "50%": "A tree is planted",
        "100%": "A park",
    }
    assert config("stops: {New  York: 0 km, Rome: 6886.5 km}")["stops"] == {
        "New York": "0 km",
        "Rome": "6886.5 km",
    }


def test_a_configuration_is_what_the_class_takes():
    keys = (
        "pays: {1 hour: 1}",
        "bands:",
        "  - {up_to: 10 minutes, points: 1}",
        "weekdays: [Saturday, Sunday]",
    )
    made = Steep.model_validate(config(*keys))
    assert [str(amount) for amount in made.pays] == ["1 hour"]
    assert made.bands[0].points == ByWeek(always=1)
    assert made.weekdays == (5, 6)


def test_groups_are_read_and_what_is_a_default_is_left_out():
    assert config(
        "bands:",
        "  - up_to: 10 minutes",
        "    points: 1",
        "    per: 1 minute",
        "  - up_to: 20 minutes",
        "    points: {week 1: 1, weeks 2 to 4: 2}",
        "    per: 2 minutes",
        "last: {up_to: 1 hour, points: 0}",
    ) == {
        "activity": "backward_walk",
        "bands": [
            {"up_to": "10 minutes", "points": "1"},
            {"up_to": "20 minutes", "points": {"week 1": "1", "weeks 2 to 4": "2"}, "per": "2 minutes"},
        ],
        "last": {"up_to": "1 hour", "points": "0"},
    }


def test_the_defaults_of_groups_are_printed():
    challenge = reading("bands: [{up_to: 10 minutes, points: 1}]").challenge
    assert challenge is not None
    assert "      - up_to: 10 minutes\n        points: 1\n        per: 1 minute\n" in print_full(
        challenge, WORDS
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "pays: {5: 1}",
            "+1:12: '5' is not an amount with its unit. The number has no unit: write for example 5 minutes.",
        ),
        ("pays: {5min: 1}", "+1:12: '5min' is not an amount with its unit. Did you mean '5 minutes'?"),
        ("pays: {5 minutes: one}", "+1:23: 'one' is not a whole number. Write it in digits: 1."),
        ("pays: {5 minutes: }", "+1:12: '5 minutes' has no value. Write one, or remove the line."),
        (
            "pays: {5 steps: 1}",
            "+1:12: '5 steps' is in steps, but 'backward_walk' is measured in minutes. Write it in minutes.",
        ),
        (
            "pays: {5 minutes: 1, 5.0 minutes: 2}",
            "+1:26: '5.0 minutes' appears twice; the first is '5 minutes' on line 54. Keep one.",
        ),
        (
            "pays: {60 minutes: 1, 1 hour: 2}",
            "+1:27: '1 hour' appears twice; the first is '60 minutes' on line 54. Keep one.",
        ),
        (
            "pays: {5 minutes: 1, 5 minutes: 2}",
            "+1:26: '5 minutes' appears twice; the first is on line 54. Keep one.",
        ),
        (
            "pays: {week 1: {5 minutes: 1}}",
            (
                "+1:12: weeks belong to each value of 'pays', not around them: "
                "write 'AMOUNT: {week 1: ..., weeks 2 to 4: ...}'."
            ),
        ),
        ("pays: 5 minutes", "+1:11: 'pays' holds pairs: write one 'amount: value' per line."),
        ("pays: [5 minutes: 1]", "+1:11: 'pays' holds pairs: write one 'amount: value' per line."),
        (
            "pays: {5 minutes: [1]}",
            (
                "+1:23: '5 minutes' is one value, not a list. Write one value, or one for each week: "
                "{week 1: ..., weeks 2 to 4: ...}."
            ),
        ),
        (
            "pays: {5 minutes: {weeks 1 to 9: 1}}",
            "+1:24: 'weeks 1 to 9' does not exist: the challenge has 4 weeks.",
        ),
        (
            "pays: {5 minutes: {week 1: 1}}",
            "+1:23: weeks 2 to 4 have no value; every week needs one, e.g. 'weeks 1 to 4: ...'.",
        ),
        ("unlocks: {150%: A tree}", "+1:15: '150%' is not a percentage. It cannot be more than 100%."),
        (
            "unlocks: {50%: A tree, 50.0%: A bench}",
            "+1:28: '50.0%' appears twice; the first is '50%' on line 54. Keep one.",
        ),
        (
            "stops: {Rome: 5 minutes}",
            "+1:19: '5 minutes' is not a distance. Write km, metres or miles: 100 km.",
        ),
        ("weekdays: [Saturdays]", "+1:16: 'Saturdays' is not a weekday. Did you mean 'Saturday'?"),
        (
            "weekdays: [weekend]",
            (
                "+1:16: 'weekend' is not a weekday. "
                "There are: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday."
            ),
        ),
        (
            "bands: {up_to: 5 minutes}",
            (
                "+1:12: 'bands' is a list of groups: "
                "begin each with '- up_to: ...' and put its other keys below."
            ),
        ),
        (
            "bands: [5 minutes]",
            "+1:13: an item of 'bands' holds keys: up_to, points, per. Write one 'key: value' per line.",
        ),
        ("bands: [{up_to: 5 minutes}]", "+1:13: 'points' is missing in an item of 'bands'; write it down."),
        (
            "bands: [{upto: 5 minutes, up_to: 5 minutes, points: 1}]",
            "+1:14: there is no key 'upto' in an item of 'bands'. Did you mean 'up_to'?",
        ),
        (
            "bands: [{up_to: 5 minutes, points: }]",
            "+1:32: 'points' has no value. Write one, or remove the line.",
        ),
        (
            "bands: [{up_to: 5 km, points: 1}]",
            "+1:21: '5 km' is in km, but 'backward_walk' is measured in minutes. Write it in minutes.",
        ),
        (
            "bands: [{up_to: 5 minutes, points: 1, per: 0 minutes}]",
            "+1:48: 'per' cannot be 0. Write a larger value.",
        ),
        (
            "bands: [{up_to: 5 minutes, points: {week 1: 1}}]",
            "+1:40: weeks 2 to 4 have no value; every week needs one, e.g. 'weeks 1 to 4: ...'.",
        ),
        (
            "bands: [{up_to: 5 minutes, points: 1}, {up_to: 5 minutes, points: 1}]",
            "+1:52: each band goes further than the one before.",
        ),
        ("last: 5", "+1:11: 'last' holds keys: up_to, points, per. Write one 'key: value' per line."),
        ("last: {points: 1}", "+1:11: 'up_to' is missing in 'last'; write it down."),
    ],
)
def test_what_is_wrong_is_said_at_its_place(written, message):
    assert told(written) == [message.replace("line 54", f"line {line_of_keys()}")]


def line_of_keys() -> int:
    return written("x").splitlines().index("    x") + 1


def test_what_must_hold_something_may_not_be_empty():
    assert told("pays: {}", "bands: []", rule="must") == [
        "+1:11: 'pays' is empty. Write at least one item.",
        "+2:12: 'bands' is empty. Write at least one item.",
    ]


def test_everything_wrong_in_a_list_of_groups_is_told_at_once():
    assert told("bands:", "  - up_to: 5", "    points: 1", "  - points: x", "    per: 1 minute") == [
        "+2:16: '5' is not an amount with its unit. The number has no unit: write for example 5 minutes.",
        "+4:9: 'up_to' is missing in an item of 'bands'; write it down.",
        "+4:17: 'x' is not a whole number. Write it in digits, for example 20.",
    ]


def test_the_same_weeks_in_two_values_of_a_map_are_no_conflict():
    assert config("pays: {5 minutes: {weeks 1 to 4: 1}, 6 minutes: {weeks 1 to 4: 2}}")


def test_validators_are_not_asked_where_something_could_not_be_read():
    keys = ("bands: [{up_to: 5 minutes, points: 1}, {up_to: 5 minutes, points: x}]",)
    assert told(*keys) == ["+1:71: 'x' is not a whole number. Write it in digits, for example 20."]
