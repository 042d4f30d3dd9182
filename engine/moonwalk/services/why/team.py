"""Why a team has this score: its members, its own awards, and what the board's ranking makes of them."""

from __future__ import annotations

from datetime import date

from moonwalk.api.field_words import ConditionKind
from moonwalk.scoring.eligibility import conditions_met
from moonwalk.scoring.explain import ExplainedAward, MemberShare, member_shares, team_awards
from moonwalk.scoring.rules import RuleFailed
from moonwalk.scoring.teams import team_on_day
from moonwalk.services.as_of import AsOf, When
from moonwalk.services.errors import Refused
from moonwalk.services.lookup import row_of
from moonwalk.services.views import WhyAward
from moonwalk.services.why.board_snapshot import SeenBoard, failed, not_scored, see
from moonwalk.services.why.views import PlaceNeed, RulePoints, TeamMember, TeamWhy
from moonwalk.services.workspace import Workspace


def explain_team(
    ws: Workspace,
    challenge: str,
    team: str,
    board: str | None = None,
    as_of: date | None = None,
    known_at: When | None = None,
) -> TeamWhy:
    """All that a team's score is made of, on its main board or on the one named.

    `team` is an id or a name. Refused where there is no such team, or nobody was in it yet.
    """
    with ws.database() as db:
        team_row = row_of(db, challenge, team, "team")
        seen = see(ws, db, challenge, "teams", board, AsOf(as_of, known_at))
        at = seen.numbers.get(team_row.no)
    if at is None:
        raise Refused(f"Nobody was in {team_row.name} yet, so there is nothing to explain.")
    try:
        return _explained(seen, at)
    except RuleFailed as failure:
        raise not_scored(challenge, failed(failure)) from failure


def _explained(seen: SeenBoard, at: int) -> TeamWhy:
    scored, counted = seen.reckoned.scored, seen.board.of_rules
    awards = team_awards(scored, at, seen.reckoned.team_ids, counted)
    shares = member_shares(scored, at, counted)
    return TeamWhy(
        board=seen.view,
        row=seen.row(at),
        members=members(seen, shares),
        rules=_rules(seen, at),
        awards=tuple(map(shown_award, awards)),
        needs=_needs(seen, at),
    )


def members(seen: SeenBoard, shares: tuple[MemberShare, ...]) -> tuple[TeamMember, ...]:
    """Those who were in the team so far or count in it, the most points first."""
    dates, reckoned = seen.plan.calendar.dates, seen.reckoned
    rows = [
        TeamMember(
            id=reckoned.person_ids[share.row],
            name=reckoned.person_names[share.row],
            points=share.points,
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


def _rules(seen: SeenBoard, at: int) -> tuple[RulePoints, ...]:
    """What each rule that the board counts brings to the team."""
    rules, teams, counted = seen.plan.rules, seen.snapshot.teams, seen.board.of_rules
    days = slice(0, max(seen.snapshot.last_day + 1, 0))
    return tuple(
        RulePoints(name, rule.label, rule.at, int(table[name][at, days].sum()), bonus)
        for name, rule in rules.items()
        for table, bonus in ((teams.points, False), (teams.bonus, True))
        if name in table and (not counted or name in counted)
    )


def _needs(seen: SeenBoard, at: int) -> tuple[PlaceNeed, ...]:
    people, last = seen.snapshot.people, seen.snapshot.last_day
    conditions, teams = seen.board.place_needs, len(seen.snapshot.team_ids)
    holds = conditions_met(conditions, people, team_on_day(seen.plan, people.membership, last), teams, last)
    return tuple(
        PlaceNeed(ConditionKind().show(need), bool(flags[at]))
        for need, flags in zip(conditions, holds, strict=True)
    )
