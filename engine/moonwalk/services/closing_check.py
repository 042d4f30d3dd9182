"""Whether what was frozen at a closing is what the facts come to: run again, and each difference named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final

from moonwalk import __version__
from moonwalk.registry import PluginCode
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import moment
from moonwalk.services.closing_record import (
    definition_of,
    facts_of_people,
    inputs_hash,
    results_hash,
    results_of,
)
from moonwalk.services.launched import Cutoff, NotScored, launch_of, launched
from moonwalk.services.score_cache import Launched
from moonwalk.services.scores import scored_from_facts
from moonwalk.services.sheets.participation import participation_of
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import closings, decisions, people, retention
from moonwalk.store.closings import ClosingRecord
from moonwalk.store.database import Reader
from moonwalk.store.launches import LaunchRecord

_NAMED: Final = 20
"""Of many differences of a kind, so many are named."""


@dataclass(frozen=True, slots=True)
class ClosingCheck:
    """A closed challenge, run again. It is confirmed where there are no `differences`.

    `remarks` say what could not be run again, and why that is in order.
    """

    challenge: str
    closed: datetime
    inputs_sha256: str
    results_sha256: str
    differences: tuple[str, ...]
    remarks: tuple[str, ...]


def check_closings(ws: Workspace, db: Reader) -> Iterator[ClosingCheck]:
    """Every challenge that is closed, run again from the facts that were known when it was closed."""
    for name in closings.closed(db):
        closing = closings.of_challenge(db, name)
        if closing is not None:
            yield _check(ws, db, closing)


def _check(ws: Workspace, db: Reader, closing: ClosingRecord) -> ClosingCheck:
    record, name = closing.record, closing.challenge
    differences = [*_of_record(db, closing), *_of_text(record, launch_of(db, name))]
    remarks: list[str] = []
    erased = closings.erased(db)
    gone = {number for number in record["points"] if int(number) in erased}
    if gone:
        remarks.append(
            f"{counted(len(gone), 'person was', 'people were')} erased since. Their part cannot be worked "
            "out again, so teams and places stand as they were frozen; everybody else was compared."
        )
    try:
        launch = launched(ws, db, name, accepted=False)
        differences += _of_plugins(record, definition_of(ws, launch))
        if retention.of_challenge(db, name) is None:
            differences += _of_facts(db, record, facts_of_people(db, launch, closing.at), gone)
            differences += _of_results(ws, db, closing, launch, gone)
        else:
            remarks.append("Its entries were removed as 'keep_entries' says, so nothing could be run again.")
    except (NotScored, RuleFailed) as reason:
        differences.append(f"It cannot be run again: {reason}")
    return ClosingCheck(
        challenge=name,
        closed=moment(closing.at).astimezone(ws.zone),
        inputs_sha256=record["inputs"],
        results_sha256=record["results"],
        differences=tuple(differences),
        remarks=tuple(remarks),
    )


def _of_record(db: Reader, closing: ClosingRecord) -> Iterator[str]:
    """What was written down is as it was hashed, and as the decision says."""
    record, decision = closing.record, decisions.find(db, closing.decision)
    hashes = {"inputs": inputs_hash(record["facts"]), "results": results_hash(record)}
    detail = {} if decision is None else decision.detail
    for name, value in hashes.items():
        if not value == record[name] == detail.get(name):
            yield f"What was written down of its {name} at the closing was changed since."


def _of_text(record: Mapping[str, Any], launch: LaunchRecord) -> Iterator[str]:
    before, now = record["text"].splitlines(), launch.text.splitlines()
    lines = [
        f"Line {number} of its text was '{(old or '').strip()}' and is '{(new or '').strip()}'."
        for number, (old, new) in enumerate(zip_longest(before, now), 1)
        if old != new
    ]
    yield from _some(lines)
    then = [tuple(part) for part in record.get("earlier", ())]
    if then != [(part.text, part.until.isoformat()) for part in launch.earlier]:
        yield "The text of its first days, or the day from which it was amended, was changed."
    if record["starts"] != launch.starts.isoformat():
        yield f"Its first day was {record['starts']} and is {launch.starts}."


def _of_plugins(record: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if record["seed_sha256"] != now["seed_sha256"]:
        yield "The seed of its draws is another one."
    for plugin in sorted(record["plugins"].keys() | now["plugins"].keys()):
        before, after = (_code(each["plugins"].get(plugin)) for each in (record, now))
        # A newer version of Moonwalk has plugins that are the same, file by file.
        same = before is not None and after is not None and before.hash == after.hash
        if before != after and not (same and before is not None and before.hash):
            yield f"The plugin '{plugin}' was {_label(before)} and is {_label(after)}."
    for name in sorted(record["names"].keys() | now["names"].keys()):
        old, new = (each["names"].get(name, "nothing") for each in (record, now))
        if old != new:
            use, _, written = name.partition(" ")
            yield f"'{written}' ({use}) meant {old} and means {new}."


def _code(stored: Mapping[str, str] | None) -> PluginCode | None:
    return None if stored is None else PluginCode(**stored)


def _label(code: PluginCode | None) -> str:
    return "not used" if code is None else code.label


def _of_facts(db: Reader, record: Mapping[str, Any], now: Mapping[str, Any], gone: set[str]) -> Iterator[str]:
    before = record["facts"]
    sentences: list[str] = []
    for person in sorted((before.keys() | now.keys()) - gone, key=int):
        mine, theirs = before.get(person, _NOTHING), now.get(person, _NOTHING)
        if mine["digest"] == theirs["digest"]:
            continue
        for table in closings.INPUTS:
            old, new = dict(mine["rows"].get(table, ())), dict(theirs["rows"].get(table, ()))
            for no in sorted(old.keys() | new.keys()):
                if old.get(no) != new.get(no):
                    did = "was changed" if no in old and no in new else "is gone" if no in old else "is new"
                    sentences.append(f"The {closings.label(db, table, no)} {did} since the closing.")
    yield from _some(sentences)


_NOTHING: Final[Mapping[str, Any]] = {"digest": "", "rows": {}}


def _of_results(
    ws: Workspace, db: Reader, closing: ClosingRecord, launch: Launched, gone: set[str]
) -> Iterator[str]:
    record, at = closing.record, closing.at
    scored = scored_from_facts(db, launch, "", 0, Cutoff(at, at), ws.engines)
    now = results_of(db, scored, at)
    ids = {str(person.no): person.id for person in people.all_people(db)}
    # Whoever is erased is missing from teams and boards, which nobody can put right.
    for kind in ("points",) if gone else ("points", "places"):
        before, after = record[kind], now[kind]
        yield from _some(
            [
                f"The {kind} of {ids.get(person, person)} are not those of the closing."
                for person in sorted((before.keys() | after.keys()) - gone, key=int)
                if before.get(person) != after.get(person)
            ]
        )
    if gone:
        return
    for kind, called in (("boards", "board"), ("prizes", "prize")):
        for name in sorted(record[kind].keys() | now[kind].keys()):
            if record[kind].get(name) != now[kind].get(name):
                yield f"The {called} '{name}' is not that of the closing."
    # Another version may hide other figures of the report, so only the same one is held to them.
    frozen = record.get("participation") if record["engine"] == __version__ else None
    if frozen and frozen != participation_of(db, scored, at, launch.plan.calendar.weeks):
        yield "The figures of the report are not those of the closing."


def _some(sentences: Sequence[str]) -> Iterator[str]:
    yield from sentences[:_NAMED]
    if len(sentences) > _NAMED:
        yield f"And {len(sentences) - _NAMED} more like these."
