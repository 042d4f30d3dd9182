"""The fixtures of the kit, as a plugin author's tests get them from the installed distribution."""

from __future__ import annotations

import subprocess
import sys
from typing import ClassVar

import pytest

from moonwalk.api import Award, PersonRule
from moonwalk.api.fields import Goal, Points
from moonwalk.services.errors import Refused


class Weekend(PersonRule):
    """{points} points for {goal} on a Saturday or Sunday."""

    name: ClassVar[str] = "weekend_for_trial"
    goal: Goal
    points: Points

    def awards(self, timeline, context):
        for day in timeline.days:
            if day.date.weekday() >= 5 and self.goal in day.met:
                yield Award(day=day.date, points=self.points.at(day.week), reason="a good weekend")


RULES = "- {rule: weekend_for_trial, goal: good_day, points: 4}"


def test_people_entries_and_a_board_are_a_line_each(moonwalk_trial):
    trial = moonwalk_trial(RULES, Weekend)
    trial.people(Amara="North", Ben="South").entries(Amara="5 5 5 5 5 5 8", Ben="0 0 0 0 0 5")
    assert trial.board() == {"Amara": "8", "Ben": "4"}
    assert trial.reasons("Amara") == ["a good weekend", "a good weekend"]
    assert trial.board("teams") == {"North": "8.0", "South": "4.0"}


def test_a_tick_sends_what_is_due(moonwalk_trial):
    text = moonwalk_trial().challenge + "notices:\n  - notice: challenge_starts\n"
    trial = moonwalk_trial(text).people(Amara="North").at_day(1)
    assert trial.tick().enqueued == 1
    assert trial.tick().enqueued == 0


def test_a_challenge_with_mistakes_is_refused_with_its_problems(moonwalk_trial):
    with pytest.raises(Refused) as refused:
        moonwalk_trial("- {rule: weekend_for_trial, goal: good_dya, points: 4}", Weekend).people(
            Amara="North"
        )
    assert "good_day" in " ".join(map(str, refused.value.problems))


def test_days_come_with_their_context(moonwalk_days):
    days, context = moonwalk_days("5 0 8?")
    assert (len(days.days), context.as_of) == (3, days.days[-1].date)


def test_the_plugin_of_pytest_loads_nothing_of_the_engine():
    code = (
        "import sys, moonwalk.pytest_plugin\n"
        "loaded = {'numpy', 'pydantic', 'yaml', 'moonwalk.testing', 'moonwalk.api'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
