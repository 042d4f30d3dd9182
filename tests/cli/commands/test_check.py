from __future__ import annotations

import os

import pytest

from ...running import Shell, calls_of, run
from ...workspaces import LANES, MONDAY, at

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(at)}: &{chr(at)} [{','.join([f'*{chr(at - 1)}'] * 9)}]\n" for at in range(98, 107)
)
HOSTILE = {
    "300 KB": b"a: " + b"x" * 300_000,
    "dashes": b"- " * 100_000,
    "brackets": b"[" * 100_000,
    "bomb": BOMB.encode(),
    "rubbish": bytes(range(256)) * 40,
    "random": os.urandom(4096),
    "nul": b"\0" * 1000,
    "utf-16": "moonwalk: 1".encode("utf-16"),
    "empty": b"",
    "escape": b'moonwalk: 1\nchallenge: "\\e[31mred \\u202e"\n',
    "raw escape": b"moonwalk: 1\nchallenge: \x1b[31mred\n",
    "tabs": b"moonwalk:\t1\n\t- x\n",
    "tags": b"!!python/object/apply:os.system ['true']\n",
    "documents": b"---\n" * 5000,
    "merge": b"<<: *x\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_with_little_work_and_its_place(tmp_path, name):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(HOSTILE[name])
    run("check", path)

    result, calls = calls_of(lambda: run("check", path))

    assert calls < 4_000_000
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout + result.stderr
    assert result.stdout
    assert all(line.startswith(str(path)) for line in result.stdout.splitlines())


def test_a_missing_file_and_a_folder_are_problems_like_others(tmp_path):
    assert "there is no such file" in run("check", tmp_path / "none.yaml").stdout
    (tmp_path / "dir.yaml").mkdir()
    result = run("check", tmp_path / "dir.yaml")
    assert (result.exit_code, "this is a folder" in result.stdout) == (1, True)


def test_all_challenges_of_a_workspace_are_checked_and_one_error_is_enough(shell):
    assert "lanes.yaml: no errors" in shell("check").stderr

    shell.lanes.challenge("moonwalk: 1\n", "broken")
    result = shell("check", code=1)

    assert "broken.yaml:1:1:" in result.stdout
    assert "walk-backward.yaml: no errors" in result.stderr


def test_a_challenge_may_be_named_instead_of_its_file(shell, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert "lanes.yaml: no errors" in shell("check", "lanes").stderr


def test_nothing_to_check_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("check")

    assert (result.exit_code, "nothing to check" in result.stderr) == (1, True)


def test_the_whole_of_a_challenge_loads_again_as_the_same(shell, tmp_path):
    full = shell("check", "lanes", "--full").stdout
    text = full[full.index("moonwalk: 1") :]
    text = text[: text.index("\n\n#")] if "\n\n#" in text else text
    assert "good_day" in full
    assert "Lanes" in full


def test_a_column_that_the_roster_did_not_bring_is_an_error_until_it_is_imported_again(empty):
    shell = Shell(empty)
    roster = empty.file("hr.csv", "id,name,team,Sex\np1,Ann,Reds,f\np2,Ben,Reds,m\np3,Cleo,Reds,f\n")
    shell("people", "import", roster)
    path = empty.challenge(LANES.replace("ranking: sum}", "ranking: sum, split_by: sex}"))

    told = shell("check", "lanes", code=1).stdout
    assert f"{path}:" in told
    assert "no roster so far has a value in the column 'sex', so the board 'people' would be empty" in told
    assert "'sex'" in shell("launch", "lanes", "--start", MONDAY, code=1).stderr

    assert "'Sex': this looks private" in shell("people", "import", roster).stderr
    shell("check", "lanes")
    shell("launch", "lanes", "--start", MONDAY)
    empty.now = at(2)
    assert '"group": "f"' in shell("board", "lanes", "people", "--json", "--for", "organisers").stdout


def test_a_file_elsewhere_can_be_checked_beside_a_damaged_database(empty, tmp_path):
    (empty.folder / "moonwalk.db").write_bytes(b"damaged")

    assert "no errors" in Shell(empty)("check", "lanes").stderr


def test_a_file_that_was_changed_after_its_launch_says_so_and_can_be_started_anew(shell):
    assert "changed after its launch" not in shell("check").stdout

    shell.lanes.challenge(LANES.replace("points: 1\n", "points: 9\n"))
    said = shell("check", "lanes").stdout
    assert "was changed after its launch, first in line" in said
    assert "moonwalk amend lanes --reason WHY" in said
    assert "was changed after its launch" in shell("board", "lanes").stdout + shell("board", "lanes").stderr

    shell("new", "other", "--from", "lanes")
    assert "points: 9" in (shell.lanes.folder / "challenges" / "other.yaml").read_text(encoding="utf-8")
    assert "other.yaml: no errors" in shell("check", "other").stderr
