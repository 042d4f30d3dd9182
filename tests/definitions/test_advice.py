"""Doubts that strangers' rules and rankings state: nothing is known of them but what their classes say."""

from __future__ import annotations

from typing import ClassVar

import pytest

from moonwalk.api import Advice, ChallengeFacts, Ranking, Trait
from moonwalk.api.fields import Points
from moonwalk.definitions import read_challenge
from moonwalk.registry import Registry

from .edited import edited
from .installed import PaysNothing, plugins_with

MEAN = "    ranking: mean\n"
RULES = "rules:\n"
WRITE = "If you mean it, write it under 'accepted'"


class AddUp(Ranking):
    """All points, added up by a stranger."""

    name: ClassVar[str] = "add_up"
    advises: ClassVar[tuple[str, ...]] = ("uneven_teams", "many_hands")

    def score(self, summary, field, context):
        return summary.points

    def advice(self, board):
        if board.uneven and not board.only_team_rules:
            yield Advice(
                name="uneven_teams",
                text=f"{board.largest_team} people add up to more than {board.smallest_team}.",
            )


class Silent(AddUp):
    """All points, added up, and nothing said."""

    name: ClassVar[str] = "sum"

    def advice(self, board):
        return ()


class Endless(PaysNothing):
    """{points} points, again and again."""

    name: ClassVar[str] = "endless"
    advises: ClassVar[tuple[str, ...]] = ("no_cap",)
    points: Points

    def advice(self, challenge: ChallengeFacts):
        if not challenge.others_with(Trait.CAPS_POINTS):
            yield Advice(name="no_cap", text=f"'{challenge.rule.id}' never ends.", at="points")


def said(plugins: Registry, *changes: tuple[str, str]) -> list[str]:
    """What is said about the sound challenge so changed, with where it is said."""
    problems = read_challenge(edited(*changes).encode(), "x.yaml", plugins).problems
    return [f"{one.severity} {one.place.line}:{one.place.column}: {one.message}" for one in problems]


def test_a_strangers_ranking_that_adds_up_is_doubted_as_moonwalks_own():
    line = edited().count("\n", 0, edited().index(MEAN)) + 1
    changed = (MEAN, "    ranking: acme.add_up\n")

    assert said(plugins_with(acme=(AddUp,)), changed) == [
        f"warning {line}:14: 7 people add up to more than 5. {WRITE}: 'uneven_teams: why'."
    ]


def test_its_doubt_is_accepted_by_its_name():
    changed = (MEAN, "    ranking: add_up\n")
    for name in ("uneven_teams", "many_hands"):
        accepted = ("privacy:\n", f"accepted:\n  {name}: We mean it.\n\nprivacy:\n")
        assert len(said(plugins_with(acme=(AddUp,)), changed, accepted)) == (name != "uneven_teams")
    accepted = ("privacy:\n", "accepted:\n  many_hands: We mean it.\n\nprivacy:\n")
    assert "there is no warning 'many_hands' to accept" in said(plugins_with(), accepted)[0]


def test_a_ranking_is_not_doubted_for_its_name():
    assert said(plugins_with(acme=(Silent,)), (MEAN, "    ranking: acme.sum\n")) == []
    assert len(said(plugins_with(acme=(Silent,)), (MEAN, "    ranking: sum\n"))) == 1


def test_a_board_of_equal_teams_is_not_doubted():
    changed = (MEAN, "    ranking: add_up\n"), ("size: 5 to 7 people", "size: 6 people")
    assert said(plugins_with(acme=(AddUp,)), *changed) == []


def test_a_rule_knows_what_other_rules_do_and_says_where_its_doubt_stands():
    plugins, changed = plugins_with(acme=(Endless,)), (RULES, f"{RULES}  - {{rule: endless, points: 5}}\n")
    assert said(plugins, changed) == []
    capless = edited(changed)
    start = capless.index("  - rule: limit")
    capless = capless[:start] + capless[capless.index("\n\n", start) :]
    problems = read_challenge(capless.encode(), "x.yaml", plugins).problems
    (told,) = [problem for problem in problems if problem.severity == "warning"]
    assert told.message == f"'endless' never ends. {WRITE}: 'no_cap: why'."
    assert capless.splitlines()[told.place.line - 1][told.place.column - 1 :] == "5}"


def raises(self, challenge):
    raise ZeroDivisionError("no")


@pytest.mark.parametrize(
    ("advice", "why"),
    [
        (raises, "ZeroDivisionError: no"),
        (lambda self, challenge: [Advice(name="else", text="x")], "not one of the names that it advises"),
        (lambda self, challenge: [Advice(name="no_cap", text="")], "as an advice"),
        (lambda self, challenge: [Advice(name="no_cap", text="x", at=5)], "as a key"),
        (lambda self, challenge: "no", "instead of a list of Advice"),
    ],
)
def test_a_doubt_that_cannot_be_used_is_told_as_the_plugins_failure_and_stops_nothing(advice, why):
    odd = type(
        "Odd", (Endless,), {"__module__": __name__, "__doc__": "Odd.", "name": "odd", "advice": advice}
    )
    (told,) = said(plugins_with(acme=(odd,)), (RULES, f"{RULES}  - {{rule: odd, points: 5}}\n"))
    assert told.startswith("warning ")
    assert "The plugin 'acme' failed in odd.advice" in told
    assert why in told


@pytest.mark.parametrize("attributes", [{"advises": ("Not a name",)}, {"advises": "no_cap"}, {"traits": {1}}])
def test_a_class_says_properly_what_it_advises_and_does(attributes):
    odd = type("Odd", (Endless,), {"__module__": __name__, "__doc__": "Odd.", "name": "odd"} | attributes)
    (report,) = [report for report in plugins_with(acme=(odd,)).reports if report.name == "acme"]
    assert f"{next(iter(attributes))} must not be" in report.problems[0]
