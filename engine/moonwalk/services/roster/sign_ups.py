"""Signing up for a challenge and leaving it again, one by one or by a list."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from moonwalk.api.cells import clean_name, is_blank
from moonwalk.api.sources import Rejected, Skipped
from moonwalk.api.tables import Sheet, SheetRow, read_sheet
from moonwalk.scoring.facts import NEVER
from moonwalk.services.errors import Refused
from moonwalk.services.files import FileContext, read_source_file
from moonwalk.services.lookup import known_names, person_of
from moonwalk.services.roster.enrolment import ALWAYS
from moonwalk.services.roster.roster_change import RosterChange, decided, roster_change
from moonwalk.services.roster.teams import check_named, team_number, too_large
from moonwalk.services.views import ImportReport, RejectedRow
from moonwalk.services.workspace import Workspace
from moonwalk.store import memberships, people
from moonwalk.store import memberships as stored
from moonwalk.store.ids import text_key
from moonwalk.store.memberships import MembershipRecord
from moonwalk.store.people import PersonRecord

Days = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class SignUp:
    """Somebody's part in a challenge after a change: on which days, and in which team now.

    `days` are first and last days, of which the first is None where it is from the beginning, and the
    last None where it is to the end. `remarks` are for the person who asked.
    """

    challenge: str
    person: str
    name: str
    changed: bool
    days: tuple[tuple[date | None, date | None], ...]
    team: str = ""
    remarks: tuple[str, ...] = ()


def join(
    ws: Workspace,
    challenge: str,
    who: str,
    day: date | None = None,
    team: str | None = None,
    *,
    dry_run: bool = False,
) -> SignUp:
    """Signs a person up from a day on, today by default; before the challenge begins, from its first day.

    Signing up twice changes nothing. Refused outside the challenge, for people whom it is not for, and
    with a team where the members do not form them.
    """
    person = _person(ws, who)
    decision = decided(ws, "people join", challenge, person=person.no)
    with roster_change(ws, challenge, decision, dry_run) as change:
        return join_at(change, person, day, team)


def leave(
    ws: Workspace,
    challenge: str,
    who: str,
    day: date | None = None,
    *,
    dry_run: bool = False,
    by: str | None = None,
) -> SignUp:
    """Takes a person out from a day on, today by default. What was earned before is left as it is.

    `by` says who decided, where it was not whoever is at the keyboard. Refused outside the challenge, and for
    who does not take part.
    """
    person = _person(ws, who)
    decision = decided(ws, "people leave", challenge, person=person.no)
    decision = replace(decision, who=by or decision.who)
    with roster_change(ws, challenge, decision, dry_run) as change:
        return leave_at(change, person, day)


def leave_at(change: RosterChange, person: PersonRecord, day: date | None = None) -> SignUp:
    """Takes a person out from a day on, as `leave` does, in a transaction at hand."""
    first = _day(change, day)
    known = change.challenge.name, NEVER, person.no
    if not memberships.consented(change.tx, *known):
        raise Refused(
            f"{person.name} ({person.id}) does not take part in '{change.challenge.name}'. "
            "Nothing was changed."
        )
    out = _out(change, person)
    kept = [days for days in out if days[0] < first]
    stays_out = any(last is None or last >= first for _, last in kept)
    begins = kept.pop()[0] if kept and stays_out else first
    changed = _write(change, person, [*kept, (begins, None)])
    return _sign_up(change, person, changed)


def join_at(
    change: RosterChange, person: PersonRecord, day: date | None = None, team: str | None = None
) -> SignUp:
    """Lets a person of the roster take part from a day on, as `join` does, in a transaction at hand.

    Refused for whom the challenge does not admit.
    """
    first = _day(change, day)
    number = None
    if team is not None:
        check_named(change.challenge)
        number = team_number(change, team)
    known = change.challenge.name, NEVER, person.no
    changed = False
    if not memberships.consented(change.tx, *known):
        if not change.by_sign_up or not change.registrar.admit(person.no, number):
            raise Refused(_why_not(change, person))
        if first > ALWAYS:
            _add(change, person, (ALWAYS, first - timedelta(days=1)))
        changed = True
    else:
        before = [
            (begins, min(last or first, first - timedelta(days=1))) for begins, last in _out(change, person)
        ]
        changed = _write(change, person, [(begins, last) for begins, last in before if begins <= last])
        if not any(
            membership.to_day is None or membership.to_day >= first
            for membership in memberships.current(change.tx, *known)
        ):
            raise Refused(_why_not(change, person))
        changed |= number is not None and change.registrar.assign_to_team(person.no, number)
    return _sign_up(change, person, changed, too_large(change, number))


def _person(ws: Workspace, who: str) -> PersonRecord:
    with ws.database() as db:
        return person_of(db, who)


def _why_not(change: RosterChange, person: PersonRecord) -> str:
    name = change.challenge.name
    if person.no not in change.registrar.eligible:
        wanted = "; ".join(
            f"{column}: {', '.join(values)}" for column, values in change.challenge.people.only_where.items()
        )
        return (
            f"'{name}' is for people with {wanted}, and {person.name} is not one of them. Nothing was "
            "changed."
        )
    return (
        f"By the roster, {person.name} has left before that. Nothing was changed. "
        "Correct the column 'end' and import the roster again."
    )


def _day(change: RosterChange, day: date | None) -> date:
    """From when something holds: a day of the challenge, or ALWAYS for all of it. Refused outside."""
    schedule, name = change.challenge.schedule, change.challenge.name
    starts, ends, today = schedule.starts, schedule.ends, change.registrar.today
    if starts is None or ends is None:
        if day is not None:
            raise Refused(f"'{name}' has no first day yet, so leave out the day. Nothing was changed.")
        return ALWAYS
    if day is None and today > ends:
        raise Refused(f"'{name}' has been over since {ends}. Nothing was changed.")
    first = day or max(today, starts)
    if not starts <= first <= ends:
        raise Refused(
            f"{first} is not a day of '{name}', which runs from {starts} to {ends}. Nothing was changed."
        )
    return ALWAYS if first == starts else first


def _out(change: RosterChange, person: PersonRecord) -> list[Days]:
    held = memberships.withheld(change.tx, change.challenge.name, NEVER, person.no)
    return sorted(((membership.from_day, membership.to_day) for membership in held), key=lambda days: days[0])


def _write(change: RosterChange, person: PersonRecord, wanted: Sequence[Days]) -> bool:
    """Makes these the days on which somebody stays out; whether that changed any."""
    held = memberships.withheld(change.tx, change.challenge.name, NEVER, person.no)
    before: Mapping[date, MembershipRecord] = {membership.from_day: membership for membership in held}
    after = dict(wanted)
    changed = False
    for first, membership in before.items():
        if first not in after or after[first] != membership.to_day:
            changed = True
            newer = replace(membership, known_at=change.registrar.at, supersedes=membership.no)
            newer = replace(newer, to_day=after[first]) if first in after else replace(newer, void=True)
            memberships.add(change.tx, newer, change.registrar.decision)
    for first, last in wanted:
        if first not in before:
            changed = True
            _add(change, person, (first, last))
    return changed


def _add(change: RosterChange, person: PersonRecord, days: Days) -> None:
    stays_out = MembershipRecord(
        change.challenge.name, person.no, None, *days, change.registrar.at, consent=False
    )
    memberships.add(change.tx, stays_out, change.registrar.decision)


def _sign_up(change: RosterChange, person: PersonRecord, changed: bool, *remarks: str) -> SignUp:
    held = memberships.current(change.tx, change.challenge.name, NEVER, person.no)
    ordered = sorted(held, key=lambda membership: membership.from_day)
    starts = change.challenge.schedule.starts
    days: list[tuple[date | None, date | None]] = []
    for membership in ordered:
        first = None if starts is None or membership.from_day <= starts else membership.from_day
        if days and days[-1][1] is not None and days[-1][1] + timedelta(days=1) == first:
            days[-1] = (days[-1][0], membership.to_day)
        else:
            days.append((first, membership.to_day))
    team = stored.by_number(change.tx, ordered[-1].team) if ordered and ordered[-1].team else None
    return SignUp(
        change.challenge.name,
        person.id,
        person.name,
        changed,
        tuple(days),
        team.name if team else "",
        tuple(remark for remark in remarks if remark),
    )


_KNOWN_BY: Final = ("id", "email", "name")
_COLUMNS: Final = MappingProxyType(
    {
        "id": ("id", "employee id", "employee number", "staff id", "personnel number", "personalnummer"),
        "email": ("email", "e mail", "email address", "work email", "mail", "username", "e mail adresse"),
        "name": ("name", "full name", "who", "person"),
        "team": ("team", "team name", "group"),
    }
)


def join_from_file(
    ws: Workspace, challenge: str, path: Path, day: date | None = None, dry_run: bool = False
) -> ImportReport:
    """Signs up everyone whom a table names by id, address or name, into the team of its column `team`.

    A row that cannot be used is reported, and the others hold. Refused as a whole outside the challenge.
    """
    file = read_source_file(path, FileContext(timezone=ws.settings.timezone))
    sheet = read_sheet(file, _COLUMNS, needs=(_KNOWN_BY,))
    digest = hashlib.sha256(file.data).hexdigest()
    decision = decided(ws, "people join", challenge, detail={"file": file.name, "sha256": digest})
    with roster_change(ws, challenge, decision, dry_run) as change:
        teams = change.challenge.teams
        named = teams is not None and teams.formed == "by the members"
        run = _List(change, day, known_names(change.tx), named)
        for line in sheet.lines:
            run.take(line)
        return run.report(file.name, sheet, dry_run)


@dataclass
class _List:
    """One list on its way in. Teams are only read where the members form them."""

    change: RosterChange
    day: date | None
    directory: dict[str, int]
    named: bool
    joined: int = 0
    same: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    skipped: list[RejectedRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def take(self, line: SheetRow | Rejected | Skipped) -> None:
        """Sign up the person that a line names, or note why not."""
        if isinstance(line, SheetRow):
            try:
                self._join(line)
            except Refused as reason:
                sentence = str(reason).replace(" Nothing was changed.", "")
                self.rejected.append(RejectedRow(line.line, sentence))
        elif isinstance(line, Skipped):
            self.skipped.append(RejectedRow(line.line, line.reason))
        else:
            self.rejected.append(RejectedRow(line.line, line.reason))

    def _join(self, row: SheetRow) -> None:
        said = [row[name].strip() for name in _KNOWN_BY if not is_blank(row[name])]
        if not said:
            raise Refused("the row names nobody")
        numbers = [self.directory.get(who) or self.directory.get(text_key(who)) for who in said]
        number = next((known_number for known_number in numbers if known_number is not None), None)
        person = None if number is None else people.by_number(self.change.tx, number)
        if person is None:
            raise Refused(f"there is nobody '{said[0]}' on the roster")
        team = clean_name(row["team"]) if self.named and not is_blank(row["team"]) else None
        done = join_at(self.change, person, self.day, team)
        self.joined += done.changed
        self.same += not done.changed
        self.remarks += [remark for remark in done.remarks if remark not in self.remarks]

    def report(self, file: str, sheet: Sheet, dry_run: bool) -> ImportReport:
        """What became of every row."""
        accepted = self.joined + self.same
        return ImportReport(
            file=file,
            source="sign-ups",
            brings="people",
            rows=accepted + len(self.rejected) + len(self.skipped),
            accepted=accepted,
            new=self.joined,
            same=self.same,
            changed=0,
            rejected=tuple(self.rejected),
            skipped=tuple(self.skipped),
            remarks=(*(remark.text for remark in sheet.remarks), *self.remarks),
            dry_run=dry_run,
            committed=not dry_run,
        )
