"""Whether a workspace's data is whole: the database, and what is kept of scores, against the facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.plan import RuleFailed
from moonwalk.scoring.score import Scored
from moonwalk.services import scores
from moonwalk.services.errors import Refused
from moonwalk.services.launched import Cutoff, NotScored, launched, names
from moonwalk.services.workspace import DATABASE, Workspace
from moonwalk.store import score_cache
from moonwalk.store.copying import opened_unguarded
from moonwalk.store.database import Reader
from moonwalk.store.errors import StoreError
from moonwalk.store.verification import Fault, counts, faults


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, by how many rows of each table, and every fault."""

    counts: dict[str, int]
    faults: tuple[Fault, ...]


def verify(ws: Workspace) -> Verification:
    """Check everything that is kept in a workspace's database. Nothing is changed."""
    path = ws.folder / DATABASE
    if not path.exists():
        raise Refused(f"There is no database {path}. 'moonwalk restore' puts a backup back.")
    try:
        with opened_unguarded(path) as db:
            db.rows("BEGIN")
            in_store = faults(db)
            # Facts that cannot be read cannot be counted again either.
            readable = not any(fault.check in ("structure", "schema") for fault in in_store)
            in_caches = tuple(_caches(ws, db)) if readable else ()
            return Verification(counts(db) if readable else {}, (*in_store, *in_caches))
    except StoreError as error:
        return Verification({}, (Fault("structure", error.message),))


def _caches(ws: Workspace, db: Reader) -> Iterator[Fault]:
    """What is kept of each challenge's scores is what its entries come to."""
    for name in names(db):
        try:
            launch = launched(ws, db, name)
            basis = scores.basis_of(ws, db, launch)
            kept = scores.cached(db, launch, basis, ws.instant())
            if kept is None:
                continue
            newest = score_cache.read(db).entries
            recounted = scores.scored_from_facts(db, launch, basis, newest, Cutoff(ws.instant(), NEVER))
            if kept.entry != newest:
                kept = scores.brought_up_to_date(db, kept, newest)
        except (NotScored, RuleFailed):
            # A challenge that cannot be scored now has no scores to compare; `doctor` says so.
            continue
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, json.JSONDecodeError):
            yield Fault("caches", f"The kept scores of '{name}' cannot be read. {_REMEDY}")
            continue
        if not _same(kept.scored, recounted.scored):
            yield Fault("caches", f"The kept scores of '{name}' are not what its entries come to. {_REMEDY}")


_REMEDY = "They can be worked out again: restoring the newest backup leaves them out."


def _same(kept: Scored, recounted: Scored) -> bool:
    ours, theirs = kept.people, recounted.people
    arrays: list[tuple[NDArray[Any], NDArray[Any]]] = [(ours.logged, theirs.logged)]
    for mine, other in ((ours.points, theirs.points), (ours.met, theirs.met), (ours.shares, theirs.shares)):
        if mine.keys() != other.keys():
            return False
        arrays += [(mine[name], other[name]) for name in mine]
    return all(np.array_equal(mine, other) for mine, other in arrays)
