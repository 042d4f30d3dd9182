"""The rules of a challenge as a page for people: what to do, what it earns, who wins between equals."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from moonwalk.api.field_words import ConditionKind
from moonwalk.api.units import singular
from moonwalk.api.values import ConditionValue, exact_decimal
from moonwalk.definitions.challenge import Activity, Challenge
from moonwalk.definitions.condition_words import goal_in_words, in_words, only_then, values_in_words
from moonwalk.definitions.field_types import LengthKind
from moonwalk.definitions.items import Board, Item, Prize
from moonwalk.definitions.rules_lines import (
    WIDTH,
    RulesChapter,
    RulesLine,
    absence_text,
    capital,
    chapter_text,
    each_period,
    logging_text,
    point,
)
from moonwalk.registry import RankingAdapter, Registry

_WORD = re.compile(r"(?<![\w'])\w+(?![\w'])")


def rules_chapters(challenge: Challenge, plugins: Registry) -> tuple[RulesChapter, ...]:
    """Return the chapters of the rules that have something to say, in order."""
    return tuple(_Page(challenge, plugins).chapters())


def rules_in_words(challenge: Challenge, plugins: Registry) -> str:
    """Return the rules page, as plain text with Markdown headings and lines of at most 90 characters."""
    lines = [f"# {challenge.title}", ""]
    if challenge.about:
        lines += [*textwrap.wrap(challenge.about, WIDTH), ""]
    for chapter in rules_chapters(challenge, plugins):
        lines += [f"## {chapter.title}", "", *chapter_text(chapter), ""]
    return "\n".join(lines)


def prize_in_words(challenge: Challenge, plugins: Registry, prize: Prize) -> str:
    """Describe to whom a prize is given, as sentences."""
    page = _Page(challenge, plugins)
    return " ".join((f"{capital(page.given(prize))}.", *page.needed(prize)))


def ranking_in_words(challenge: Challenge, plugins: Registry, board: Board) -> str:
    """Describe how a board ranks, with labels that people know."""
    return _Page(challenge, plugins).sentence(board.ranking)


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
            yield point(f"{length}, from {schedule.starts} to {schedule.ends}.")
        else:
            yield point(f"{length}. The first day is not set yet.")
        if schedule.counted_days == "workdays":
            yield point("Only workdays count, Monday to Friday.")
        yield point(logging_text(schedule))
        if pauses.everyone:
            days = ", ".join(str(period) for period in pauses.everyone)
            yield point(f"Days off for everyone, which count for nobody: {days}.")
        if pauses.personal:
            paused = f"Nobody asks why. A paused day {absence_text(pauses.a_paused_day, pauses)}."
            yield point(f"You may pause for {pauses.personal} days. {paused}")
        if pauses.a_missed_day.counts:
            missed = absence_text(pauses.a_missed_day, pauses)
            yield point(
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
        yield point(
            f"In a week in which you take part only some days, {part[self.challenge.people.part_weeks]}."
        )

    def taking_part(self) -> Iterator[RulesLine]:
        people = self.challenge.people
        wanted = values_in_words(people.only_where)
        if wanted:
            yield point(f"It is for people with {wanted}.")
        if people.take_part == "those who sign up":
            yield point("Those who sign up take part from that day on.")

    def activities(self) -> Iterator[RulesLine]:
        for activity in self.challenge.activities.values():
            unit = "" if singular(activity.unit) == "time" else f", in {activity.unit}"
            yield point(f"{activity.label}{unit}. {activity.about}")
            for detail in self.details(activity):
                yield point(detail, 1)

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
            yield point(f"{goal_in_words(goal, self.challenge)}.", label=capital(goal.label))

    def earning(self) -> Iterator[RulesLine]:
        if self.challenge.points.decimals:
            yield point(f"Points are counted in {self.challenge.points.counted_in}.")
        yield from self.rules(self.challenge.rules)

    def rules(self, items: Iterable[Item]) -> Iterator[RulesLine]:
        for item in items:
            during = f" During {', '.join(str(period) for period in item.during)}." if item.during else ""
            text = f"{self.sentence(item)}{during}{only_then(item, self.challenge)}"
            yield point(text, label=item.label)
            if item.why:
                yield RulesLine(item.why.strip(), "text", 1)

    def sentence(self, item: Item) -> str:
        """Return a rule's sentence, with labels that people know in place of the names of the file."""
        declaration = self.plugins.find(item.use, item.full_name)
        if declaration is None:
            return f"{item.name}."
        # Only names that the rule is given: another activity may be called like a word of the sentence.
        config_words = frozenset(_WORD.findall(json.dumps(item.config)))
        text = self.with_labels(declaration.configured(item.config).sentence(), config_words)
        if item.use == "team" and declaration.use == "company" and self.challenge.teams:
            return f"{text} Each {self.challenge.teams.called} has this by itself."
        return text

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
        yield point(f"Each {teams.called} has {teams.size}; they {formed[teams.formed]}.")
        if teams.open_team:
            yield point(f"Whoever has no {teams.called} is in '{teams.open_team}'.")
        yield point(f"Members who log nothing {teams.no_entries}.")
        yield point(f"Those who join later {teams.joiners}; those who leave {teams.leavers}.")
        yield point(f"Those who change teams {teams.movers}.")
        captains = values_in_words(teams.captains, "; and ")
        if captains:
            yield point(f"Captains ({captains}) may log for the members of their own {teams.called}.")
        if teams.cheers == "one a day":
            yield point(f"You may cheer for another {teams.called} once a day. Cheers bring no points.")
        yield from self.rules(teams.rules)

    def boards(self) -> Iterator[RulesLine]:
        for board in self.challenge.boards.values():
            ranked = f"by {in_words(board.column)}" if board.column else board.ranks
            yield point(f"{board.label} ({ranked}). {self.sentence(board.ranking)}")
            for detail in self.placing(board):
                yield point(detail, 1)
        wanted = self.challenge.people.not_placed if self.challenge.boards else {}
        out = values_in_words(wanted, "; or ")
        if out:
            yield point(f"Shown, but without a place: people with {out}, and teams made up only of them.")

    def placing(self, board: Board) -> Iterator[str]:
        if board.of_rules:
            labels = self.rule_labels()
            yield f"Only points for: {', '.join(labels[name] for name in board.of_rules)}."
        if board.inside and board.column:
            inner, outer = in_words(board.column), in_words(board.inside)
            yield f"A {inner} is of one {outer}, and places are given within each {outer}."
        if board.split_by:
            yield f"Places are given within each {in_words(board.split_by)}."
        if board.during:
            yield f"Only points of {', '.join(str(period) for period in board.during)}."
        elif board.period != "the whole challenge":
            yield f"{capital(board.period)} by itself, from 0."
        yield self.with_labels(f"Between equals: {', then '.join(board.ties)}.")
        if board.place_needs:
            yield f"A place needs: {self.conditions(board.place_needs)}."
        if board.without_place != "are shown":
            yield f"Those without a place {board.without_place}."
        yield f"Seen by: {board.seen_by}."

    def conditions(self, needs: Iterable[ConditionValue]) -> str:
        return self.with_labels("; ".join(ConditionKind().show(need) for need in needs))

    def prizes(self) -> Iterator[RulesLine]:
        for prize in self.challenge.prizes.values():
            yield point(f"{self.given(prize)}.", label=prize.what)
            for detail in self.needed(prize):
                yield point(detail, 1)

    def needed(self, prize: Prize) -> Iterator[str]:
        if prize.needs:
            whose = "" if self.of_teams(prize) else " of the winner's team"
            yield f"Needs{whose}: {self.conditions(prize.needs)}."
        if prize.only_when:
            recurs = self.recurs(prize)
            when = f" in that {recurs.removeprefix('each ')}" if recurs else ""
            yield f"Only for people who met '{self.challenge.goals[prize.only_when].label}'{when}."
        if prize.wins == "once":
            yield "Whoever has won it does not win it again; it goes to the next."

    def recurs(self, prize: Prize) -> str:
        """How often a prize is given, `each week` for example; "" for once."""
        board = self.challenge.boards[prize.board] if prize.board else None
        period = board.period if board else prize.period
        return "" if period == "the whole challenge" else period

    def of_teams(self, prize: Prize) -> bool:
        return bool(prize.board) and self.challenge.boards[prize.board or ""].ranks != "people"

    def given(self, prize: Prize) -> str:
        if prize.board and prize.given == "by raffle on a board":
            return self.raffled(prize, self.challenge.boards[prize.board])
        if prize.board:
            places = "the first place" if prize.places == 1 else f"the first {prize.places} places"
            board = self.challenge.boards[prize.board]
            split = board.split_by or board.inside
            each = f", in each {in_words(split)} by itself" if split else ""
            return f"{each_period(board.period)}to {places} of '{board.label}'{each}"
        if prize.goal:
            label = self.challenge.goals[prize.goal].label
            if prize.given == "by goal":
                return f"{each_period(prize.period)}to everyone who met '{label}'"
            most = f", at most {prize.most_tickets}" if prize.most_tickets else ""
            return f"{each_period(prize.period)}by raffle, one ticket each time '{label}' is met{most}"
        return f"to everyone with the badge '{prize.badge}' at the end"

    def raffled(self, prize: Prize, board: Board) -> str:
        ranking = self.plugins.find("ranking", board.ranking.full_name)
        unit = ranking.unit if isinstance(ranking, RankingAdapter) else ""
        least = f" and at least {exact_decimal(prize.at_least)}{unit}" if prize.at_least else ""
        those = f"those with a place on '{board.label}'{least}"
        return f"{each_period(board.period)}by raffle among {those}, one ticket each"

    def weeks(self) -> Iterator[RulesLine]:
        for number, week in self.challenge.weeks.items():
            theme = f"{week.theme}. " if week.theme else ""
            yield point(f"Week {number}: {theme}{week.message}")
            for tip in week.tips:
                yield point(tip, 1)

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
                    yield point(line)

    def privacy(self) -> Iterator[RulesLine]:
        privacy = self.challenge.privacy
        sees = {
            "own points": "You see your own points; nobody else's by name.",
            "own team": "You see the points of your own team by name.",
            "everyone": "Everyone sees everyone's points by name.",
        }
        yield point(sees[privacy.people_see])
        # Only what the program keeps to: a page for everyone must not promise more.
        if privacy.organisers_see == "entries":
            yield point("The people who run the challenge can see your points and your entries.")
        else:
            yield point(
                "The people who run the challenge see your points. To look at your entries they have to give "
                "a reason."
            )
        yield point("Who looked at your entries, when and why is recorded. You may ask for it.")
        yield point(
            f"Figures of groups are published when a week has closed, and none about fewer than "
            f"{privacy.smallest_group} people."
        )
        days = privacy.keep_entries
        yield point(f"What you logged is removed {days} days after the end; the results stay.")
        yield point("You may ask for everything kept about you, and ask to be forgotten.")
