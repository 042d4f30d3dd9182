"""The rules of a challenge as a page for people: what to do, what it earns, who wins between equals."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from moonwalk.api.amount_words import amount_text, decimal_text, unit_text
from moonwalk.api.field_words import ConditionKind
from moonwalk.api.language import Catalogue
from moonwalk.api.units import singular
from moonwalk.api.values import ConditionValue
from moonwalk.definitions import rules_terms
from moonwalk.definitions.challenge import Activity, Challenge
from moonwalk.definitions.condition_words import goal_in_words, in_words, only_then, values_in_words
from moonwalk.definitions.items import Board, Item, Prize
from moonwalk.definitions.placing_words import (
    in_each_period,
    period_by_itself,
    seen_by_text,
    tie_text,
    without_place_text,
)
from moonwalk.definitions.rules_lines import WIDTH, RulesChapter, RulesLine, capital, chapter_text, point
from moonwalk.definitions.value_words import period_text, rate_text, team_text
from moonwalk.registry import RankingAdapter, Registry

_TEXTS: Final = Catalogue(__name__)
_WORD: Final = re.compile(r"(?<![\w'])\w+(?![\w'])")


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
            ("when", _TEXTS.gettext("When"), self.when()),
            ("activities", _TEXTS.gettext("What you can log"), self.activities()),
            ("goals", _TEXTS.gettext("Goals"), self.goals()),
            ("earning", _TEXTS.gettext("What it earns"), self.earning()),
            ("teams", _TEXTS.gettext("Teams"), self.teams()),
            ("together", _TEXTS.gettext("Everyone together"), self.rules(self.challenge.company_rules)),
            ("boards", _TEXTS.gettext("Boards"), self.boards()),
            ("prizes", _TEXTS.gettext("Prizes"), self.prizes()),
            ("weeks", _TEXTS.gettext("Week by week"), rules_terms.weeks(self.challenge)),
            ("safety", _TEXTS.gettext("Safety"), rules_terms.safety_lines(self.challenge)),
            ("privacy", _TEXTS.gettext("Privacy"), rules_terms.privacy(self.challenge)),
        )
        for name, title, content in chapters:
            lines = tuple(content)
            if lines:
                yield RulesChapter(name, title, lines)

    def when(self) -> Iterator[RulesLine]:
        yield from rules_terms.dates(self.challenge)
        yield from (point(self.with_labels(said)) for said in rules_terms.missed_days(self.challenge))
        yield from rules_terms.taking_part(self.challenge)

    def activities(self) -> Iterator[RulesLine]:
        for activity in self.challenge.activities.values():
            said = f"{activity.label}. {activity.about}"
            if singular(activity.unit) != "time":
                label = _TEXTS.fill(
                    "{activity}, in {unit}", activity=activity.label, unit=unit_text(activity.unit)
                )
                said = f"{label}. {activity.about}"
            yield point(said)
            for detail in self.details(activity):
                yield point(detail, 1)

    def details(self, activity: Activity) -> Iterator[str]:
        target = self.challenge.activities.get(activity.counts_as or "")
        if target:
            rate = f" ({rate_text(activity.rate)})" if activity.rate else _TEXTS.gettext(", one for one")
            yield _TEXTS.fill(
                "Counts as: {activity}. Others only ever see that one.", activity=f"{target.label}{rate}"
            )
        if activity.ways:
            yield _TEXTS.fill("For example: {ways}.", ways="; ".join(activity.ways))
        if activity.reject_entry_above:
            most = activity.reject_entry_above
            amount = amount_text(1000 * most.value, most.unit)
            yield _TEXTS.fill("A single entry above {amount} is not accepted.", amount=amount)
        if activity.reject_day_above:
            most = activity.reject_day_above
            amount = amount_text(1000 * most.value, most.unit)
            yield _TEXTS.fill("More than {amount} a day is not accepted.", amount=amount)
        if activity.entries_same_day == "latest":
            yield _TEXTS.gettext("Of several entries on one day, the latest counts.")
        elif activity.entries_same_day == "largest":
            yield _TEXTS.gettext("Of several entries on one day, the largest counts.")

    def goals(self) -> Iterator[RulesLine]:
        for goal in self.challenge.goals.values():
            yield point(f"{goal_in_words(goal, self.challenge)}.", label=capital(goal.label))

    def earning(self) -> Iterator[RulesLine]:
        match self.challenge.points.decimals:
            case 1:
                yield point(_TEXTS.gettext("Points are counted in tenths."))
            case 2:
                yield point(_TEXTS.gettext("Points are counted in hundredths."))
        yield from self.rules(self.challenge.rules)

    def rules(self, items: Iterable[Item]) -> Iterator[RulesLine]:
        for item in items:
            periods = ", ".join(period_text(period) for period in item.during)
            during = f" {_TEXTS.fill('During {periods}.', periods=periods)}" if periods else ""
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
            by_itself = _TEXTS.fill(
                "Each {team} has this by itself.", team=team_text(self.challenge.teams.called)
            )
            return f"{text} {by_itself}"
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
        if teams is not None:
            yield from rules_terms.team_lines(teams)
            yield from self.rules(teams.rules)

    def boards(self) -> Iterator[RulesLine]:
        for board in self.challenge.boards.values():
            yield point(f"{board.label} ({self.ranked(board)}). {self.sentence(board.ranking)}")
            for detail in self.placing(board):
                yield point(detail, 1)
        wanted = self.challenge.people.not_placed if self.challenge.boards else {}
        out = values_in_words(wanted, _TEXTS.gettext("; or "))
        if out:
            yield point(
                _TEXTS.fill(
                    "Shown, but without a place: people with {values}, and teams made up only of them.",
                    values=out,
                )
            )

    def ranked(self, board: Board) -> str:
        if board.column:
            return _TEXTS.fill("by {column}", column=in_words(board.column))
        return _TEXTS.gettext("teams") if board.ranks == "teams" else _TEXTS.gettext("people")

    def placing(self, board: Board) -> Iterator[str]:
        if board.of_rules:
            labels = self.rule_labels()
            rules = ", ".join(labels[name] for name in board.of_rules)
            yield _TEXTS.fill("Only points for: {rules}.", rules=rules)
        if board.inside and board.column:
            inner, outer = in_words(board.column), in_words(board.inside)
            yield _TEXTS.fill(
                "A {inner} is of one {outer}, and places are given within each {outer}.",
                inner=inner,
                outer=outer,
            )
        if board.split_by:
            yield _TEXTS.fill("Places are given within each {column}.", column=in_words(board.split_by))
        if board.during:
            periods = ", ".join(period_text(period) for period in board.during)
            yield _TEXTS.fill("Only points of {periods}.", periods=periods)
        elif board.period != "the whole challenge":
            yield period_by_itself(board.period)
        yield _TEXTS.fill("Between equals: {ties}.", ties=self.with_labels(tie_text(board.ties)))
        if board.place_needs:
            yield _TEXTS.fill("A place needs: {needs}.", needs=self.conditions(board.place_needs))
        if board.without_place != "are shown":
            yield without_place_text()
        yield seen_by_text(board.seen_by)

    def conditions(self, needs: Iterable[ConditionValue]) -> str:
        return self.with_labels("; ".join(ConditionKind().say(need) for need in needs))

    def prizes(self) -> Iterator[RulesLine]:
        for prize in self.challenge.prizes.values():
            yield point(f"{self.given(prize)}.", label=prize.what)
            for detail in self.needed(prize):
                yield point(detail, 1)

    def needed(self, prize: Prize) -> Iterator[str]:
        if prize.needs:
            said = (
                _TEXTS.gettext("Needs: {needs}.")
                if self.of_teams(prize)
                else _TEXTS.gettext("Needs of the winner's team: {needs}.")
            )
            yield said.format(needs=self.conditions(prize.needs))
        if prize.only_when:
            match self.recurs(prize):
                case "":
                    said = _TEXTS.gettext("Only for people who met '{goal}'.")
                case "each week":
                    said = _TEXTS.gettext("Only for people who met '{goal}' in that week.")
                case _:
                    said = _TEXTS.gettext("Only for people who met '{goal}' in that month.")
            yield said.format(goal=self.challenge.goals[prize.only_when].label)
        if prize.wins == "once":
            yield _TEXTS.gettext("Whoever has won it does not win it again; it goes to the next.")

    def recurs(self, prize: Prize) -> str:
        """How often a prize is given, `each week` for example; "" for once."""
        board = self.challenge.boards[prize.board] if prize.board else None
        period = board.period if board else prize.period
        return "" if period == "the whole challenge" else period

    def of_teams(self, prize: Prize) -> bool:
        return bool(prize.board) and self.challenge.boards[prize.board or ""].ranks != "people"

    def given(self, prize: Prize) -> str:
        return in_each_period(self.recurs(prize), self.to_whom(prize))

    def to_whom(self, prize: Prize) -> str:
        if prize.board and prize.given == "by raffle on a board":
            return self.raffled(prize, self.challenge.boards[prize.board])
        if prize.board:
            return self.to_places(prize, self.challenge.boards[prize.board])
        if prize.goal:
            label = self.challenge.goals[prize.goal].label
            if prize.given == "by goal":
                return _TEXTS.fill("to everyone who met '{goal}'", goal=label)
            tickets = _TEXTS.fill("by raffle, one ticket each time '{goal}' is met", goal=label)
            if not prize.most_tickets:
                return tickets
            return _TEXTS.fill("{tickets}, at most {most}", tickets=tickets, most=prize.most_tickets)
        return _TEXTS.fill("to everyone with the badge '{badge}' at the end", badge=prize.badge)

    def to_places(self, prize: Prize, board: Board) -> str:
        said = _TEXTS.fill_counted(
            "to the first place of '{board}'",
            "to the first {count} places of '{board}'",
            prize.places,
            board=board.label,
            count=prize.places,
        )
        split = board.split_by or board.inside
        if not split:
            return said
        return _TEXTS.fill("{places}, in each {column} by itself", places=said, column=in_words(split))

    def raffled(self, prize: Prize, board: Board) -> str:
        if not prize.at_least:
            return _TEXTS.fill(
                "by raffle among those with a place on '{board}', one ticket each", board=board.label
            )
        ranking = self.plugins.find("ranking", board.ranking.full_name)
        unit = ranking.unit if isinstance(ranking, RankingAdapter) else ""
        return _TEXTS.fill(
            "by raffle among those with a place on '{board}' and at least {least}, one ticket each",
            board=board.label,
            least=f"{decimal_text(prize.at_least)}{unit}",
        )
