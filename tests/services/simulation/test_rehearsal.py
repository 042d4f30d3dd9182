"""A rehearsal takes the roster's people, leaves no trace, and says in words what is out of the ordinary."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from moonwalk.definitions import read_file
from moonwalk.services.errors import Refused
from moonwalk.services.planning import plan_of
from moonwalk.services.simulation.company import company_of, made_up_company
from moonwalk.services.simulation.figures import figures_of
from moonwalk.services.simulation.rehearsal import Asked, rehearse
from moonwalk.services.simulation.seasons import play
from moonwalk.services.simulation.summary import spread_of
from moonwalk.services.workspace import load_plugins

from ...workspaces import LANES, MONDAY, PEOPLE, plugins, roster

ROOT = Path(__file__).parents[3]


def written(folder: Path, text: str) -> Path:
    path = folder / "trial.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def rehearsed(folder: Path, text: str, **asked):
    return rehearse(written(folder, text), load_plugins(frozenset()), None, Asked(**{"seasons": 20} | asked))


def everything_in(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_people_of_the_roster_take_part_in_their_teams_and_nothing_is_kept(empty):
    empty.people()
    before, dump = everything_in(empty.folder), empty.dump()

    rehearsal = rehearse(
        empty.folder / "challenges" / "lanes.yaml", plugins(frozenset()), empty.ws, Asked(seasons=5)
    )

    assert (rehearsal.people, rehearsal.teams, rehearsal.from_roster) == (12, 3, True)
    assert everything_in(empty.folder) == before
    assert empty.dump() == dump


def test_a_running_challenge_is_rehearsed_with_those_who_take_part(day6):
    rehearsal = rehearse(
        day6.folder / "challenges" / "lanes.yaml", plugins(frozenset()), day6.ws, Asked(seasons=5)
    )
    assert (rehearsal.people, rehearsal.teams) == (12, 3)


def test_only_those_who_would_take_part_are_rehearsed(empty):
    sites = ("Bonn", "Pune")
    empty.people(roster([(*row, sites[at % 2]) for at, row in enumerate(PEOPLE)], more=("site",)))
    text = LANES.replace("people:\n", "people:\n  only_where: {site: [Bonn]}\n", 1)
    path = empty.challenge(text)
    challenge = read_file(path, plugins(frozenset()), MONDAY).challenge
    plan = plan_of(challenge, plugins(frozenset()), 1)

    company = company_of(empty.ws, challenge, plan)

    assert company.ids == tuple(row[0] for row in PEOPLE[::2])
    assert company.sizes == (2, 2, 2)
    empty.challenge(LANES.replace("people:\n", "people:\n  only_where: {site: [Rome]}\n", 1))
    with pytest.raises(Refused, match=r"Nobody of the roster would take part in 'lanes'\. .*--people 48"):
        rehearse(path, plugins(frozenset()), empty.ws, Asked(seasons=5))
    assert rehearse(path, plugins(frozenset()), empty.ws, Asked(seasons=5, people=20)).people == 20


def test_made_up_teams_have_the_sizes_that_the_file_asks_for():
    path = ROOT / "challenges" / "walk-backward.yaml"
    challenge = read_file(path, plugins(frozenset()), MONDAY).challenge
    plan = plan_of(challenge, plugins(frozenset()), 1)

    assert made_up_company(challenge, plan, 48).sizes == (6,) * 8
    assert sum(made_up_company(challenge, plan, 50).sizes) == 50
    # Nobody can be split into teams that way, and all the same nobody is left out.
    assert sum(made_up_company(challenge, plan, 3).sizes) == 3


def test_a_file_with_problems_is_refused_with_all_of_them(tmp_path):
    with pytest.raises(Refused, match="has problems, so it cannot be rehearsed") as refused:
        rehearsed(tmp_path, LANES.replace("points: 1", "points: one"))
    assert [problem.severity for problem in refused.value.problems].count("error") == 2


def test_too_many_people_are_refused(tmp_path):
    with pytest.raises(Refused, match=r"30,000 people are too many.*--people 500"):
        rehearsed(tmp_path, LANES, people=30_000)


def test_points_are_spread_as_they_are():
    spread = spread_of(np.array([0, 0, 10, 20, 30, 40, 50, 60, 70, 100]))

    assert spread.percentiles == {"0": 0, "10": 0, "25": 10, "50": 30, "75": 60, "90": 70, "100": 100}
    assert spread.zero_percent == 20.0
    assert sum(spread.counts) == pytest.approx(100.0)
    assert spread.bins[:2] == ((0, 8), (9, 17))
    assert spread.bins[-1][0] <= 100 <= spread.bins[-1][1]
    assert spread_of(np.array([0, 1, 1, 2])).bins == ((0, 0), (1, 1), (2, 2))
    assert spread_of(np.array([0, 1, 1, 2])).counts == (25.0, 50.0, 25.0)


def test_shares_of_rules_add_up(tmp_path):
    rules = rehearsed(tmp_path, LANES).rules

    assert sum(rule.differences_percent or 0 for rule in rules) == pytest.approx(100, abs=0.5)
    assert {rule.rule for rule in rules} == {"minutes", "thousands", "week_bonus", "row", "most", "house"}


REMARKS = {
    "one rule": (
        ("per: 1000 steps", "per: 100 steps"),
        r"'thousands' decides almost everything: \d+(\.\d)?% of the differences between people are its",
    ),
    "a cap that limits most": (
        ("cap_per_day: 40 points", "cap_per_day: 5 points"),
        r"'most' limits [6-9]\d(\.\d)?% of the days\. If that is more than you meant, raise its cap",
    ),
    "a cap that nobody meets": (
        ("cap_per_day: 40 points", "cap_per_day: 900 points"),
        r"The limit of 'most' is hardly ever reached",
    ),
    "a goal out of reach": (
        ("days: 4 of 7, meeting: good_day", "days: 7 of 7, meeting: good_day"),
        r"'a good week' is out of reach for nearly everyone: at most \d(\.\d)?% of the people meet it",
    ),
    "a place that nobody takes": (
        ("ranking: mean, ties", "ranking: mean, place_needs: [all members met good_week], ties"),
        r"On 'Teams' nobody takes a place in \d+(\.\d)?% of the seasons",
    ),
    "too little time to log": (
        ("log_until: Tuesday 12:00", "log_until: Monday 00:30"),
        r"\d+(\.\d)?% of the entries come too late to count",
    ),
    "lucky teams": (
        ("ranking: mean, ties", "ranking: sum, ties"),
        r"Teams of 5 win 'Teams' in \d+(\.\d)?% of the seasons, and would by lot in 33\.3%",
    ),
}


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    """What is said of the lanes as they are."""
    return "\n".join(rehearsed(tmp_path_factory.mktemp("ordinary"), LANES, seasons=60).remarks)


@pytest.mark.parametrize("name", REMARKS)
def test_what_is_out_of_the_ordinary_is_said(name, ordinary, tmp_path):
    (old, new), says = REMARKS[name]
    assert old in LANES
    remarks = "\n".join(rehearsed(tmp_path, LANES.replace(old, new), seasons=60).remarks)

    assert re.search(says, remarks), remarks
    assert not re.search(says, ordinary), ordinary


TIES = """\
moonwalk: 1
challenge: Ties
schedule: {length: 1 week, timezone: Europe/Berlin}
activities:
  walk: {label: Walked, unit: minutes}
rules:
  - {rule: check_in, points: 1}
boards:
  people: {label: Everyone, ranks: people, ranking: sum, ties: [shared place]}
privacy: {people_see: everyone}
"""


def test_ties_are_told_where_something_hangs_on_the_first_place(tmp_path):
    cup = "prizes:\n  cup: {what: A cup, given: by place, board: people}\n"

    assert rehearsed(tmp_path, TIES).remarks == ()
    (remark,) = rehearsed(tmp_path, TIES + cup).remarks
    assert remark.startswith("On 'Everyone' several share the first place in ")
    assert remark.endswith("of the seasons. Say with 'ties' what decides.")


def test_points_in_tenths_are_told_in_tenths(tmp_path):
    text = TIES.replace("activities:", "points: {counted_in: tenths}\nactivities:", 1)
    half = rehearsed(tmp_path, text.replace("points: 1}", "points: 0.5}"))
    whole = rehearsed(tmp_path, TIES)

    assert str(whole.points.percentiles["100"]) == "7"
    assert str(half.points.percentiles["100"]) == "3.5"
    assert str(half.points.bins[-1][0]) <= "3.5"


def test_a_weekly_board_has_a_winner_each_week(tmp_path):
    weekly = TIES.replace("ties: [shared place]", "ties: [lot], period: each week, seen_by: organisers")
    weekly = weekly.replace("length: 1 week", "length: 3 weeks")
    challenge = read_file(written(tmp_path, weekly), plugins(frozenset()), MONDAY).challenge
    plan = plan_of(challenge, plugins(frozenset()), 1)
    company = made_up_company(challenge, plan, 12)

    for season in play(plan, company, "ties", "engaged", 1, range(3)):
        winners = figures_of(season, plan, company).winners["people"]
        points = season.scored.people.total
        assert len(winners) == 3
        for week, winner in enumerate(winners):
            in_week = points[:, 7 * week : 7 * week + 7].sum(axis=1)
            assert in_week[list(winner.rows)].tolist() == [in_week.max()]
