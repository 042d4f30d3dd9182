"""A launch is pinned to the code of its plugins: other code is told, and accepted with a reason."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from moonwalk.registry import Registry
from moonwalk.store import decisions, pins

from ..running import Shell, run
from ..workspaces import at, copied, fresh
from .strangers import Site, cache_of_strangers, installing, rule, site

__all__ = ["cache_of_strangers", "site"]

# The first look at a plugin goes on in a process of its own, also when the command that began it has ended.
pytestmark = pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")

RAINY = """\
moonwalk: 1
challenge: Rainy
schedule: {length: 2 weeks, timezone: Europe/Berlin, counted_days: every day}
activities:
  walk: {label: Walked, unit: minutes}
rules:
  - rule: rain
people: {take_part: everyone on the roster}
teams: {formed: from the roster}
boards:
  people: {label: Everyone, ranks: people, ranking: sum}
"""


@pytest.fixture(scope="module")
def rainy_once(tmp_path_factory, cache_of_strangers):
    """A challenge whose only rule is a stranger's, on its third day, scored once."""
    folder = tmp_path_factory.mktemp("rainy")
    with (
        pytest.MonkeyPatch.context() as patch,
        installing(folder / "site", patch, cache_of_strangers) as site,
    ):
        site.install(rule(1))
        lanes = fresh(folder / "work")
        shell = Shell(lanes)
        shell("plugins", "approve", "acme")
        lanes.people()
        lanes.challenge(RAINY, "rainy")
        shell("launch", "rainy", "--start", "2027-03-01")
        lanes.now = at(3)
        shell = Shell(lanes)
        for who in ("p01", "p02"):
            shell("log", who, "20", "walk")
        shell("log", "p01", "20", "walk", "--day", "2027-03-02")
        assert points(shell)["p01"] == 2
    lanes.now = at(3, 14)
    shutil.copytree(cache_of_strangers, folder / "cache")
    return lanes


@pytest.fixture
def rainy(rainy_once, tmp_path, site, monkeypatch):
    """Commands on a copy of that workspace, with the same plugin installed, which has been looked at."""
    shutil.copytree(rainy_once.folder.parent / "cache", tmp_path / "cache")
    monkeypatch.setenv("MOONWALK_CACHE", str(tmp_path / "cache"))
    site.install(rule(1))
    return Shell(copied(rainy_once, tmp_path / "work"))


def board(shell, code=0):
    return shell("board", "rainy", "people", "--json", "--for", "organisers", code=code)


def points(shell):
    return {row["id"]: row["score"] for row in json.loads(board(shell).stdout)["rows"]}


def upgrade(site, shell, points=5, version="2.0"):
    site.install(rule(points), version)
    shell("plugins", "approve", "acme")


def test_a_launch_keeps_full_names_versions_and_hashes(rainy):
    with rainy.lanes.database() as db:
        pinned = pins.of_challenge(db, "rainy")

    assert {"acme", "rankings"} <= set(pinned)
    assert pinned["acme"].names == {"person rain": "acme.rain"}
    assert pinned["rankings"].names == {"ranking sum": "rankings.sum"}
    assert (pinned["acme"].code.package, pinned["acme"].code.version) == ("moonwalk-acme", "1.0")
    assert all(len(pin.code.hash) == 64 for pin in pinned.values())


def test_nothing_is_said_while_nothing_has_changed(rainy):
    assert json.loads(board(rainy).stdout)["remarks"] == []
    assert "plugins accept" not in rainy("check").stdout + rainy("plugins").stdout
    assert "nothing to accept" in rainy("plugins", "accept", "rainy", "--dry-run", code=1).stderr


def test_a_new_plugin_with_the_same_short_name_changes_nothing(rainy, site):
    before = points(rainy)
    site.install(rule(9), plugin="other")
    rainy("plugins", "approve", "other")
    while "new" in [row["state"] for row in json.loads(run(*rainy.options, "plugins", "--json").stdout)]:
        pass

    assert points(rainy) == before
    # A challenge that is only being written has to say which one it means.
    rainy.lanes.challenge(RAINY, "another")
    assert "It is claimed by two plugins, acme and other" in rainy("check", "another", code=1).stdout


def test_changed_code_is_told_with_who_gains_what_by_board_check_and_plugins(rainy, site):
    upgrade(site, rainy)

    remark = json.loads(board(rainy).stdout)["remarks"][0]

    assert "the plugin 'acme' was moonwalk-acme 1.0 (" in remark
    assert "and is moonwalk-acme 2.0 (" in remark
    assert "Nobody has accepted that for 'rainy' yet." in remark
    assert "2 of 12 people would have other points: Ada Bell 2 -> 10, Ben Cole 1 -> 5." in remark
    assert 'moonwalk plugins accept rainy --reason "..."' in remark
    assert remark in rainy("board", "rainy").stderr.replace("\n", " ")
    assert remark in rainy("check").stdout
    assert remark in rainy("plugins").stdout
    assert json.loads(rainy("check", "rainy", "--json").stdout)[0]["changed"] == remark


def test_the_comparison_is_with_the_last_scores_of_the_code_before_however_often_it_is_asked_for(rainy, site):
    upgrade(site, rainy)
    first = json.loads(board(rainy).stdout)["remarks"]
    rainy.lanes.now = at(4)
    shell = Shell(rainy.lanes)
    shell("log", "p05", "20", "walk")

    assert json.loads(board(shell).stdout)["remarks"] == first
    assert points(shell)["p05"] == 5


def test_the_same_version_with_other_code_is_told_too(rainy, site):
    upgrade(site, rainy, points=0, version="1.0")

    assert "Ada Bell 2 -> 0" in json.loads(board(rainy).stdout)["remarks"][0]


def test_code_that_changes_no_points_is_told_as_such(rainy, site):
    site.install(rule(1) + "# better explained\n", "1.1")
    rainy("plugins", "approve", "acme")

    assert "Nobody's points are other than they were" in json.loads(board(rainy).stdout)["remarks"][0]


def test_code_that_cannot_score_is_not_offered_to_be_accepted(rainy, site):
    site.install(rule("1 / 0"), "1.1")
    rainy("plugins", "approve", "acme")

    told = rainy("check", "rainy", code=1).stdout.replace("\n", " ")

    assert "Today's code fails, so nothing can be compared." in told
    assert "Install the version before, or one that works." in told
    assert "plugins accept" not in told


def test_accepting_needs_a_reason_is_a_decision_and_ends_the_remark(rainy, site):
    upgrade(site, rainy)
    assert rainy("plugins", "accept", "rainy", code=2)
    looked = rainy("plugins", "accept", "rainy", "--dry-run")
    assert "p01  Ada Bell       2   10      +8" in looked.stdout
    assert json.loads(board(rainy).stdout)["remarks"]

    rainy("plugins", "accept", "rainy", "--reason", "A fault was mended")

    assert json.loads(board(rainy).stdout)["remarks"] == []
    assert points(rainy)["p01"] == 10
    with rainy.lanes.database() as db:
        decision = decisions.newest(db)[0]
        pinned = pins.of_challenge(db, "rainy")["acme"]
    assert (decision.did, decision.about, decision.why) == ("plugins accept", "rainy", "A fault was mended")
    assert decision.detail["people"] == 2
    assert decision.detail["plugins"]["acme"]["before"]["version"] == "1.0"
    assert (pinned.code.version, pinned.names) == ("2.0", {"person rain": "acme.rain"})
    # From here on, the accepted code is the one before.
    upgrade(site, rainy, points=1, version="3.0")
    assert "Ada Bell 10 -> 2" in json.loads(board(rainy).stdout)["remarks"][0]


def test_where_no_scores_by_the_code_before_are_kept_that_is_said(rainy, site):
    with rainy.lanes.database() as db, db.write() as tx:
        tx.run("DELETE FROM cached_total")
    upgrade(site, rainy)

    remark = json.loads(board(rainy).stdout)["remarks"][0]

    assert "No scores by the code before are kept, and that code is no longer here" in remark
    rainy("plugins", "accept", "rainy", "--reason", "seen")


def test_changed_code_that_is_not_approved_keeps_the_last_good_board(rainy, site):
    before = points(rainy)
    site.install(rule(5), "2.0")

    shown = json.loads(board(rainy, code=3).stdout)

    assert {row["id"]: row["score"] for row in shown["rows"]} == before
    assert "moonwalk plugins approve acme" in shown["stale"]


def test_accepting_waits_for_the_first_look_at_the_changed_code(rainy, site):
    site.install(f"import time\ntime.sleep(3)\n{rule(5)}", "2.0")
    rainy("plugins", "approve", "acme")

    assert "moonwalk-acme 2.0" in rainy("plugins", "accept", "rainy", "--dry-run").stdout


def test_a_strict_workspace_keeps_the_last_good_board_until_the_code_is_accepted(rainy, site):
    path = rainy.lanes.folder / "moonwalk.yaml"
    path.write_text(path.read_text("utf-8").replace("policy: ask", "policy: strict"), "utf-8")
    before = points(rainy)
    upgrade(site, rainy)

    shown = json.loads(board(rainy, code=3).stdout)

    assert {row["id"]: row["score"] for row in shown["rows"]} == before
    assert "This workspace is strict." in shown["stale"]
    rainy("plugins", "accept", "rainy", "--reason", "seen")
    assert points(rainy)["p01"] == 10


def test_pins_survive_a_removal(rainy, site):
    before = points(rainy)
    site.remove()
    assert "acme.rain" in json.loads(board(rainy, code=3).stdout)["stale"]

    site.install(rule(1))

    assert points(rainy) == before
    assert json.loads(board(rainy).stdout)["remarks"] == []


def test_pins_and_approvals_hold_on_another_machine(rainy, site, tmp_path, monkeypatch):
    before = points(rainy)
    elsewhere = Shell(copied(rainy.lanes, tmp_path / "elsewhere"))
    site.remove()
    other = Site(tmp_path / "another-site")
    other.folder.mkdir()
    monkeypatch.syspath_prepend(str(other.folder))
    other.install(rule(1))

    assert points(elsewhere) == before
    assert json.loads(board(elsewhere).stdout)["remarks"] == []
    other.install(rule(5), "2.0")
    elsewhere("plugins", "approve", "acme")
    assert "Ada Bell 2 -> 10" in json.loads(board(elsewhere).stdout)["remarks"][0]


def test_a_plugin_that_is_gone_is_listed_with_what_needs_it(rainy, site):
    site.remove()

    row = json.loads(rainy("plugins", "--json").stdout)[-1]

    assert (row["name"], row["version"], row["state"]) == ("acme", "1.0", "missing")
    assert "'rainy' cannot be scored without it" in row["problems"][0]
    assert 'pip install "moonwalk-acme==1.0"' in rainy("plugins", "acme").stdout


def test_doctor_and_prizes_name_changed_code(rainy, site):
    upgrade(site, rainy)

    assert "Code has changed" in rainy("doctor").stdout
    assert (
        "Code has changed"
        in json.loads(rainy("prizes", "rainy", "--json", "--for", "organisers").stdout)["remarks"][0]
    )


def test_a_ranking_that_changed_is_told_and_that_places_were_not_compared(rainy, monkeypatch):
    code = Registry.code

    def other(self, plugin):
        known = code(self, plugin)
        return replace(known, hash="0" * 64) if plugin == "rankings" else known

    monkeypatch.setattr(Registry, "code", other)

    remark = json.loads(board(rainy).stdout)["remarks"][0]

    assert "the plugin 'rankings' was moonwalk" in remark
    assert "Nobody's points are other" in remark
    assert "What it does to places was not compared." in remark


TEAM_RULE = '''
from typing import ClassVar
from moonwalk.api import Award, TeamRule, hookimpl

class Together(TeamRule):
    """Points for each day on which a member logs something."""
    name: ClassVar[str] = "together"

    def awards(self, team, context):
        for day in team.days:
            if any(member.logged for member in day.members):
                yield Award(day=day.date, points={points}, reason="together")

@hookimpl
def moonwalk_rules():
    return [Together]
'''


def test_teams_whose_own_points_change_are_told_with_before_and_after(rainy, site):
    site.install(TEAM_RULE.format(points=2), plugin="team")
    rainy("plugins", "approve", "team")
    text = RAINY.replace(
        "teams: {formed: from the roster}", "teams: {formed: from the roster, rules: [{rule: together}]}"
    )
    rainy.lanes.challenge(text, "club")
    rainy("launch", "club", "--start", "2027-03-03")
    rainy("board", "club", "people")
    site.install(TEAM_RULE.format(points=5), "2.0", plugin="team")
    rainy("plugins", "approve", "team")

    said = rainy("plugins", "accept", "club", "--dry-run").stdout

    assert "Nobody's points are other" in said
    assert "Besides their members', " in said
    assert "2 -> 5" in said
    assert "Rules that pay something else: together." in said
    assert "What it does to places was not compared." in said
