"""What changed a person's points between two looks: awards, entries, pauses and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from moonwalk.api.days import Status
from moonwalk.runs.errors import Refused
from moonwalk.runs.finding import person_of
from moonwalk.runs.launched import NotScored, launched
from moonwalk.runs.looking import Look, When, looks_between, said
from moonwalk.runs.views import Why, WhyAward
from moonwalk.runs.why.changing_words import person_in_words
from moonwalk.runs.why.person import explained_in
from moonwalk.runs.why.seeing import not_scored
from moonwalk.runs.why.views import AwardChange, DaysChange, EntryChange, News, PersonChange
from moonwalk.runs.workspace import Workspace


def person_change(
    ws: Workspace,
    challenge: str,
    who: str,
    since: When,
    as_of: date | None = None,
    known_at: When | None = None,
) -> PersonChange:
    """What changed a person's points since a day or a moment, until now or an earlier look.

    Refused where the two looks are not one after the other, or the person takes part in neither.
    """
    with ws.database() as db:
        person = person_of(db, who)
        try:
            launch = launched(ws, db, challenge)
            looks = looks_between(ws, launch.plan.calendar, since, Look(as_of, known_at))
            before, after = (explained_in(ws, db, launch, person, look) for look in looks)
        except NotScored as reason:
            raise not_scored(challenge, reason) from reason
    if after is None:
        raise Refused(f"{person.name} ({person.id}) does not take part in '{challenge}'.")
    return _changed(before, after, *looks)


def _changed(before: Why | None, after: Why, since: Look, until: Look) -> PersonChange:
    person_change = PersonChange(
        challenge=after.challenge,
        title=after.title,
        person=after.person,
        name=after.name,
        since=said(since),
        until=said(until),
        before=before.total if before else 0,
        after=after.total,
        awards=award_changes(before.awards if before else (), after.awards),
        entries=_entries(before, after),
        days=_days(before, after),
        words="",
    )
    return person_in_words(person_change)


def award_changes(before: Iterable[WhyAward], after: Iterable[WhyAward]) -> tuple[AwardChange, ...]:
    """What rules give for a day that they did not give before, or gave otherwise, in order of day."""
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
