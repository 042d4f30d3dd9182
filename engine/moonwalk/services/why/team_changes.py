"""What changed a team's score between two moments: points, members, the team's own awards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from moonwalk.api.timeline import Status
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.differences import RowState, change
from moonwalk.scoring.explain_teams import MemberShare, member_shares
from moonwalk.services.errors import Refused
from moonwalk.services.launched import (
    AsOf,
    Cutoff,
    NotScored,
    When,
    as_of_pair,
    as_of_text,
    cutoff_of,
    launched,
)
from moonwalk.services.lookup import row_of
from moonwalk.services.views import Range, WhyAward
from moonwalk.services.why.board_snapshot import BoardSnapshot, board_snapshot, failed, not_scored
from moonwalk.services.why.changes import award_changes, team_in_words
from moonwalk.services.why.team import own_awards
from moonwalk.services.why.views import MemberChange, RuleChange, TeamChange
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries
from moonwalk.store.database import Database, Reader


def team_change(
    ws: Workspace,
    challenge: str,
    team: str,
    since: When,
    *,
    board: str | None = None,
    as_of: date | None = None,
    known_at: When | None = None,
    days: Range | None = None,
) -> TeamChange:
    """What changed a team's score since a day or a moment, until now or an earlier look.

    A board of weeks or months is about the latest that has begun by then, any board about `days` if named.
    Refused where the two looks are not one after the other, or nobody was in the team.
    """
    with ws.database() as db:
        team_row = row_of(db, challenge, team, "team")
        try:
            calendar = launched(ws, db, challenge).plan.calendar
        except NotScored as reason:
            raise not_scored(challenge, reason) from reason
        as_ofs = as_of_pair(ws, calendar, since, AsOf(as_of, known_at))
        after = board_snapshot(ws, db, challenge, "teams", board, as_ofs[1], days)
        # The very days that are looked at later, or a week would be compared with the one before it.
        before = board_snapshot(ws, db, challenge, "teams", board, as_ofs[0], after.part)
        at = after.numbers.get(team_row.no)
        if at is None:
            raise Refused(f"Nobody was in {team_row.name} yet, so there is nothing to explain.")
        snapshots = _Snapshots(
            _TeamSnapshot(before, before.numbers.get(team_row.no)), _TeamSnapshot(after, at)
        )
        try:
            return _changed(db, snapshots, as_ofs, [cutoff_of(ws, calendar, point) for point in as_ofs])
        except RuleFailed as failure:
            raise not_scored(challenge, failed(failure)) from failure


@dataclass(frozen=True, eq=False)
class _TeamSnapshot:
    """A team on a board; `row` is None while nobody was in it."""

    board: BoardSnapshot
    row: int | None

    def shares(self) -> dict[int, MemberShare]:
        """What each person contributes, by the store's number of the person."""
        if self.row is None:
            return {}
        people = self.board.scored_challenge.scored.people.membership.people
        shares = member_shares(self.board.scored_challenge.scored, self.row, self.board.board.of_rules)
        return {int(people[share.row]): share for share in shares}

    def awards(self) -> tuple[WhyAward, ...]:
        """The team's own awards."""
        if self.row is None:
            return ()
        return own_awards(self.board, self.row)

    def points(self, rule: str) -> int:
        """What a rule contributes, to the members and to the team itself."""
        if self.row is None:
            return 0
        snapshot, days = self.board.snapshot, slice(0, max(self.board.snapshot.last_day + 1, 0))
        tables = (snapshot.teams.points, snapshot.teams.bonus)
        points = sum(int(table[rule][self.row, days].sum()) for table in tables if rule in table)
        return self.board.plan.context.points(points)

    def paused(self, share: MemberShare) -> int:
        """The days so far that a member paused in the team."""
        membership, days = (
            self.board.snapshot.people.membership,
            slice(0, max(self.board.snapshot.last_day + 1, 0)),
        )
        here = membership.team[share.row, days] == self.row
        return int((here & (membership.status[share.row, days] == Status.PAUSED)).sum())

    def side(self) -> RowState | None:
        """The row as scoring compares it."""
        snapshot = self.board
        return (
            None if self.row is None else RowState(snapshot.plan, snapshot.board, snapshot.snapshot, self.row)
        )


@dataclass(frozen=True, eq=False)
class _Snapshots:
    before: _TeamSnapshot
    after: _TeamSnapshot

    def points(self, rule: str) -> tuple[int, int]:
        return self.before.points(rule), self.after.points(rule)


def _changed(
    db: Database, snapshots: _Snapshots, as_ofs: tuple[AsOf, AsOf], cutoffs: list[Cutoff]
) -> TeamChange:
    sides = snapshots.before.side(), snapshots.after.side()
    score_change = None if sides[0] is None or sides[1] is None else change(sides[0], sides[1])
    snapshot = snapshots.after.board
    parts = {} if score_change is None else score_change.by_rule
    counted = snapshot.board.of_rules
    rules = [
        RuleChange(name, rule.label, *snapshots.points(name), parts.get(name, Fraction(0)))
        for name, rule in snapshot.plan.rules.items()
        if not counted or name in counted
    ]
    return team_in_words(
        TeamChange(
            board=snapshot.view,
            since=as_of_text(as_ofs[0]),
            until=as_of_text(as_ofs[1]),
            before=None if snapshots.before.row is None else snapshots.before.board.row(snapshots.before.row),
            after=snapshot.row(snapshots.after.row or 0),
            difference=None if score_change is None else score_change.whole,
            rules=tuple(rule for rule in rules if rule.before or rule.after or rule.score),
            others=Fraction(0) if score_change is None else score_change.others,
            size=Fraction(0) if score_change is None else score_change.size,
            members=_members(db, snapshots, cutoffs),
            awards=award_changes(snapshots.before.awards(), snapshots.after.awards()),
            words="",
        )
    )


def _members(db: Reader, snapshots: _Snapshots, cutoffs: list[Cutoff]) -> tuple[MemberChange, ...]:
    """Everyone who brings or brought something, those first who changed the points most."""
    then, now = snapshots.before.shares(), snapshots.after.shares()
    members = [
        _member(db, number, then.get(number), now.get(number), snapshots, cutoffs)
        for number in sorted(then.keys() | now.keys())
    ]
    changed = [member for member in members if member.news or any(_figures(member))]
    return tuple(
        sorted(
            changed,
            key=lambda member: (-abs(member.points_after - member.points_before), member.name, member.id),
        )
    )


def _figures(member: MemberChange) -> tuple[int, ...]:
    return member.points_before, member.points_after, member.days_before, member.days_after


def _member(
    db: Reader,
    number: int,
    then: MemberShare | None,
    now: MemberShare | None,
    snapshots: _Snapshots,
    cutoffs: list[Cutoff],
) -> MemberChange:
    snapshot, share = (snapshots.after, now) if now is not None else (snapshots.before, then)
    row = share.row if share is not None else 0
    was, is_in = then is not None and then.here, now is not None and now.here
    known = [
        entry
        for entry in entries.of_person(db, number)
        if cutoffs[0].known_at < entry.logged_at <= cutoffs[1].known_at
    ]
    return MemberChange(
        id=snapshot.board.scored_challenge.person_ids[row],
        name=snapshot.board.scored_challenge.person_names[row],
        news="" if was == is_in else "joined" if is_in else "left",
        points_before=snapshot.board.plan.context.points(then.points if then else 0),
        points_after=snapshot.board.plan.context.points(now.points if now else 0),
        days_before=then.days if then else 0,
        days_after=now.days if now else 0,
        paused_before=snapshots.before.paused(then) if then else 0,
        paused_after=snapshots.after.paused(now) if now else 0,
        entries=len(known),
    )
