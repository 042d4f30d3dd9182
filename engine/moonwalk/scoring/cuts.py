"""Narrow cuts of a graph: the few people by whom two tables of the same people could be told apart.

Two tables count the same people by two columns. Whoever adds and subtracts their figures gives a weight to
each row of the one and takes one from each row of the other; of a person nothing is left where both are the
same. So the rows are the nodes of a graph, each person is an edge between the two rows that they stand in,
and what is left over in the end is a cut: the people between some rows and all the others. The smallest group
that can be singled out is the narrowest cut with anybody in it.
"""

from __future__ import annotations

import numpy as np

from moonwalk.scoring.facts import BoolArray, Int64Array


def narrow_cut(weights: Int64Array, smallest: int) -> BoolArray | None:
    """Return one side of a cut of fewer than `smallest`, but not of nobody; None where there is none.

    `weights` are the people between every two nodes, both ways.
    """
    wide = _joined(np.asarray(weights >= smallest))
    of = wide
    while True:
        # Two nodes with so many people between them are on the same side of every narrow cut.
        merged = _merged(weights, of)
        again = _joined(np.asarray(merged >= smallest))
        if again.max(initial=-1) + 1 == len(merged):
            break
        of = again[of]
    side = _narrowest(merged, smallest)
    return None if side is None else np.asarray(side[of])


def _joined(edges: BoolArray) -> Int64Array:
    """The number of the part of a graph that each node is in."""
    part = np.full(len(edges), -1, np.int64)
    number = 0
    for start in range(len(edges)):
        if part[start] >= 0:
            continue
        reached = np.zeros(len(edges), np.bool_)
        reached[start] = True
        while True:
            further = reached | edges[reached].any(axis=0)
            if np.array_equal(further, reached):
                break
            reached = further
        part[reached] = number
        number += 1
    return part


def _merged(weights: Int64Array, of: Int64Array) -> Int64Array:
    """The graph with all nodes of a part as one."""
    count = int(of.max(initial=-1)) + 1
    merged = np.zeros((count, count), np.int64)
    np.add.at(merged, (of[:, None], of[None, :]), weights)
    np.fill_diagonal(merged, 0)
    return merged


def _narrowest(weights: Int64Array, smallest: int) -> BoolArray | None:
    """The narrowest cut of each part in turn, as Stoer and Wagner find it, until one is narrow."""
    parts = _joined(np.asarray(weights > 0))
    for number in range(int(parts.max(initial=-1)) + 1):
        nodes = np.flatnonzero(parts == number)
        graph, members = weights[np.ix_(nodes, nodes)].copy(), [np.array([node]) for node in nodes.tolist()]
        while len(graph) > 1:
            last, before, people = _phase(graph)
            if people < smallest:
                side = np.zeros(len(weights), np.bool_)
                side[members[last]] = True
                return side
            graph[before] += graph[last]
            graph[:, before] += graph[:, last]
            graph[before, before] = 0
            members[before] = np.concatenate([members[before], members[last]])
            graph = np.delete(np.delete(graph, last, 0), last, 1)
            del members[last]
    return None


def _phase(graph: Int64Array) -> tuple[int, int, int]:
    """The last two nodes in order of how strongly they hang on those before, and the people at the last."""
    added = np.zeros(len(graph), np.bool_)
    strength = np.zeros(len(graph), np.int64)
    last = before = 0
    for _ in range(len(graph)):
        before, last = last, int(np.where(added, -1, strength).argmax())
        added[last] = True
        strength += graph[last]
    return last, before, int(graph[last].sum())
