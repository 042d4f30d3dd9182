"""The fixtures of the kit, as a plugin author's tests get them from the installed distribution."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import pytest

from moonwalk.api import Award, PersonRule, Ranking, TeamRule
from moonwalk.api.fields import Goal, Label, Points
from moonwalk.api.files import EntryRow, Source
from moonwalk.api.notices import Channel, Delivered
from moonwalk.api.panels import Panel, PanelText
from moonwalk.services.errors import Refused
from moonwalk.testing import STARTS


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
    # pytest shows the notes below the message.
    assert "good_day" in " ".join(refused.value.__notes__)


def test_a_whole_challenge_takes_no_section_besides(moonwalk_trial):
    with pytest.raises(ValueError, match="A whole challenge has all of its sections"):
        moonwalk_trial(moonwalk_trial().challenge, notices="- notice: challenge_starts")


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


class Pairs(TeamRule):
    """{points} points to the team for a day on which two members met {goal}."""

    name: ClassVar[str] = "pairs"
    goal: Goal
    points: Points

    def awards(self, team, context):
        for day in team.days:
            if sum(self.goal in member.met for member in day.members) == 2:
                yield Award(day=day.date, points=self.points.at(day.week), reason="two of you")


class Best(Ranking):
    """The points of the best member."""

    name: ClassVar[str] = "best"

    def score(self, summary, summaries, context):
        return Fraction(max(summary.member_points, default=0))


def test_rules_of_teams_and_rankings_are_tried_on_their_board(moonwalk_trial):
    pairs = "- {rule: trial.pairs, goal: good_day, points: 10}"
    trial = moonwalk_trial("", Pairs, Best, team_rules=pairs, ranking="trial.best")
    trial.people(Amara="North", Ben="North", Cleo="South").entries(Amara="5 5", Ben="5", Cleo="5")
    assert trial.board("teams") == {"North": "12", "South": "1"}


def test_goals_of_everyone_have_their_section(moonwalk_trial):
    together = "- {rule: collective_goal, total: 20 minutes, unlocks: {50%: A tree}}"
    trial = moonwalk_trial(company_rules=together)
    trial.people(Amara="North").entries(Amara="5 5")
    assert trial.board() == {"Amara": "2"}
    assert trial.panel("company.together").rows


class Steps(Source):
    """Steps, one line each."""

    name: ClassVar[str] = "one_line_each"

    def recognises(self, file):
        return file.start(5) == b"STEPS"

    def read(self, file):
        for number, line in enumerate(file.data.decode().splitlines()[1:], start=2):
            person, amount = line.split()
            yield EntryRow(
                line=number, person=person, day=STARTS, activity="walk", unit="", amount=1000 * int(amount)
            )


def test_a_file_is_brought_in(moonwalk_trial):
    trial = moonwalk_trial("", Steps).people(Amara="North").at_day(1)
    report = trial.bring("a.txt", "STEPS\namara 8\nnobody 9\n")
    assert (report.new, [row.line for row in report.rejected]) == (1, [3])
    assert trial.board() == {"Amara": "1"}


class Logbook(Channel):
    """Messages in {file}."""

    name: ClassVar[str] = "logbook"
    file: Label

    def deliver(self, message, folder):
        (Path(folder) / self.file).write_text(message.subject, encoding="utf-8")
        return Delivered()


def test_a_channel_has_its_settings(moonwalk_trial):
    channels = "- trial.logbook: {file: book.txt}"
    trial = moonwalk_trial("", Logbook, channels=channels, notices="- notice: challenge_starts")
    assert trial.people(Amara="North").at_day(1).tick().delivered == 1
    assert list(trial.messages()) == ["book.txt"]


class Total(Panel):
    """All points."""

    name: ClassVar[str] = "all_points"

    def title(self):
        return "All points"

    def show(self, view):
        return PanelText(text=f"{sum(view.points_per_day)} points")


def test_a_panel_shows_the_challenge(moonwalk_trial):
    trial = moonwalk_trial("", Total).people(Amara="North", Ben="South").entries(Amara="5 5", Ben="5")
    assert trial.panel("trial.all_points") == PanelText(text="3 points")
    with pytest.raises(Refused, match=r"There are: .*trial\.all_points"):
        trial.panel("nothing")
