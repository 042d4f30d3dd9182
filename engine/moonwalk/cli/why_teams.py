"""How `why` prints a team's score, and what separates two rows of a board."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from moonwalk.cli.output import place, print_table, whole_or_text
from moonwalk.cli.progress import progress_line
from moonwalk.cli.terminal import put, say
from moonwalk.cli.why_awards import award_line, print_ledger, print_rows, print_text, room_for_text
from moonwalk.services.why.views import (
    Comparison,
    ExplainedBoard,
    ExplainedRow,
    Part,
    TeamMember,
    TeamWhy,
    rounded,
    short,
    shown,
    signed,
)


def headline(board: ExplainedBoard) -> str:
    """Which board an answer is about, and as of when."""
    return f"{board.title}: {board.heading}. {board.state.capitalize()}, as of {board.as_of}."


def stands(row: ExplainedRow, board: ExplainedBoard) -> str:
    """Where a row stands: "Heron: place 3 of 12 with 41.3."."""
    if row.place is None:
        return f"{row.name}: no place ({row.not_placed or 'no score yet'}), with {score(row, board)}."
    tie = f" (tie broken by {row.broken_by})" if row.broken_by else ""
    return f"{row.name}: place {place(row.place, row.tied)} of {board.rows}{tie} with {score(row, board)}."


def score(row: ExplainedRow, board: ExplainedBoard) -> str:
    """A score as the board shows it, with its unit."""
    return row.shown if row.score is None else f"{row.shown}{board.unit}"


def board_json(board: ExplainedBoard) -> dict[str, object]:
    """The board for programs."""
    return {
        "challenge": board.challenge,
        "board": board.board,
        "ranking": board.ranking,
        "as_of": board.as_of,
        "state": board.state,
        "period": board.period,
    }


def row_json(row: ExplainedRow) -> dict[str, object]:
    """A row for programs: scores as shown, and exactly."""
    whole = row.place is not None and row.place == int(row.place)
    return {
        "id": row.id,
        "name": row.name,
        "place": int(row.place) if row.place is not None and whole else row.place,
        "tied": row.tied,
        "broken_by": row.broken_by,
        "not_placed": row.not_placed,
        "score": whole_or_text(row.shown),
        "exact": fraction(row.score),
        "before_bonus": fraction(row.before),
        "bonus": row.bonus,
        "points": row.points,
        "members": row.people,
        "active": row.active,
        "size": fraction(row.size),
        "how": row.how,
    }


def fraction(value: Fraction | None) -> str | None:
    """An exact figure as text: "40", "313/8"; None where there is none."""
    return None if value is None else str(value)


def print_team(why: TeamWhy) -> None:
    """For people."""
    say(headline(why.board))
    say(stands(why.row, why.board))
    members = [
        (member.name, member.points, member.days, member.logged, _note(member)) for member in why.members
    ]
    total = ("Total", why.row.points, why.row.member_days, why.row.logged_days, "")
    print_table(("Member", "Points", "Days", "Logged", ""), [*members, total], frozenset({1, 2, 3}))
    put()
    put("By rule:")
    rules = [(rule.label, f"{rule.points:+}", "team" if rule.bonus else "", rule.at) for rule in why.rules]
    print_table(("Rule", "Points", "", "At"), rules, frozenset({1}))
    if why.awards:
        put()
        put(f"The team's own points ({why.row.bonus:+}):")
        print_ledger([award_line(award) for award in why.awards])
    put()
    put("The score:")
    print_text("", why.board.sentence, room_for_text(), 0)
    if why.row.how:
        print_text("", why.row.how, room_for_text(), 0)
    print_rows(score_lines(why))
    if why.together:
        put()
        put("Together:")
        for row in why.together:
            print_text("", progress_line(row), room_for_text(), 0)
    if why.needs:
        put()
        put("For a place:")
        print_rows([("yes" if need.holds else "no", need.need) for need in why.needs])


def score_lines(why: TeamWhy) -> list[tuple[str, str]]:
    """How the ranking comes from points to the score shown."""
    row, decimals = why.row, why.board.decimals
    lines = [("Points of the members", str(row.points)), ("Size", _size(why))]
    if row.before is None or row.score is None:
        return [*lines, ("Score", "none yet")]
    if row.before != row.score:
        before = shown(row.before, decimals)
        lines += [
            ("Score before the team's own points", before),
            ("The team's own points", f"{row.bonus:+}"),
        ]
    exactly = "" if row.score == int(row.score) else f" (exactly {row.score})"
    return [*lines, ("Score", f"{score(row, why.board)}{exactly}")]


def _size(why: TeamWhy) -> str:
    row = why.row
    return f"{short(row.size)} ({row.member_days} membership days in {row.days} days)"


def _note(member: TeamMember) -> str:
    joined = f"from {member.joined}" if member.joined else ""
    left = f"until {member.left}" if member.left else ""
    return " ".join(part for part in (joined, left) if part)


def team_json(why: TeamWhy) -> dict[str, object]:
    """For programs."""
    return {
        **board_json(why.board),
        "team": row_json(why.row),
        "members": [
            {
                "id": member.id,
                "name": member.name,
                "points": member.points,
                "days": member.days,
                "logged": member.logged,
                "joined": member.joined,
                "left": member.left,
            }
            for member in why.members
        ],
        "rules": [
            {"rule": rule.rule, "points": rule.points, "bonus": rule.bonus, "at": rule.at}
            for rule in why.rules
        ],
        "awards": [
            {
                "day": award.day,
                "points": award.points,
                "rule": award.rule,
                "reason": award.reason,
                "at": award.at,
            }
            for award in why.awards
        ],
        "needs": [{"need": need.need, "holds": need.holds} for need in why.needs],
    }


def print_gap(comparison: Comparison) -> None:
    """For people."""
    say(headline(comparison.board))
    say(stands(comparison.first, comparison.board))
    say(stands(comparison.second, comparison.board))
    print_text("", comparison.words, room_for_text(), 0)
    if comparison.difference is None:
        return
    for title, parts, rest in (
        ("Rule", comparison.rules, comparison.rest),
        ("Week", comparison.weeks, comparison.weeks_rest),
    ):
        if parts or rest.gap:
            put()
            _print_parts(comparison, title, parts, rest)
    if comparison.ties:
        put()
        put("Tie rules, in the order applied:")
        rows = [
            (tie.tie, tie.first, tie.second, "decides" if tie.decided else "equal") for tie in comparison.ties
        ]
        print_table(("Tie", comparison.first.name, comparison.second.name, ""), rows, frozenset({1, 2}))


def _print_parts(comparison: Comparison, title: str, parts: Sequence[Part], rest: Part) -> None:
    decimals = comparison.board.decimals
    parts_shown = [part for part in (*parts, rest) if part.first or part.second]
    rows = [_row(part.label, part.first, part.second, decimals) for part in parts_shown]
    whole = _shown(comparison.first, decimals), _shown(comparison.second, decimals)
    first = whole[0] - sum((rounded(part.first, decimals) for part in parts_shown), Fraction(0))
    second = whole[1] - sum((rounded(part.second, decimals) for part in parts_shown), Fraction(0))
    if first or second:
        rows.append(_row("Rounding", first, second, decimals))
    rows.append(_row("Score", *whole, decimals))
    print_table((title, comparison.first.name, comparison.second.name, "Gap"), rows, frozenset({1, 2, 3}))


def _row(label: str, first: Fraction, second: Fraction, decimals: int) -> tuple[str, str, str, str]:
    # What is printed adds up: the gap is that of the printed figures.
    gap = rounded(first, decimals) - rounded(second, decimals)
    return label, shown(first, decimals), shown(second, decimals), signed(gap, decimals)


def _shown(row: ExplainedRow, decimals: int) -> Fraction:
    return Fraction(0) if row.score is None else rounded(row.score, decimals)


def gap_json(comparison: Comparison) -> dict[str, object]:
    """For programs."""
    return {
        **board_json(comparison.board),
        "words": comparison.words,
        "first": row_json(comparison.first),
        "second": row_json(comparison.second),
        "difference": fraction(comparison.difference),
        "rules": [_part_json(part) for part in comparison.rules],
        "rest": _part_json(comparison.rest),
        "weeks": [_part_json(part) for part in comparison.weeks],
        "weeks_rest": _part_json(comparison.weeks_rest),
        "size": fraction(comparison.size),
        "ties": [
            {"tie": tie.tie, "first": tie.first, "second": tie.second, "decided": tie.decided}
            for tie in comparison.ties
        ],
    }


def _part_json(part: Part) -> dict[str, object]:
    return {
        "key": part.key,
        "label": part.label,
        "first": fraction(part.first),
        "second": fraction(part.second),
        "gap": fraction(part.gap),
    }
