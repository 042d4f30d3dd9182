from __future__ import annotations

import pickle
from typing import ClassVar

import pytest
from pydantic import field_validator, model_validator

from moonwalk.api import Award, FieldError, PersonRule
from moonwalk.api.fields import Goal, Points, Whole
from moonwalk.registry import PluginFailure

from .made import Pays, loaded


class Rain(PersonRule):
    """{points} points with {goal}, {times} times in the rain.

    Not the sentence.
    """

    name: ClassVar[str] = "rain"
    goal: Goal
    points: Points
    times: Whole = 2

    @field_validator("times")
    @classmethod
    def _some(cls, times):
        if times == 1:
            raise FieldError("'times: 1' changes nothing. Write 2 or more.")
        return (1 // times and times) or times

    @model_validator(mode="after")
    def _sense(self):
        if self.goal == "nonsense":
            raise ValueError("This goal makes no sense.")
        return self

    def awards(self, timeline, context):
        return [Award(day=context.starts, points=1, reason="x")]


@pytest.fixture
def rain():
    return loaded(Rain).rule("acme.rain")


def test_an_adapter_carries_what_the_class_says(rain):
    assert (rain.name, rain.full_name, rain.use, rain.plugin) == ("rain", "acme.rain", "person", "acme")
    assert [shape.key for shape in rain.shapes] == ["goal", "points", "times"]
    assert rain.first_line == "{points} points with {goal}, {times} times in the rain."


def test_a_class_without_docstring_is_called_by_its_name():
    class Bare(Pays):
        name: ClassVar[str] = "wet_day"

    Bare.__doc__ = None
    assert loaded(Bare).rule("acme.wet_day").first_line == "wet day"


def test_a_good_configuration_has_no_problems(rain):
    assert (
        rain.configured({"goal": "good_day", "points": {"week 1": "5", "weeks 2 to 4": "8"}}).problems() == ()
    )


def test_problems_name_the_key_and_speak_plainly(rain):
    points, times = rain.configured({"goal": "good_day", "points": "many", "times": "1"}).problems()
    assert points[0] == "points"
    assert points[1].startswith("'many' is not a whole number.")
    assert times == ("times", "'times: 1' changes nothing. Write 2 or more.")
    assert rain.configured({"goal": "nonsense", "points": "1"}).problems() == (
        ("", "This goal makes no sense."),
    )
    assert rain.configured({"points": "1", "gaol": "x"}).problems() == (
        ("goal", "'goal' is missing."),
        ("gaol", "there is no key 'gaol' here."),
    )


def test_a_validator_that_fails_is_told_as_the_plugins_fault(rain):
    ((key, message),) = rain.configured({"goal": "good_day", "points": "1", "times": "0"}).problems()
    assert key == ""
    assert message.startswith("The plugin 'acme' failed in checking rain: ZeroDivisionError")


def test_many_problems_are_cut_short():
    class Many(Pays):
        """Many."""

        name: ClassVar[str] = "many"

    found = (
        loaded(Many).rule("acme.many").configured({f"key_{number}": "1" for number in range(1000)}).problems()
    )
    assert len(found) == 20


def test_the_sentence_is_filled_in(rain):
    config = {"goal": "good_day", "points": "5"}
    assert rain.configured(config).sentence() == "5 points with good_day, 2 times in the rain."


def test_a_sentence_that_fails_falls_back_to_the_one_with_gaps(rain):
    assert rain.configured({"goal": "good_day", "points": "?"}).sentence() == rain.first_line


@pytest.mark.parametrize("told", [None, 3, " ", "raise"])
def test_a_sentence_that_is_none_falls_back(told):
    class Mute(Pays):
        """Pays."""

        name: ClassVar[str] = "mute"

        def sentence(self):
            if told == "raise":
                raise SystemExit(2)
            return told

    assert loaded(Mute).rule("acme.mute").configured({"points": "1"}).sentence() == "Pays."


def test_a_rule_configured_twice_in_the_same_way_is_made_once(rain):
    bound = rain.configured({"goal": "good_day", "points": "5"})
    assert rain.configured({"points": "5", "goal": "good_day"}) is bound
    assert bound._implementation.instance is bound._implementation.instance
    for number in range(300):
        assert rain.configured({"goal": "good_day", "points": f"1{number}"}) is not bound
    assert len(rain._bound) <= 256


def test_an_adapter_goes_to_another_process_with_its_configuration(rain):
    bound = pickle.loads(pickle.dumps(rain.configured({"goal": "good_day", "points": "5"})))
    assert bound.sentence() == "5 points with good_day, 2 times in the rain."


def test_a_missing_rule_is_a_failure_that_says_what_there_is(rain):
    plugins = loaded(Rain)
    with pytest.raises(PluginFailure, match=r"'acme' has: acme\.rain\."):
        plugins.rule("acme.snow")
    with pytest.raises(PluginFailure, match="No plugin 'fitco'"):
        plugins.ranking("fitco.hills")
    with pytest.raises(PluginFailure, match=r"notice acme\.tells"):
        plugins.trigger("acme.tells")


def test_a_name_of_another_use_is_found_elsewhere():
    plugins = loaded(Rain)
    assert plugins.find("team", "rain") is None
    assert plugins.elsewhere("rain") == "person"
    assert plugins.elsewhere("acme.rain") == "person"
    assert plugins.elsewhere("snow") is None
    assert plugins.why_missing("team", "acme.rain") == ""


def test_what_is_wrong_with_a_plugin_is_told_beside_what_it_has():
    plugins = loaded(Rain, "snow")
    why = plugins.why_missing("person", "acme.snow")
    assert why.startswith("'acme' has: acme.rain. The plugin 'acme': moonwalk_rules: 'snow' is not a class.")
