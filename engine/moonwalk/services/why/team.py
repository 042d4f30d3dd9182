"""Why a team has this score: its members, its own awards, and what the board's ranking makes of them."""

from __future__ import annotations

from datetime import date

from moonwalk.api.field_words import ConditionKind
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.attribution import team_on_day
from moonwalk.scoring.eligibility import conditions_met
from moonwalk.scoring.explain import ExplainedAward
from moonwalk.scoring.explain_teams import MemberShare, member_shares, team_awards
from moonwalk.services.boards.together import team_progress
from moonwalk.services.errors import Refused
from moonwalk.services.launched import AsOf, When
from moonwalk.services.lookup import row_of
from moonwalk.services.views import Range, WhyAward
from moonwalk.services.why.board_snapshot import BoardSnapshot, board_snapshot, failed, not_scored
from moonwalk.services.why.views import PlaceNeed, RulePoints, TeamMember, TeamWhy
from moonwalk.services.workspace import Workspace


def explain_team(
    ws: Workspace,
    challenge: str,
    team: str,
    board: str | None = None,
    as_of: date | None = None,
    known_at: When | None = None,
    days: Range | None = None,
) -> TeamWhy:
    """All that a team's score is made of, on its main board or on the one named, or on some days alone.

    `team` is an id or a name. Refused where there is no such team, or nobody was in it yet.
    """
    with ws.database() as db:
        team_row = row_of(db, challenge, team, "team")
        snapshot = board_snapshot(ws, db, challenge, "teams", board, AsOf(as_of, known_at), days)
        at = snapshot.numbers.get(team_row.no)
    if at is None:
        raise Refused(f"Nobody was in {team_row.name} yet, so there is nothing to explain.")
    try:
        return _explained(snapshot, at)
    except RuleFailed as failure:
        raise not_scored(challenge, failed(failure)) from failure


def _explained(snapshot: BoardSnapshot, at: int) -> TeamWhy:
    scored, counted = snapshot.scored_challenge.scored, snapshot.board.of_rules
    shares = member_shares(scored, at, counted)
    return TeamWhy(
        board=snapshot.view,
        row=snapshot.row(at),
        members=members(snapshot, shares),
        rules=_rules(snapshot, at),
        awards=own_awards(snapshot, at),
        needs=_needs(snapshot, at),
        # What members do together is about the challenge, and so is left out for a part of it.
        together=team_progress(snapshot.scored_challenge, (at,)) if snapshot.part is None else (),
    )


def own_awards(snapshot: BoardSnapshot, at: int) -> tuple[WhyAward, ...]:
    """The team's own awards that are dated on the board's days and given by rules that it counts."""
    whole, part = snapshot.whole, snapshot.part
    awards = team_awards(whole, at, snapshot.scored_challenge.team_ids, snapshot.board.of_rules)
    index = whole.plan.calendar.index
    return tuple(
        shown_award(explained)
        for explained in awards
        if part is None or part.days[index(explained.award.day)]
    )


def members(snapshot: BoardSnapshot, shares: tuple[MemberShare, ...]) -> tuple[TeamMember, ...]:
    """Those who were in the team so far or count in it, the most points first."""
    dates, scored_challenge = snapshot.plan.calendar.dates, snapshot.scored_challenge
    rows = [
        TeamMember(
            id=scored_challenge.person_ids[share.row],
            name=scored_challenge.person_names[share.row],
            points=snapshot.plan.context.points(share.points),
            days=share.days,
            logged=share.logged,
            joined=dates[share.first] if share.first > 0 else None,
            left=dates[share.last] if share.last >= 0 and not share.here else None,
        )
        for share in shares
        if share.first >= 0 or share.points or share.days
    ]
    return tuple(sorted(rows, key=lambda member: (-member.points, member.name, member.id)))


def shown_award(explained: ExplainedAward) -> WhyAward:
    """An award of a team; there are no entries behind it, only members."""
    award, rule = explained.award, explained.rule
    return WhyAward(award.day, award.points, rule.id, rule.label, award.reason, rule.at, ())


def _rules(snapshot: BoardSnapshot, at: int) -> tuple[RulePoints, ...]:
    """What each rule that the board counts brings to the team."""
    rules, teams, counted = snapshot.plan.rules, snapshot.snapshot.teams, snapshot.board.of_rules
    days = slice(0, max(snapshot.snapshot.last_day + 1, 0))
    return tuple(
        RulePoints(
            name, rule.label, rule.at, snapshot.plan.context.points(int(table[name][at, days].sum())), bonus
        )
        for name, rule in rules.items()
        for table, bonus in ((teams.points, False), (teams.bonus, True))
        if name in table and (not counted or name in counted)
    )


def _needs(snapshot: BoardSnapshot, at: int) -> tuple[PlaceNeed, ...]:
    people, last = snapshot.snapshot.people, snapshot.snapshot.last_day
    conditions, teams = snapshot.board.place_needs, len(snapshot.snapshot.team_ids)
    holds = conditions_met(
        conditions, people, team_on_day(snapshot.plan, people.membership, last), teams, last
    )
    return tuple(
        PlaceNeed(ConditionKind().show(need), bool(flags[at]))
        for need, flags in zip(conditions, holds, strict=True)
    )
