"""Nobody is singled out by what others see: by one figure, by subtraction, over time, between boards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from moonwalk.services.boards.board import show_board
from moonwalk.services.privacy import publications

from .attack import Entry, Seen, rank
from .histories import START, History, played

SMALLEST = 5
SHARE, ALL, CHUNK = 10, 10_000, 10


def play(seed: int) -> History:
    """A history, in memory where there is such a folder: nothing in it has to outlast the test."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        return played(Path(folder) / "work", seed)


def check(seeds: range, counted: Callable[[int, str], None]) -> None:
    figures = 0
    for seed in seeds:
        history = play(seed)
        # What the attacker takes a figure to be is what it is, so that nothing is missed by a wrong model.
        assert history.wrong == [], seed
        assert history.seen.singled_out(SMALLEST) == [], seed
        figures += sum(map(bool, history.seen.sums.values()))
    # An attack on nothing would prove nothing.
    assert figures > len(seeds)
    counted(len(seeds), "histories")
    counted(figures, "figures attacked")


@pytest.mark.promise("P10", "attacks by subtraction, over time and between boards")
@pytest.mark.parametrize("first", range(0, SHARE, CHUNK))
def test_nobody_is_singled_out(first, counted):
    check(range(first, first + CHUNK), counted)


@pytest.mark.parametrize("seed", [1382, 6662])
def test_who_took_an_entry_back_is_not_counted_among_those_with_something_new(seed, counted):
    check(range(seed, seed + 1), counted)


@pytest.mark.torture
@pytest.mark.promise("P10", "attacks by subtraction, over time and between boards")
@pytest.mark.parametrize("first", range(SHARE, ALL, CHUNK))
def test_nobody_is_singled_out_in_ten_thousand_histories(first, counted):
    check(range(first, first + CHUNK), counted)


def everything(groupings, novelty, smallest):
    """A leak: every row is published."""
    return {each.board: np.ones(len(each.keys), np.bool_) for each in groupings}


def rows_that_are_large(groupings, novelty, smallest):
    """A leak: every row with enough people is published, whatever can be taken away from it."""
    return {
        each.board: np.bincount(each.row[each.row >= 0], minlength=len(each.keys)) >= smallest
        for each in groupings
    }


def each_board_alone(groupings, novelty, smallest):
    """A leak: boards are sound by themselves, but not beside each other."""
    return {
        board: rows
        for each in groupings
        for board, rows in publications_publishable([each], novelty, smallest).items()
    }


publications_publishable = publications.publishable


@pytest.mark.promise("P10", "planted leaks found by the attack")
@pytest.mark.parametrize("leak", [everything, rows_that_are_large, each_board_alone])
def test_a_planted_leak_is_found(leak, monkeypatch):
    monkeypatch.setattr(publications, "publishable", leak)
    assert any(play(seed).seen.singled_out(SMALLEST) for seed in range(20))


def test_two_looks_at_a_live_board_single_somebody_out(monkeypatch):
    def look(history, challenge, first):
        view = show_board(history.ws, challenge, "table")
        for row in view.rows:
            of = [
                number
                for number, entry in enumerate(history.entries)
                if entry.known <= history.instant < entry.replaced
                and history.where("table", history.instant).get(number) == row.id
                and entry.day >= first
            ]
            history.seen.add((challenge, row.id, row.score, history.instant), of)

    monkeypatch.setattr(History, "look", look)
    assert any(play(seed).seen.singled_out(SMALLEST) for seed in range(5))


def test_a_total_less_a_row_is_what_is_left_of_it():
    entries = [Entry(who, START, 1, 0) for who in "abcdefg"]
    seen = Seen(entries)
    seen.add(("team",), range(6))
    assert seen.singled_out(SMALLEST) == []
    seen.add(("everyone",), range(7))
    assert seen.singled_out(SMALLEST) == [frozenset("g")]


def test_a_rank_is_that_of_the_matrix():
    table = np.array([[1, 1, 0], [0, 1, 1], [1, 2, 1]])
    assert rank(table) == np.linalg.matrix_rank(table) == 2
