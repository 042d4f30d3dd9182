"""Whether a workspace's data is whole: the database, and what is kept of scores, against the facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.score import Scored
from moonwalk.scoring.score_arrays import arrays_of
from moonwalk.services import scores
from moonwalk.services.closing_check import ClosingCheck, check_closings
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.launched import Cutoff, NotScored, launched, names
from moonwalk.services.wording import counted
from moonwalk.services.workspace import DATABASE, Workspace
from moonwalk.store import decisions, score_cache
from moonwalk.store import verification as store_verification
from moonwalk.store.chain_check import link_with, summary
from moonwalk.store.copying import opened_unguarded
from moonwalk.store.database import Reader
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.seals import SIZE
from moonwalk.store.verification import Fault, counts, faults


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, by how many rows of each table, and every fault."""

    counts: dict[str, int]
    faults: tuple[Fault, ...]
    chain: ChainReport | None = None
    closings: tuple[ClosingCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The chain over the facts: its head, which vouches for all of them, and how many links lead to it.

    `begun` says what it vouches for, and `compared` how it stands to a head that was written down earlier.
    """

    head: str
    links: int
    begun: str
    compared: str = ""


def verify(ws: Workspace, head: str = "") -> Verification:
    """Check everything that is kept in a workspace's database. Nothing is changed.

    With a `head` of the chain that was written down earlier, what it vouched for must be there still.
    """
    earlier = _parsed(head)
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
            chain, strange = _chain(db, earlier) if readable else (None, ())
            closed, differing = _closings(ws, db) if readable else ((), ())
            all_faults = (*in_store, *in_caches, *strange, *differing)
            return Verification(counts(db) if readable else {}, all_faults, chain, closed)
    except StoreError as error:
        return Verification({}, (Fault("structure", error.message),))


def _closings(ws: Workspace, db: Reader) -> tuple[tuple[ClosingCheck, ...], tuple[Fault, ...]]:
    """Every closed challenge run again, and what is not as it was frozen."""
    try:
        checks = tuple(check_closings(ws, db))
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        return (), (Fault("closing", f"What was written down at a closing cannot be read: {error}."),)
    return checks, tuple(
        Fault("closing", f"'{check.challenge}', closed on {check.closed:%Y-%m-%d}: {difference}")
        for check in checks
        for difference in check.differences
    )


def accept(ws: Workspace, reason: str) -> int:
    """Take over what something else has done to the facts; how many rows. It is written down with the reason.

    Refused where the chain itself cannot be read.
    """
    try:
        return store_verification.accept(
            ws.folder / DATABASE, Decision(ws.instant(), operator(), "verify accept", why=reason)
        )
    except StoreError as error:
        raise Refused(error.message) from error
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise Refused(
            f"The chain over the facts cannot be read: {error}. Nothing was changed. Restore the newest "
            "sound backup: moonwalk restore FILE"
        ) from error


def shown_head(head: str) -> str:
    """A head in groups of four digits, for writing it down."""
    return " ".join(head[at : at + 4] for at in range(0, len(head), 4))


def chain_head(db: Reader) -> ChainReport:
    """The chain as it stands; it is not checked."""
    head, links, taken_over = summary(db)
    decision = decisions.find(db, taken_over)
    begun = "It vouches for everything from the beginning."
    if decision is not None:
        begun = (
            f"It vouches for everything since {moment(decision.at):%Y-%m-%d}, when it was begun; what was "
            "there before it took over as it was."
        )
    return ChainReport(head, links, begun)


def _parsed(head: str) -> bytes:
    digits = "".join(head.split()).replace("-", "").lower()
    if not digits:
        return b""
    try:
        earlier = bytes.fromhex(digits)
    except ValueError:
        earlier = b""
    if len(earlier) != SIZE:
        raise Refused(
            f"'{head}' is not the head of a chain, which has {2 * SIZE} digits, from 0 to 9 and from a to f. "
            "Nothing was compared."
        )
    return earlier


def _chain(db: Reader, earlier: bytes) -> tuple[ChainReport | None, tuple[Fault, ...]]:
    try:
        report = chain_head(db)
    except (ValueError, TypeError, KeyError):
        # Which link cannot be read has been said.
        return None, ()
    if not earlier:
        return report, ()
    link = link_with(db, earlier)
    if link is None:
        says = (
            f"The head {shown_head(earlier.hex())} is not in this chain: what it vouched for was cut off or "
            "replaced, or this workspace was restored from an older backup."
        )
        return report, (Fault("chain", says),)
    since = f"{counted(report.links - link, 'link has', 'links have')} been added since"
    compared = f"What was there when this head was written down is there, unchanged; {since}."
    return replace(report, compared=compared), ()


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
            now = Cutoff(ws.instant(), NEVER)
            recounted = scores.scored_from_facts(db, launch, basis, newest, now, ws.engines)
            # What was logged after a closing is for other challenges, and no part of its scores.
            if kept.entry != newest and launch.frozen == NEVER:
                kept = scores.brought_up_to_date(db, kept, newest)
        except (NotScored, RuleFailed):
            # A challenge that cannot be scored now has no scores to compare; `doctor` says so.
            continue
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, json.JSONDecodeError):
            yield Fault("caches", f"The kept scores of '{name}' cannot be read. {_REMEDY}")
            continue
        if not _same(kept.scored, recounted.scored):
            yield Fault("caches", f"The kept scores of '{name}' are not what its entries come to. {_REMEDY}")


_REMEDY = "They are not believed, and are worked out again."


def _same(kept: Scored, recounted: Scored) -> bool:
    ours, theirs = arrays_of(kept), arrays_of(recounted)
    return ours.keys() == theirs.keys() and all(
        np.array_equal(array, theirs[name]) for name, array in ours.items()
    )
