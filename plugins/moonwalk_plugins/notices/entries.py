"""What became of an entry: that it does not count, and why, or that an organiser has corrected it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Final

from moonwalk.api.fields import ClockTime
from moonwalk.api.language import long_day, speaking
from moonwalk.api.notices import EntryNews, Notice, NoticeContext, NoticeRule, WeekInfo
from moonwalk_plugins.notices.instants import dues_between, every_day, people_by_zone
from moonwalk_plugins.notices.sentences import COMMON, TEXTS, common_values

_AT: Final = every_day(9)
_DAY: Final = timedelta(days=1)
_KEEPS: Final = timedelta(days=3)


class EntryRejected(NoticeRule):
    """An entry does not count, and why: on the next morning, all of a day together."""

    name: ClassVar[str] = "entry_rejected"
    reads_entries: ClassVar[bool] = True
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "entries")
    label: ClassVar[str] = "Something logged does not count"
    subject: ClassVar[str] = "{title}: something you logged does not count"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nthank you for logging. This does not count as it is:\n\n{entries}\n\n"
        "Everything else stays as it was. If it should count, whoever runs {title} can look at it with you."
    )
    default_at: ClassVar[str] = str(_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and day with such entries; old news three days later."""
        return _notices(self.name, context, at, ("rejected",), _refused)


class EntryCorrected(NoticeRule):
    """An entry was corrected or taken out by an organiser: on the next morning, all of a day together."""

    name: ClassVar[str] = "entry_corrected"
    reads_entries: ClassVar[bool] = True
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "entries")
    label: ClassVar[str] = "An entry was corrected"
    subject: ClassVar[str] = "{title}: an entry of yours was corrected"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nwhoever runs {title} has changed what you logged:\n\n{entries}\n\n"
        "If that is not right, tell them. What was there before is kept."
    )
    default_at: ClassVar[str] = str(_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and day with such entries; old news three days later."""
        return _notices(self.name, context, at, ("corrected", "voided"), _corrected)


def _notices(
    name: str,
    context: NoticeContext,
    at: ClockTime | None,
    kinds: tuple[str, ...],
    in_words: Callable[[EntryNews], str],
) -> Iterator[Notice]:
    for zone, people in people_by_zone(context).items():
        for day, due in dues_between(context, at or _AT, zone):
            week = _week_at(context, due - _DAY)
            for person in people if week else ():
                news = [each for each in person.news if each.what in kinds and due - _DAY < each.at <= due]
                if week is None or not news:
                    continue
                with speaking(person.language):
                    values = common_values(context, person, week)
                    values["entries"] = "\n".join(f"- {in_words(each)}" for each in news)
                key = f"{name}/{day}"
                yield Notice(person=person.id, key=key, due=due, values=values, expires=due + _KEEPS)


def _week_at(context: NoticeContext, moment: datetime) -> WeekInfo | None:
    """The week that is open; the last one where all have closed."""
    still_open = (each for each in context.weeks if each.closes > moment)
    return next(still_open, context.weeks[-1] if context.weeks else None)


def _why(news: EntryNews) -> str:
    match news.verdict:
        case "late":
            return TEXTS.gettext("it came after the day had closed")
        case "implausible":
            return TEXTS.gettext("it is more than can be logged, or was logged before the day began")
        case "outside":
            return TEXTS.gettext("the challenge does not count this day")
        case "paused":
            return TEXTS.gettext("you had a pause on this day")
    return news.reason


def _refused(news: EntryNews) -> str:
    sentence = TEXTS.gettext("{day}: {amount}, {activity}: {why}")
    return sentence.format(day=long_day(news.day), amount=news.amount, activity=news.activity, why=_why(news))


def _corrected(news: EntryNews) -> str:
    if news.what == "voided":
        sentence = TEXTS.gettext("{day}: {amount}, {activity}, counts no longer: {why}")
    else:
        sentence = TEXTS.gettext("{day}: {amount}, {activity}, is {now} now: {why}")
    return sentence.format(
        day=long_day(news.day), amount=news.amount, activity=news.activity, now=news.now, why=news.reason
    )
