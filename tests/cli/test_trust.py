"""A plugin that is new to a workspace is listed and not loaded, until somebody approves it."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from moonwalk.store import decisions

from ..running import Shell, run
from ..workspaces import Lanes, copied
from .strangers import cache_of_strangers, rule, site

__all__ = ["cache_of_strangers", "site"]

# The first look at a plugin goes on in a process of its own, also when the command that began it has ended.
pytestmark = pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")


def plugin(shell, name="acme"):
    """The row of a plugin, once it has been looked at."""
    row = {"state": "new"}
    while row["state"] == "new":
        result = run(*shell.options, "plugins", "--json")
        row = next(row for row in json.loads(result.stdout) if row["name"] == name)
    return row


def settings(shell, policy):
    path = shell.lanes.folder / "moonwalk.yaml"
    path.write_text(path.read_text("utf-8").replace("policy: ask", f"policy: {policy}"), "utf-8")


def test_a_new_plugin_is_listed_and_not_loaded_and_the_command_that_approves_it_is_named(shell, site):
    site.install("import os\nos._exit(1)\n")

    ended = shell("plugins", "--json")

    (row,) = [row for row in json.loads(ended.stdout) if row["name"] == "acme"]
    assert (row["state"], row["declares"]) == ("not approved", [])
    assert "new to this workspace" in row["problems"][0]
    assert "moonwalk plugins approve acme" in row["problems"][0]


def test_of_several_plugins_that_are_not_approved_the_one_that_the_file_expects_is_named(shell, site):
    site.install(rule(1))
    site.install(rule(1), plugin="other")
    text = (shell.lanes.folder / "challenges" / "lanes.yaml").read_text("utf-8")
    text = text.replace("rules:\n", "rules:\n  - rule: rain\n", 1)
    shell.lanes.challenge(text, "rainy")
    shell.lanes.challenge(text.replace("schedule:", "plugins: {acme: moonwalk-acme}\nschedule:", 1), "wet")
    shell.lanes.challenge(text.replace("rule: rain", "rule: other", 1), "same")

    assert (
        "not approved here: 'acme', 'other'. See 'moonwalk plugins'."
        in shell("check", "rainy", code=1).stdout
    )
    assert "not approved here: 'acme'. If you trust it: " in shell("check", "wet", code=1).stdout
    assert "moonwalk plugins approve other" in shell("check", "same", code=1).stdout


def test_a_name_that_a_broken_plugin_of_the_file_may_have_brought_is_told_with_it(shell, site):
    site.install("MOONWALK_API = 99\n")
    text = (shell.lanes.folder / "challenges" / "lanes.yaml").read_text("utf-8")
    text = text.replace("rules:\n", "rules:\n  - rule: rain\n", 1)
    shell.lanes.challenge(text.replace("schedule:", "plugins: {acme: moonwalk-acme}\nschedule:", 1), "wet")

    assert "whether it works: moonwalk plugins acme" in shell("plugins", "approve", "acme").stderr
    told = shell("check", "wet", code=1).stdout
    assert "It may come with 'acme', which is broken here: moonwalk plugins acme" in told


def test_templates_of_plugins_that_are_not_approved_are_missing_with_a_word(shell, site):
    site.install(rule(1))

    assert "not approved here may bring more: 'acme'" in shell("templates").stderr
    refused = shell("new", "spring", "--from", "acme.spring", code=1).stderr
    assert "may bring more: 'acme'" in refused


def test_a_rule_of_a_plugin_that_is_not_approved_is_missing_and_the_plugin_is_named(shell, site):
    site.install(rule(1))
    text = (shell.lanes.folder / "challenges" / "lanes.yaml").read_text("utf-8")
    shell.lanes.challenge(text.replace("rules:\n", "rules:\n  - rule: rain\n", 1), "rainy")

    short = shell("check", "rainy", code=1)
    shell.lanes.challenge(text.replace("rules:\n", "rules:\n  - rule: acme.rain\n", 1), "rainy")
    full = shell("check", "rainy", code=1)

    assert "there is no rule 'rain' here." in short.stdout
    assert "not approved here: 'acme'. If you trust it: moonwalk plugins approve acme" in short.stdout
    assert "moonwalk plugins approve acme" in full.stdout
    shell("plugins", "approve", "acme")
    shell("check", "rainy")


def test_an_approval_is_a_decision_with_package_version_and_hash(shell, site):
    site.install(rule(1))

    said = shell("plugins", "approve", "acme", "--reason", "Read by Ada").stderr

    assert plugin(shell)["state"] == "active"
    with shell.lanes.database() as db:
        decision = decisions.newest(db)[0]
    assert (decision.did, decision.about, decision.why) == ("plugins approve", "acme", "Read by Ada")
    code = decision.detail["code"]
    assert (code["package"], code["version"], len(code["hash"])) == ("moonwalk-acme", "1.0", 64)
    assert f"acme: moonwalk-acme 1.0 ({code['hash'][:12]}) is approved" in said
    assert "approved already" in shell("plugins", "approve", "moonwalk-acme").stderr


@pytest.mark.parametrize(("points", "version"), [(1, "1.1"), (2, "1.0")], ids=["version", "code"])
def test_an_upgrade_asks_again_and_the_older_code_needs_no_new_approval(shell, site, points, version):
    site.install(rule(1))
    shell("plugins", "approve", "acme")

    site.install(rule(points), version)

    row = plugin(shell)
    assert row["state"] == "not approved"
    assert f"It is moonwalk-acme {version} (" in row["problems"][0]
    assert "what was approved is moonwalk-acme 1.0 (" in row["problems"][0]
    site.install(rule(1))
    assert plugin(shell)["state"] == "active"


def test_a_plugin_that_was_removed_is_still_approved_when_it_comes_back(shell, site):
    site.install(rule(1))
    shell("plugins", "approve", "acme")
    site.remove()
    shell("board", "lanes")

    site.install(rule(1))

    assert plugin(shell)["state"] == "active"


def test_an_approval_goes_along_to_another_machine(shell, site, tmp_path):
    site.install(rule(1))
    shell("plugins", "approve", "acme")
    elsewhere = Shell(copied(shell.lanes, tmp_path / "elsewhere"))
    # Another time of installation, other ends of lines: the same code.
    source = site.folder / "acme_rules.py"
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    os.utime(source, (1, 1))

    assert plugin(elsewhere)["state"] == "active"


def test_a_backup_brings_approvals_along(shell, site, tmp_path):
    site.install(rule(1))
    shell("plugins", "approve", "acme")
    shell("backup", tmp_path / "all.moonwalk")
    run("restore", tmp_path / "all.moonwalk", "--into", tmp_path / "back")

    assert plugin(Shell(Lanes(tmp_path / "back", shell.lanes.now)))["state"] == "active"


def test_where_everything_is_allowed_nobody_is_asked(shell, site):
    settings(shell, "allow")
    site.install(rule(1))

    assert plugin(shell)["state"] == "active"


def test_a_policy_that_does_not_exist_is_a_problem_at_its_line(shell):
    settings(shell, "often")

    ended = shell("board", "lanes", code=1)

    assert "moonwalk.yaml:" in ended.stderr
    assert "often" in ended.stderr


def test_outside_of_a_workspace_everything_installed_shows_what_it_is(site, tmp_path):
    site.install(rule(1))
    (tmp_path / "nowhere").mkdir()

    row = {"state": "new"}
    while row["state"] == "new":
        listed = json.loads(run("-w", tmp_path / "nowhere", "plugins", "--json").stdout)
        row = next(row for row in listed if row["name"] == "acme")

    assert (row["state"], row["declares"]) == ("active", ["rule acme.rain"])


def test_what_comes_with_moonwalk_needs_no_approval(shell):
    assert "needs no approval" in shell("plugins", "approve", "streaks", code=1).stderr
    assert "There is no plugin 'streask'" in shell("plugins", "approve", "streask", code=1).stderr


def looked_at(shell, name):
    """What is listed under a name once none of it is new any more; a busy machine takes longer for a look."""
    while True:
        rows = json.loads(run(*shell.options, "plugins", "--json").stdout)
        listed = [row for row in rows if row["name"] == name]
        if all(row["state"] != "new" for row in listed):
            return listed


def test_a_twin_that_nobody_approved_does_not_displace_one_that_is_approved(shell, site):
    site.install(rule(1))
    shell("plugins", "approve", "acme")
    thief = type(site)(site.folder / "thief")
    thief.folder.mkdir()
    thief.install(rule(9), package="moonwalk-thief")
    for path in thief.folder.iterdir():
        shutil.move(path, site.folder / (path.name if path.is_dir() else "thief_rules.py"))

    listed = looked_at(shell, "acme")

    assert {row["package"]: row["state"] for row in listed} == {
        "moonwalk-acme": "active",
        "moonwalk-thief": "not approved",
    }
    assert "moonwalk plugins approve moonwalk-acme" in shell("plugins", "approve", "acme", code=1).stderr


def test_doctor_names_one_command_for_a_challenge_whose_plugin_has_changed(shell, site):
    site.install(rule(1))
    shell("plugins", "approve", "acme")
    text = (shell.lanes.folder / "challenges" / "lanes.yaml").read_text("utf-8")
    shell.lanes.challenge(text.replace("rules:\n", "rules:\n  - rule: rain\n", 1), "rainy")
    shell("launch", "rainy", "--start", "2027-02-01")
    site.install(rule(2), version="2.0")

    [line] = [line for line in shell("doctor", code=1).stdout.splitlines() if "is not scored" in line]
    assert line.rstrip().endswith("moonwalk plugins approve acme")
