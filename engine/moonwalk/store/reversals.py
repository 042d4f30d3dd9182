"""What takes a decision back: facts that put in force again what was so before it. Nothing is removed.

Facts of one thing follow one another in a chain: an entry and its corrections, a person's place in a team,
the texts of a challenge. A decision is taken back at the newest end of each chain that it added to, unless
another one that stands came after it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from moonwalk.store import closings, entries, imports, launches, memberships, pauses, targets
from moonwalk.store.closings import ClosingRecord
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.entry_writer import NewEntry
from moonwalk.store.errors import StoreError
from moonwalk.store.launches import Amendment, LaunchRecord
from moonwalk.store.memberships import MembershipRecord
from moonwalk.store.pauses import PauseRecord
from moonwalk.store.targets import TargetRecord

Blocks = Callable[[int], bool]
"""Whether a decision that came later on a chain, by its number, keeps one from being taken back."""


class ChangedSince(StoreError):
    """A later decision, with this number, changed what a decision brought."""

    def __init__(self, later: int) -> None:
        super().__init__(f"Decision {later} changed it since. Nothing was changed.")
        self.later = later


@dataclass(frozen=True)
class Reversal:
    """The facts that take a decision back. Of entries, `activities` has the name of each kind by its number.

    `launched` are records of launches, each with what it puts in force again; `withdrawn` are launches to be
    taken back, `reopened` closings to be opened again, and `closed` closings that hold again. `staying`
    counts entries of an import that were changed since, and stay.
    """

    entries: tuple[NewEntry, ...] = ()
    memberships: tuple[MembershipRecord, ...] = ()
    pauses: tuple[PauseRecord, ...] = ()
    targets: tuple[TargetRecord, ...] = ()
    launched: tuple[tuple[LaunchRecord, Amendment], ...] = ()
    withdrawn: tuple[LaunchRecord, ...] = ()
    reopened: tuple[ClosingRecord, ...] = ()
    closed: tuple[ClosingRecord, ...] = ()
    activities: Mapping[int, str] = field(default_factory=dict)
    staying: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take back."""
        facts = (self.entries, self.memberships, self.pauses, self.targets, self.launched, self.withdrawn)
        return not any((*facts, self.reopened, self.closed))

    def challenges(self) -> tuple[str, ...]:
        """The challenges whose people, texts or closings are concerned, by name."""
        names = {
            *(row.challenge for row in self.memberships),
            *(row.challenge for row in self.pauses),
            *(row.challenge for row in self.targets),
            *(record.challenge for record, _ in self.launched),
            *(record.challenge for record in self.withdrawn),
            *(closing.challenge for closing in (*self.reopened, *self.closed)),
        }
        return tuple(sorted(names))


def reversal_of(db: Reader, decision: int, at: int, reason: str, blocks: Blocks) -> Reversal:
    """The facts that take a decision back at an instant (ms). ChangedSince where a later one keeps it so.

    Of an import, what was changed by a decision that stands is left alone.
    """
    chains = _chains_by_root(db, "entry", decision)
    staying = 0
    if imports.of_decisions(db).get(decision) is not None:
        free = [chain for chain in chains if not any(map(blocks, chain.later))]
        chains, staying = free, len(chains) - len(free)
    launched, withdrawn = _launches(db, decision, at, blocks)
    reopened, closed = _closings(db, decision, blocks)
    return Reversal(
        entries=tuple(_entries(db, chains, at, reason, blocks)),
        memberships=tuple(_memberships(db, decision, at, blocks)),
        pauses=tuple(_pauses(db, decision, at, blocks)),
        targets=tuple(_targets(db, decision, at, blocks)),
        launched=tuple(launched),
        withdrawn=tuple(withdrawn),
        reopened=tuple(reopened),
        closed=tuple(closed),
        activities={kind.no: kind.activity for kind in entries.kinds(db)},
        staying=staying,
    )


def reverse(tx: Transaction, reversal: Reversal, decision: int) -> None:
    """Adds the facts of a reversal, as those of the decision with a number."""
    entries.add(tx, reversal.entries, decision)
    for membership in reversal.memberships:
        memberships.add(tx, membership, decision)
    for pause in reversal.pauses:
        pauses.add(tx, pause, decision)
    for target in reversal.targets:
        targets.add(tx, target, decision)
    for record in reversal.withdrawn:
        launches.withdraw(tx, record.no, decision)
    for record, amendment in reversal.launched:
        launches.amend(tx, record, amendment, decision)
    for closing in reversal.reopened:
        closings.reopen(tx, closing.no, decision)
    for closed in reversal.closed:
        closings.add(tx, closed, decision)


def _check(later: Iterable[int], blocks: Blocks) -> None:
    """Name the newest decision that keeps an earlier one from being taken back."""
    blocking = [number for number in later if blocks(number)]
    if blocking:
        raise ChangedSince(max(blocking))


_CHAINS: Final = (
    "WITH RECURSIVE chain(root, before, no, decision) AS ("
    "SELECT this.no, older.no, this.no, this.decision FROM {table} AS this "
    "LEFT JOIN {table} AS older ON older.no = this.supersedes "
    "WHERE this.decision = ?1 AND older.decision IS NOT ?1 "
    "UNION ALL SELECT root, before, newer.no, newer.decision FROM chain "
    "JOIN {table} AS newer ON newer.supersedes = chain.no) "
    "SELECT root, before, no, decision FROM chain ORDER BY root, no"
)


@dataclass(frozen=True, slots=True)
class _Chain:
    """The first row that a decision added to a chain, the one before it, and the newest of all.

    `later` are the decisions that came after it on the chain.
    """

    root: int
    before: int | None
    head: int
    later: frozenset[int]


def _chains(db: Reader, table: str, decision: int, blocks: Blocks) -> Iterator[_Chain]:
    """Every chain that a decision added to. ChangedSince where a later one keeps it so."""
    for chain in _chains_by_root(db, table, decision):
        _check(chain.later, blocks)
        yield chain


def _chains_by_root(db: Reader, table: str, decision: int) -> list[_Chain]:
    chains: dict[int, _Chain] = {}
    for root, before, no, by in db.rows(_CHAINS.format(table=table), (decision,)):
        known = chains.get(root)
        later = frozenset() if known is None else known.later
        chains[root] = _Chain(root, before, no, later if by == decision else later | {by})
    return list(chains.values())


_ENTRY: Final = "SELECT person, day, kind, source, amount, on_time_at, void, record FROM entry WHERE no = ?"


def _entries(
    db: Reader, chains: Iterable[_Chain], at: int, reason: str, blocks: Blocks
) -> Iterator[NewEntry]:
    for chain in chains:
        _check(chain.later, blocks)
        base = chain.root if chain.before is None else chain.before
        person, day, kind, source, amount, on_time, void, record = db.rows(_ENTRY, (base,))[0]
        yield NewEntry(
            person,
            date.fromisoformat(day),
            kind,
            source,
            amount,
            at,
            # As what it puts back was: a correction that came too late stays without effect.
            on_time,
            supersedes=chain.head,
            reason=reason,
            # Where nothing was in its place, a void entry takes it out.
            void=chain.before is None or bool(void),
            record=record,
        )


def _memberships(db: Reader, decision: int, at: int, blocks: Blocks) -> list[MembershipRecord]:
    rows: list[MembershipRecord] = []
    for chain in _chains(db, "membership", decision, blocks):
        base = memberships.numbered(db, chain.root if chain.before is None else chain.before)
        void = chain.before is None or base.void
        rows.append(replace(base, known_at=at, supersedes=chain.head, void=void))
    # What no longer holds makes room for what holds again.
    return sorted(rows, key=lambda row: (not row.void, row.from_day))


def _pauses(db: Reader, decision: int, at: int, blocks: Blocks) -> Iterator[PauseRecord]:
    for chain in _chains(db, "pause", decision, blocks):
        base = pauses.numbered(db, chain.root if chain.before is None else chain.before)
        yield replace(base, known_at=at, supersedes=chain.head, void=chain.before is None or base.void)


def _targets(db: Reader, decision: int, at: int, blocks: Blocks) -> Iterator[TargetRecord]:
    for (no,) in db.rows("SELECT no FROM own_target WHERE decision = ? ORDER BY no", (decision,)):
        target, before, later = targets.around(db, no)
        _check(later, blocks)
        yield replace(before or target, known_at=at, void=before is None or before.void)


def _launches(
    db: Reader, decision: int, at: int, blocks: Blocks
) -> tuple[list[tuple[LaunchRecord, Amendment]], list[LaunchRecord]]:
    """The text that is put in force again, or the launch that is to be taken back."""
    challenge = db.value(_CHALLENGE, (decision,))
    if challenge is None:
        return [], []
    rows = launches.all_rows(db, str(challenge))
    events: list[tuple[int, LaunchRecord | None]] = [(row.decision, row) for row in rows]
    events += [(by, None) for by in launches.withdrawals(db, str(challenge))]
    events.sort(key=lambda event: event[0])
    _check((by for by, _ in events if by > decision), blocks)
    before = next((record for by, record in reversed(events) if by < decision), None)
    if before is None:
        return [], [rows[-1]]
    return [(replace(before, amended_at=at), Amendment(restores=before.no))], []


_CHALLENGE: Final = (
    "SELECT challenge FROM launch WHERE decision = ?1 UNION ALL SELECT challenge FROM withdrawal "
    "JOIN launch ON launch.no = withdrawal.launch WHERE withdrawal.decision = ?1 LIMIT 1"
)


def _closings(db: Reader, decision: int, blocks: Blocks) -> tuple[list[ClosingRecord], list[ClosingRecord]]:
    """The closing that is to be opened again, or the one that is to hold again as it was."""
    reopened, closed = [], []
    for (no,) in db.rows("SELECT no FROM closing WHERE decision = ?", (decision,)):
        closing = closings.numbered(db, no)
        _check(closings.later(db, closing.challenge, decision), blocks)
        current = closings.of_challenge(db, closing.challenge)
        reopened += [current] if current is not None else []
    for (no,) in db.rows("SELECT closing FROM reopening WHERE decision = ?", (decision,)):
        closing = closings.numbered(db, no)
        _check(closings.later(db, closing.challenge, decision), blocks)
        newest = launches.all_rows(db, closing.challenge)[-1]
        if (newest.text, newest.starts) != (
            closing.record["text"],
            date.fromisoformat(closing.record["starts"]),
        ):
            raise ChangedSince(newest.decision)
        closed.append(replace(closing, launch=newest.no))
    return reopened, closed
