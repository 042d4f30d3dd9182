"""A running challenge goes on by another text: seen first, then decided, and kept with the text before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from moonwalk.api.problems import Problem
from moonwalk.definitions import Challenge
from moonwalk.scoring.amended import joined_people
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.plan import EarlierPlan, Plan
from moonwalk.scoring.score import score, score_from_people
from moonwalk.services.amendments.impact import BoardChange, PointsChange, board_changes, points_changes
from moonwalk.services.amendments.limits import check_amendment
from moonwalk.services.amendments.telling import put_in_outbox
from moonwalk.services.amendments.words import WordChange, changes_in_words, message_changes
from moonwalk.services.closures import check_not_closed
from moonwalk.services.drafts import changed_text, read_draft
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import check_scorable, check_units
from moonwalk.services.launched import (
    NotScored,
    accept_command,
    amended,
    changed_sentence,
    check_kept,
    launch_of,
    launched,
)
from moonwalk.services.plugin_pins import pins_of
from moonwalk.services.processes import work_for
from moonwalk.services.roster.named_columns import columns_of_roster
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.scores import codes_of, facts_of, last_day, membership_of, named, plan_at
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries, launches, outbox, pins
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.launches import Amendment


@dataclass(frozen=True, slots=True)
class AmendmentReport:
    """What an amendment changes. `from_day` is the first day that it applies to; None: it applies to all.

    `words` say what the rules become, `messages` which messages become others. `points` and `boards` list who
    gains and loses. `recipients` counts the people to whom a message about it goes.
    """

    challenge: str
    title: str
    from_day: date | None
    reason: str
    words: tuple[WordChange, ...]
    messages: tuple[WordChange, ...]
    points: tuple[PointsChange, ...]
    boards: tuple[BoardChange, ...]
    recipients: int
    warnings: tuple[Problem, ...]
    remarks: tuple[str, ...]
    dry_run: bool


def amend(
    ws: Workspace,
    name: str,
    reason: str,
    from_day: date | None = None,
    *,
    tell: bool = False,
    dry_run: bool = False,
) -> AmendmentReport:
    """Lets a launched challenge go on by its file as it is now: for all days, or from a day on.

    Refused where the file has problems or says nothing new, the challenge is closed, or the change cannot be
    made. `tell` puts a message into the outbox for everyone whose points or places change.
    """
    if not reason.strip():
        raise Refused("An amendment needs a reason. Nothing was changed. Say why: --reason TEXT")
    try:
        with ws.database() as db:
            before, after, warnings = _texts(ws, db, name, from_day)
            check_amendment(before, after, from_day, before.plan.calendar.today(ws.instant()))
            old, new = scored_both(ws, db, before, after)
            report = _report(ws, db, (old, new), from_day, warnings)
            report = replace(report, reason=reason.strip(), dry_run=dry_run)
            with transaction(db, dry_run) as tx:
                # Another program may have amended it in the meantime.
                if launch_of(tx, name) != before.record:
                    raise Refused(
                        f"Another program changed '{name}' just now. Nothing was changed. Try again."
                    )
                decision = _write(ws, tx, after, Amendment(from_day), report)
                recipients = put_in_outbox(ws, tx, report, (old, new), decision) if tell else 0
            return replace(report, recipients=recipients)
    except (NotScored, RuleFailed) as failure:
        raise PluginFailed(f"'{name}' cannot be scored, so it was not amended. {failure}") from failure


def _texts(
    ws: Workspace, db: Database, name: str, from_day: date | None
) -> tuple[Launched, Launched, tuple[Problem, ...]]:
    """The challenge as it runs, as it would run by its file, and the warnings of that."""
    record = launch_of(db, name)
    check_not_closed(db, name)
    check_kept(db, name)
    before = launched(ws, db, name)
    if before.changes:
        raise Refused(f"'{name}' was not amended. {changed_sentence(before.changes)} {accept_command(name)}")
    challenge, warnings = read_draft(ws, name, record.starts, columns_of_roster(db))
    if not changed_text(ws, db, name):
        raise Refused(
            f"challenges/{name}.yaml says what '{name}' runs by already. Nothing was changed. Edit the file "
            "first; 'moonwalk amend' then shows what that would change."
        )
    check_scorable(ws, challenge, "It was not amended.")
    check_units(db, challenge)
    pinned = {**before.pins, **{pin.plugin: pin for pin in _new_pins(ws, before, challenge)}}
    changed = replace(record.amended(challenge.text, from_day), amended_at=ws.instant())
    return before, amended(ws, db, replace(before, pins=pinned), changed), warnings


def _new_pins(ws: Workspace, before: Launched, challenge: Challenge) -> tuple[pins.PinRecord, ...]:
    """The pins of plugins that come with the new text, or are called by more names in it."""
    new = []
    for pin in pins_of(challenge, ws.plugins):
        known = before.pins.get(pin.plugin)
        names = {**(known.names if known else {}), **pin.names}
        if known is None or names != known.names:
            # What was accepted stays accepted, and earlier days go on to be read by the names before.
            new.append(replace(pin, names=names, code=known.code if known else pin.code))
    return tuple(new)


def scored_both(
    ws: Workspace, db: Database, before: Launched, after: Launched
) -> tuple[ScoredChallenge, ScoredChallenge]:
    """The scores of a challenge, and those that it would have by an amended text. RuleFailed.

    Days before the amendment are as they are, so of the amended challenge only the new text is asked.
    """
    now = ws.instant()
    plans = plan_at(before.plan, now), plan_at(after.plan, now)
    with db.read():
        membership = membership_of(db, before, now, NEVER)
        # Read once for both: it takes longer than all the rest. The longer challenge looks at more entries.
        facts = facts_of(db, max(plans, key=lambda plan: plan.calendar.length), NEVER)
        work = work_for(plans[0], len(membership.people))
        first = score(plans[0], membership, facts, codes_of(db, plans[0]), last_day(plans[0]), work)
        old = named(db, before, first, "", 0, now)
        # The same people, unless days were added or the new text looks at other columns of the roster.
        if _looks_at(plans[0]) != _looks_at(plans[1]):
            membership = membership_of(db, after, now, NEVER)
        newest, days = plans[1].spans[-1]
        work = work_for(newest, len(membership.people))
        scored = score(newest, membership, facts, codes_of(db, newest), last_day(newest), work)
    if plans[1].earlier:
        halves = replace(plans[1], earlier=(EarlierPlan(plans[0], days.start),))
        people = joined_people(halves, [replace(first.people, membership=membership), scored.people])
        scored = score_from_people(plans[1], people, last_day(plans[1]))
    new = replace(old, launch=after.record, challenge=after.challenge, plan=after.plan, scored=scored)
    return old, new


def _looks_at(plan: Plan) -> tuple[object, ...]:
    return plan.columns, plan.columns_of_boards, plan.columns_of_some, plan.reads_lots, plan.calendar


def _report(
    ws: Workspace,
    db: Reader,
    sides: tuple[ScoredChallenge, ScoredChallenge],
    from_day: date | None,
    warnings: tuple[Problem, ...],
) -> AmendmentReport:
    old, new = sides
    points = points_changes(old, new)
    return AmendmentReport(
        challenge=new.challenge.name,
        title=new.challenge.title,
        from_day=from_day,
        reason="",
        words=changes_in_words(old.challenge, new.challenge, ws.plugins),
        messages=message_changes(old.challenge, new.challenge, ws.plugins),
        points=points,
        boards=tuple(board_changes(old, new)),
        recipients=0,
        warnings=warnings,
        remarks=tuple(_remarks(ws, db, sides, from_day, points)),
        dry_run=True,
    )


def _remarks(
    ws: Workspace,
    db: Reader,
    sides: tuple[ScoredChallenge, ScoredChallenge],
    from_day: date | None,
    points: tuple[PointsChange, ...],
) -> list[str]:
    old, new = sides
    remarks = []
    fewer = sum(change.after < change.before for change in points)
    if fewer and from_day is None:
        remarks.append(
            f"{counted(fewer, 'person loses', 'people lose')} points that they have already. To leave past "
            f"days as they are: --from {new.plan.calendar.today(ws.instant())}"
        )
    if old.launch.earlier and len(new.launch.earlier) < len(old.launch.earlier):
        remarks.append(
            "An amendment that applies from a day on is in force. This one takes its place, on all the days "
            f"{'from that day on' if from_day else 'of the challenge'}, also those before it."
            if from_day is None
            else "This amendment takes the place of a later one that was to apply from a day after it."
        )
    if old.challenge.privacy != new.challenge.privacy:
        remarks.append(
            "What people were promised about their privacy changes, also for what they have logged by now. "
            "Tell them before you do this."
        )
    if from_day is not None and from_day > new.plan.calendar.latest_day(ws.instant()):
        remarks.append(f"Nobody's points change before {from_day}, which is still to come.")
    waiting = outbox.counts(db).get("pending", 0)
    if waiting:
        remarks.append(
            f"{counted(waiting, 'message')} in the outbox were written before, and are sent as they are. To "
            "look at them: moonwalk outbox"
        )
    return remarks


def _write(
    ws: Workspace, tx: Transaction, after: Launched, amendment: Amendment, report: AmendmentReport
) -> int:
    name, at = report.challenge, ws.instant()
    detail: dict[str, object] = {"people": len(report.points)}
    if amendment.from_day is not None:
        detail["from"] = amendment.from_day.isoformat()
    decision = decisions.record(tx, Decision(at, operator(), "amend", name, report.reason, detail))
    record = replace(after.record, amended_at=at, plugins=ws.plugins.versions())
    launches.amend(tx, record, amendment, decision)
    before = launched(ws, tx, name).pins
    for pin in after.pins.values():
        if before.get(pin.plugin) != pin:
            pins.add(tx, pin, decision)
    for activity in after.challenge.activities.values():
        entries.kind_number(tx, activity.name, activity.unit)
    return decision
