"""Any decision taken back, and done again: said first, then decided, as new facts beside the old ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from moonwalk.scoring.facts import NEVER
from moonwalk.services.closures import Closures, check_not_closed
from moonwalk.services.dry_run import BY_LINK, operator, transaction
from moonwalk.services.errors import Refused, RefusedForGood
from moonwalk.services.journal import described
from moonwalk.services.launched import has_begun, latest_day_anywhere
from moonwalk.services.several_messages import is_about_messages, reverse_messages
from moonwalk.services.undo_history import REDO, UNDO, UndoHistory
from moonwalk.services.undo_words import effects
from moonwalk.services.withdrawal import withdraw
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, imports, launches, outbox
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.reversals import ChangedSince, Reversal, reversal_of, reverse


@dataclass(frozen=True, slots=True)
class UndoneDecision:
    """A decision that was taken back, or done again: what it was in words, and what that brings about.

    `decision` is the number of the decision by which it was; 0 in a dry run.
    """

    id: int
    did: str
    what: str
    effects: tuple[str, ...]
    decision: int
    dry_run: bool


_FOR_GOOD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "people forget": "What was kept about the person is erased. It is only in backups made before, and "
        "restoring one brings back everything else of that time as well.",
        "people give-up": "The erasures were finished without that channel. Ask its owner what it keeps.",
        "retention": "The entries were erased, as 'keep_entries' says. The results are kept.",
        "restore": "A backup took the place of the whole workspace. To go back, put another one back: "
        "moonwalk restore FILE",
        "verify accept": "What had been changed from outside was taken over as it was, and what was there "
        "before is not known. A backup may have it: moonwalk restore FILE",
        "people import": "A roster changes names and addresses in place, and those before are not kept. "
        "Import the roster of before: moonwalk people import FILE",
        "person changed": "The name or address of before is not kept. Correct the roster, and import it "
        "again: moonwalk people import FILE",
        "links": "Links that were handed out may be in use. To kill them: moonwalk links CHALLENGE --revoke",
        "links revoke": "A link that is dead stays dead. To give people new ones: moonwalk links CHALLENGE "
        "--only ID --anew",
        "page consent": "Only the person can take back that they agreed. To take them out: moonwalk people "
        "leave",
        "page days": "They come from the person's own file or phone, which may send them again. To take one "
        "out: moonwalk entries void ID",
        "people notices": "What was sent or left out meanwhile stays as it is. To choose again: moonwalk "
        "people notices ID",
        "outbox approve": "What was let go may have been sent. To keep one that waits: moonwalk outbox "
        "cancel ID",
        "plugins approve": "Code that was trusted may have run. To do without the plugin from now on, name "
        "it in the settings under 'without'.",
        "plugins accept": "The challenge was shown as that code scores it. Install the version of before, "
        "and accept that: moonwalk plugins accept",
        "demo": "The sample company consists of these entries. Make a new one: moonwalk demo",
    }
)
"""Why a kind of decision cannot be taken back, and what else to do."""


def undo(
    ws: Workspace, number: int | None = None, reason: str = "", *, dry_run: bool = False
) -> UndoneDecision:
    """Takes a decision back, the newest one by default, by a new decision. Nothing stored is removed.

    Refused where it cannot be taken back, was taken back already, or a later decision rests on it.
    """
    with ws.database() as db:
        history = UndoHistory.read(db)
        decision = _newest(db, history) if number is None else _decision(db, history.original(number))
        standing = history.undo_of(decision.no)
        if standing is not None:
            raise RefusedForGood(
                f"Decision {decision.no} was taken back already, by decision {standing}. Nothing was "
                f"changed. To do it again: moonwalk redo {standing}"
            )
        _check_undoable(decision)
        by, facts_of = Decision(0, "", UNDO, str(decision.no), reason.strip()), decision.no
        if decision.did == "launch" and decision.no not in history.undone.values():
            return _withdrawn(ws, db, decision, by.why, dry_run)
        if decision.did in ("launch", "import"):
            # What a command of its own took back has been done again as the redo says.
            facts_of = history.last_redo(decision.no)
        return _reversed(ws, db, decision, facts_of, by, dry_run)


def redo(
    ws: Workspace, number: int | None = None, reason: str = "", *, dry_run: bool = False
) -> UndoneDecision:
    """Does again what was taken back: the newest undo by default. `number` is that of the undo, or of what it
    took back.

    Refused where it was done again already, or a later decision rests on what is so now.
    """
    with ws.database() as db:
        history = UndoHistory.read(db)
        undone = history.newest_undo() if number is None else history.undo_of(history.original(number))
        if undone is None:
            what = "Nothing has been taken back" if number is None else f"Decision {number} is not taken back"
            raise RefusedForGood(f"{what}, so there is nothing to do again. Nothing was changed.")
        decision = _decision(db, history.undone[undone])
        by = Decision(0, "", REDO, str(undone), reason.strip())
        return _reversed(ws, db, decision, undone, by, dry_run)


def _newest(db: Reader, history: UndoHistory) -> Decision:
    """The newest decision that is none about another, none of a participant, and stands."""
    before: int | None = None
    while batch := decisions.before(db, before, 100):
        for decision in batch:
            # What participants enter comes at any moment, and is taken back by them, or by its number.
            if decision.who in BY_LINK:
                continue
            if not history.is_about_another(decision) and history.undo_of(decision.no) is None:
                return decision
        before = batch[-1].no
    raise RefusedForGood("There is no decision that could be taken back. Nothing was changed.")


def _decision(db: Reader, number: int) -> Decision:
    decision = decisions.find(db, number)
    if decision is None:
        raise RefusedForGood(
            f"There is no decision {number}. Nothing was changed. 'moonwalk journal' lists them."
        )
    return decision


def _check_undoable(decision: Decision) -> None:
    reason = _FOR_GOOD.get(decision.did)
    if reason is not None:
        raise RefusedForGood(
            f"Decision {decision.no} ('{decision.did}') cannot be taken back. {reason} Nothing was changed. "
            "To take another decision back, name it: moonwalk undo ID; 'moonwalk journal' lists them."
        )


def _withdrawn(ws: Workspace, db: Database, decision: Decision, why: str, dry_run: bool) -> UndoneDecision:
    """Takes a launch back with everyone who takes part in it now."""
    report = withdraw(ws, decision.about, why, dry_run=dry_run, takes_back=decision.no)
    who = counted(report.people, "person", "people")
    said = f"'{decision.about}' is a draft again. {who} who took part no longer do."
    newest = 0 if dry_run else decisions.newest(db, 1)[0].no
    return UndoneDecision(decision.no, decision.did, described(ws, db, decision), (said,), newest, dry_run)


def _reversed(
    ws: Workspace, db: Database, decision: Decision, facts_of: int, by: Decision, dry_run: bool
) -> UndoneDecision:
    """Reverses the facts of a decision or of its undo, by another decision."""
    at, what = ws.instant(), described(ws, db, decision)
    done = "done again" if by.did == REDO else "taken back"
    with transaction(db, dry_run) as tx:
        history = UndoHistory.read(tx)
        try:
            # An entry that takes the place of another one has to say why.
            why = by.why or f"decision {decision.no} is {done}"
            reversal = reversal_of(tx, facts_of, at, why, partial(history.blocks, facts_of))
        except ChangedSince as changed:
            raise _refusal(tx, history, decision, changed.later, done) from changed
        of_messages = is_about_messages(decision)
        if reversal.is_empty and not of_messages:
            raise RefusedForGood(
                f"Decision {decision.no} left nothing that could be {done}. Nothing was changed."
            )
        _check_open(ws, tx, reversal)
        detail: dict[str, Any] = {"of": decision.did, **_challenge(reversal)}
        for closing in reversal.closed:
            # By the decision it is seen that nobody changed what was written down.
            detail |= {"inputs": closing.record["inputs"], "results": closing.record["results"]}
        decided = replace(by, at=at, who=operator(), detail=detail, person=decision.person)
        new = decisions.record(tx, decided)
        said = tuple(effects(tx, reversal))
        if of_messages:
            said = reverse_messages(tx, decision, at, again=by.did == REDO)
            if not said:
                gone = f"The messages of decision {decision.no} are no longer as it left them."
                raise Refused(f"{gone} Nothing was changed.")
        _check_launches(ws, tx, reversal)
        _cancel_messages(tx, reversal)
        reverse(tx, reversal, new)
        number = imports.of_decisions(tx).get(decision.no)
        if number is not None and not imports.is_undone(tx, number):
            imports.undo(tx, number, new)
    return UndoneDecision(decision.no, decision.did, what, said, 0 if dry_run else new, dry_run)


def _refusal(tx: Transaction, history: UndoHistory, decision: Decision, later: int, done: str) -> Refused:
    """Why a later decision keeps one from being taken back or done again, and what to do first."""
    other = _decision(tx, history.original(later))
    undone = history.undo_of(other.no)
    if undone is None:
        because = f"decision {other.no} ({other.did}) came later, and rests on it"
        first = f"Take that one back first: moonwalk undo {other.no}"
    else:
        because = f"decision {other.no} ({other.did}), on which it rests, has been taken back"
        first = f"Do that one again first: moonwalk redo {undone}"
    return Refused(f"Decision {decision.no} cannot be {done} now: {because}. Nothing was changed. {first}")


def _challenge(reversal: Reversal) -> dict[str, str]:
    """The challenge that is concerned, for its journal; nothing where it is about entries or messages."""
    names = reversal.challenges()
    return {"challenge": names[0]} if names else {}


def _check_open(ws: Workspace, tx: Transaction, reversal: Reversal) -> None:
    """Refused where it would change something in a challenge that is closed."""
    of_closings = {closing.challenge for closing in (*reversal.reopened, *reversal.closed)}
    for name in reversal.challenges():
        if name not in of_closings:
            check_not_closed(tx, name)
    closures = Closures.read(ws, tx)
    for row in reversal.entries if closures.closed else ():
        reason = closures.reason(row.person, reversal.activities[row.kind], row.day)
        if reason:
            raise Refused(reason)


def _check_launches(ws: Workspace, tx: Transaction, reversal: Reversal) -> None:
    """Refused where a first day would be given or taken that has come."""
    for record, _ in reversal.launched:
        standing = launches.newest(tx, record.challenge, NEVER)
        days = {record.starts, record.starts if standing is None else standing.starts}
        if (standing is None or len(days) > 1) and min(days) <= latest_day_anywhere(ws):
            raise Refused(
                f"The first day of '{record.challenge}' has come, so its dates stand. Nothing was changed."
            )
    for record in reversal.withdrawn:
        if has_begun(ws, tx, record.challenge):
            raise Refused(
                f"'{record.challenge}' has begun: its first day was {record.starts}. The launch was not "
                "taken back. Nothing was changed."
            )


def _cancel_messages(tx: Transaction, reversal: Reversal) -> None:
    """Keeps messages from being sent that name dates which no longer hold."""
    moved = [record for record, _ in reversal.launched if _starts(tx, record.challenge) != record.starts]
    for record in (*moved, *reversal.withdrawn):
        outbox.cancel_of(tx, record.challenge, "The first day was changed.")


def _starts(tx: Transaction, challenge: str) -> date | None:
    standing = launches.newest(tx, challenge, NEVER)
    return None if standing is None else standing.starts
