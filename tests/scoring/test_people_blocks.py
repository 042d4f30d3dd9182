"""A company scored in blocks of people is scored as if all of it were one block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.facts import CODES, entry_facts
from tests.scoring.histories import histories
from tests.scoring.scoring import examples, membership_of

from moonwalk.scoring.people import Block, score_in_blocks
from moonwalk.scoring.score import score_members


@examples(60)
@given(histories(), st.integers(1, 4))
def test_blocks_of_any_size_give_what_one_block_gives(history, size):
    everyone, entries = membership_of(history), entry_facts(history.lines)
    seen: list[int] = []

    def one_block(block):
        seen.append(len(block.membership.people))
        return score_members(history.plan, block.membership, block.entries, CODES, history.last_day)

    whole = score_members(history.plan, everyone, entries, CODES, history.last_day)
    found = score_in_blocks(Block(everyone, entries), one_block, size=size)

    assert max(seen) <= size or len(seen) == 1
    assert (
        found.membership is whole.membership
        or found.membership.people.tolist() == whole.membership.people.tolist()
    )
    assert list(found.points) == list(whole.points)
    assert all((found.points[rule] == whole.points[rule]).all() for rule in whole.points)
    assert all(found.points[rule].dtype == whole.points[rule].dtype for rule in whole.points)
    assert all((found.met[goal] == whole.met[goal]).all() for goal in whole.met)
    assert (found.logged == whole.logged).all()
