"""Made-up reasons: one of everything that `why` can say, with the names of a fake desk."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from moonwalk.services.views import WhyAward, WhyEntry
from moonwalk.services.why.views import (
    AwardChange,
    BoardSeen,
    Comparison,
    DaysChange,
    EntryChange,
    MemberChange,
    Part,
    PersonChange,
    PlaceNeed,
    RowSeen,
    RuleChange,
    RulePoints,
    TeamChange,
    TeamMember,
    TeamWhy,
    TieAsked,
)

DAY = date(2026, 3, 8)
MARCH = "the end of 2026-03-12"


def a_board(label: str) -> BoardSeen:
    return BoardSeen(
        "backwards", label, "teams", f"Teams, {label}", "teams", "mean",
        f"All points, divided by the members: {label}", 1, "", date(2026, 3, 13), "provisional", 5,
    )  # fmt: skip


def a_row(name: str, points: int, bonus: int) -> RowSeen:
    score = Fraction(points, 4) + bonus
    return RowSeen(
        name, name, 2.0, True, f"participation {name}", "", f"{float(score):.1f}", score, score - bonus,
        points, bonus, 4, 3, 48, 33, 12,
    )  # fmt: skip


def made_up_team(team: str, names: tuple[str, ...]) -> TeamWhy:
    members = tuple(
        TeamMember(f"p{n}", name, 80 - 20 * n, 12, 9 - n, DAY if n == 1 else None, DAY if n == 2 else None)
        for n, name in enumerate(names[:4])
    )
    points = sum(member.points for member in members)
    reason = f"at least 80% of members met good_week, {team}"
    return TeamWhy(
        a_board(team),
        a_row(team, points, 10),
        members,
        (
            RulePoints("minutes", f"Minutes {team}", "backwards.yaml:31", points, False),
            RulePoints("house", "Full house", "backwards.yaml:60", 10, True),
        ),
        (WhyAward(DAY, 10, "house", "Full house", reason, "backwards.yaml:60", ()),),
        (PlaceNeed(f"at least 3 members {team}", True), PlaceNeed("all members met good_day", False)),
    )


def made_up_gap(names: tuple[str, ...]) -> Comparison:
    first, second = a_row(names[0], 200, 10), a_row(names[1], 220, 5)
    return Comparison(
        a_board(names[0]),
        first,
        second,
        Fraction(0),
        (
            Part("minutes", f"Minutes {names[1]}", Fraction(50), Fraction(55)),
            Part("house", "Full house", Fraction(10), Fraction(5)),
        ),
        Part("", "The ranking itself", Fraction(0), Fraction(0)),
        (Part("1", "Week 1", Fraction(60), Fraction(60)),),
        Part("", "The ranking itself", Fraction(0), Fraction(0)),
        Fraction(1, 2),
        (
            TieAsked("met good_day", "50.0%", "50.0%", False),
            TieAsked("participation", "91.2%", "88.0%", True),
        ),
        f"{names[0]} and {names[1]} both have 60.0. Participation decides.",
    )


def made_up_person_change(
    name: str, awards: tuple[WhyAward, ...], entries: tuple[WhyEntry, ...]
) -> PersonChange:
    changes = tuple(
        AwardChange(one.day, one.rule, one.label, one.at, 0, one.points, "new", one.reason) for one in awards
    )
    gone = AwardChange(DAY, "streak", "Streak", "backwards.yaml:40", 20, 0, "gone", f"4 days, {name}")
    return PersonChange(
        "backwards",
        name,
        "p0",
        name,
        MARCH,
        "now",
        40,
        20 + sum(one.points for one in awards),
        (*changes, gone),
        tuple(EntryChange(one, None) for one in entries),
        (DaysChange("paused", 0, 2),),
        f"{name} has more points than at {MARCH}. 2 days are paused, 0 before.",
    )


def made_up_team_change(team: str, names: tuple[str, ...]) -> TeamChange:
    members = tuple(
        MemberChange(f"p{n}", name, "joined" if n == 1 else "", 20 * n, 20 * n + 5, 9, 12, 0, n, n)
        for n, name in enumerate(names[:4])
    )
    return TeamChange(
        a_board(team),
        MARCH,
        "now",
        a_row(team, 180, 0),
        a_row(team, 200, 10),
        Fraction(15),
        (
            RuleChange("minutes", f"Minutes {team}", 180, 200, Fraction(6)),
            RuleChange("house", "Full house", 0, 10, Fraction(10)),
        ),
        Fraction(1),
        Fraction(-2),
        members,
        (AwardChange(DAY, "house", "Full house", "backwards.yaml:60", 0, 10, "new", f"all of {team}"),),
        f"{team} went up from 45.0 to 60.0 since {MARCH}: 10.0 from Full house, 6.0 from Minutes.",
    )
