"""On the first day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar, Final

from moonwalk.api import ClockTime, Moment, Notice, Trigger
from moonwalk_notices.clocks import first_from, is_due, people_by_zone
from moonwalk_notices.wording import COMMON, common_words

_MORNING: Final = ClockTime(tuple(range(7)), 8, 0)
_FRESH_FOR: Final = timedelta(days=1)


class ChallengeStarts(Trigger):
    """On the first day of the challenge."""

    name: ClassVar[str] = "challenge_starts"
    carries_safety: ClassVar[bool] = True
    words: ClassVar[tuple[str, ...]] = COMMON
    subject: ClassVar[str] = "{title} starts today"
    text: ClassVar[str] = (
        "Hello {first_name},\n\ntoday is the first day of {title}. Every day counts on its own, "
        "so start small and at your own pace.\n\n"
        "What you do in week {week} can be logged until {deadline}.\n\nEnjoy it!"
    )
    default_at: ClassVar[str] = str(_MORNING)

    def notices(self, moment: Moment, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person, at a time of day in that person's zone; worthless a day later."""
        if not moment.weeks:
            return
        week = moment.weeks[0]
        for zone, people in people_by_zone(moment).items():
            due = first_from(week.first, at or _MORNING, zone)
            if not is_due(moment, due):
                continue
            for person in people:
                words = common_words(moment, person, week)
                yield Notice(person.id, "challenge_starts/week-1", due, words, due + _FRESH_FOR)
