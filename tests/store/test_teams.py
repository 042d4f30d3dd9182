from __future__ import annotations

import pytest

from moonwalk.store import decisions, teams
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.teams import TeamRecord


def test_a_team_has_one_number(db):
    with db.write() as tx:
        no = teams.number(tx, " Sales ", 5)
        assert teams.number(tx, "Sales", 9) == no
    assert teams.all_teams(db) == (TeamRecord(no, "Sales", "Sales", 5),)
    assert teams.find(db, "Support") is None


def test_a_new_name_is_a_decision(db):
    with db.write() as tx:
        no = teams.number(tx, "Sales", 5)
        decision = teams.rename(tx, no, "Selling", Decision(7, "hr", "rename", "Sales", "asked for"))
    assert decisions.find(db, decision).why == "asked for"


def test_a_team_without_a_name_and_one_that_is_not_there_are_refused(db):
    with db.write() as tx:
        with pytest.raises(StoreError, match="needs a name"):
            teams.number(tx, " ", 5)
        with pytest.raises(StoreError, match="needs a name"):
            teams.rename(tx, 1, "", Decision(7, "hr", "rename"))
        with pytest.raises(StoreError, match="no team number 1"):
            teams.rename(tx, 1, "Selling", Decision(7, "hr", "rename"))
