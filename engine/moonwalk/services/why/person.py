"""Why a person has these points: award by award, and every entry with what became of it."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.amount_words import amount_text
from moonwalk.api.language import Catalogue, plain_day, weekday
from moonwalk.api.timeline import Status
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.explain import ExplainedAward, Explanation
from moonwalk.scoring.explain import explain as explain_person
from moonwalk.scoring.facts import NEVER, days_until
from moonwalk.scoring.plan import ActivityPlan, Plan
from moonwalk.scoring.score import score_members
from moonwalk.scoring.verdicts import Judged, Verdict
from moonwalk.services.deadlines import closing_in_words, closing_rule
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import (
    NOW,
    AsOf,
    NotScored,
    When,
    as_known,
    check_kept,
    cutoff_of,
    launched,
)
from moonwalk.services.lookup import person_of
from moonwalk.services.roster.participation import targets_of
from moonwalk.services.score_cache import Launched
from moonwalk.services.scores import codes_of, facts_of, last_day, membership_of, plan_at
from moonwalk.services.translated import translated
from moonwalk.services.views import WhyAward, WhyDay, WhyEntry
from moonwalk.services.why.cards import cards_of
from moonwalk.services.why.narrowed import ALL, Asked, narrowed
from moonwalk.services.why.views import Why
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries, memberships
from moonwalk.store.database import Database, Reader
from moonwalk.store.entries import EntryRecord
from moonwalk.store.ids import show_id
from moonwalk.store.people import PersonRecord

_TEXTS: Final = Catalogue(__name__)

_STATUSES: Final = tuple(Status)

WORDS: Final = (
    "counted",
    "superseded",
    "void",
    "baseline",
    "outside",
    "not a member",
    "paused",
    "late",
    "implausible",
    "another source counted",
    "another entry counted",
)


def verdict_reason(
    verdict: Verdict,
    plan: Plan,
    activity: ActivityPlan,
    day: date,
    amount: int,
    status: Status,
    on_time: int,
) -> str:
    """Why an entry has this verdict, in a sentence; empty for one that counts.

    `on_time` is the instant that decides whether it was late or early (ms).
    """
    calendar = plan.calendar
    match verdict:
        case Verdict.COUNTED:
            return ""
        case Verdict.SUPERSEDED:
            return _TEXTS.gettext("a newer entry replaces it")
        case Verdict.VOID:
            return _TEXTS.gettext("it voids an earlier entry")
        case Verdict.BASELINE:
            return _TEXTS.gettext("it is from before the challenge and only used for comparison")
        case Verdict.OUTSIDE if calendar.starts <= day <= calendar.ends and status is Status.OFF:
            return _TEXTS.gettext("{weekday} is not a counted day here").format(weekday=weekday(day))
        case Verdict.OUTSIDE if calendar.starts <= day <= calendar.ends:
            said = _TEXTS.gettext("as of {day} this day was still in the future")
            return said.format(day=plain_day(plan.context.as_of))
        case Verdict.OUTSIDE:
            first, last = plain_day(calendar.starts), plain_day(calendar.ends)
            return _TEXTS.gettext("the challenge runs from {first} to {last}").format(first=first, last=last)
        case Verdict.NOT_A_MEMBER:
            return _TEXTS.gettext("not a member of the challenge on this day")
        case Verdict.PAUSED if status is Status.PAUSED:
            return _TEXTS.gettext("the day is paused")
        case Verdict.PAUSED:
            return _TEXTS.gettext("the day counts for nobody")
        case Verdict.LATE:
            until, rule = closing_in_words(calendar, day), closing_rule(calendar, day)
            said = _TEXTS.gettext("entries for this day could be logged until {moment}: {rule}")
            return said.format(moment=until, rule=rule)
        case Verdict.IMPLAUSIBLE if on_time < int(calendar.begins[calendar.index(day)]):
            return _TEXTS.gettext("the day had not begun for anyone when it was logged")
        case Verdict.IMPLAUSIBLE:
            return _implausible(activity, amount)
        case Verdict.ANOTHER_SOURCE:
            return _TEXTS.gettext(
                "another source has more for this day, and two sources are not added together"
            )
        case Verdict.ANOTHER_ENTRY:
            return _same_day(activity)


def _implausible(activity: ActivityPlan, amount: int) -> str:
    if activity.reject_entry_above is not None and amount > activity.reject_entry_above:
        said, limit = _TEXTS.gettext("a single entry is refused above {amount}"), activity.reject_entry_above
    else:
        said, limit = _TEXTS.gettext("it would bring the day above {amount}"), activity.reject_day_above or 0
    return said.format(amount=amount_text(limit, activity.unit))


def _same_day(activity: ActivityPlan) -> str:
    if activity.same_day == "largest":
        return _TEXTS.gettext("of several entries on a day, the largest counts")
    return _TEXTS.gettext("of several entries on a day, the latest counts")


def explain(
    ws: Workspace,
    challenge: str,
    who: str,
    as_of: date | None = None,
    known_at: When | None = None,
    asked: Asked = ALL,
) -> Why:
    """Every point of a person, derived afresh from the facts, now or as seen from an earlier moment.

    `who` is an id, an e-mail address or a full name, `asked` the board and the days that are meant. Refused
    where the challenge cannot be scored.
    """
    with ws.database() as db:
        person = person_of(db, who)
        try:
            return explain_in(ws, db, launched(ws, db, challenge), person, AsOf(as_of, known_at), asked)
        except NotScored as reason:
            raise PluginFailed(
                f"'{challenge}' is not scored now, so points cannot be explained. No entry is lost. {reason}"
            ) from reason


def explain_in(
    ws: Workspace,
    db: Database,
    launch: Launched,
    person: PersonRecord,
    as_of: AsOf = NOW,
    asked: Asked = ALL,
) -> Why:
    """Every point of a person in one challenge, with entries and days.

    Refused for who does not take part, NotScored where a rule failed.
    """
    why = explained_in(ws, db, launch, person, as_of, asked)
    if why is None:
        raise Refused(f"{person.name} ({person.id}) does not take part in '{launch.record.challenge}'.")
    return why


def explained_in(
    ws: Workspace,
    db: Database,
    launch: Launched,
    person: PersonRecord,
    as_of: AsOf = NOW,
    asked: Asked = ALL,
) -> Why | None:
    """Every point of a person in one challenge, with entries and days; None for who does not take part.

    NotScored where a rule failed.
    """
    check_kept(db, launch.record.challenge)
    cutoff = cutoff_of(ws, launch.plan.calendar, as_of)
    launch = translated(as_known(ws, db, launch, cutoff.known_at))
    calendar = launch.plan.calendar
    plan = plan_at(launch.plan, cutoff.now, cutoff.day)
    with db.read():
        alone = membership_of(db, launch, cutoff.now, cutoff.known_at, person.no)
        if not len(alone.people):
            return None
        facts = facts_of(db, plan, min(cutoff.known_at, launch.frozen), [person.no])
        try:
            explanation = explain_person(plan, alone, facts, codes_of(db, plan), last_day(plan))
            cards = cards_of(plan, explanation)
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure
        team = _team(db, int(alone.team[0, min(max(last_day(plan), 0), calendar.length - 1)]), alone.teams)
        why = Why(
            challenge=launch.record.challenge,
            title=launch.challenge.title,
            person=person.id,
            name=person.name,
            team=team,
            total=explanation.total,
            awards=tuple(_award(award) for award in explanation.awards),
            entries=_entries(db, plan, person, explanation),
            days=_days(explanation),
            targets=targets_of(db, launch, person, cutoff.known_at),
            cards=cards,
        )
    return narrowed(why, launch, plan, asked)


def total_in(
    ws: Workspace, db: Database, launch: Launched, person: PersonRecord, but: int | None = None
) -> int | None:
    """A person's points as they stand, without the reasons; None for who does not take part.

    They are those without the entry whose id is `but`, if there is one. NotScored where a rule failed.
    """
    now = ws.instant()
    plan = plan_at(launch.plan, now)
    with db.read():
        alone = membership_of(db, launch, now, NEVER, person.no)
        facts = facts_of(db, plan, launch.frozen, [person.no], but)
        codes = codes_of(db, plan)
    try:
        scored = score_members(plan, alone, facts, codes, last_day(plan))
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure
    points = scored.total[:, days_until(last_day(plan))]
    return plan.context.points(int(points.sum())) if len(alone.people) else None


def _team(db: Reader, index: int, numbers: NDArray[np.int32]) -> str:
    if index < 0:
        return ""
    team = memberships.by_number(db, int(numbers[index]))
    return team.name if team else ""


def _award(explained: ExplainedAward) -> WhyAward:
    award, rule = explained.award, explained.rule
    ids = tuple(show_id(int(entry)) for entry in award.entries)
    return WhyAward(award.day, award.points, rule.id, rule.label, award.reason, rule.at, ids, award.badge)


def _days(explanation: Explanation) -> tuple[WhyDay, ...]:
    points: dict[date, int] = {}
    for dated in explanation.awards:
        points[dated.award.day] = points.get(dated.award.day, 0) + dated.award.points
    return tuple(
        WhyDay(day.date, day.week, day.status, tuple(sorted(day.met)), points.get(day.date, 0))
        for day in explanation.timeline.days
    )


def _entries(db: Reader, plan: Plan, person: PersonRecord, explanation: Explanation) -> tuple[WhyEntry, ...]:
    judged = explanation.judged
    at = {number: index for index, number in enumerate(judged.entries.id.tolist())}
    status = np.array([day.status for day in explanation.timeline.days], np.int8)
    return tuple(
        shown_entry(plan, judged, at[record.id], status, record)
        for record in entries.of_person(db, person.no)
        if record.id in at
    )


def shown_entry(
    plan: Plan, judged: Judged, index: int, status: NDArray[np.int8], record: EntryRecord
) -> WhyEntry:
    """An entry of a person with its verdict in words; `index` is its place among those that were judged.

    `status` holds what each day of the challenge is to the person, as numbers of `Status`.
    """
    activity = plan.activities[int(judged.activity[index])]
    verdict = Verdict(int(judged.verdict[index]))
    day = plan.calendar.index(record.day)
    status_of_day = _STATUSES[status[day]] if 0 <= day < len(status) else Status.ABSENT
    on_time = int(judged.entries.on_time[index])
    return WhyEntry(
        id=show_id(record.id),
        day=record.day,
        activity=activity.name,
        label=activity.label,
        amount=record.amount,
        unit=record.unit,
        source=record.source,
        logged=moment(record.logged_at),
        verdict=WORDS[verdict],
        reason=verdict_reason(verdict, plan, activity, record.day, record.amount, status_of_day, on_time),
        counted=record.amount if verdict is Verdict.COUNTED else 0,
    )
