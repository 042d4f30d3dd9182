"""Why a team or a person stands where it does, as lines of a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from moonwalk.runs.views import WhyAward
from moonwalk.runs.why.figures import rounded, short, shown
from moonwalk.runs.why.views import (
    AwardChange,
    Comparison,
    EntryChange,
    MemberChange,
    Part,
    PersonChange,
    TeamChange,
    TeamMember,
    TeamWhy,
)
from moonwalk.tui.widgets.ledger import Line
from moonwalk.tui.wording import count, short_day, signed, thousandths, week_day

Reasons = TeamWhy | Comparison | PersonChange | TeamChange


def reasons_lines(found: Reasons) -> tuple[Line, ...]:
    """Any of the answers."""
    if isinstance(found, TeamWhy):
        return tuple(_team(found))
    if isinstance(found, Comparison):
        return tuple(_gap(found))
    return tuple(_person_change(found) if isinstance(found, PersonChange) else _team_change(found))


def _team(found: TeamWhy) -> Iterator[Line]:
    row, decimals = found.row, found.board.decimals
    yield Line(f"{row.points:,}", "Points of the members", heading=True)
    yield from (_member(one) for one in found.members)
    yield Line(signed(row.bonus), "The team's own points", heading=True)
    yield from (_award(one) for one in found.awards)
    if not found.awards:
        yield Line("", "None yet.", style="$text-muted")
    yield Line(f"{row.shown}{found.board.unit}", "The score", heading=True)
    yield Line(f"{row.points:,}", "points of the members", found.board.sentence)
    yield Line(short(row.size), "members count", f"{row.member_days} membership days in {row.days} days")
    if row.before is not None and row.before != row.score:
        yield Line(shown(row.before, decimals), "before the team's own points")
    yield Line("", "Points by rule", heading=True)
    for rule in found.rules:
        source = f"to the team itself · {rule.at}" if rule.bonus else rule.at
        yield Line(signed(rule.points), rule.label, source)
    if found.needs:
        yield Line("", "For a place", heading=True)
        yield from (Line("✓" if one.holds else "✗", one.need) for one in found.needs)


def _member(one: TeamMember) -> Line:
    told = [
        f"logged on {one.logged} of {count(one.days, 'day', 'days')}",
        f"from {short_day(one.joined)}" if one.joined else "",
        f"until {short_day(one.left)}" if one.left else "",
    ]
    return Line(f"{one.points:,}", one.name, " · ".join(part for part in told if part))


def _award(award: WhyAward) -> Line:
    return Line(signed(award.points), award.reason, f"{week_day(award.day)} · {award.label} · {award.at}")


def _gap(found: Comparison) -> Iterator[Line]:
    yield Line("", found.words)
    if found.difference is None:
        return
    decimals, whole = found.board.decimals, _signed(found.difference, found.board.decimals)
    for title, parts, rest in (
        ("By rule", found.rules, found.rest),
        ("By week", found.weeks, found.weeks_rest),
    ):
        yield Line(whole, title, heading=True)
        yield from (_part(one, decimals) for one in (*parts, rest) if one.first or one.second)
    if found.size is not None:
        yield Line(_signed(found.size, decimals), "Because of size", heading=True)
        for row in (found.first, found.second):
            yield Line(short(row.size), f"members count in {row.name}")
    if found.ties:
        yield Line("", "Tie rules, in the order in which they are asked", heading=True)
        for tie in found.ties:
            yield Line("✓" if tie.decided else "=", tie.tie, f"{tie.first} against {tie.second}")


def _part(one: Part, decimals: int) -> Line:
    sides = f"{shown(one.first, decimals)} against {shown(one.second, decimals)}"
    return Line(_signed(one.gap, decimals), one.label, sides)


def _person_change(found: PersonChange) -> Iterator[Line]:
    yield Line("", found.words)
    if found.awards:
        yield Line(signed(found.after - found.before), "Awards", heading=True)
        yield from (_award_change(one) for one in found.awards)
    if found.entries:
        yield Line("", "Entries", heading=True)
        yield from (_entry_change(one) for one in found.entries)


def _team_change(found: TeamChange) -> Iterator[Line]:
    decimals = found.board.decimals
    yield Line("", found.words)
    if found.difference is not None:
        yield Line(_signed(found.difference, decimals), "The score", heading=True)
        for one in found.rules:
            if one.score or one.after != one.before:
                gap = one.after - one.before
                yield Line(_signed(one.score, decimals), one.label, f"{signed(gap)} points")
        for score, label in ((found.others, "Points of other teams"), (found.size, "Members and their days")):
            if rounded(score, decimals):
                yield Line(_signed(score, decimals), label)
    yield Line("", "Members", heading=True)
    yield from (_member_change(one) for one in found.members)
    if found.awards:
        yield Line("", "The team's own points", heading=True)
        yield from (_award_change(one) for one in found.awards)


def _member_change(one: MemberChange) -> Line:
    paused = one.paused_after - one.paused_before
    told = [
        one.news,
        f"{one.points_before:,} before",
        count(one.entries, "entry became known", "entries became known") if one.entries else "",
        f"{signed(paused)} days paused" if paused else "",
    ]
    gap = one.points_after - one.points_before
    return Line(signed(gap) if gap else "·", one.name, " · ".join(part for part in told if part))


def _award_change(one: AwardChange) -> Line:
    news = {"new": "", "gone": "gone: ", "changed": f"{one.before} before: "}[one.news]
    source = f"{week_day(one.day)} · {one.label} · {one.at}"
    return Line(signed(one.after - one.before), f"{news}{one.reason}", source)


def _entry_change(one: EntryChange) -> Line:
    entry = one.entry
    was = "new" if one.before is None else f"was {one.before.verdict}"
    told = [f"{was}, {entry.verdict}", entry.reason, week_day(entry.day), f"from {entry.source}"]
    text = f"{entry.unit} · {entry.label or entry.activity}"
    return Line(thousandths(entry.amount), text, " · ".join(part for part in told if part))


def _signed(value: Fraction, decimals: int) -> str:
    """A figure as the screen adds it: "+2.1", "−0.4"."""
    text = shown(value, decimals)
    return f"−{text[1:]}" if text.startswith("-") else f"+{text}"
