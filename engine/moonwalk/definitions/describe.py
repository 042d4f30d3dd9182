"""The rules of a challenge as a page for people: what to do, what it earns, who wins between equals."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from moonwalk.api.field_words import ConditionKind
from moonwalk.api.units import singular
from moonwalk.api.values import AbsentDay, ConditionValue, DaysLater, EndOfChallenge, exact_decimal
from moonwalk.definitions.challenge import Activity, Challenge, Pauses, Schedule
from moonwalk.definitions.condition_words import goal_in_words, in_words, only_then, values_in_words
from moonwalk.definitions.field_types import DurationKind, LengthKind
from moonwalk.definitions.items import Board, Item, Prize
from moonwalk.registry import RankingAdapter, Registry

_WIDTH = 90
_WORD = re.compile(r"(?<![\w'])\w+(?![\w'])")


@dataclass(frozen=True, slots=True)
class RulesLine:
    """A line of a chapter: a heading within it, a point of its list, or text that belongs to the point above.

    `depth` says how far in it stands. `label` is what people call what the text is about, where they do.
    """

    text: str
    kind: Literal["heading", "point", "text"] = "point"
    depth: int = 0
    label: str = ""

    @property
    def whole(self) -> str:
        """The label and the text as one."""
        return f"{self.label}: {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class RulesChapter:
    """A chapter of the rules; `name` is the same in every challenge, whatever its title says."""

    name: str
    title: str
    lines: tuple[RulesLine, ...]


def rules_chapters(challenge: Challenge, plugins: Registry) -> tuple[RulesChapter, ...]:
    """Return the chapters of the rules that have something to say, in order."""
    return tuple(_Page(challenge, plugins).chapters())


def rules_in_words(challenge: Challenge, plugins: Registry) -> str:
    """Return the rules page, as plain text with Markdown headings and lines of at most 90 characters."""
    lines = [f"# {challenge.title}", ""]
    if challenge.about:
        lines += [*textwrap.wrap(challenge.about, _WIDTH), ""]
    for chapter in rules_chapters(challenge, plugins):
        lines += [f"## {chapter.title}", "", *chapter_text(chapter), ""]
    return "\n".join(lines)


def chapter_text(chapter: RulesChapter) -> Iterator[str]:
    """Return a chapter as lines of plain text, of at most 90 characters each."""
    for line in chapter.lines:
        indent = "  " * line.depth
        begin, rest = (f"{indent}- ", f"{indent}  ") if line.kind == "point" else (indent, indent)
        yield from textwrap.wrap(line.whole, _WIDTH, initial_indent=begin, subsequent_indent=rest)


def prize_in_words(challenge: Challenge, plugins: Registry, prize: Prize) -> str:
    """Describe to whom a prize is given, as sentences."""
    page = _Page(challenge, plugins)
    return " ".join((f"{_capital(page.given(prize))}.", *page.needed(prize)))


class _Page:
    def __init__(self, challenge: Challenge, plugins: Registry) -> None:
        self.challenge = challenge
        self.plugins = plugins

    def chapters(self) -> Iterator[RulesChapter]:
        """Return every chapter that has something to say."""
        chapters = (
            ("when", "When", self.when()),
            ("activities", "What you can log", self.activities()),
            ("goals", "Goals", self.goals()),
            ("earning", "What it earns", self.earning()),
            ("teams", "Teams", self.teams()),
            ("together", "Everyone together", self.rules(self.challenge.company_rules)),
            ("boards", "Boards", self.boards()),
            ("prizes", "Prizes", self.prizes()),
            ("weeks", "Week by week", self.weeks()),
            ("safety", "Safety", self.safety()),
            ("privacy", "Privacy", self.privacy()),
        )
        for name, title, content in chapters:
            lines = tuple(content)
            if lines:
                yield RulesChapter(name, title, lines)

    def when(self) -> Iterator[RulesLine]:
        schedule, pauses = self.challenge.schedule, self.challenge.pauses
        length = LengthKind().show(schedule.length)
        if schedule.starts and schedule.ends:
            yield _point(f"{length}, from {schedule.starts} to {schedule.ends}.")
        else:
            yield _point(f"{length}. The first day is not set yet.")
        if schedule.counted_days == "workdays":
            yield _point("Only workdays count, Monday to Friday.")
        yield _point(_logging_text(schedule))
        if pauses.everyone:
            days = ", ".join(str(period) for period in pauses.everyone)
            yield _point(f"Days off for everyone, which count for nobody: {days}.")
        if pauses.personal:
            paused = f"Nobody asks why. A paused day {_absence_text(pauses.a_paused_day, pauses)}."
            yield _point(f"You may pause for {pauses.personal} days. {paused}")
        if pauses.a_missed_day.counts:
            missed = _absence_text(pauses.a_missed_day, pauses)
            yield _point(
                self.with_labels(
                    f"A day on which you log nothing, once it can no longer be logged, {missed}."
                )
            )
        yield from self.taking_part()
        part = {
            "goals shrink with the days": "goals shrink with the days",
            "goals stay": "goals stay as they are",
            "week does not count": "nothing counts",
        }
        yield _point(
            f"In a week in which you take part only some days, {part[self.challenge.people.part_weeks]}."
        )

    def taking_part(self) -> Iterator[RulesLine]:
        people = self.challenge.people
        wanted = values_in_words(people.only_where)
        if wanted:
            yield _point(f"It is for people with {wanted}.")
        if people.take_part == "those who sign up":
            yield _point("Those who sign up take part from that day on.")

    def activities(self) -> Iterator[RulesLine]:
        for activity in self.challenge.activities.values():
            unit = "" if singular(activity.unit) == "time" else f", in {activity.unit}"
            yield _point(f"{activity.label}{unit}. {activity.about}")
            for detail in self.details(activity):
                yield _point(detail, 1)

    def details(self, activity: Activity) -> Iterator[str]:
        target = self.challenge.activities.get(activity.counts_as or "")
        if target:
            rate = f" ({activity.rate})" if activity.rate else ", one for one"
            yield f"Counts as: {target.label}{rate}. Others only ever see that one."
        if activity.ways:
            yield f"For example: {'; '.join(activity.ways)}."
        if activity.reject_entry_above:
            yield f"A single entry above {activity.reject_entry_above} is not accepted."
        if activity.reject_day_above:
            yield f"More than {activity.reject_day_above} a day is not accepted."
        same_day = {"latest": "the latest", "largest": "the largest"}.get(activity.entries_same_day)
        if same_day:
            yield f"Of several entries on one day, {same_day} counts."

    def goals(self) -> Iterator[RulesLine]:
        for goal in self.challenge.goals.values():
            yield _point(f"{goal_in_words(goal, self.challenge)}.", label=_capital(goal.label))

    def earning(self) -> Iterator[RulesLine]:
        if self.challenge.points.decimals:
            yield _point(f"Points are counted in {self.challenge.points.counted_in}.")
        yield from self.rules(self.challenge.rules)

    def rules(self, items: Iterable[Item]) -> Iterator[RulesLine]:
        for item in items:
            during = f" During {', '.join(str(period) for period in item.during)}." if item.during else ""
            text = f"{self.sentence(item)}{during}{only_then(item, self.challenge)}"
            yield _point(text, label=item.label)
            if item.why:
                yield RulesLine(item.why.strip(), "text", 1)

    def sentence(self, item: Item) -> str:
        """Return a rule's sentence, with labels that people know in place of the names of the file."""
        declaration = self.plugins.find(item.use, item.full_name)
        if declaration is None:
            return f"{item.name}."
        # Only names that the rule is given: another activity may be called like a word of the sentence.
        config_words = frozenset(_WORD.findall(json.dumps(item.config)))
        return self.with_labels(declaration.configured(item.config).sentence(), config_words)

    def with_labels(self, text: str, among: frozenset[str] | None = None) -> str:
        """Put the labels of goals and activities in place of their names.

        With `among`, only those names are replaced, and those of boards and rules too.
        """
        labels = {**self.rule_labels(), **self.board_labels()} if among else {}
        labels |= {name: goal.label for name, goal in self.challenge.goals.items()}
        labels |= {name: activity.label for name, activity in self.challenge.activities.items()}
        occurrences = Counter(_WORD.findall(text))

        def label(match: re.Match[str]) -> str:
            name = match[0]
            known = name in labels and (among is None or name in among)
            # In `30 minutes` it is the unit, whatever else is called so.
            alone = occurrences[name] == 1 and not text[: match.start()].rstrip()[-1:].isdigit()
            return f"'{labels[name]}'" if known and ("_" in name or alone) else name

        return _WORD.sub(label, text)

    def board_labels(self) -> dict[str, str]:
        return {name: board.label for name, board in self.challenge.boards.items()}

    def rule_labels(self) -> dict[str, str]:
        """What people call each rule: its label, or its id in words."""
        return {item.id: item.label or in_words(item.id) for item in self.challenge.paying_rules}

    def teams(self) -> Iterator[RulesLine]:
        teams = self.challenge.teams
        if teams is None:
            return
        formed = {
            "drawn": "are drawn",
            "from the roster": "come from the roster",
            "by the members": "are formed by their members",
        }
        yield _point(f"Each {teams.called} has {teams.size}; they {formed[teams.formed]}.")
        if teams.open_team:
            yield _point(f"Whoever has no {teams.called} is in '{teams.open_team}'.")
        yield _point(f"Members who log nothing {teams.no_entries}.")
        yield _point(f"Those who join later {teams.joiners}; those who leave {teams.leavers}.")
        yield _point(f"Those who change teams {teams.movers}.")
        yield from self.rules(teams.rules)

    def boards(self) -> Iterator[RulesLine]:
        for board in self.challenge.boards.values():
            ranked = f"by {in_words(board.column)}" if board.column else board.ranks
            yield _point(f"{board.label} ({ranked}). {self.sentence(board.ranking)}")
            for detail in self.placing(board):
                yield _point(detail, 1)
        wanted = self.challenge.people.not_placed if self.challenge.boards else {}
        out = values_in_words(wanted, "; or ")
        if out:
            yield _point(f"Shown, but without a place: people with {out}, and teams made up only of them.")

    def placing(self, board: Board) -> Iterator[str]:
        if board.of_rules:
            labels = self.rule_labels()
            yield f"Only points for: {', '.join(labels[name] for name in board.of_rules)}."
        if board.split_by:
            yield f"Places are given within each {in_words(board.split_by)}."
        if board.during:
            yield f"Only points of {', '.join(str(period) for period in board.during)}."
        elif board.period != "the whole challenge":
            yield f"{_capital(board.period)} by itself, from 0."
        yield self.with_labels(f"Between equals: {', then '.join(board.ties)}.")
        if board.place_needs:
            yield f"A place needs: {self.conditions(board.place_needs)}."
        yield f"Seen by: {board.seen_by}."

    def conditions(self, needs: Iterable[ConditionValue]) -> str:
        return self.with_labels("; ".join(ConditionKind().show(need) for need in needs))

    def prizes(self) -> Iterator[RulesLine]:
        for prize in self.challenge.prizes.values():
            yield _point(f"{self.given(prize)}.", label=prize.what)
            for detail in self.needed(prize):
                yield _point(detail, 1)

    def needed(self, prize: Prize) -> Iterator[str]:
        if prize.needs:
            whose = "" if self.of_teams(prize) else " of the winner's team"
            yield f"Needs{whose}: {self.conditions(prize.needs)}."
        if prize.wins == "once":
            yield "Whoever has won it does not win it again; it goes to the next."

    def of_teams(self, prize: Prize) -> bool:
        return bool(prize.board) and self.challenge.boards[prize.board or ""].ranks != "people"

    def given(self, prize: Prize) -> str:
        if prize.board and prize.given == "by raffle on a board":
            return self.raffled(prize, self.challenge.boards[prize.board])
        if prize.board:
            places = "the first place" if prize.places == 1 else f"the first {prize.places} places"
            board = self.challenge.boards[prize.board]
            each = f", in each {in_words(board.split_by)} by itself" if board.split_by else ""
            return f"{_each_period(board.period)}to {places} of '{board.label}'{each}"
        if prize.goal:
            label = self.challenge.goals[prize.goal].label
            if prize.given == "by goal":
                return f"{_each_period(prize.period)}to everyone who met '{label}'"
            most = f", at most {prize.most_tickets}" if prize.most_tickets else ""
            return f"{_each_period(prize.period)}by raffle, one ticket each time '{label}' is met{most}"
        return f"to everyone with the badge '{prize.badge}' at the end"

    def raffled(self, prize: Prize, board: Board) -> str:
        ranking = self.plugins.find("ranking", board.ranking.full_name)
        unit = ranking.unit if isinstance(ranking, RankingAdapter) else ""
        least = f" and at least {exact_decimal(prize.at_least)}{unit}" if prize.at_least else ""
        those = f"those with a place on '{board.label}'{least}"
        return f"{_each_period(board.period)}by raffle among {those}, one ticket each"

    def weeks(self) -> Iterator[RulesLine]:
        for number, week in self.challenge.weeks.items():
            theme = f"{week.theme}. " if week.theme else ""
            yield _point(f"Week {number}: {theme}{week.message}")
            for tip in week.tips:
                yield _point(tip, 1)

    def safety(self) -> Iterator[RulesLine]:
        safety = self.challenge.safety
        if safety is None:
            return
        chapters = (
            ("Where", safety.where),
            ("How", safety.how),
            ("Stop if", safety.stop_if),
            ("Ask a doctor first if", safety.ask_first_if),
        )
        for title, lines in chapters:
            if lines:
                yield RulesLine(f"{title}:", "heading")
                for line in lines:
                    yield _point(line)

    def privacy(self) -> Iterator[RulesLine]:
        privacy = self.challenge.privacy
        sees = {
            "own points": "You see your own points; nobody else's by name.",
            "own team": "You see the points of your own team by name.",
            "everyone": "Everyone sees everyone's points by name.",
        }
        yield _point(sees[privacy.people_see])
        # Only what the program keeps to: a page for everyone must not promise more.
        if privacy.organisers_see == "entries":
            yield _point("The people who run the challenge can see your points and your entries.")
        else:
            yield _point(
                "The people who run the challenge see your points. To look at your entries they have to give "
                "a reason."
            )
        yield _point("Who looked at your entries, when and why is recorded. You may ask for it.")
        yield _point(
            f"Figures of groups are published when a week has closed, and none about fewer than "
            f"{privacy.smallest_group} people."
        )
        days = privacy.keep_entries
        yield _point(f"What you logged is removed {days} days after the end; the results stay.")
        yield _point("You may ask for everything kept about you, and ask to be forgotten.")


def _each_period(period: str) -> str:
    """`each week `, or nothing for what is given once."""
    return "" if period == "the whole challenge" else f"{period} "


def _logging_text(schedule: Schedule) -> str:
    """Until when days can be logged, as a sentence."""
    grace, zone = DurationKind().show(schedule.final_grace), schedule.timezone
    match schedule.log_until:
        case EndOfChallenge():
            return f"Every day can be logged until {grace} after the end ({zone})."
        case DaysLater() as later:
            return (
                f"A day can be logged until the end of the day {later} ({zone}); what is still open at the "
                f"end, at least until {grace} after it."
            )
        case deadline:
            return (
                f"A week can be logged until the first {deadline} after its last day ({zone}); the last "
                f"days until {grace} after the end."
            )


def _absence_text(day: AbsentDay, pauses: Pauses) -> str:
    """`counts as 5000 steps`, `counts as the average of your days before it, less 10%`."""
    if day.share is None:
        return str(day) if day.counts else "does not count"
    less = f", less {exact_decimal(100 * (1 - day.share))}%" if day.share != 1 else ""
    logged = " on which you logged something" if pauses.a_missed_day.counts else ""
    return f"counts as the average of your days before it{logged}{less}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _point(text: str, depth: int = 0, label: str = "") -> RulesLine:
    return RulesLine(text.strip(), depth=depth, label=label)
