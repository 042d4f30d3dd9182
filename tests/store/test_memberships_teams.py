from __future__ import annotations

import pytest

from moonwalk.store import memberships
from moonwalk.store.errors import StoreError
from moonwalk.store.memberships import TeamRecord


def test_a_team_has_one_number(db):
    with db.write() as tx:
        no = memberships.number(tx, " Sales ", 5)
        assert memberships.number(tx, "Sales", 9) == no
    assert memberships.all_teams(db) == (TeamRecord(no, "Sales", "Sales", 5),)
    assert memberships.find(db, "Support") is None


def test_a_team_without_a_name_is_refused(db):
    with pytest.raises(StoreError, match="needs a name"), db.write() as tx:
        memberships.number(tx, " ", 5)
