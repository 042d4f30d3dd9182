"""Until the first day of a launched challenge: its dates moved, or the launch taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from moonwalk.definitions import Challenge, read_launched
from moonwalk.scoring.facts import NEVER
from moonwalk.services.drafts import changed_text, draft_names
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.launch import LaunchReport, launch, report_of, with_preview
from moonwalk.services.launched import has_begun, launch_of, outlined
from moonwalk.services.plugin_pins import pinned_names
from moonwalk.services.roster.enrolment import Registrar
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, launches, memberships, outbox, pins
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.launches import LaunchRecord


@dataclass(frozen=True, slots=True)
class WithdrawalReport:
    """A launch that was taken back: who no longer takes part, who stays signed up, messages not sent."""

    challenge: str
    starts: date
    people: int
    signed_up: int
    messages: int
    remarks: tuple[str, ...]
    dry_run: bool


def launch_or_move(
    ws: Workspace, name: str, starts: date | None = None, *, dry_run: bool = False
) -> LaunchReport:
    """Launches a challenge; where it was launched and has not begun, and a day is given, moves its dates."""
    with ws.database() as db:
        is_launched = launches.newest(db, name, NEVER) is not None
    if is_launched and starts is not None:
        return move_start(ws, name, starts, dry_run=dry_run)
    return launch(ws, name, starts, dry_run=dry_run)


def move_start(ws: Workspace, name: str, starts: date, *, dry_run: bool = False) -> LaunchReport:
    """Gives a launched challenge another first day, before the one that it has.

    Its text, its seed, its members and their teams stay. Refused once it has begun, or where the text
    does not fit the day.
    """
    at = ws.instant()
    with ws.database() as db, transaction(db, dry_run) as tx:
        record = launch_of(tx, name)
        _check_not_begun(ws, tx, record, "Its dates were not moved.")
        if record.starts == starts:
            raise Refused(f"'{name}' starts on {starts} already. Nothing was changed.")
        challenge = _with_start(ws, tx, record, starts)
        detail = {"starts": starts.isoformat(), "before": record.starts.isoformat()}
        decision = decisions.record(tx, Decision(at, operator(), "launch move", name, detail=detail))
        _check_whole(record)
        moved = replace(record, starts=starts, launched_at=at, amended_at=None)
        launches.add(tx, moved, decision)
        Registrar(tx, challenge, at, decision).enrol()
        cancelled = outbox.cancel_of(tx, name, f"The first day was moved to {starts}.")
        report = report_of(ws, tx, challenge, moved)
        remarks = (*report.remarks, *_cancelled(cancelled), *filter(None, (changed_text(ws, tx, name),)))
        report = replace(report, remarks=remarks, moved_from=record.starts)
        if dry_run:
            seed = report.seed_sha256
            # It keeps its seed, so the one that was published stands.
            report = replace(with_preview(ws, tx, report), seed_sha256=seed)
    return report


def withdraw(
    ws: Workspace, name: str, reason: str = "", *, dry_run: bool = False, takes_back: int | None = None
) -> WithdrawalReport:
    """Takes a launch back before its first day; the challenge is a draft again.

    `takes_back` is the number of the decision that launched it, where that is undone.

    Nobody takes part any more, and no message is sent. Those who signed up by themselves, and those who
    stay out, are kept for the next launch. Refused once it has begun.
    """
    at = ws.instant()
    with ws.database() as db, transaction(db, dry_run) as tx:
        record = launch_of(tx, name)
        _check_not_begun(ws, tx, record, "The launch was not taken back.")
        outline = outlined(ws, tx, name)
        by_sign_up = outline is not None and outline.challenge.people.take_part == "those who sign up"
        detail = {"starts": record.starts.isoformat()}
        decided = Decision(at, operator(), "withdraw", name, reason.strip(), detail)
        if takes_back is not None:
            decided = replace(decided, did="undo", about=str(takes_back), detail={"of": "launch"})
        decision = decisions.record(tx, decided)
        members = memberships.consented(tx, name, NEVER)
        if not by_sign_up:
            for member in members:
                memberships.add(tx, replace(member, known_at=at, supersedes=member.no, void=True), decision)
        launches.withdraw(tx, record.no, decision)
        messages = outbox.cancel_of(tx, name, "The launch was taken back.")
        number = len({member.person for member in members})
    return WithdrawalReport(
        challenge=name,
        starts=record.starts,
        people=0 if by_sign_up else number,
        signed_up=number if by_sign_up else 0,
        messages=messages,
        remarks=tuple(_without_file(ws, name)),
        dry_run=dry_run,
    )


def _check_not_begun(ws: Workspace, db: Reader, record: LaunchRecord, not_done: str) -> None:
    if has_begun(ws, db, record.challenge):
        raise Refused(
            f"'{record.challenge}' has begun: its first day is {record.starts}. {not_done} Nothing was "
            "changed. Whoever takes part may have logged entries, which a launch that is taken back would "
            "leave without a challenge."
        )


def _check_whole(record: LaunchRecord) -> None:
    if record.earlier:
        raise Refused(
            f"'{record.challenge}' has an amendment that applies from a day on, which would not fit other "
            "dates. Nothing was changed. Take the amendment back first: moonwalk undo"
        )


def _with_start(ws: Workspace, tx: Transaction, record: LaunchRecord, starts: date) -> Challenge:
    names = pinned_names(pins.of_challenge(tx, record.challenge))
    reading = read_launched(record.text, f"{record.challenge}.yaml", ws.plugins, starts, names)
    if reading.challenge is None:
        raise Refused(
            f"'{record.challenge}' cannot start on {starts}. Its dates were not moved.", reading.problems
        )
    return reading.challenge


def _cancelled(messages: int) -> Iterator[str]:
    if messages:
        yield f"{counted(messages, 'message')} that named the old dates will not be sent."


def _without_file(ws: Workspace, name: str) -> Iterator[str]:
    if name not in draft_names(ws):
        yield (
            f"There is no file challenges/{name}.yaml any more. The text of the launch is kept in the "
            "database, and can only be launched again from a file."
        )
