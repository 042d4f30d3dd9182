"""Why a team or a person stands where it does: its score, the row above, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import ClassVar, Final, Literal

from textual.widget import Widget

from moonwalk.services.views import WhyAward
from moonwalk.services.why.views import (
    AwardChange,
    Comparison,
    EntryChange,
    MemberChange,
    Part,
    PersonChange,
    TeamChange,
    TeamMember,
    TeamWhy,
    rounded,
    short,
    shown,
)
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.desk import Desk, title_of
from moonwalk.tui.messages import Subject
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.widgets.headline import BoardTabs, Headline
from moonwalk.tui.widgets.picker import Choice
from moonwalk.tui.widgets.prose import Ledger, Line, TextPane
from moonwalk.tui.wording import count, short_day, signed, thousandths, week_day

Reasons = TeamWhy | Comparison | PersonChange | TeamChange


def reasons_lines(found: Reasons) -> tuple[Line, ...]:
    """Any of the answers."""
    if isinstance(found, TeamWhy):
        return tuple(_team(found))
    if isinstance(found, Comparison):
        return tuple(_gap(found))
    return tuple(_person_change(found) if isinstance(found, PersonChange) else _team_change(found))


def _team(found: TeamWhy) -> Iterator[Line]:
    row, decimals = found.row, found.board.decimals
    yield Line(f"{row.points:,}", "Points of the members", heading=True)
    yield from (_member(one) for one in found.members)
    yield Line(signed(row.bonus), "The team's own points", heading=True)
    yield from (_award(one) for one in found.awards)
    if not found.awards:
        yield Line("", "None yet.", style="$text-muted")
    yield Line(f"{row.shown}{found.board.unit}", "The score", heading=True)
    yield Line(f"{row.points:,}", "points of the members", found.board.sentence)
    yield Line(short(row.size), "members count", f"{row.member_days} membership days in {row.days} days")
    if row.before is not None and row.before != row.score:
        yield Line(shown(row.before, decimals), "before the team's own points")
    yield Line("", "Points by rule", heading=True)
    for rule in found.rules:
        source = f"to the team itself · {rule.at}" if rule.bonus else rule.at
        yield Line(signed(rule.points), rule.label, source)
    if found.needs:
        yield Line("", "For a place", heading=True)
        yield from (Line("✓" if one.holds else "✗", one.need) for one in found.needs)


def _member(one: TeamMember) -> Line:
    told = [
        f"logged on {one.logged} of {count(one.days, 'day', 'days')}",
        f"from {short_day(one.joined)}" if one.joined else "",
        f"until {short_day(one.left)}" if one.left else "",
    ]
    return Line(f"{one.points:,}", one.name, " · ".join(part for part in told if part))


def _award(award: WhyAward) -> Line:
    return Line(signed(award.points), award.reason, f"{week_day(award.day)} · {award.label} · {award.at}")


def _gap(found: Comparison) -> Iterator[Line]:
    yield Line("", found.words)
    if found.difference is None:
        return
    decimals, whole = found.board.decimals, _signed(found.difference, found.board.decimals)
    for title, parts, rest in (
        ("By rule", found.rules, found.rest),
        ("By week", found.weeks, found.weeks_rest),
    ):
        yield Line(whole, title, heading=True)
        yield from (_part(one, decimals) for one in (*parts, rest) if one.first or one.second)
    if found.size is not None:
        yield Line(_signed(found.size, decimals), "Because of size", heading=True)
        for row in (found.first, found.second):
            yield Line(short(row.size), f"members count in {row.name}")
    if found.ties:
        yield Line("", "Tie rules, in the order in which they are asked", heading=True)
        for tie in found.ties:
            yield Line("✓" if tie.decided else "=", tie.tie, f"{tie.first} against {tie.second}")


def _part(one: Part, decimals: int) -> Line:
    sides = f"{shown(one.first, decimals)} against {shown(one.second, decimals)}"
    return Line(_signed(one.gap, decimals), one.label, sides)


def _person_change(found: PersonChange) -> Iterator[Line]:
    yield Line("", found.words)
    if found.awards:
        yield Line(signed(found.after - found.before), "Awards", heading=True)
        yield from (_award_change(one) for one in found.awards)
    if found.entries:
        yield Line("", "Entries", heading=True)
        yield from (_entry_change(one) for one in found.entries)


def _team_change(found: TeamChange) -> Iterator[Line]:
    decimals = found.board.decimals
    yield Line("", found.words)
    if found.difference is not None:
        yield Line(_signed(found.difference, decimals), "The score", heading=True)
        for one in found.rules:
            if one.score or one.after != one.before:
                gap = one.after - one.before
                yield Line(_signed(one.score, decimals), one.label, f"{signed(gap)} points")
        for score, label in ((found.others, "Points of other teams"), (found.size, "Members and their days")):
            if rounded(score, decimals):
                yield Line(_signed(score, decimals), label)
    yield Line("", "Members", heading=True)
    yield from (_member_change(one) for one in found.members)
    if found.awards:
        yield Line("", "The team's own points", heading=True)
        yield from (_award_change(one) for one in found.awards)


def _member_change(one: MemberChange) -> Line:
    paused = one.paused_after - one.paused_before
    told = [
        one.news,
        f"{one.points_before:,} before",
        count(one.entries, "entry became known", "entries became known") if one.entries else "",
        f"{signed(paused)} days paused" if paused else "",
    ]
    gap = one.points_after - one.points_before
    return Line(signed(gap) if gap else "·", one.name, " · ".join(part for part in told if part))


def _award_change(one: AwardChange) -> Line:
    news = {"new": "", "gone": "gone: ", "changed": f"{one.before} before: "}[one.news]
    source = f"{week_day(one.day)} · {one.label} · {one.at}"
    return Line(signed(one.after - one.before), f"{news}{one.reason}", source)


def _entry_change(one: EntryChange) -> Line:
    entry = one.entry
    was = "new" if one.before is None else f"was {one.before.verdict}"
    told = [f"{was}, {entry.verdict}", entry.reason, week_day(entry.day), f"from {entry.source}"]
    text = f"{entry.unit} · {entry.label or entry.activity}"
    return Line(thousandths(entry.amount), text, " · ".join(part for part in told if part))


def _signed(value: Fraction, decimals: int) -> str:
    """A figure as the screen adds it: "+2.1", "−0.4"."""
    text = shown(value, decimals)
    return f"−{text[1:]}" if text.startswith("-") else f"+{text}"


Question = Literal["score", "above", "yesterday", "week"]
QUESTIONS: Final[tuple[tuple[Question, str], ...]] = (
    ("score", "Score"),
    ("above", "Row above"),
    ("yesterday", "Since yesterday"),
    ("week", "Past week"),
)


@dataclass(frozen=True, slots=True)
class ReasonsPage:
    """All that this screen shows."""

    title: str
    today: date
    question: Question
    found: Reasons


def read_reasons(desk: Desk, subject: Subject, question: Question) -> ReasonsPage:
    """The answer to one of the questions."""
    return ReasonsPage(
        title_of(desk, subject.challenge), desk.today(), question, _answer(desk, subject, question)
    )


def _answer(desk: Desk, subject: Subject, question: Question) -> Reasons:
    if question == "score":
        return desk.explain_team(subject.challenge, subject.id, subject.board)
    if question == "above":
        return desk.part(subject.challenge, subject.id, subject.kind, subject.board)
    days = 1 if question == "yesterday" else 7
    since = _since(desk, subject.challenge, days)
    if subject.kind == "person":
        return desk.person_change(subject.challenge, subject.id, since)
    return desk.team_change(subject.challenge, subject.id, since, subject.board)


def _since(desk: Desk, challenge: str, days: int) -> date:
    """So many days ago, but no day before the first."""
    since = desk.today() - timedelta(days=days)
    starts = next((row.starts for row in desk.list_challenges() if row.name == challenge), None)
    return since if starts is None else max(since, min(starts, desk.today()))


class ReasonsScreen(Frame):
    """Tab asks the next question about the same row."""

    BINDINGS = bindings_of("reasons")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("text", "reasons", "everywhere")
    AUTO_FOCUS = "TextPane"

    def __init__(self, desk: Desk, subject: Subject) -> None:
        super().__init__(desk)
        self._subject = subject
        # A person's own score has a screen of its own, with every entry.
        self._questions = QUESTIONS if subject.kind == "team" else QUESTIONS[1:]
        self._question = self._questions[0][0]

    @property
    def challenge(self) -> str:
        """The challenge that the row is of."""
        return self._subject.challenge

    @property
    def person_here(self) -> Choice | None:
        """The person, if it is one."""
        subject = self._subject
        return Choice(subject.id, subject.name, "") if subject.kind == "person" else None

    def compose_body(self) -> Iterable[Widget]:
        """The questions, and the answer to one of them."""
        yield BoardTabs()
        yield TextPane(Ledger("reasons"))

    def load(self) -> None:
        """Ask again."""
        question = partial(read_reasons, self.desk, self._subject, self._question)
        self.watch_answer("reasons", question, self._show)

    def _show(self, page: ReasonsPage) -> None:
        trail = ("Moonwalk", page.title, self._subject.name)
        self.query_one(Headline).show(trail, _facts(page.found), week_day(page.today))
        sentence = "" if isinstance(page.found, PersonChange) else page.found.board.sentence
        self.query_one(BoardTabs).show(self._questions, page.question, sentence)
        self.query_one("#reasons", Ledger).show(reasons_lines(page.found))
        self.tell_troubles()

    def action_turn_question(self, step: int) -> None:
        """Ask the next question."""
        names = [name for name, _ in self._questions]
        self._question = names[(names.index(self._question) + step) % len(names)]
        self.query_one(TextPane).scroll_home(animate=False)
        self.load()


def _facts(found: Reasons) -> tuple[tuple[str, str], ...]:
    if isinstance(found, PersonChange):
        return ((f"{found.after:,} points", "bold $primary"), (f"{found.before:,} at {found.since}", ""))
    if isinstance(found, TeamWhy):
        row = found.row
    else:
        row = found.first if isinstance(found, Comparison) else found.after
    place = f"place {row.place:g} of {found.board.rows}" if row.place is not None else "no place"
    return ((f"{row.shown}{found.board.unit}", "bold $primary"), (place, ""), (found.board.label, ""))
