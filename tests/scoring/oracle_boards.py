"""Teams and boards of the oracle: who belongs where, what a row adds up to, and its place."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from math import floor

import numpy as np
from tests.scoring.oracle import Oracle

from moonwalk.api import BoardResult, League, LeagueWeek, Status, Summary
from moonwalk.api.arrays import Scores


@dataclass
class Row:
    """A row of a board before places are given."""

    id: str
    score: Fraction | None
    ties: list
    reason: str = ""


@dataclass
class TeamsOracle:
    """Teams as of the oracle's last day; boards up to any day."""

    people: Oracle

    def __post_init__(self):
        self.plan, self.days, self.numbers = self.people.plan, self.people.days, self.people.team_numbers
        self.last = min(max(self.people.history.last_day, 0), self.days[-1])
        self.bonus = {
            rule.id: {team: self.people.team_awards(rule, team) for team in self.numbers}
            for rule in self.plan.team_rules
        }
        for rule in self.plan.team_totals:
            self.bonus[rule.id] = {team: self.for_steps(rule, team) for team in self.numbers}

    def now(self, who: int, last: int | None = None) -> int:
        return self.people.team[who][self.last if last is None else last] or 0

    def owner(self, who: int, day: int) -> int:
        """The team that a person's points of a day belong to; 0 for none."""
        team, now = self.people.team[who][day] or 0, self.now(who)
        if not now and self.plan.teams.leavers_take_points:
            return 0
        return now if now and team and self.plan.teams.movers_take_points else team

    def for_steps(self, rule, team: int) -> list[int]:
        """What a team has, day by day, for what its members' days add up to."""
        made = rule.adapter.declared.made(**rule.adapter.config)
        steps = list(
            made.milestones([self.together(rule.id, team, day) for day in self.days], self.plan.context)
        )
        return [sum(step.points for step in steps if step.day == self.people.date(day)) for day in self.days]

    def together(self, rule: str, team: int, day: int) -> int:
        """What the members' day adds to a rule that each team has by itself."""
        mine = [who for who in self.people.people if self.owner(who, day) == team]
        return sum(self.people.share(rule, who, day) for who in mine)

    def member(self, who: int, day: int) -> int:
        """The team in which a person counts as a member on a day."""
        if self.plan.teams.leave_out_silent and not any(self.people.is_active(who, d) for d in self.days):
            return 0
        joined = next((one for one in self.days if self.people.team[who][one]), None)
        if self.plan.teams.joiners_from_start and joined is not None and day < joined <= self.last:
            return self.owner(who, joined)
        return self.owner(who, day)

    def takes_part(self, who: int, day: int) -> bool:
        if self.people.counts(who, day) or self.people.counted_pause(who, day):
            return True
        joined = next((one for one in self.days if self.people.team[who][one]), None)
        early = self.plan.teams.joiners_from_start and joined is not None and day < joined
        return early and self.people.status[who][day] is Status.ABSENT and self.people.kind(day) is Status.DUE

    def team_points(self, team: int, days, rules=()) -> int:
        return sum(
            sums[day]
            for who in self.people.people
            for name, sums in self.people.points[who].items()
            for day in days
            if self.owner(who, day) == team and (not rules or name in rules)
        )

    def member_days(self, team: int, days) -> int:
        return sum(
            self.member(who, d) == team and self.takes_part(who, d)
            for who in self.people.people
            for d in days
        )

    def summary(self, team: int, last: int, rules=(), name="") -> Summary:
        days = [day for day in self.days if day <= last]
        present = [who for who in self.people.people if self.now(who) == team]
        cells = [(who, day) for who in self.people.people for day in days if self.member(who, day) == team]
        bonus = sum(
            by[team][day] for rule, by in self.bonus.items() for day in days if not rules or rule in rules
        )
        begun = [day for day in days if day <= self.plan.today]
        members = [self._member(who, team, days, rules) for who in self.people.people]
        return Summary(
            id=name,
            points=self.team_points(team, days, rules),
            bonus=bonus,
            people=len(present),
            active=sum(any(self.people.is_active(who, day) for day in self.days) for who in present),
            member_days=self.member_days(team, days),
            days=sum(self.people.kind(day) is Status.DUE for day in days),
            logged_days=sum(self.people.logged[who][day] and self.takes_part(who, day) for who, day in cells),
            met={g.name: sum(g.name in self.people.met[w][d] for w, d in cells) for g in self.plan.goals},
            paused_days=sum(self.people.counted_pause(w, d) for w, d in cells if d <= self.plan.today),
            active_days=sum(
                self.member_days_of(who, team, begun)
                for who in self.people.people
                if any(self.people.is_active(who, day) for day in days)
            ),
            per_day=tuple(self.team_points(team, [day], rules) for day in days),
            roster=tuple(sum(self.member(w, d) == team for w in self.people.people) for d in days),
            due=tuple(self.member_days(team, [day]) for day in days),
            **each_member(members),
        )

    def member_days_of(self, who: int, team: int, days) -> int:
        return sum(self.member(who, day) == team and self.takes_part(who, day) for day in days)

    def _member(self, who: int, team: int, days, rules) -> tuple[int, int]:
        """The points that a person brought a team, and the days on which they could."""
        points = sum(
            sums[day]
            for name, sums in self.people.points[who].items()
            for day in days
            if self.owner(who, day) == team and (not rules or name in rules)
        )
        return points, self.member_days_of(who, team, days)

    def person_summary(self, who: int, last: int, rules=(), name="") -> Summary:
        days = [day for day in self.days if day <= last]
        earned = [s for rule, s in self.people.points[who].items() if not rules or rule in rules]
        per_day = tuple(sum(sums[day] for sums in earned) for day in days)
        paused = sum(self.people.counted_pause(who, day) for day in days)
        due = tuple(int(self.people.counts(who, d) or self.people.counted_pause(who, d)) for d in days)
        active = any(self.people.is_active(who, day) for day in days)
        return Summary(
            id=name,
            points=sum(per_day),
            bonus=0,
            people=1,
            active=int(active),
            member_days=sum(due),
            days=sum(self.people.kind(day) is Status.DUE for day in days),
            logged_days=sum(self.people.logged[who][day] for day in days),
            met={
                goal.name: sum(goal.name in self.people.met[who][day] for day in days)
                for goal in self.plan.goals
            },
            active_days=sum(due) if active else 0,
            paused_days=paused,
            per_day=per_day,
            roster=tuple(int(self.people.status[who][day] is not Status.ABSENT) for day in days),
            due=due,
            **each_member([(sum(per_day), sum(due))]),
        )

    # Boards

    def board(self, name: str, last: int) -> list[tuple]:
        """(id, score, shown, place, tied, broken by, not placed, part) of every row, from first to last."""
        board = self.plan.board(name)
        keys = self._keys(board)
        if board.leaves_out:
            keys = [key for key in keys if not self._reason(board, key, last)]
        if not board.split_by:
            return self._part(board, keys, last, "")
        value = {key: self._value(board, key, last) for key in keys}
        found = []
        for part in sorted({one for one in value.values() if one}):
            label = self._spelt(board.split_by, part)
            found += self._part(board, [key for key in keys if value[key] == part], last, label)
        return found

    def _keys(self, board) -> list:
        if board.ranks == "roster column":
            values = {self._known(board.column, who) for who in self.people.people}
            return sorted(value for value in values if value)
        return self.numbers if board.ranks == "teams" else self.people.people

    def _known(self, column: str, who: int) -> str:
        return " ".join(self.people.history.value(column, who).split()).casefold()

    def _spelt(self, column: str, key: str) -> str:
        """A value as most people have it."""
        written = [
            " ".join(self.people.history.value(column, who).split())
            for who in self.people.people
            if self._known(column, who) == key
        ]
        return min(written, key=lambda text: (-written.count(text), text))

    def _present(self, board, key, last: int) -> list[int]:
        """Who belongs to a row on a day."""
        day = min(max(last, 0), self.days[-1])
        if board.ranks == "teams":
            return [who for who in self.people.people if self.now(who, day) == key]
        if board.ranks == "people":
            return [key]
        there = [who for who in self.people.people if self.people.status[who][day] is not Status.ABSENT]
        return [who for who in there if self._known(board.column, who) == key]

    def _value(self, board, key, last: int) -> str:
        """The value by which a row is sorted into a part: what most of its people have."""
        values = [self._known(board.split_by, who) for who in self._present(board, key, last)]
        return min((one for one in values if one), key=lambda one: (-values.count(one), one), default="")

    def _part(self, board, keys, last: int, part: str) -> list[tuple]:
        summaries = {key: self._summary(board, key, last) for key in keys}
        if board.compares:
            summaries = self._with_results(board, summaries, last)
        extra = self._field_bonus(last, board) if board.ranks == "teams" else {}
        ranking = board.ranking.declared.made(**board.ranking.config)
        rows = []
        for key, summary in summaries.items():
            score = ranking.score(summary, list(summaries.values()), self.plan.context)
            if score is not None and board.ranking.adds_team_bonus:
                score += summary.bonus + extra.get(key, 0)
            ties = [self._tie(board, tie, summary, last) for tie in board.ties if tie != "shared place"]
            rows.append(Row(summary.id, score, ties, self._reason(board, key, last)))
        return [(*row, part) for row in standings(rows, ranking.decimals, board.ties, board.numbering)]

    def _with_results(self, board, summaries, last: int):
        """The summaries with how each row stands on the boards that the ranking names."""
        results, nothing = {}, BoardResult(label="", score=None, place=0, sharing=0, placed=0)
        for name in board.compares:
            other = replace(self.plan.board(name), numbering="standard")
            # Who does not take part there is as if they were not there.
            there = [key for key in summaries if not (other.leaves_out and self._reason(other, key, last))]
            rows = self._part(other, there, last, "")
            places = [row[3] for row in rows if row[3] is not None]
            results[name] = {
                row[0]: BoardResult(
                    label=other.label,
                    score=row[1],
                    place=int(row[3] or 0),
                    sharing=places.count(row[3]),
                    placed=len(places),
                )
                for row in rows
            }
        return {
            key: replace(
                summary,
                on_boards={name: by_id.get(summary.id, nothing) for name, by_id in results.items()},
            )
            for key, summary in summaries.items()
        }

    def _summary(self, board, key, last: int) -> Summary:
        if board.ranks == "roster column":
            return self.group_summary(board, key, last)
        teams = board.ranks == "teams"
        make = self.summary if teams else self.person_summary
        return make(key, last, board.of_rules, row_id(key, teams))

    def group_summary(self, board, key: str, last: int) -> Summary:
        """Everyone with a value, whether they are still there or not."""
        everyone = [who for who in self.people.people if self._known(board.column, who) == key]
        found = [self.person_summary(who, last, board.of_rules) for who in everyone]
        present = self._present(board, key, last)

        def added(name: str) -> int:
            return sum(getattr(one, name) for one in found)

        def by_day(name: str) -> tuple[int, ...]:
            return tuple(map(sum, zip(*(getattr(one, name) for one in found), strict=True)))

        return Summary(
            id=key,
            points=added("points"),
            bonus=0,
            people=len(present),
            active=sum(one.active for who, one in zip(everyone, found, strict=True) if who in present),
            member_days=added("member_days"),
            days=found[0].days,
            logged_days=added("logged_days"),
            met={goal: sum(one.met[goal] for one in found) for goal in found[0].met},
            active_days=added("active_days"),
            paused_days=added("paused_days"),
            per_day=by_day("per_day"),
            roster=by_day("roster"),
            due=by_day("due"),
            **each_member([(one.points, one.member_days) for one in found]),
        )

    def _field_bonus(self, last: int, board) -> dict[int, int]:
        found = {}
        by_name = {row_id(team, True): team for team in self.numbers}
        for rule in self.plan.league_rules:
            if board.of_rules and rule.id not in board.of_rules:
                continue
            made = rule.adapter.declared.made(**rule.adapter.config)
            for given in made.awards(self._all_teams(rule, last), self.plan.context):
                day = (given.award.day - self.plan.calendar.starts).days
                if day <= last and (rule.during is None or rule.during[day]):
                    team = by_name[given.team]
                    found[team] = found.get(team, 0) + given.award.points
        return found

    def _all_teams(self, rule, last: int) -> League:
        """All teams up to a day, and each week that has begun by itself."""
        teams = [self.summary(team, last, name=row_id(team, True)) for team in self.numbers]
        begun = range(1, min(last, len(self.days) - 1) // 7 + 2) if last >= 0 and rule.compares else ()
        return League(teams=Rows(tuple(teams)), weeks=tuple(self._week(rule, week, last) for week in begun))

    def _week(self, rule, week: int, last: int) -> LeagueWeek:
        days = [day for day in self.days if day // 7 + 1 == week]
        everyone = self.people.people
        is_open = any(self.people.status[who][day] is Status.OPEN for who in everyone for day in days)
        there = [
            any(self.people.team[who][day] == team for who in everyone for day in days)
            for team in self.numbers
        ]
        alone = copy(self)
        alone.days, alone.last = days, min(self.last, days[-1])
        return LeagueWeek(
            week=week,
            last_day=self.people.date(days[-1]),
            closed=days[-1] <= last and not is_open,
            present=np.array(there, np.bool_),
            scores={name: as_scores(alone.scores(self.plan.board(name), days[-1])) for name in rule.compares},
        )

    def scores(self, board, last: int) -> list[Fraction | None]:
        """Every team's score on a board, with what team rules pay and without what comparing teams brings."""
        summaries = [self.summary(team, last, board.of_rules) for team in self.numbers]
        ranking, context = board.ranking.declared.made(**board.ranking.config), self.plan.context
        found = [ranking.score(summary, summaries, context) for summary in summaries]
        extra = [summary.bonus if board.ranking.adds_team_bonus else 0 for summary in summaries]
        return [None if one is None else one + more for one, more in zip(found, extra, strict=True)]

    def _tie(self, board, tie: str, summary: Summary, last: int):
        if tie == "participation":
            return summary.participation
        if tie == "lot":
            seed = f"{self.plan.context.seed}/{board.name}/{summary.id}"
            return int.from_bytes(sha256(seed.encode()).digest()[:8], "big") >> 1
        if tie == "improvement":
            return self._improvement(summary, last)
        met = summary.met[tie.removeprefix("met ")]
        return Fraction(met, summary.member_days) if summary.member_days else Fraction(0)

    def _improvement(self, summary: Summary, last: int) -> Fraction:
        full = min(last + 1, len(self.days)) // 7
        if full < 2:
            return Fraction(0)
        shares = []
        for week in (1, full):
            days = slice(7 * week - 7, 7 * week)
            points, due = sum(summary.per_day[days]), sum(summary.due[days])
            shares.append(Fraction(points, due) if due else None)
        return Fraction(0) if None in shares else shares[1] - shares[0]

    def _reason(self, board, key, last: int) -> str:
        day = min(max(last, 0), self.days[-1])
        present = self._present(board, key, last)
        out = [
            any(self._known(name, who) in values for name, values in self.plan.not_placed.items())
            for who in present
        ]
        if out and all(out):
            return "out"
        for need in board.place_needs if board.ranks != "people" else ():
            asked = present
            if need.asks != "members":
                asked = [who for who in present if self.people.status[who][day] is not Status.PAUSED]
            if not need.holds(len(asked), sum(self._matches(need, who, last) for who in asked)):
                return "needs"
        return ""

    def _matches(self, need, who: int, last: int) -> bool:
        days = [day for day in self.days if day <= last]
        if need.asks == "met":
            return any(need.goal in self.people.met[who][day] for day in days)
        logged = sum(self.people.logged[who][day] for day in days)
        if need.days is not None:
            return logged >= need.days
        could = sum(self.people.counts(who, day) for day in days)
        return could > 0 and Fraction(logged, could) >= (need.day_share or 0)


def each_member(members) -> dict[str, tuple[int, ...]]:
    """Members as points and days, the one with the most first; without those who brought nothing."""
    there = sorted(((points, due) for points, due in members if points or due), reverse=True)
    return {
        "member_points": tuple(points for points, _ in there),
        "member_due": tuple(due for _, due in there),
    }


@dataclass(frozen=True)
class Rows:
    """Summaries of all teams as a rule sees them."""

    found: tuple[Summary, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.found)

    def __len__(self) -> int:
        return len(self.found)

    def rows(self) -> tuple[Summary, ...]:
        return self.found


def as_scores(values) -> Scores:
    tops = [0 if one is None else one.numerator for one in values]
    bottoms = [0 if one is None else one.denominator for one in values]
    return Scores(numerators=np.array(tops, np.int64), denominators=np.array(bottoms, np.int64))


def row_id(number: int, team: bool) -> str:
    return f"{'T' if team else 'P'}{number}"


def standings(rows: list[Row], decimals: int, ties, numbering: str) -> list[tuple]:
    """Rows with their places: given on what is shown, then by each tie in turn."""
    shown = {
        row.id: None if row.score is None else floor(row.score * 10**decimals + Fraction(1, 2))
        for row in rows
    }
    lowest = min((value for value in shown.values() if value is not None), default=0) - 1

    def key(row):
        value = shown[row.id]
        return (lowest if value is None else value, *row.ties)

    rows = sorted(sorted(rows, key=lambda row: row.id), key=key, reverse=True)
    rows = [row for _, group in _grouped(rows, key) for row in sorted(group, key=lambda row: row.id)]
    placed = [row for row in rows if not row.reason and row.score is not None]
    distinct = sorted({key(row) for row in placed}, reverse=True)
    result = []
    for row in rows:
        if row not in placed:
            result.append((row.id, row.score, shown[row.id], None, False, "", bool(row.reason)))
            continue
        ahead = sum(key(other) > key(row) for other in placed)
        same = [other for other in placed if key(other) == key(row)]
        place = {
            "standard": ahead + 1,
            "dense": distinct.index(key(row)) + 1,
            "modified": ahead + len(same),
            "ordinal": ahead + 1 + [other.id for other in same].index(row.id),
            "fractional": ahead + Fraction(len(same) + 1, 2),
        }[numbering]
        broken = _broken(distinct, distinct.index(key(row)), ties)
        result.append((row.id, row.score, shown[row.id], float(place), len(same) > 1, broken, False))
    return result


def _grouped(rows, key):
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return sorted(groups.items(), reverse=True)


def _broken(distinct: list[tuple], at: int, ties) -> str:
    """The tie that parted these rows from the ones ahead of equal score, else from the ones behind."""
    for other in (at - 1, at + 1):
        if 0 <= other < len(distinct) and distinct[other][0] == distinct[at][0]:
            pairs = zip(distinct[other][1:], distinct[at][1:], strict=True)
            return ties[next(index for index, (one, two) in enumerate(pairs) if one != two)]
    return ""
