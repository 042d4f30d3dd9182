"""A notice and a channel. Never edit this: see README.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from moonwalk.api.fields import ClockTime, Secret, SecretValue, ShortText, Whole
from moonwalk.api.notices import (
    Channel,
    Delivered,
    Message,
    Never,
    Notice,
    NoticeContext,
    NoticeRule,
    Outcome,
    PersonInfo,
    Retry,
    WeekInfo,
)


class HalfWay(NoticeRule):
    """When {share} weeks are left, to everyone."""

    name: ClassVar[str] = "half_way"
    placeholders: ClassVar[tuple[str, ...]] = ("first_name", "challenge", "points", "team")
    carries_safety: ClassVar[bool] = False
    subject: ClassVar[str] = "Half way, {first_name}"
    text: ClassVar[str] = "{points} points for {first_name} of {team} in {challenge}."
    default_at: ClassVar[str] = "Monday 09:00"

    share: Whole = 2

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One for each person, on the first day of the second half."""
        week: WeekInfo = context.weeks[len(context.weeks) // self.share]
        clock = time(at.hour, at.minute) if at else time(12)
        due = datetime.combine(week.first, clock, ZoneInfo(context.timezone))
        for person in context.people if context.since < due <= context.now else ():
            yield self._notice(context, person, week, due)

    def _notice(self, context: NoticeContext, person: PersonInfo, week: WeekInfo, due: datetime) -> Notice:
        values = {
            "first_name": person.first_name,
            "challenge": context.title,
            "points": str(person.points[1]),
            "team": person.team,
        }
        assert week.last > week.first
        assert person.days[1] >= 0
        return Notice(
            person=person.id,
            key=f"half-{week.number}",
            due=due,
            values=values,
            expires=max(week.closes, due) + timedelta(days=1),
        )


class Ledger(Channel):
    """Keeps every message in the file {file}."""

    name: ClassVar[str] = "ledger"
    enabled_by_default: ClassVar[bool] = False

    file: ShortText
    key: Secret
    most: Whole = 100

    def deliver(self, message: Message, folder: str) -> Outcome:
        """A line for each message; nobody without a name gets one."""
        secret: SecretValue = self.key
        if not message.recipient_name:
            return Never(reason="nobody to send it to")
        lines = self._lines(folder)
        if len(lines) >= self.most:
            return Retry(reason="the ledger is full", after=timedelta(hours=1))
        line = {
            "key": message.key,
            "to": message.recipient,
            "subject": message.subject,
            "text": message.text,
            "created": message.created.isoformat(),
            "signed": len(secret.reveal()),
        }
        lines.append(json.dumps(line))
        Path(folder, self.file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return Delivered(note=f"Line {len(lines)}.")

    def forget(self, recipient: str, folder: str) -> None:
        """Takes out the lines of a person."""
        kept = [line for line in self._lines(folder) if json.loads(line)["to"] != recipient]
        Path(folder, self.file).write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def _lines(self, folder: str) -> list[str]:
        path = Path(folder, self.file)
        return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
