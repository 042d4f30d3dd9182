"""What became of entries after they were logged: corrected by an organiser, or not counted, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np

from moonwalk.api.amount_words import amount_text
from moonwalk.api.language import speaking
from moonwalk.api.notices import EntryNews
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.plan import ActivityPlan
from moonwalk.scoring.verdicts import Verdict, judge, settle
from moonwalk.services.dry_run import BY_LINK
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.scores import codes_of, facts_of
from moonwalk.store import entries
from moonwalk.store.database import Reader

_BACK: Final = timedelta(days=2)
"""For how long what became of an entry is news."""

_TOLD: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.LATE: "late",
        Verdict.IMPLAUSIBLE: "implausible",
        Verdict.OUTSIDE: "outside",
        Verdict.PAUSED: "paused",
    }
)
"""The verdicts that somebody is told of. The others say that another entry counts, or that all is well."""


def news_of_entries(
    db: Reader, scored_challenge: ScoredChallenge, now: datetime, languages: Mapping[str, str]
) -> Mapping[str, tuple[EntryNews, ...]]:
    """What became of entries in the two days up to a moment, in order, by the id of the person.

    Amounts are in the language that a person reads, by their id.
    """
    since, until = milliseconds(now - _BACK), milliseconds(now)
    membership = scored_challenge.scored.people.membership
    ids = dict(zip(membership.people.tolist(), scored_challenge.person_ids, strict=True))
    written = _Written({number: languages.get(name, "") for number, name in ids.items()})
    news: dict[str, list[EntryNews]] = {}
    for person, each in (
        *_changed(db, scored_challenge, since, until, written),
        *_rejected(db, scored_challenge, since, until, written),
    ):
        if person in ids:
            news.setdefault(ids[person], []).append(each)
    return {person: tuple(sorted(every, key=lambda each: each.at)) for person, every in news.items()}


@dataclass(frozen=True, slots=True)
class _Written:
    """Writes amounts for people (numbers), each in their language."""

    languages: Mapping[int, str]

    def amount(self, person: int, thousandths: int, unit: str) -> str:
        with speaking(self.languages.get(person, "")):
            return amount_text(thousandths, unit)


def _changed(
    db: Reader, scored_challenge: ScoredChallenge, since: int, until: int, written: _Written
) -> Iterator[tuple[int, EntryNews]]:
    """Yield what organisers corrected and voided, and of whom (a number); not what came by a link."""
    activities = _activities(scored_challenge)
    for change in entries.changes(db, since, until):
        activity = activities.get((change.activity, change.unit))
        if activity is None or change.who in BY_LINK:
            continue
        yield (
            change.person,
            EntryNews(
                what="voided" if change.void else "corrected",
                at=moment(change.at),
                day=change.day,
                activity=activity.label or activity.name,
                amount=written.amount(change.person, change.before, change.unit),
                now="" if change.void else written.amount(change.person, change.amount, change.unit),
                reason=change.reason,
            ),
        )


def _rejected(
    db: Reader, scored_challenge: ScoredChallenge, since: int, until: int, written: _Written
) -> Iterator[tuple[int, EntryNews]]:
    """Yield the new entries that do not count, with the number of the person."""
    plan, scored = scored_challenge.scored.plan, scored_challenge.scored
    membership = scored.people.membership
    loggers = list(entries.loggers(db, since, until))
    if not loggers:
        return
    facts = facts_of(db, plan, NEVER, loggers)
    judged = judge(plan, membership, facts, codes_of(db, plan), scored.last_day)
    judged = settle(plan, judged, (len(membership.people), plan.calendar.length)).judged
    is_news = np.isin(judged.verdict, [int(verdict) for verdict in _TOLD])
    new = (judged.entries.logged > since) & (judged.entries.logged <= until)
    # What is logged ahead of its day may count yet.
    ahead = (judged.entries.day > scored.last_day) & (judged.entries.day < plan.calendar.length)
    for at in np.flatnonzero(is_news & new & ~ahead).tolist():
        activity, person = plan.activities[int(judged.activity[at])], int(judged.entries.person[at])
        news = EntryNews(
            what="rejected",
            at=moment(int(judged.entries.logged[at])),
            day=plan.calendar.starts + timedelta(days=int(judged.entries.day[at])),
            activity=activity.label or activity.name,
            amount=written.amount(person, int(judged.entries.amount[at]), activity.unit),
            verdict=_TOLD[Verdict(int(judged.verdict[at]))],
        )
        yield person, news


def _activities(scored_challenge: ScoredChallenge) -> Mapping[tuple[str, str], ActivityPlan]:
    plan = scored_challenge.scored.plan
    return {(activity.name, activity.unit): activity for activity in plan.activities}
