"""What changed a person's points between two moments: awards, entries, pauses and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from moonwalk.api.timeline import Status
from moonwalk.scoring.periods import Stretch
from moonwalk.services.errors import Refused
from moonwalk.services.launched import AsOf, NotScored, When, as_of_pair, as_of_text, cutoff_of, launched
from moonwalk.services.lookup import person_of
from moonwalk.services.score_cache import Launched
from moonwalk.services.scores import plan_at
from moonwalk.services.views import WhyAward
from moonwalk.services.why.board_snapshot import not_scored
from moonwalk.services.why.gap import gaps_text
from moonwalk.services.why.narrowed import ALL, Asked, days_asked
from moonwalk.services.why.person import explained_in
from moonwalk.services.why.views import (
    AwardChange,
    DaysChange,
    EntryChange,
    MemberChange,
    News,
    PersonChange,
    TeamChange,
    Why,
    rounded,
    short,
    signed,
)
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace


def person_in_words(change: PersonChange) -> PersonChange:
    """Return a person's change with the sentences that describe it."""
    sentences = [_points_text(change), _awards_text(change), _entries_text(change), *_days_text(change)]
    return replace(change, words=" ".join(sentence for sentence in sentences if sentence))


def team_in_words(change: TeamChange) -> TeamChange:
    """Return a team's change with the sentences that describe it."""
    sentences = [
        _score(change),
        _size(change),
        _others(change),
        _came_and_went(change.members),
        _paused(change),
    ]
    return replace(change, words=" ".join(sentence for sentence in sentences if sentence))


def _points_text(change: PersonChange) -> str:
    gap = change.after - change.before
    has = f"{change.name} has {counted(change.after, 'point', 'points')}"
    if not gap:
        return f"{has}, as at {change.since}."
    return f"{has}, {abs(gap)} {'more' if gap > 0 else 'less'} than at {change.since}."


def _awards_text(change: PersonChange) -> str:
    parts = []
    for news, singular, many in (
        ("new", "new award", "new awards"),
        ("changed", "changed award", "changed awards"),
        ("gone", "removed award", "removed awards"),
    ):
        gaps = [award.after - award.before for award in change.awards if award.news == news]
        if gaps:
            parts.append(f"{sum(gaps):+d} by {counted(len(gaps), singular, many)}")
    return f"{', '.join(parts)}." if parts else ""


def _entries_text(change: PersonChange) -> str:
    new = [entry_change for entry_change in change.entries if entry_change.before is None]
    idle = sum(entry_change.entry.verdict != "counted" for entry_change in new)
    parts = []
    if new:
        left_out = f" ({idle} of them {'does' if idle == 1 else 'do'} not count)" if idle else ""
        parts.append(f"{counted(len(new), 'entry', 'entries')} became known{left_out}")
    replaced = sum(
        entry_change.before is not None and entry_change.entry.verdict == "superseded"
        for entry_change in change.entries
    )
    if replaced:
        parts.append(f"{counted(replaced, 'entry was', 'entries were')} replaced or voided")
    others = len(change.entries) - len(new) - replaced
    if others:
        parts.append(f"{counted(others, 'entry is', 'entries are')} judged differently")
    return f"{', '.join(parts)}." if parts else ""


def _days_text(change: PersonChange) -> list[str]:
    words = {"closed": ("day can no longer be logged", "days can no longer be logged")}
    sentences = []
    for days in change.days:
        gap = days.after - days.before
        if days.what in words and gap > 0:
            sentences.append(f"{counted(gap, *words[days.what])}.")
        elif days.what == "paused":
            sentences.append(f"{counted(days.after, 'day is', 'days are')} paused, {days.before} before.")
        elif days.what == "taking part":
            sentences.append(
                f"{change.name} takes part on {counted(days.after, 'day', 'days')}, {days.before} before."
            )
    return sentences


def _score(change: TeamChange) -> str:
    before, after, gap, unit = change.before, change.after, change.difference, change.board.unit
    if before is None:
        return f"At {change.since} nobody was in {after.name}; it has {after.shown}{unit} now."
    if gap is None:
        had, has = ("no score" if row.score is None else row.shown for row in (before, after))
        return f"{after.name} had {had}, and has {has}."
    place = _place(change)
    if before.shown == after.shown:
        return f"{after.name} has {after.shown}{unit}, as at {change.since}{place}."
    went = "up" if gap > 0 else "down"
    changed = f"{after.name} went {went} from {before.shown}{unit} to {after.shown}{unit}"
    return f"{changed} since {change.since}{place}: {change_parts_text(change)}."


def change_parts_text(change: TeamChange) -> str:
    """What the change of a score is made of: "1.4 from Minutes, -4.6 from its members"."""
    parts = [(rule.score, rule.label) for rule in change.rules]
    of_size = "its members and their days" if _resized(change) else "the ranking itself"
    gaps = [*parts, (change.others, "other teams"), (change.size, of_size)]
    return gaps_text(gaps, change.board.decimals) or "by less than is shown"


def _place(change: TeamChange) -> str:
    before, after = change.before, change.after
    if before is None or before.place is None or after.place is None or before.place == after.place:
        return ""
    return f" (place {before.place:g} then, {after.place:g} now)"


def _resized(change: TeamChange) -> bool:
    before, after = change.before, change.after
    return before is not None and (before.size, before.active) != (after.size, after.active)


def _size(change: TeamChange) -> str:
    before, after, decimals = change.before, change.after, change.board.decimals
    if (
        before is None
        or change.difference is None
        or not rounded(change.size, decimals)
        or not _resized(change)
    ):
        return ""
    return (
        f"It counts as {short(after.size)} members now and counted as {short(before.size)} before, so the "
        f"earlier points are divided differently: {signed(change.size, decimals)}."
    )


def _others(change: TeamChange) -> str:
    if not rounded(change.others, change.board.decimals):
        return ""
    return f"Points of other teams account for {signed(change.others, change.board.decimals)}."


def _came_and_went(members: Sequence[MemberChange]) -> str:
    parts = []
    for news in ("joined", "left"):
        names = [member.name for member in members if member.news == news]
        if names:
            few = ", ".join(names[:4])
            parts.append(f"{few}{f' and {len(names) - 4} more' if len(names) > 4 else ''} {news}")
    return f"{'; '.join(parts)}." if parts else ""


def _paused(change: TeamChange) -> str:
    before = sum(member.paused_before for member in change.members)
    after = sum(member.paused_after for member in change.members)
    return "" if before == after else f"Members paused on {counted(after, 'day', 'days')}, {before} before."


def person_change(
    ws: Workspace,
    challenge: str,
    who: str,
    since: When,
    as_of: date | None = None,
    known_at: When | None = None,
    asked: Asked = ALL,
) -> PersonChange:
    """What changed a person's points since a day or a moment, until now or an earlier look.

    `asked` is the board and the days that are meant: those of the later look, where they follow from it.
    Refused where the two looks are not one after the other, or the person takes part in neither.
    """
    with ws.database() as db:
        person = person_of(db, who)
        try:
            launch = launched(ws, db, challenge)
            as_ofs = as_of_pair(ws, launch.plan.calendar, since, AsOf(as_of, known_at))
            after = explained_in(ws, db, launch, person, as_ofs[1], asked)
            then = Asked(asked.board, _days_of(ws, launch, as_ofs[1], asked))
            before = explained_in(ws, db, launch, person, as_ofs[0], then)
        except NotScored as reason:
            raise not_scored(challenge, reason) from reason
    if after is None:
        raise Refused(f"{person.name} ({person.id}) does not take part in '{challenge}'.")
    return _changed(before, after, *as_ofs)


def _days_of(ws: Workspace, launch: Launched, as_of: AsOf, asked: Asked) -> Stretch | None:
    """The days that are meant at a moment, which may not have begun at an earlier one."""
    cutoff = cutoff_of(ws, launch.plan.calendar, as_of)
    plan = plan_at(launch.plan, cutoff.now, cutoff.day)
    return days_asked(plan, None if asked.board is None else plan.board(asked.board), asked)


def _changed(before: Why | None, after: Why, since: AsOf, until: AsOf) -> PersonChange:
    person_change = PersonChange(
        challenge=after.challenge,
        title=after.title,
        person=after.person,
        name=after.name,
        since=as_of_text(since),
        until=as_of_text(until),
        before=before.total if before else 0,
        after=after.total,
        awards=award_changes(before.awards if before else (), after.awards),
        entries=_entries(before, after),
        days=_days(before, after),
        words="",
        heading=after.heading,
        period=after.period,
    )
    return person_in_words(person_change)


def award_changes(before: Iterable[WhyAward], after: Iterable[WhyAward]) -> tuple[AwardChange, ...]:
    """Return the awards that are new, changed or gone, in order of day."""
    then, now = _by_day_and_rule(before), _by_day_and_rule(after)
    changes = []
    for key in sorted(then.keys() | now.keys()):
        had, has = then.get(key, ()), now.get(key, ())
        points = sum(award.points for award in had), sum(award.points for award in has)
        if points[0] == points[1]:
            continue
        news: News = "changed" if had and has else "new" if has else "gone"
        shown = has or had
        reason = "; ".join(dict.fromkeys(award.reason for award in shown))
        changes.append(AwardChange(*key, shown[0].label, shown[0].at, *points, news, reason))
    return tuple(changes)


def _by_day_and_rule(awards: Iterable[WhyAward]) -> Mapping[tuple[date, str], tuple[WhyAward, ...]]:
    by_key: dict[tuple[date, str], tuple[WhyAward, ...]] = {}
    for award in awards:
        key = award.day, award.rule
        by_key[key] = (*by_key.get(key, ()), award)
    return by_key


def _entries(before: Why | None, after: Why) -> tuple[EntryChange, ...]:
    known = {entry.id: entry for entry in before.entries} if before else {}
    return tuple(
        EntryChange(entry, known.get(entry.id))
        for entry in after.entries
        if entry.id not in known
        or (known[entry.id].verdict, known[entry.id].counted) != (entry.verdict, entry.counted)
    )


def _days(before: Why | None, after: Why) -> tuple[DaysChange, ...]:
    there = frozenset(Status) - {Status.ABSENT}
    kinds = (("taking part", there), ("paused", {Status.PAUSED}), ("closed", {Status.DUE}))
    changes = []
    for what, statuses in kinds:
        then = sum(day.status in statuses for day in before.days) if before else 0
        now = sum(day.status in statuses for day in after.days)
        if then != now:
            changes.append(DaysChange(what, then, now))
    return tuple(changes)
