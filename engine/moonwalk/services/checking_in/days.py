"""What a participant may log: the days that are open, what is saved for them, amounts to offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final, Literal
from zoneinfo import ZoneInfo

from moonwalk.api.amount_words import amount_text, unit_text
from moonwalk.api.language import Catalogue
from moonwalk.api.timeline import Status
from moonwalk.scoring.calendar import moment
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind
from moonwalk.services.closures import check_open
from moonwalk.services.dry_run import PARTICIPANT
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched, outlined
from moonwalk.services.score_cache import Launched
from moonwalk.services.translated import translated
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries
from moonwalk.store.database import Database, Reader
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import EntryRecord
from moonwalk.store.ids import show_id
from moonwalk.store.people import PersonRecord

SOURCE: Final = "page"
"""The source of what participants enter by themselves."""

CONSENT: Final = "page consent"
"""The decision by which a participant agrees to what is kept."""

BY_CAPTAIN: Final = "captain"
"""The source of what captains enter for members of their team."""

UNDONE: Final = "taken back by the participant"
UNDONE_BY_CAPTAIN: Final = "taken back by a captain"

_TEXTS: Final = Catalogue(__name__)
_MOST_LIKELY: Final = 3
_MOST_DAYS: Final = 60
_RECENT: Final = 7


@dataclass(frozen=True, slots=True)
class SavedAmount:
    """What is saved by the page for an activity on a day: the entry, its amount in words and as typed.

    `undoable` says that it can be taken back by a tap; what was taken back just now cannot again.
    """

    entry: str
    words: str
    typed: str
    undoable: bool


@dataclass(frozen=True, slots=True)
class ActivityDay:
    """An activity on a day: amounts to offer, the likely one first, as typed and in words; what is saved.

    `by_captain` is what a captain logged, and `others` what came for that day by other ways, such as a watch.
    """

    name: str
    label: str
    about: str
    unit: str
    likely: tuple[tuple[str, str], ...]
    saved: SavedAmount | None
    by_captain: SavedAmount | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day that can be logged until a moment, and all that is saved for it in words."""

    day: date
    closes: datetime
    saved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a participant may log: one of the open days in full, and all of them, the newest first.

    `today` is the civil day where the person is. `state` says why there is no day, where there is none.
    """

    title: str
    name: str
    today: date
    state: Literal["before", "open", "over"]
    starts: date
    day: OpenDay | None
    activities: tuple[ActivityDay, ...]
    days: tuple[OpenDay, ...]


def check_in(ws: Workspace, visitor: Visitor, day: date | None = None) -> CheckIn:
    """What a participant may log on a day, the newest open one by default; it stores nothing."""
    with ws.database() as db:
        person, launch = person_behind(db, visitor), readable(ws, db, visitor.challenge)
        today = today_of(ws, launch, person)
        logged = current_of(entries.of_person(db, person.no))
    return view_of(launch, person.name, today, open_days(ws, launch, today), logged, day)


def view_of(
    launch: Launched,
    name: str,
    today: date,
    open_now: Sequence[date],
    logged: tuple[EntryRecord, ...],
    day: date | None,
    source: str = SOURCE,
) -> CheckIn:
    """What may be logged on a day for somebody of whom these entries may be shown.

    `source` is that of whoever looks. Declined where the day is not one of the open ones.
    """
    calendar = launch.plan.calendar
    days = tuple(_open_day(launch, each, logged) for each in open_now)
    chosen = next((each for each in days if day is None or each.day == day), None)
    if day is not None and chosen is None:
        raise Declined(day_closed())
    before = calendar.starts > today
    return CheckIn(
        title=launch.challenge.title,
        name=name,
        today=today,
        state="open" if days else "before" if before else "over",
        starts=calendar.starts,
        day=chosen,
        activities=tuple(_activities(launch, chosen.day, logged, source)) if chosen else (),
        days=days,
    )


def has_consented(ws: Workspace, visitor: Visitor) -> bool:
    """Whether a participant has agreed to what is kept, in this challenge."""
    with ws.database() as db:
        return _consented(db, visitor)


def consent(ws: Workspace, visitor: Visitor) -> None:
    """Keep that a participant agrees. Agreeing again changes nothing."""
    with ws.database() as db:
        person_behind(db, visitor)
        with db.write() as tx:
            if not _consented(tx, visitor):
                decided = Decision(ws.instant(), PARTICIPANT, CONSENT, visitor.challenge, person=visitor.no)
                decisions.record(tx, decided)


def readable(ws: Workspace, db: Database, challenge: str) -> Launched:
    """A challenge as it was launched; without its rules where a plugin keeps it from being read whole.

    It is in the language that is spoken. What a person says is stored whatever state the plugins are in.
    """
    return translated(as_written(ws, db, challenge))


def as_written(ws: Workspace, db: Database, challenge: str) -> Launched:
    """A challenge as it was launched, in its own language; without its rules as `readable` says."""
    with suppress(NotScored):
        return launched(ws, db, challenge)
    outline = outlined(ws, db, challenge)
    if outline is None:
        raise Declined(
            _TEXTS.gettext("The challenge cannot be read just now. Nothing was changed. Try again later.")
        )
    return outline


def zone_of(ws: Workspace, launch: Launched, person: PersonRecord) -> str:
    """The zone where a person is: their own, the workspace's, or the challenge's."""
    return person.timezone or ws.settings.timezone or launch.plan.calendar.zone


def today_of(ws: Workspace, launch: Launched, person: PersonRecord) -> date:
    """The civil day where a person is."""
    return ws.now().astimezone(ZoneInfo(zone_of(ws, launch, person))).date()


def day_closed() -> str:
    """What is said of a day that cannot be logged."""
    return _TEXTS.gettext(
        "This day cannot be logged: it has not begun, or it is closed. Nothing was changed."
    )


def check_consented(db: Reader, visitor: Visitor) -> None:
    """Declined where a participant has not agreed to what is kept."""
    if not _consented(db, visitor):
        raise Declined(
            _TEXTS.gettext("Before the first entry, read and accept what is kept. Nothing was changed.")
        )


def check_not_over(ws: Workspace, db: Reader, person: PersonRecord, activity: str, day: date) -> None:
    """Declined where a challenge that has the activity was closed with the day in it."""
    try:
        check_open(ws, db, person.no, activity, day)
    except Refused as closed:
        # It tells organisers what they could do about it, which is nothing for participants.
        raise Declined(day_closed()) from closed


def _consented(db: Reader, visitor: Visitor) -> bool:
    return decisions.is_there(db, visitor.no, CONSENT, visitor.challenge)


def current_of(records: tuple[EntryRecord, ...]) -> tuple[EntryRecord, ...]:
    """Those of some entries that hold: nothing supersedes them, and they are not void."""
    return tuple(record for record in records if record.current)


def open_days(ws: Workspace, launch: Launched, today: date) -> tuple[date, ...]:
    """The days that have begun where the person is and can be logged, the newest first."""
    calendar, now = launch.plan.calendar, ws.instant()
    days = [
        day
        for day, closes in zip(calendar.dates, calendar.closes.tolist(), strict=True)
        if day <= today and closes >= now and calendar.status_on(day) is not Status.OFF
    ]
    return tuple(reversed(days[-_MOST_DAYS:]))


def _open_day(launch: Launched, day: date, logged: tuple[EntryRecord, ...]) -> OpenDay:
    calendar = launch.plan.calendar
    closes = moment(int(calendar.closes[calendar.index(day)])).astimezone(ZoneInfo(calendar.zone))
    of_day = [record for record in logged if record.day == day]
    saved = tuple(
        f"{known.label}: {amount_text(record.amount, record.unit)}"
        for known in launch.challenge.activities.values()
        for record in of_day
        if (record.activity, record.unit) == (known.name, known.unit)
    )
    return OpenDay(day, closes, saved)


def _activities(
    launch: Launched, day: date, logged: tuple[EntryRecord, ...], source: str
) -> list[ActivityDay]:
    shown = []
    for known in launch.challenge.activities.values():
        of_it = [record for record in logged if (record.activity, record.unit) == (known.name, known.unit)]
        of_day = [record for record in of_it if record.day == day]
        by_source = {record.source: record for record in of_day}
        others = tuple(
            f"{amount_text(record.amount, record.unit)} ({record.source})"
            for record in of_day
            if record.source not in (SOURCE, BY_CAPTAIN)
        )
        saved, by_captain = _saved(by_source.get(source)), _saved(by_source.get(BY_CAPTAIN))
        likely = _likely(launch, known.name, day, of_it)
        offered = tuple(
            (_typed(amount), amount_text(amount, known.unit))
            for amount in likely
            if saved is None or _typed(amount) != saved.typed
        )
        words = known.name, known.label, known.about, unit_text(known.unit)
        shown.append(ActivityDay(*words, offered, saved, by_captain, others))
    return shown


def _saved(record: EntryRecord | None) -> SavedAmount | None:
    if record is None:
        return None
    words = amount_text(record.amount, record.unit)
    undoable = record.reason not in (UNDONE, UNDONE_BY_CAPTAIN)
    return SavedAmount(show_id(record.id), words, _typed(record.amount), undoable)


def _likely(launch: Launched, activity: str, day: date, logged: list[EntryRecord]) -> list[int]:
    """Amounts to offer: what this person logs most often of late, and what a day's goal asks for.

    Of an activity that counts as another at a rate, the goal asks for as many whole units as make up its
    amount: 50 minutes for 5000 steps at 100 steps a minute.
    """
    recent = Counter(record.amount for record in logged[-_RECENT:] if record.day != day)
    amounts = [amount for amount, _ in recent.most_common(_MOST_LIKELY - 1)]
    calendar = launch.plan.calendar
    week = int(calendar.week[calendar.index(day)])
    known = launch.plan.activity(activity)
    for goal in launch.plan.goals:
        if goal.reach is not None and goal.each == "day" and goal.activity in (activity, known.target):
            rate = Fraction(1) if goal.activity == activity else known.rate
            with suppress(KeyError):
                asked = goal.reach.at(week)
                amounts.append(asked if rate == 1 else 1000 * ceil(asked / (1000 * rate)))
    return list(dict.fromkeys(amounts))[:_MOST_LIKELY]


def _typed(amount: int) -> str:
    """An amount as one would type it: `12`, `12.5`."""
    return f"{(Decimal(amount) / 1000).normalize():f}"
