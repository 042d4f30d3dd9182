"""A person's awards and entries as lines of a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from moonwalk.runs.views import Why, WhyAward, WhyEntry
from moonwalk.tui.widgets.ledger import Line
from moonwalk.tui.wording import count, signed, thousandths, week_day


def award_lines(why: Why) -> tuple[Line, ...]:
    """The newest day first, each with its sum, its awards and where their rules stand; the total last."""
    if not why.awards:
        return (Line("", "No points yet. They come with the first entry that counts.", style="$text-muted"),)
    awards = sorted(why.awards, key=lambda award: award.day, reverse=True)
    lines: list[Line] = []
    for day, members in groupby(awards, key=lambda award: award.day):
        of_day = tuple(members)
        lines.append(Line(signed(sum(award.points for award in of_day)), week_day(day), heading=True))
        lines += [_award(award) for award in of_day]
    lines.append(
        Line(
            f"{sum(award.points for award in awards):,}",
            f"Total of {count(len(awards), 'award', 'awards')}",
            heading=True,
        )
    )
    return tuple(lines)


def _award(award: WhyAward) -> Line:
    source = " · ".join(part for part in (award.label or award.rule, award.at) if part)
    badge = f" · badge: {award.badge}" if award.badge else ""
    return Line(signed(award.points), f"{award.reason}{badge}", source)


def entry_lines(why: Why) -> tuple[Line, ...]:
    """The newest day first; an entry that does not count says so and why."""
    if not why.entries:
        return (Line("", "Nothing logged yet. Press a to log the first entry.", style="$text-muted"),)
    entries = sorted(why.entries, key=lambda entry: (entry.day, entry.logged), reverse=True)
    return tuple(_lines_of_entries(entries))


def _lines_of_entries(entries: list[WhyEntry]) -> Iterator[Line]:
    for day, members in groupby(entries, key=lambda entry: entry.day):
        yield Line("", week_day(day), heading=True)
        for entry in members:
            yield _entry(entry)


def _entry(entry: WhyEntry) -> Line:
    figure = thousandths(entry.amount)
    what = f"{entry.unit} · {entry.label or entry.activity}"
    said = "✓ counts"
    if 0 < entry.counted != entry.amount:
        said = f"✓ {thousandths(entry.counted)} of it count"
    if not entry.counted:
        said = f"✗ does not count: {entry.verdict}"
    source = " · ".join(part for part in (said, entry.reason, f"from {entry.source}") if part)
    return Line(figure, what, source, style="" if entry.counted else "$text-muted")
