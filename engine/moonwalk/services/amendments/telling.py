"""The message with which those are told whom an amendment concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from moonwalk.scoring.attribution import team_on_day
from moonwalk.services import reader_terms
from moonwalk.services.notice_choices import AMENDMENT
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.workspace import Workspace
from moonwalk.store.database import Transaction
from moonwalk.store.outbox import NewMessage

if TYPE_CHECKING:
    from moonwalk.services.amendments.amend import AmendmentReport


def put_in_outbox(
    ws: Workspace,
    tx: Transaction,
    report: AmendmentReport,
    sides: tuple[ScoredChallenge, ScoredChallenge],
    decision: int,
) -> int:
    """Puts a message for everyone concerned into the outbox, by each channel they want it by.

    Returns to how many people one goes: who wants no such messages gets none.
    """
    _, new = sides
    is_ahead = report.from_day is not None and report.from_day > new.plan.calendar.latest_day(ws.instant())
    # Whom a change of days to come will concern, nobody knows yet.
    concerned = frozenset(new.person_ids if is_ahead else _concerned(report, new))
    messages = _messages(report, sides, decision, concerned, ws.instant())
    return len(reader_terms.put_in_outbox(tx, messages, ws.channels))


def _messages(
    report: AmendmentReport,
    sides: tuple[ScoredChallenge, ScoredChallenge],
    decision: int,
    concerned: Collection[str],
    now: int,
) -> Iterator[NewMessage]:
    """Yield the message for each of those concerned (ids), at an instant (ms)."""
    old, new = sides
    points = {change.id: change for change in report.points}
    text = _text(report)
    numbers = new.scored.people.membership.people.tolist()
    for number, identifier, name in zip(numbers, new.person_ids, new.person_names, strict=True):
        if identifier not in concerned:
            continue
        change = points.get(identifier)
        yours = "Your points stay as they are."
        if change is not None:
            yours = f"You had {change.before} points, and have {change.after} by the new rules."
        yield NewMessage(
            key=f"{new.launch.occasion}/amended {decision}/{identifier}",
            challenge=report.challenge,
            person=number,
            channel="",
            subject=f"The rules of {old.challenge.title} change",
            text=f"Hello {name},\n\n{text}\n\n{yours}",
            due_at=now,
            created_at=now,
            notice=AMENDMENT,
        )


def _concerned(report: AmendmentReport, new: ScoredChallenge) -> Iterator[str]:
    """Whose points or place changes, or whose team's score or place does."""
    yield from (change.id for change in report.points)
    teams: set[str] = set()
    for board in report.boards:
        ids = {row.id for row in board.rows}
        if board.ranks == "people":
            yield from ids
        elif board.ranks == "teams":
            teams |= ids
    scored = new.scored
    now = team_on_day(scored.plan, scored.people.membership, scored.last_day).tolist()
    for person, team in zip(new.person_ids, now, strict=True):
        if team >= 0 and new.team_ids[team] in teams:
            yield person


def _text(report: AmendmentReport) -> str:
    """What everyone reads alike."""
    when = "They apply to all days." if report.from_day is None else f"They apply from {report.from_day} on."
    changes = "\n".join(f"- {change.sentence}" for change in report.words)
    return f"the rules of {report.title} have been changed. {when}\n\n{changes}\n\nWhy: {report.reason}"
