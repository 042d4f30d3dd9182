"""`rules sheet`, `results`, `certificates` and `report`: files are written, their names printed."""

from __future__ import annotations

from pathlib import Path

from ...workspaces import at


def test_the_sheet_is_written_into_the_workspace_or_a_folder_of_ones_choice(shell, tmp_path):
    files = shell("rules", "sheet", "lanes").stdout.splitlines()
    assert files == [
        str(shell.lanes.folder / "reports" / "lanes" / name) for name in ("rules.html", "rules.txt")
    ]
    elsewhere = tmp_path / "to" / "hand out"
    assert shell("rules", "sheet", "lanes", "--to", elsewhere).stdout.splitlines() == [
        str(elsewhere / name) for name in ("rules.html", "rules.txt")
    ]
    text = shell("rules", "sheet", "lanes", "--text").stdout
    assert text.rstrip() == (elsewhere / "rules.txt").read_text(encoding="utf-8").rstrip()


def test_a_rule_is_still_shown_by_its_name(shell):
    assert "streaks.streak: " in shell("rules", "streak").stdout
    assert shell("rules", "streak", "--json").stdout == shell("rules", "--json", "streak").stdout
    assert "Did you mean 'streak'?" in shell("rules", "steak", code=1).stderr
    assert "Missing argument" in shell("rules", "sheet", code=2).stderr


def test_what_is_handed_out_at_the_end_waits_for_it(shell):
    for command in ("results", "certificates"):
        assert "is not final: until " in shell(command, "lanes", code=1).stderr
    assert not (shell.lanes.folder / "reports").exists()
    shell.lanes.now = at(20)
    done = shell("results", "lanes")
    assert [Path(line).name for line in done.stdout.splitlines()] == ["results.html", "results.txt"]
    assert "moonwalk close lanes" in done.stderr
    shell("certificates", "lanes", "--for", "organisers")
    assert "To hand out: moonwalk results lanes" in shell("close", "lanes").stderr
    assert "moonwalk close" not in shell("results", "lanes").stderr
    files = shell("report", "lanes").stdout.splitlines()
    assert [Path(line).name for line in files] == ["report.html", "report.xlsx"]


def test_a_challenge_that_was_never_launched_has_no_results_and_no_report(shell):
    for command in ("results", "certificates", "report"):
        assert "has not been launched" in shell(command, "spring", code=1).stderr
