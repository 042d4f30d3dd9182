"""Scored in shards, a challenge comes to the very same bytes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.challenges import a_challenge, entry
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.scoring import assert_same, examples, membership_of, scored

from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.shards import Place, Task, put_together, score_shard, shards
from moonwalk.services.engines.packing import packed, unpacked


@examples(40)
@given(histories(people=9), st.integers(1, 7))
def test_shards_of_any_size_come_to_what_the_whole_does_and_in_any_order(history, size):
    task = Task(history.plan, CODES, history.last_day)
    membership = membership_of(history)
    made = list(shards(task, membership, entry_facts(history.lines), size))
    parts = [(Place(shard.rows, shard.teams), sent(score_shard(sent(task), sent(shard)))) for shard in made]

    assert_same(put_together(task, membership, reversed(parts)), scored(history))


def test_everybody_is_in_one_shard_and_a_team_stays_together_unless_it_is_too_large():
    shard = dict(enumerate(made_of(*(Member(person, 1 + person // 4) for person in range(12)))))

    assert [rows(each) for each in shard.values()] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert [each.teams.tolist() for each in shard.values()] == [[0], [1], [2]]
    large = made_of(*(Member(person) for person in range(12)))
    assert [each.teams.tolist() for each in large] == [[], [], []]


def test_a_team_whose_member_came_from_another_shard_is_left_to_whoever_puts_them_together():
    members = [Member(person, 1 + person // 3) for person in range(6)]
    first, second = made_of(*members, Member(6, 1, 0, 1), Member(6, 2, 2))

    assert (rows(first), rows(second)) == ([0, 1, 2, 6], [3, 4, 5])
    assert first.teams.tolist() == [0]
    assert second.teams.tolist() == []


def made_of(*members):
    task = Task(a_challenge(), CODES, 6)
    everyone = member_facts(*members)
    membership = build_membership(task.plan.calendar, everyone, pause_facts(), 0)
    entries = entry_facts(tuple(entry(1 + int(person), 0, 5) for person in everyone.person))
    return list(shards(task, membership, entries, 4))


def rows(shard):
    return shard.rows.tolist()


def sent(value):
    return unpacked(packed(value))


def test_arrays_arrive_as_they_were_in_fewer_bytes():
    chance = np.random.default_rng(5)
    wide = chance.integers(0, 200, (90, 28))
    arrays = {
        "small": wide.astype(np.int32),
        "far": wide + (1 << 60),
        "below": wide.astype(np.int16) - 100,
        "flags": wide > 100,
        "same": np.full(2000, -7, np.int64),
        "rows": np.repeat(np.arange(90, dtype=np.int32)[:, None], 28, axis=1),
        "never": np.where(np.arange(2000) % 500, np.iinfo(np.int64).max, 12),
        "random": chance.integers(-(1 << 62), 1 << 62, 500),
        "unsigned": np.full(100, np.iinfo(np.uint64).max) - np.arange(100, dtype=np.uint64),
        "ends": np.array([np.iinfo(np.int32).min, np.iinfo(np.int32).max] * 50, np.int32),
        "narrow": np.array([-128, 127] * 50, np.int8),
        "none": np.zeros((0, 28), np.int64),
    }
    back = sent(arrays)

    for name, array in arrays.items():
        assert back[name].dtype == array.dtype
        assert back[name].shape == array.shape
        assert (back[name] == array).all()
        assert back[name].flags.writeable or name == "flags"
    assert len(packed(arrays["far"])) < array_bytes(arrays["far"]) / 6
    assert len(packed(arrays["never"])) < array_bytes(arrays["never"]) / 6
    assert len(packed(arrays["flags"])) < array_bytes(arrays["flags"]) / 6


def array_bytes(array):
    return array.size * array.itemsize
