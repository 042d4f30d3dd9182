"""The head of the chain, as people write it down and compare it; changes that are taken over."""

from __future__ import annotations

import json

import numpy as np
import pytest

from moonwalk.services.scores import store_totals
from moonwalk.services.workspace import DATABASE
from moonwalk.store import score_cache
from moonwalk.store.database import connect

from ...workspaces import scored_challenge

# The change was counted as well.
OF_PERSON = {"rows": {"change changed": [0], "person changed": [1]}}


def head_of(shell) -> str:
    return json.loads(shell("verify", "--json").stdout)["chain"]["head"]


def altered(shell, *statements: str) -> None:
    """Alters the database with another program's means."""
    tables = connect(shell.lanes.folder / DATABASE)
    for statement in statements:
        tables.execute(statement)
    tables.close()


def test_a_head_that_was_written_down_is_compared(shell):
    head = head_of(shell)
    shell("log", "p01", "12", "walk")
    shell("people", "forget", "p12", "--reason", "asked for it", "--yes")

    compared = shell("verify", "--head", head).stderr
    assert "is there, unchanged; 2 links have been added since." in compared
    in_groups = " ".join(head[at : at + 4] for at in range(0, 32, 4)).upper()
    assert "is there, unchanged" in shell("verify", "--head", in_groups).stderr
    assert "It vouches for everything from the beginning." in compared

    other = "0" * 32
    assert "is not in this chain" in shell("verify", "--head", other, code=1).stdout
    assert "which has 32 digits" in shell("verify", "--head", "9f3a", code=1).stderr


def test_a_chain_that_was_made_anew_has_another_head(shell, tmp_path):
    shell("backup", tmp_path / "a.zip")
    shell("log", "p01", "12", "walk")
    head = head_of(shell)
    shell("restore", tmp_path / "a.zip")
    assert "restored from an older backup" in shell("verify", "--head", head, code=1).stdout


def test_the_doctor_shows_the_head(shell):
    says = [row["says"] for row in json.loads(shell("doctor", "--json").stdout)["findings"]]
    head = head_of(shell)
    assert any(head[:4] in sentence and "head of the chain" in sentence for sentence in says)


def test_changes_are_refused_until_they_are_taken_over(shell):
    altered(shell, "UPDATE person SET name = 'Ada Bello' WHERE no = 1")
    refused = shell("log", "p01", "12", "walk", code=1).stderr
    assert "changed by something other than Moonwalk" in refused
    assert "moonwalk verify --accept WHY" in refused
    assert "The person 1 (p01) is not as Moonwalk wrote it." in shell("verify", code=1).stdout

    assert "Say why" in shell("verify", "--accept", " ", code=2).stderr
    assert "2 rows were taken over" in shell("verify", "--accept", "she married").stderr

    shell("log", "p01", "12", "walk")
    with shell.lanes.database() as db:
        detail, why = db.row("SELECT detail, why FROM decision WHERE did = 'verify accept'")
    assert (json.loads(detail), why) == (OF_PERSON, "she married")


def test_a_trigger_is_put_back_with_what_is_taken_over(shell):
    altered(shell, "DROP TRIGGER entry_is_never_removed", "DELETE FROM entry WHERE no = 3")
    named = shell("verify", code=1).stdout
    assert "The trigger 'entry_is_never_removed' is missing." in named
    assert "The entry 3 is missing." in named
    assert "All is well" in shell("verify", "--accept", "a mistake of ours").stderr
    shell("log", "p01", "12", "walk")


@pytest.fixture
def poisoned(shell):
    """Kept scores in which somebody has a thousand points more."""
    lanes = shell.lanes
    with lanes.database() as db:
        store_totals(db, scored_challenge(lanes.ws))
        _, arrays = score_cache.load(db, "lanes")
    points = next(name for name in arrays if name.startswith("points/"))
    richer = score_cache._packed(arrays[points].astype(np.int64) + 1000)
    tables = connect(lanes.folder / DATABASE)
    tables.execute("UPDATE cached_total SET data = ? WHERE name = ?", (richer, points))
    tables.close()
    return shell


def test_poisoned_scores_are_named_and_never_believed(poisoned):
    assert "The kept scores of 'lanes' are not those that were saved." in poisoned("verify", code=1).stdout
    assert max(int(points) for points in poisoned.lanes.points().values()) < 1000


@pytest.mark.parametrize(
    "name", ["home", "status/usual", "logged", "points/minutes", "team/due", "team/bonus/house"]
)
def test_kept_scores_that_are_not_what_the_entries_come_to_are_named(shell, name):
    lanes = shell.lanes
    with lanes.database() as db:
        store_totals(db, scored_challenge(lanes.ws))
        fingerprint, arrays = score_cache.load(db, "lanes")
        with db.write() as tx:
            # Bound as scores are that this program saves, but wrong.
            stored = next(each for each in (name, f"{name}:bits", f"{name}:range") if each in arrays)
            # An array of one value is four numbers, the last two of which are its shape.
            flip = [1, 1, 0, 0] if stored.endswith(":range") else 1
            wrong = arrays | {stored: arrays[stored] ^ flip}
            score_cache.save(tx, "lanes", fingerprint, wrong)

    said = shell("verify", code=1).stdout
    assert "The kept scores of 'lanes' are not what its entries come to." in said
