"""What a challenge makes of facts, in slow and plain Python: written from the language, not from the engine.

People, days and teams are walked one by one; shares are fractions; a rule is asked for its meaning only.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor
from zoneinfo import ZoneInfo

from tests.scoring.facts import KINDS, SOURCES
from tests.scoring.histories import History

from moonwalk.api import Award, Day, Entry, Inputs, Member, Progress, Status, TeamDay, TeamTimeline, Timeline
from moonwalk.api.values import DaysLater, EndOfChallenge, OwnDays

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms(moment: datetime) -> int:
    return round((moment.astimezone(UTC) - EPOCH).total_seconds() * 1000)


@dataclass
class Oracle:
    """One history, reckoned. Everything by person (a number), day (an index), names."""

    history: History
    verdict: dict[int, str] = field(default_factory=dict)
    raw: dict = field(default_factory=dict)
    known_goals: dict = field(default_factory=dict)
    paid: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)

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
        for who in self.people:
            self._fill_absent_days(who)
        self.progress = {who: self._progress(who) for who in self.people}
        self.met = {who: self._met(who) for who in self.people}
        self.late = self._goals_on_points()
        if self.late:
            self.paid = {who: self._points(who, early=True) for who in self.people}
            self.known_goals.clear()
            self.kept.clear()
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
        over = ms(datetime.combine(self.date(len(self.days)), time(0), zone))
        grace = over + self.calendar.final_grace // timedelta(milliseconds=1)
        if until == EndOfChallenge():
            return grace
        if isinstance(until, DaysLater):
            closes = ms(datetime.combine(self.date(day + until.days + 1), time(0), zone))
            return max(closes, grace) if closes > over else closes
        after = self.date(self.week_days(day)[-1] + 1)
        at = after
        while at.weekday() != until.days[0]:
            at += timedelta(days=1)
        closes = ms(datetime.combine(at, time(until.hour, until.minute), zone))
        return max(closes, grace) if self.week_days(day)[-1] == self.days[-1] else closes

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

    def counted_pause(self, who: int, day: int) -> bool:
        """Whether a paused day counts, as an average or as an amount."""
        return self.plan.a_paused_day.counts and self.status[who][day] is Status.PAUSED

    def is_active(self, who: int, day: int) -> bool:
        """Whether somebody logged on a day, or is paid an amount for it though absent."""
        absence = {Status.PAUSED: self.plan.a_paused_day, Status.DUE: self.plan.a_missed_day}
        status = self.status[who][day]
        paid = status in absence and bool(absence[status].activity)
        return self.logged[who][day] or (paid and self.date(day) <= self.plan.context.as_of)

    def seen(self, who: int, day: int) -> Status:
        """What a day is to goals and rules of people."""
        if self.counted_pause(who, day):
            return Status.OPEN if self.history.known_at <= self.closes(day) else Status.DUE
        return self.status[who][day]

    def asked(self, who: int, day: int) -> bool:
        return self.seen(who, day) in (Status.DUE, Status.OPEN)

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

    def _fill_absent_days(self, who: int):
        own = [dict(amounts) for amounts in self.amounts[who]]
        for day in self.days:
            if self.date(day) > self.plan.context.as_of:
                continue
            if self.status[who][day] is Status.PAUSED:
                self._fill(who, day, self.plan.a_paused_day, own)
            elif self.status[who][day] is Status.DUE and not self.logged[who][day]:
                self._fill(who, day, self.plan.a_missed_day, own)

    def _fill(self, who: int, day: int, absence, own):
        if absence.activity:
            self.amounts[who][day][absence.activity] = absence.amount
        before = [one for one in self.days if one < day and self.counts(who, one)]
        if self.plan.a_missed_day.counts:
            before = [one for one in before if self.logged[who][one]]
        for one in self.plan.activities:
            if absence.share is not None and one.target == one.name and before:
                sums = sum(own[at][one.name] for at in before)
                self.amounts[who][day][one.name] = floor(absence.share * sums / len(before))

    def _logged(self, who: int, day: int) -> bool:
        return any(self.raw.get((who, day, one.name), 0) > 0 for one in self.plan.activities)

    def entries(self, who: int, day: int) -> tuple[Entry, ...]:
        ours = [
            li for li in self.lines if (li.person, li.day) == (who, day) and self.verdict[li.id] == "counted"
        ]
        ours.sort(key=lambda line: (line.logged, line.id))
        return tuple(Entry(id=str(line.id), activity=KINDS[line.kind], amount=line.amount) for line in ours)

    # Goals

    def _progress(self, who: int) -> list[dict[str, Progress]]:
        return [{goal.name: self._goal(who, day, goal) for goal in self.plan.goals} for day in self.days]

    def _goal(self, who: int, day: int, goal) -> Progress:
        """How far a goal is at the end of a day."""
        if (who, day, goal.name) not in self.known_goals:
            days = [one for one in self._period(day, goal) if one <= day]
            work = self._parts if goal.all_of or goal.any_of else self._counted
            progress = work(who, days, goal)
            if not self.has(who, goal.only_where):
                progress = Progress(have=progress.have, need=0)
            self.known_goals[who, day, goal.name] = progress
        return self.known_goals[who, day, goal.name]

    def has(self, who: int, wanted) -> bool:
        """Whether the roster has one of the wanted values in each column."""
        return all(
            " ".join(self.history.value(column, who).split()).casefold() in keys
            for column, keys in wanted.items()
        )

    def _goals_on_points(self) -> set[str]:
        """Goals of points, and goals that have one of these anywhere within."""

        def within(goal) -> bool:
            return goal.of_points or any(within(self.plan.goal(part)) for part in goal.parts)

        return {goal.name for goal in self.plan.goals if within(goal)}

    def _earned(self, who: int, day: int, goal) -> int:
        """The thousandths of points that a period has by a day and never falls below again."""
        period = self._period(day, goal)

        def by(last: int) -> int:
            return (
                1000
                // 10**self.plan.context.point_decimals
                * sum(
                    sums[one]
                    for rule, sums in self.paid.get(who, {}).items()
                    for one in period
                    if one <= last and (not goal.of_rules or rule in goal.of_rules)
                )
            )

        return min(by(one) for one in period if one >= day)

    def _period(self, day: int, goal) -> list[int]:
        return {"day": [day], "week": self.week_days(day), "challenge": list(self.days)}[goal.each]

    def _parts(self, who: int, days: list[int], goal) -> Progress:
        parts = [self.plan.goal(name) for name in (*goal.all_of, *goal.any_of)]
        can = [self._goal(who, days[-1], part).need > 0 for part in parts]
        met = [any(self._is_met(who, day, part) for day in days) for part in parts]
        if goal.all_of:
            return Progress(have=met.count(True), need=len(parts) if False not in can else 0)
        return Progress(have=1 if True in met else 0, need=1 if True in can else 0)

    def _counted(self, who: int, days: list[int], goal) -> Progress:
        mine = [day for day in days if self.asked(who, day)]
        if goal.days is not None:
            met = [day for day in days if self._is_met(who, day, self.plan.goal(goal.meeting))]
            if isinstance(goal.days, OwnDays):
                return Progress(have=len(met), need=self._own_share(who, days[0], goal))
            return Progress(have=len(met), need=self._need(who, days[0], goal, goal.days.days))
        if goal.of_points:
            need = self._need(who, days[0], goal, goal.reach.at(self.week(days[0])))
            return Progress(have=self._earned(who, days[-1], goal), need=need)
        have = sum(self.amounts[who][day][goal.activity] for day in mine)
        if goal.own_target is not None:
            return Progress(have=have, need=self._need(who, days[0], goal, self._target(who, days[0], goal)))
        if goal.within is None:
            return Progress(have=have, need=self._need(who, days[0], goal, goal.reach.at(self.week(days[0]))))
        lowest, highest = (self._need(who, days[0], goal, end) for end in goal.within)
        lowest = lowest or self._need(who, days[0], goal, 1)
        return Progress(have=have if have <= highest else 0, need=lowest)

    def _target(self, who: int, day: int, goal) -> int:
        """What a person chose before their first day of a period, or on it, as the bounds allow."""
        days = [one for one in self._period(day, goal) if self.asked(who, one)] or [day]
        chosen = {
            one.first: one.amount
            for one in self.history.targets
            if (one.person, one.goal) == (who, goal.name) and one.first <= days[0]
        }
        bounds = goal.own_target
        if not chosen:
            return bounds.unless_chosen
        return max(bounds.lowest, min(bounds.highest, chosen[max(chosen)]))

    def _is_met(self, who: int, day: int, goal) -> bool:
        """Whether a goal counts as met on that very day."""

        def reached(at: int) -> bool:
            progress = self._goal(who, at, goal)
            return progress.have >= progress.need > 0

        period = self._period(day, goal)
        if goal.within is None or goal.each == "day":
            return reached(day) and not any(reached(one) for one in period if one < day)
        later = [one for one in period if one > day and self.asked(who, one)]
        has_come = self.date(day) <= self.plan.context.as_of
        return self.asked(who, day) and has_come and not later and reached(day)

    def _need(self, who: int, day: int, goal, asked: int) -> int:
        """What is asked of a person of what is `asked` of who is always there."""
        if goal.each == "day":
            return asked if self.asked(who, day) else 0
        period = self._period(day, goal)
        if goal.days is not None:
            out_of = goal.days.of
        elif goal.each == "challenge":
            out_of = sum(self.kind(one) is not Status.OFF for one in period) or 1
        else:
            out_of = 5 if self.calendar.workdays_only else 7
        mine = sum(self.asked(who, one) for one in period)
        everyones = sum(self.kind(one) is Status.DUE for one in period)
        if self.plan.part_weeks == "goals shrink with the days":
            return ceil(Fraction(asked * min(mine, out_of), out_of))
        whole = ceil(Fraction(asked * min(everyones, out_of), out_of))
        if self.plan.part_weeks == "goals stay":
            return whole if mine else 0
        return whole if mine and mine >= everyones else 0

    def _own_share(self, who: int, day: int, goal) -> int:
        """A percentage of a person's own days of the period, rounded up."""
        period = self._period(day, goal)
        mine = sum(self.asked(who, one) for one in period)
        everyones = sum(self.kind(one) is Status.DUE for one in period)
        if self.plan.part_weeks == "week does not count" and mine < everyones:
            return 0
        return ceil(goal.days.percent * mine / 100)

    def _met(self, who: int) -> list[frozenset[str]]:
        return [
            frozenset(goal.name for goal in self.plan.goals if self._is_met(who, day, goal))
            for day in self.days
        ]

    # Points

    def timely(self, later: int) -> Oracle:
        """What `as_logged_within` says, reckoned once."""
        if later not in self.kept:
            self.kept[later] = self.as_logged_within(later)
        return self.kept[later]

    def as_logged_within(self, later: int) -> Oracle:
        """The same, as if only what was logged so many days after its day had been logged at all."""
        other = copy(self)
        zone = ZoneInfo(self.calendar.zone)
        other.verdict, other.raw, other.known_goals, other.kept = dict(self.verdict), {}, {}, {}
        for line in self.lines:
            over = ms(datetime.combine(self.date(line.day + later + 1), time(0), zone))
            if self.verdict[line.id] == "counted" and line.due > over:
                other.verdict[line.id] = "late"
            elif self.verdict[line.id] == "counted":
                key = line.person, line.day, self.plan.activities[line.kind].name
                other.raw[key] = other.raw.get(key, 0) + line.amount
        other.amounts = {who: [other._amounts(who, day) for day in self.days] for who in self.people}
        other.logged = {who: [other._logged(who, day) for day in self.days] for who in self.people}
        progress = {who: other._progress(who) for who in self.people}
        met = {who: other._met(who) for who in self.people}
        other.progress = {
            who: [
                progress[who][day] | {name: self.progress[who][day][name] for name in self.late}
                for day in self.days
            ]
            for who in self.people
        }
        other.met = {
            who: [(met[who][day] - self.late) | (self.met[who][day] & self.late) for day in self.days]
            for who in self.people
        }
        return other

    def timeline(self, who: int) -> Timeline:
        amounts, met = [dict(one) for one in self.amounts[who]], [set(names) for names in self.met[who]]
        for rule in self.plan.day_rules:
            seen, before = self.days_as(who, amounts, met), [set(names) for names in met]
            for change in rule.adapter.changes(seen, self.plan.context):
                day = (change.day - self.calendar.starts).days
                if self.pays(who, rule, day, before):
                    if change.activity:
                        self._add(amounts[day], change)
                    if change.counts_as_met:
                        met[day].add(change.counts_as_met)
        return self.days_as(who, amounts, met)

    def _add(self, amounts, change):
        activity = self.plan.activity(change.activity)
        before = amounts[activity.name]
        amounts[activity.name] += change.amount
        if activity.target != activity.name:
            counted = floor(amounts[activity.name] * activity.rate) - floor(before * activity.rate)
            amounts[activity.target] += counted

    def days_as(self, who: int, amounts, met) -> Timeline:
        """A person's days with these amounts and goals."""
        return Timeline(
            days=tuple(
                Day(
                    date=self.date(day),
                    index=day,
                    week=self.week(day),
                    status=self.seen(who, day),
                    amounts=dict(amounts[day]),
                    met=frozenset(met[day]),
                    progress=self.progress[who][day],
                    entries=self.entries(who, day),
                )
                for day in self.days
            )
        )

    def pays(self, who: int, rule, day: int, met) -> bool:
        """Whether a rule of people pays somebody on a day, of whose days `met` has the goals."""
        if not self.has(who, rule.only_where) or not (rule.during is None or rule.during[day]):
            return False
        if not rule.only_when:
            return True
        return any(rule.only_when in met[one] for one in self._period(day, self.plan.goal(rule.only_when)))

    def _points(self, who: int, early: bool = False) -> dict[str, list[int]]:
        """What each rule pays; `early` leaves out those that ask for points."""
        timeline, points, award_periods = self.timeline(who), {}, {}
        met = [day.met for day in timeline.days]
        paying = [rule for rule in self.plan.day_rules if rule.adapter.pays]
        for rule in (*self.plan.person_rules, *paying):
            late = early and self.late & {*rule.goals, rule.only_when}
            seen = timeline
            if rule.logged_within is not None:
                seen = self.timely(rule.logged_within).timeline(who)
            awards = () if late else rule.adapter.awards(seen, self.plan.context)
            kept = [award for award in awards if self.pays(who, rule, self.index(award), met)]
            points[rule.id] = self._sums(rule, kept)
            award_periods[rule.id] = rule.adapter.award_period_of(self.plan.context)
        for rule in self.plan.adjustment_rules:
            if early and self.late & {*rule.goals, rule.only_when}:
                continue
            paid = {
                name: [
                    Award(day=self.date(day), points=number, reason="paid")
                    for day, number in enumerate(sums)
                    if number
                ]
                for name, sums in points.items()
            }
            given = rule.adapter.adjustments(paid, dict(award_periods), self.plan.context)
            kept = [award for award in given if self.pays(who, rule, self.index(award), met)]
            points[rule.id] = self._sums(rule, kept)
            award_periods[rule.id] = rule.adapter.award_period_of(self.plan.context)
        return points

    def index(self, award) -> int:
        return (award.day - self.calendar.starts).days

    def _sums(self, rule, awards) -> list[int]:
        sums = [0 for _ in self.days]
        for award in awards:
            day = (award.day - self.calendar.starts).days
            if rule.during is None or rule.during[day]:
                sums[day] += award.points
        return sums

    def share(self, name: str, who: int, day: int) -> int:
        """What a person's day adds to a rule of the company, before day rules change anything."""
        totalling = (*self.plan.company_rules, *self.plan.team_totals)
        rule = next(rule for rule in totalling if rule.id == name)
        if rule.during is not None and not rule.during[day]:
            return 0
        met = [set(names) for names in self.met[who]]
        one = self.days_as(who, self.amounts[who], met).days[day]
        return rule.adapter.declared.made(**rule.adapter.config).share(one, self.plan.context)

    def team_awards(self, rule, team: int) -> list[int]:
        """A team rule's points of one team, day by day."""
        ever = [who for who in self.people if team in self.team[who]]
        days = tuple(
            TeamDay(
                date=self.date(day),
                index=day,
                week=self.week(day),
                members=tuple(
                    Member(
                        number=number,
                        status=self.status[who][day],
                        logged=self.logged[who][day],
                        met=self.met[who][day],
                        lot=self.lot(rule, who),
                    )
                    for number, who in enumerate(ever)
                    if self.team[who][day] == team
                ),
            )
            for day in self.days
        )
        return self._sums(
            rule, rule.adapter.awards(TeamTimeline(name=f"Team {team}", days=days), self.plan.context)
        )

    def lot(self, rule, who: int) -> int:
        """The person's lot, where the rule reads lots."""
        text = f"{self.plan.context.seed}/history/P{who}"
        return int(sha256(text.encode()).hexdigest()[:16], 16) if Inputs.LOT in rule.adapter.inputs else 0


def above(amount: int, limit: int | None) -> bool:
    return limit is not None and amount > limit
