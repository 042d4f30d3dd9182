"""The messages of a rehearsal are those that ticks would have sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import list_messages, tick
from moonwalk.services.simulation import correspondence
from moonwalk.services.simulation.rehearsal import Asked, rehearse
from moonwalk.services.workspace import load_plugins
from moonwalk_plugins.notices import WeeklyRecap

from ...workspaces import LANES, MONDAY, PEOPLE, at, day, plugins, roster

FLAGSHIP = Path(__file__).parents[3] / "challenges" / "walk-backward.yaml"


def test_they_are_the_messages_that_ticks_have_sent(empty):
    """Three people log on some evenings, one of them a day late and one in another zone; ticks run beside."""
    lanes = empty
    people = [(*row, "America/New_York" if row[0] == "p02" else "") for row in PEOPLE[:5]]
    lanes.people(roster(people, more=("timezone",)))
    launch(lanes.ws, "lanes", MONDAY)
    for index in range(-3, 17):
        for hour in (7, 8, 11, 13, 14, 17, 19, 23):
            lanes.now = at(MONDAY + timedelta(days=index), hour)
            tick(lanes.ws)
            if hour == 19 and 0 <= index < 10:
                lanes.log("p01", str(10 + index))
                if index % 2:
                    lanes.log("p02", "25")
                    lanes.log("p03", "12", on=day(index))

    letters = rehearse(
        lanes.folder / "challenges" / "lanes.yaml",
        plugins(frozenset()),
        lanes.ws,
        Asked(entries_of="lanes", starts=MONDAY),
    ).correspondence

    sent = list_messages(lanes.ws)
    to_each = {row.person: [other for other in sent if other.person == row.person] for row in sent}
    assert letters.problems == ()
    assert sum(notice.messages for notice in letters.notices) == len(sent)
    assert letters.most == max(map(len, to_each.values()))
    told = sorted((row.due, row.subject, row.text) for row in to_each[letters.person])
    assert [(message.due, message.subject, message.text) for message in letters.messages] == told
    assert len(told) >= 4


def calls(monkeypatch, name):
    """A list that grows by one with each call of a function by the module that writes the messages."""
    function, made = getattr(correspondence, name), []
    monkeypatch.setattr(correspondence, name, lambda *asked: (made.append(name), function(*asked))[1])
    return made


def test_made_up_people_are_written_to_as_well_and_the_same_seed_writes_the_same(monkeypatch):
    scored, told = calls(monkeypatch, "score"), calls(monkeypatch, "context_of")
    asked = Asked(seasons=2, people=12, seed=4)
    first, again = (rehearse(FLAGSHIP, load_plugins(frozenset()), None, asked) for _ in range(2))

    # Nobody logs anything in the week before and the week after, so one of four ticks a day has to score.
    assert len(told) - len(scored) >= 2 * 14 * 3
    assert first.correspondence == again.correspondence
    letters = first.correspondence
    assert {notice.notice: notice.most for notice in letters.notices} == {
        "challenge_starts": 1,
        "week_closes_soon": 4,
        "weekly_recap": 4,
    }
    assert letters.messages[0].subject == "Walk Backward starts today"
    assert letters.messages[0].text.startswith("Hello Alex,")
    assert "Stop if:" in letters.messages[0].text
    assert letters.fewest <= letters.median <= letters.most


def test_a_notice_that_fails_is_named_and_the_others_are_worked_out(tmp_path, monkeypatch):
    path = tmp_path / "lanes.yaml"
    path.write_text(LANES, encoding="utf-8")

    def fail(self, context, at):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(WeeklyRecap, "notices", fail)
    letters = rehearse(path, load_plugins(frozenset()), None, Asked(seasons=1, people=8)).correspondence

    (problem,) = letters.problems
    assert "lanes.yaml" in problem
    assert "weekly_recap" in problem
    assert "division by zero" in problem
    assert {notice.notice: notice.messages > 0 for notice in letters.notices} == {
        "challenge_starts": True,
        "week_closes_soon": True,
        "weekly_recap": False,
    }


def test_a_recap_for_teams_is_told_apart_from_that_of_people_and_is_not_rehearsed(tmp_path):
    path = tmp_path / "lanes.yaml"
    recap = "  - notice: weekly_recap\n"
    both = LANES.replace(recap, f"{recap}  - {{notice: weekly_recap, to: teams}}\n")
    path.write_text(both, encoding="utf-8")
    letters = rehearse(path, load_plugins(frozenset()), None, Asked(seasons=1, people=8)).correspondence

    assert letters.problems[0].startswith("'weekly_recap to teams' tells of places of teams.")
    sent = {notice.notice: notice.messages for notice in letters.notices}
    assert sent["weekly_recap"] > 0
    assert sent["weekly_recap to teams"] == 0


def test_a_large_company_is_written_to_only_when_asked_and_a_very_large_one_not_at_all():
    registry = load_plugins(frozenset())
    assert rehearse(FLAGSHIP, registry, None, Asked(seasons=1, people=201)).correspondence is None
    with pytest.raises(Refused, match=r"The messages of 2,001 people are too many to rehearse"):
        rehearse(FLAGSHIP, registry, None, Asked(seasons=1, people=2001, messages=True))
