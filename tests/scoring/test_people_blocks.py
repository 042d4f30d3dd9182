"""A company scored in blocks of people is scored as if all of it were one block."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.facts import CODES, Line, entry_facts
from tests.scoring.histories import histories
from tests.scoring.scoring import examples, membership_of

from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import Block, blocks, score_in_blocks
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


def test_entries_are_in_the_blocks_of_their_people_however_many_blocks_there_are():
    people = np.arange(40_000, dtype=np.int32)
    days = np.zeros((len(people), 1), np.int8)
    everyone = Membership(people, np.zeros(1, np.int32), days.astype(np.int32), days)
    entries = entry_facts(
        [Line(id=who, person=who, day=0, kind=0, amount=1, logged=0) for who in (0, 32_768, 39_999)]
    )

    of_blocks = {
        number: part.entries.person.tolist()
        for number, part in enumerate(blocks(Block(everyone, entries), size=1))
        if len(part.entries)
    }

    assert of_blocks == {0: [0], 32_768: [32_768], 39_999: [39_999]}
