"""Entries from files: every row accounted for, the same file twice changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from moonwalk.api.sources import EntryRow, Rejected, Row, Skipped
from moonwalk.api.values import Quantity, convertible, singular
from moonwalk.registry import SourceAdapter
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.score import settle_entries
from moonwalk.scoring.verdicts import Verdict
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.files import FileContext, ImportRequest, read_import, remarks_of, rows_left_out
from moonwalk.services.loggable_activities import Loggable, loggable, measures_of
from moonwalk.services.lookup import known_names
from moonwalk.services.score_cache import Launched
from moonwalk.services.scores import codes_of, facts_of, last_day, membership_of, plan_at
from moonwalk.services.views import ImportReport, RejectedRow
from moonwalk.services.why.person import WORDS
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries, imports
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import NewEntry
from moonwalk.store.ids import text_key
from moonwalk.store.imports import ImportRecord


def remarks_on(
    db: Reader, challenges: Sequence[Launched], ids: Iterable[int], people: Iterable[int], now: int
) -> Iterator[str]:
    """A sentence about those of the entries (by id, of these people) that count in no challenge."""
    waiting: dict[int, Verdict | None] = dict.fromkeys(ids)
    verdicts = {int(verdict): verdict for verdict in Verdict}
    several = sorted(set(people))
    for launch in challenges:
        plan = plan_at(launch.plan, now)
        facts = facts_of(db, plan, NEVER, several)
        membership = membership_of(db, launch, now, NEVER)
        judged = settle_entries(plan, membership, facts, codes_of(db, plan), last_day(plan)).judged
        for entry, verdict in zip(judged.entries.id.tolist(), judged.verdict.tolist(), strict=True):
            if entry in waiting and waiting[entry] is not Verdict.COUNTED:
                waiting[entry] = verdicts[verdict]
    left = Counter(verdict for verdict in waiting.values() if verdict not in (None, Verdict.COUNTED))
    if left:
        reasons = ", ".join(f"{count} {WORDS[verdict]}" for verdict, count in left.most_common() if verdict)
        yield (
            f"Of the accepted rows {left.total()} do not count now: {reasons}. "
            "'moonwalk why' shows which, and why."
        )


@dataclass
class _ImportRun:
    """One file on its way in."""

    tx: Transaction
    source: SourceAdapter
    file: str
    at: int
    known: Loggable
    directory: Mapping[str, int]
    rejected: list[RejectedRow] = field(default_factory=list)
    skipped: list[RejectedRow] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)
    days: dict[tuple[int, date, int], tuple[int, int]] = field(default_factory=dict)


def import_entries(
    ws: Workspace,
    path: Path,
    source: str | None = None,
    dry_run: bool = False,
    options: Mapping[str, str] = MappingProxyType({}),
    sheet: str = "",
    remember: str = "",
) -> ImportReport:
    """Brings in a file's entries. Rows that cannot be used are rejected, each with its line and reason.

    Good rows land all together. A dry run does everything and undoes it. `options` are the
    source's own, such as the order of day and month.
    """
    with ws.database() as db:
        known = loggable(ws, db)
    if not known.units:
        raise Refused(
            "No challenge has been launched, so there is nothing to log entries for. Nothing was imported. "
            "Launch one first: moonwalk launch NAME"
        )
    zones = [launch.plan.calendar.zone for launch in known.challenges]
    timezone = ws.settings.timezone or next(iter(zones), "")
    context = FileContext(timezone=timezone, measures=measures_of(known))
    request = ImportRequest(path=path, source=source, options=options, sheet=sheet, remember=remember)
    file = read_import(ws, request, "entries", context)
    with ws.database() as db, transaction(db, dry_run) as tx:
        run = _ImportRun(tx, file.adapter, file.name, ws.instant(), known, known_names(tx))
        report, ids = _add_entries(run, tuple(file.rows), file.digest)
        remarks = remarks_on(tx, known.challenges, ids, run.people, ws.instant())
        report = replace(report, remarks=(*report.remarks, *remarks))
    return replace(report, dry_run=dry_run, committed=not dry_run)


def _add_entries(run: _ImportRun, rows: Sequence[Row], digest: str) -> tuple[ImportReport, Sequence[int]]:
    """Adds the entries of the rows; what became of the rows, and the ids of the entries."""
    new_entries = list(_new_entries(run, [row for row in rows if isinstance(row, EntryRow)]))
    rejected = sorted([*rows_left_out(rows, Rejected), *run.rejected], key=lambda row: row.line)
    skipped = sorted([*rows_left_out(rows, Skipped), *run.skipped], key=lambda row: row.line)
    accepted = len(new_entries)
    decided = Decision(run.at, operator(), "import", run.file, detail={"sha256": digest})
    decision = decisions.record(run.tx, decided)
    total = accepted + len(rejected) + len(skipped)
    record = ImportRecord(run.file, digest, total, accepted, len(rejected), len(skipped))
    number = imports.add(run.tx, record, decision)
    run.people.update(row.person for row in new_entries)
    changed = 0
    if run.source.whole_days:
        new_entries, changed = _without_known_days(run, new_entries)
    added = entries.add(run.tx, new_entries, decision, number)
    report = ImportReport(
        file=run.file,
        source=run.source.name,
        brings="entries",
        rows=total,
        accepted=accepted,
        new=added.new - changed,
        same=accepted - added.new,
        changed=changed,
        rejected=tuple(rejected),
        skipped=tuple(skipped),
        remarks=remarks_of(rows),
        dry_run=False,
        committed=True,
    )
    return report, added.ids


def _new_entries(run: _ImportRun, rows: Sequence[EntryRow]) -> Iterator[NewEntry]:
    source = entries.source_number(run.tx, run.source.name, run.source.device)
    by_hand = entries.days_by_hand(run.tx, source) if run.source.whole_days else frozenset()
    for row in rows:
        person = run.directory.get(row.person.strip()) or run.directory.get(text_key(row.person))
        if person is None:
            run.rejected.append(RejectedRow(row.line, f"there is nobody '{row.person}' on the roster"))
            continue
        activity = _activity(run, row.activity)
        amount = _amount(run, row, activity)
        if isinstance(amount, str):
            run.rejected.append(RejectedRow(row.line, amount))
            continue
        if activity not in run.kinds:
            run.kinds[activity] = entries.kind_number(run.tx, activity, run.known.units[activity])
        day = row.day or (row.logged or moment(run.at)).date()
        key = (person, day, run.kinds[activity])
        if run.source.whole_days and _stands_twice(run, row, key, amount):
            continue
        if key in by_hand:
            run.skipped.append(
                RejectedRow(row.line, "this day was corrected by hand, and the correction is kept")
            )
            continue
        stamp = milliseconds(row.logged) if row.logged else None
        on_time = run.at if stamp is None else min(stamp, run.at)
        yield NewEntry(person, day, run.kinds[activity], source, amount, run.at, on_time, stamp=stamp)


def _stands_twice(run: _ImportRun, row: EntryRow, key: tuple[int, date, int], amount: int) -> bool:
    """Whether a file of whole days has had this day: then the row is skipped, or rejected if it differs."""
    line, before = run.days.setdefault(key, (row.line, amount))
    if line == row.line:
        return False
    if before == amount:
        run.skipped.append(RejectedRow(row.line, f"the same day is already on line {line}"))
    else:
        run.rejected.append(
            RejectedRow(row.line, f"this day is already on line {line} with another amount; keep one of them")
        )
    return True


def _activity(run: _ImportRun, named: str) -> str:
    """The activity that a row means; if it names none, the only one that stands for itself."""
    if named:
        return run.known.named(named)
    own = [measure.activity for measure in measures_of(run.known) if measure.own]
    return own[0] if len(own) == 1 else ""


def _amount(run: _ImportRun, row: EntryRow, activity: str) -> int | str:
    """The amount in thousandths of the activity's unit, or why it cannot be used."""
    if not activity:
        known = ", ".join(sorted(run.known.units))
        return f"the row names no activity, and there are several to choose from: {known}"
    unit = run.known.units.get(activity)
    if unit is None:
        known = ", ".join(sorted(run.known.units))
        return f"no challenge knows the activity '{activity}'; there are: {known}"
    if not row.unit or singular(row.unit) == singular(unit):
        return row.amount
    if not convertible(row.unit, unit):
        return f"'{activity}' is measured in {unit}, not in {row.unit}"
    return round(Quantity(value=Fraction(row.amount, 1000), unit=row.unit).thousandths(unit))


def _without_known_days(run: _ImportRun, rows: Sequence[NewEntry]) -> tuple[list[NewEntry], int]:
    """Rows that say something new: of a whole day that is known, only another amount, which replaces it."""
    if not rows:
        return [], 0
    first, last = min(row.day for row in rows), max(row.day for row in rows)
    known = entries.current_of_days(run.tx, rows[0].source, first, last)
    wanted, changed = [], 0
    for row in rows:
        key = (row.person, row.day, row.kind)
        if key not in known:
            wanted.append(row)
        elif known[key][1] != row.amount:
            reason = f"the newer file {run.file} says so"
            wanted.append(row._replace(supersedes=known[key][0], reason=reason))
            changed += 1
    return wanted, changed
