"""What a challenge makes of facts, in slow and plain Python: written from the language, not from the engine.

People, days and teams are walked one by one; shares are fractions; a rule is asked for its meaning only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import ceil, floor
from zoneinfo import ZoneInfo

from tests.scoring.facts import KINDS, SOURCES
from tests.scoring.histories import History

from moonwalk.api import Award, Day, Entry, Member, Progress, Status, TeamDay, TeamTimeline, Timeline

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms(moment: datetime) -> int:
    return round((moment.astimezone(UTC) - EPOCH).total_seconds() * 1000)


@dataclass
class Oracle:
    """One history, reckoned. Everything by person (a number), day (an index), names."""

    history: History
    verdict: dict[int, str] = field(default_factory=dict)
    raw: dict = field(default_factory=dict)

    def __post_init__(self):
        self.plan, self.calendar = self.history.plan, self.history.plan.calendar
        self.days = range(self.calendar.length)
        self.people = sorted({one.person for one in self.history.members})
        self.team_numbers = sorted({one.team for one in self.history.members if one.team})
        self.team = {who: [self._team(who, day) for day in self.days] for who in self.people}
        self.status = {who: [self._status(who, day) for day in self.days] for who in self.people}
        self.lines = [line for line in self.history.lines if line.kind < len(self.plan.activities)]
        self._judge()
        self._settle()
        self.amounts = {who: [self._amounts(who, day) for day in self.days] for who in self.people}
        self.logged = {who: [self._logged(who, day) for day in self.days] for who in self.people}
        self.progress = {who: self._progress(who) for who in self.people}
        self.met = {who: self._met(who) for who in self.people}
        self.points = {who: self._points(who) for who in self.people}

    # The calendar

    def date(self, day: int) -> date:
        return self.calendar.starts + timedelta(days=day)

    def week(self, day: int) -> int:
        return day // 7 + 1

    def week_days(self, day: int) -> list[int]:
        return [one for one in self.days if self.week(one) == self.week(day)]

    def kind(self, day: int) -> Status:
        if self.calendar.workdays_only and self.date(day).isoweekday() >= 6:
            return Status.OFF
        return Status.EXCUSED if self.date(day) in self.calendar.excused else Status.DUE

    def closes(self, day: int) -> int:
        zone, until = ZoneInfo(self.calendar.zone), self.calendar.log_until
        after = self.date(self.week_days(day)[-1] + 1)
        at = after
        while at.weekday() != until.days[0]:
            at += timedelta(days=1)
        closes = ms(datetime.combine(at, time(until.hour, until.minute), zone))
        if self.week_days(day)[-1] == self.days[-1]:
            over = ms(datetime.combine(after, time(0), zone))
            closes = max(closes, over + self.calendar.final_grace // timedelta(milliseconds=1))
        return closes

    def begins(self, day: int) -> int:
        return ms(datetime.combine(self.date(day), time(0), UTC)) - 14 * 3_600_000

    # People

    def _team(self, who: int, day: int) -> int | None:
        """The team's number on a day: 0 for a member without a team, None for no member."""
        covering = [m.team for m in self.history.members if m.person == who and m.first <= day <= m.last]
        return covering[-1] if covering else None

    def _status(self, who: int, day: int) -> Status:
        if self.team[who][day] is None:
            return Status.ABSENT
        if self.kind(day) is not Status.DUE:
            return self.kind(day)
        if any(p.person == who and p.first <= day <= p.last for p in self.history.pauses):
            return Status.PAUSED
        return Status.OPEN if self.history.known_at <= self.closes(day) else Status.DUE

    def counts(self, who: int, day: int) -> bool:
        return self.status[who][day] in (Status.DUE, Status.OPEN)

    # Entries

    def _judge(self):
        superseded = {line.supersedes: line.due for line in self.lines if line.supersedes is not None}
        superseded |= {
            line.supersedes: line.due for line in self.history.lines if line.supersedes is not None
        }
        last = min(self.history.last_day, self.calendar.length - 1)
        for line in self.lines:
            inside = 0 <= line.day <= last
            closes = self.closes(line.day) if inside else None
            activity = self.plan.activities[line.kind]
            by = superseded.get(line.id)
            status = self.status[line.person][line.day] if inside and line.person in self.team else None
            if by is not None and (closes is None or by <= closes):
                verdict = "superseded"
            elif line.void:
                verdict = "void"
            elif not inside or self.kind(line.day) is Status.OFF:
                verdict = "outside"
            elif status in (None, Status.ABSENT):
                verdict = "not a member"
            elif status in (Status.PAUSED, Status.EXCUSED):
                verdict = "paused"
            elif line.due > closes:
                verdict = "late"
            elif line.due < self.begins(line.day) or above(line.amount, activity.reject_entry_above):
                verdict = "implausible"
            else:
                verdict = "counted"
            self.verdict[line.id] = verdict

    def _settle(self):
        for index, activity in enumerate(self.plan.activities):
            cells = {}
            for line in self.lines:
                if line.kind == index and self.verdict[line.id] == "counted":
                    cells.setdefault((line.person, line.day), []).append(line)
            for (who, day), lines in cells.items():
                self.raw[who, day, activity.name] = self._settle_day(activity, lines)

    def _settle_day(self, activity, lines) -> int:
        by_source = {
            name: [line for line in lines if SOURCES[line.source] == name] for name in sorted(SOURCES)
        }
        if activity.same_day != "add":
            by_source = {name: self._one(activity, several) for name, several in by_source.items()}
        if activity.devices == "add":
            return self._within(activity, [line for several in by_source.values() for line in several])
        totals = {name: self._within(activity, several) for name, several in by_source.items()}
        totals = {
            name: total
            for name, total in totals.items()
            if any(self.verdict[line.id] == "counted" for line in by_source[name])
        }
        best = max(totals, key=lambda name: totals[name], default=None)
        for name, several in by_source.items():
            for line in several:
                if name != best and self.verdict[line.id] == "counted":
                    self.verdict[line.id] = "another source"
        return totals.get(best, 0)

    def _one(self, activity, lines):
        left = []
        for line in lines:
            if above(line.amount, activity.reject_day_above):
                self.verdict[line.id] = "implausible"
            else:
                left.append(line)
        if not left:
            return []
        if activity.same_day == "latest":
            kept = max(left, key=lambda line: (line.due, line.logged, line.id))
        else:
            kept = max(left, key=lambda line: (line.amount, line.due, line.logged, line.id))
        for line in left:
            if line is not kept:
                self.verdict[line.id] = "another entry"
        return [kept]

    def _within(self, activity, lines) -> int:
        total = 0
        for line in sorted(lines, key=lambda line: (line.due, line.id)):
            if above(total + line.amount, activity.reject_day_above):
                self.verdict[line.id] = "implausible"
            else:
                total += line.amount
        return total

    def _amounts(self, who: int, day: int) -> dict[str, int]:
        found = {one.name: self.raw.get((who, day, one.name), 0) for one in self.plan.activities}
        for one in self.plan.activities:
            if one.target != one.name:
                found[one.target] += floor(self.raw.get((who, day, one.name), 0) * one.rate)
        return found

    def _logged(self, who: int, day: int) -> bool:
        return any(self.raw.get((who, day, one.name), 0) > 0 for one in self.plan.activities)

    def entries(self, who: int, day: int) -> tuple[Entry, ...]:
        ours = [
            li for li in self.lines if (li.person, li.day) == (who, day) and self.verdict[li.id] == "counted"
        ]
        ours.sort(key=lambda line: (line.logged, line.id))
        return tuple(Entry(str(line.id), KINDS[line.kind], line.amount) for line in ours)

    # Goals

    def _progress(self, who: int) -> list[dict[str, Progress]]:
        return [{goal.name: self._goal(who, day, goal) for goal in self.plan.goals} for day in self.days]

    def _goal(self, who: int, day: int, goal) -> Progress:
        if goal.each == "day":
            if not self.counts(who, day):
                return Progress(0, 0)
            return Progress(self.amounts[who][day][goal.activity], goal.reach.at(self.week(day)))
        period = list(self.days) if goal.each == "challenge" else self.week_days(day)
        return Progress(
            self._have(who, [one for one in period if one <= day], goal), self._need(who, period, goal)
        )

    def _have(self, who: int, days: list[int], goal) -> int:
        days = [day for day in days if self.counts(who, day)]
        if not goal.meeting:
            return sum(self.amounts[who][day][goal.activity] for day in days)
        daily = [self._goal(who, day, self.plan.goal(goal.meeting)) for day in days]
        return sum(one.have >= one.need > 0 for one in daily)

    def _need(self, who: int, period: list[int], goal) -> int:
        if goal.days is not None:
            asked, out_of = goal.days.days, goal.days.of
        else:
            asked = goal.reach.at(self.week(period[0]))
            out_of = 5 if self.calendar.workdays_only else 7
            if goal.each == "challenge":
                out_of = sum(self.kind(day) is not Status.OFF for day in period) or 1
        mine = sum(self.counts(who, day) for day in period)
        everyones = sum(self.kind(day) is Status.DUE for day in period)
        if self.plan.part_weeks == "goals shrink with the days":
            return ceil(Fraction(asked * min(mine, out_of), out_of))
        whole = ceil(Fraction(asked * min(everyones, out_of), out_of))
        if self.plan.part_weeks == "goals stay":
            return whole if mine else 0
        return whole if mine and mine >= everyones else 0

    def _met(self, who: int) -> list[frozenset[str]]:
        found = [set() for _ in self.days]
        for goal in self.plan.goals:
            reached = set()
            for day in self.days:
                period = {"day": day, "week": self.week(day), "challenge": 0}[goal.each]
                progress = self.progress[who][day][goal.name]
                if progress.have >= progress.need > 0 and period not in reached:
                    reached.add(period)
                    found[day].add(goal.name)
        return [frozenset(names) for names in found]

    # Points

    def timeline(self, who: int) -> Timeline:
        amounts, met = [dict(one) for one in self.amounts[who]], [set(names) for names in self.met[who]]
        for rule in self.plan.day_rules:
            seen = self.days_as(who, amounts, met)
            for change in rule.scorer.changes(rule.config, seen, self.plan.context):
                day = (change.day - self.calendar.starts).days
                if rule.during is None or rule.during[day]:
                    if change.activity:
                        amounts[day][change.activity] += change.amount
                    if change.stands_for:
                        met[day].add(change.stands_for)
        return self.days_as(who, amounts, met)

    def days_as(self, who: int, amounts, met) -> Timeline:
        """A person's days with these amounts and goals."""
        return Timeline(
            tuple(
                Day(
                    self.date(day),
                    day,
                    self.week(day),
                    self.status[who][day],
                    dict(amounts[day]),
                    frozenset(met[day]),
                    self.progress[who][day],
                    self.entries(who, day),
                )
                for day in self.days
            )
        )

    def _points(self, who: int) -> dict[str, list[int]]:
        timeline, points, grains = self.timeline(who), {}, {}
        for rule in self.plan.person_rules:
            points[rule.id] = self._sums(rule, rule.scorer.awards(rule.config, timeline, self.plan.context))
            grains[rule.id] = rule.scorer.grain_of(rule.config, self.plan.context)
        for rule in self.plan.adjusts:
            paid = {
                name: [Award(self.date(day), number, "paid") for day, number in enumerate(sums) if number]
                for name, sums in points.items()
            }
            given = rule.scorer.adjustments(rule.config, paid, dict(grains), self.plan.context)
            points[rule.id] = self._sums(rule, given)
            grains[rule.id] = rule.scorer.grain_of(rule.config, self.plan.context)
        return points

    def _sums(self, rule, awards) -> list[int]:
        sums = [0 for _ in self.days]
        for award in awards:
            day = (award.day - self.calendar.starts).days
            if rule.during is None or rule.during[day]:
                sums[day] += award.points
        return sums

    def team_awards(self, rule, team: int) -> list[int]:
        """A team rule's points of one team, day by day."""
        ever = [who for who in self.people if team in self.team[who]]
        days = tuple(
            TeamDay(
                self.date(day),
                day,
                self.week(day),
                tuple(
                    Member(number, self.status[who][day], self.logged[who][day], self.met[who][day])
                    for number, who in enumerate(ever)
                    if self.team[who][day] == team
                ),
            )
            for day in self.days
        )
        return self._sums(
            rule, rule.scorer.team_awards(rule.config, TeamTimeline(str(team), days), self.plan.context)
        )


def above(amount: int, limit: int | None) -> bool:
    return limit is not None and amount > limit
