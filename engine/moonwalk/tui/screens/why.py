"""Why a team or a person stands where it does: its score, the row above, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, Final, Literal

from textual import on
from textual.widget import Widget

from moonwalk.api.values import show_amount
from moonwalk.services.challenges import list_challenges
from moonwalk.services.views import CompanyProgressRow, WhyAward
from moonwalk.services.why.changes import person_change
from moonwalk.services.why.gap import part
from moonwalk.services.why.narrowed import Asked
from moonwalk.services.why.team import explain_team
from moonwalk.services.why.team_changes import team_change
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
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.messages import Subject, TabChosen
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.titles import title_of
from moonwalk.tui.widgets.headline import BoardTabs, Headline
from moonwalk.tui.widgets.picker import Choice
from moonwalk.tui.widgets.prose import Ledger, Line, TextPane
from moonwalk.tui.wording import count, short_day, signed, thousandths, week_day, with_minus_signs

Reasons = TeamWhy | Comparison | PersonChange | TeamChange


Said = Callable[[str], str]
"""What says a sentence of an answer as the screen does."""


def reasons_lines(reasons: Reasons, said: Said) -> tuple[Line, ...]:
    """Any of the answers."""
    if isinstance(reasons, TeamWhy):
        return tuple(_team(reasons, said))
    if isinstance(reasons, Comparison):
        return tuple(_gap(reasons, said))
    if isinstance(reasons, PersonChange):
        return tuple(_person_change(reasons, said))
    return tuple(_team_change(reasons, said))


def _team(why: TeamWhy, said: Said) -> Iterator[Line]:
    row, decimals = why.row, why.board.decimals
    yield Line(f"{row.points:,}", "Points of the members", heading=True)
    yield from (_member(member) for member in why.members)
    yield Line(signed(row.bonus), "The team's own points", heading=True)
    yield from (_award(award, said) for award in why.awards)
    if not why.awards:
        yield Line("", "None yet.", style="$text-muted")
    yield Line(f"{row.shown}{why.board.unit}", "The score", heading=True)
    if row.how:
        yield Line("", row.how)
    yield Line(f"{row.points:,}", "points of the members")
    yield Line(short(row.size), "members count", f"{row.member_days} membership days in {row.days} days")
    if row.before is not None and row.before != row.score:
        yield Line(shown(row.before, decimals), "before the team's own points")
    yield Line("", "Points by rule", heading=True)
    for rule in why.rules:
        source = f"to the team itself · {rule.at}" if rule.bonus else rule.at
        yield Line(signed(rule.points), rule.label, source, beside=True)
    if why.together:
        yield Line("", "Together", heading=True)
    for together in why.together:
        yield from _together(together)
    if why.needs:
        yield Line("", "For a place", heading=True)
        yield from (Line("✓" if need.holds else "✗", need.need) for need in why.needs)


def _together(row: CompanyProgressRow) -> Iterator[Line]:
    """How far the team is by a rule, and every step that it has reached."""
    have = f"{show_amount(row.total, row.unit)} of {show_amount(row.goal, row.unit)}"
    yield Line(f"{row.percent}%", row.label, " · ".join(filter(None, (have, row.now))))
    for step in row.reached:
        yield Line("✓", step.text, short_day(step.day))


def _member(member: TeamMember) -> Line:
    details = [
        f"logged on {member.logged} of {count(member.days, 'day', 'days')}",
        f"from {short_day(member.joined)}" if member.joined else "",
        f"until {short_day(member.left)}" if member.left else "",
    ]
    return Line(f"{member.points:,}", member.name, " · ".join(filter(None, details)), beside=True)


def _award(award: WhyAward, said: Said) -> Line:
    return Line(
        signed(award.points), said(award.reason), f"{week_day(award.day)} · {award.label} · {award.at}"
    )


def _gap(comparison: Comparison, said: Said) -> Iterator[Line]:
    yield Line("", said(comparison.words))
    if comparison.difference is None:
        return
    decimals, whole = comparison.board.decimals, _signed(comparison.difference, comparison.board.decimals)
    for title, parts, rest in (
        ("By rule", comparison.rules, comparison.rest),
        ("By week", comparison.weeks, comparison.weeks_rest),
    ):
        shown_parts = [part for part in (*parts, rest) if part.first or part.second]
        adds_up = _adds_up(shown_parts, comparison.difference, decimals)
        yield Line(whole, title if adds_up else f"{title}, before rounding", heading=True)
        yield from (_part(part, decimals) for part in shown_parts)
    if comparison.size is not None:
        yield Line(_signed(comparison.size, decimals), "Because of size", heading=True)
        for row in (comparison.first, comparison.second):
            yield Line(short(row.size), f"members count in {row.name}")
    if comparison.ties:
        yield Line("", "Tie rules, in the order applied", heading=True)
        for tie in comparison.ties:
            yield Line("✓" if tie.decided else "=", tie.tie, f"{tie.first} against {tie.second}")


def _adds_up(parts: Sequence[Part], whole: Fraction, decimals: int) -> bool:
    """Whether the figures as they are shown come to one another, and to the whole."""

    def as_shown(value: Fraction) -> Fraction:
        return rounded(value, decimals)

    gaps = sum((as_shown(part.gap) for part in parts), Fraction(0))
    sides = all(as_shown(part.first) - as_shown(part.second) == as_shown(part.gap) for part in parts)
    return sides and gaps == as_shown(whole)


def _part(part: Part, decimals: int) -> Line:
    sides = f"{shown(part.first, decimals)} against {shown(part.second, decimals)}"
    return Line(_signed(part.gap, decimals), part.label, with_minus_signs(sides), beside=True)


def _person_change(change: PersonChange, said: Said) -> Iterator[Line]:
    yield Line("", said(change.words))
    if change.awards:
        yield Line(signed(change.after - change.before), "Awards", heading=True)
        yield from (_award_change(award, said) for award in change.awards)
    if change.entries:
        yield Line("", "Entries", heading=True)
        yield from (_entry_change(entry, said) for entry in change.entries)


def _team_change(change: TeamChange, said: Said) -> Iterator[Line]:
    decimals = change.board.decimals
    yield Line("", said(change.words))
    if change.difference is not None:
        yield Line(_signed(change.difference, decimals), "The score", heading=True)
        for rule in change.rules:
            if rule.score or rule.after != rule.before:
                gap = rule.after - rule.before
                yield Line(_signed(rule.score, decimals), rule.label, f"{signed(gap)} points")
        for score, label in (
            (change.others, "Points of other teams"),
            (change.size, "Members and their days"),
        ):
            if rounded(score, decimals):
                yield Line(_signed(score, decimals), label)
    yield Line("", "Members", heading=True)
    yield from (_member_change(member) for member in change.members)
    if change.awards:
        yield Line("", "The team's own points", heading=True)
        yield from (_award_change(award, said) for award in change.awards)


def _member_change(member: MemberChange) -> Line:
    paused = member.paused_after - member.paused_before
    details = [
        member.news,
        f"{member.points_before:,} before",
        count(member.entries, "entry became known", "entries became known") if member.entries else "",
        f"{signed(paused)} days paused" if paused else "",
    ]
    gap = member.points_after - member.points_before
    said = " · ".join(filter(None, details))
    return Line(signed(gap) if gap else "·", member.name, said, beside=True)


def _award_change(award: AwardChange, said: Said) -> Line:
    news = {"new": "", "gone": "gone: ", "changed": f"{award.before} before: "}[award.news]
    source = f"{week_day(award.day)} · {award.label} · {award.at}"
    return Line(signed(award.after - award.before), said(f"{news}{award.reason}"), source)


def _entry_change(change: EntryChange, said: Said) -> Line:
    entry = change.entry
    was = "new" if change.before is None else f"was {change.before.verdict}"
    details = [f"{was}, {entry.verdict}", said(entry.reason), week_day(entry.day), f"from {entry.source}"]
    text = f"{entry.unit} · {entry.label or entry.activity}"
    return Line(thousandths(entry.amount), text, " · ".join(part for part in details if part))


def _signed(value: Fraction, decimals: int) -> str:
    """A figure as the screen adds it: "+2.1", "−0.4"."""
    text = shown(value, decimals)
    return with_minus_signs(text) if text.startswith("-") else f"+{text}"


Question = Literal["score", "above", "yesterday", "week", "later"]
QUESTIONS: Final[tuple[tuple[Question, str], ...]] = (
    ("score", "Score"),
    ("above", "Row above"),
    ("yesterday", "Since yesterday"),
    ("week", "Past week"),
)


def questions_about(subject: Subject) -> tuple[tuple[Question, str], ...]:
    """What can be asked about a row, as it is called; of an earlier day what changed comes first."""
    # A person's own score has a screen of its own, with every entry.
    usual = QUESTIONS if subject.kind == "team" else QUESTIONS[1:]
    if subject.as_of is None:
        return usual
    if subject.with_later:
        return (("later", "Known later"), *(pair for pair in usual if pair[0] in ("score", "above")))
    day_before: tuple[Question, str] = ("yesterday", "Since the day before")
    return (day_before, *(pair for pair in usual if pair[0] != "yesterday"))


@dataclass(frozen=True, slots=True)
class ReasonsPage:
    """All that this screen shows."""

    title: str
    today: date
    question: Question
    reasons: Reasons


def read_reasons(workspace: Workspace, subject: Subject, question: Question) -> ReasonsPage:
    """The answer to one of the questions."""
    return ReasonsPage(
        title_of(workspace, subject.challenge),
        subject.as_of or workspace.today(),
        question,
        _answer(workspace, subject, question),
    )


def _answer(workspace: Workspace, subject: Subject, question: Question) -> Reasons:
    known_at = workspace.now() if subject.with_later else None
    if question == "score":
        return explain_team(
            workspace,
            subject.challenge,
            subject.id,
            subject.board,
            subject.as_of,
            known_at,
            days=subject.days,
        )
    if question == "above":
        return part(
            workspace,
            subject.challenge,
            subject.id,
            kind=subject.kind,
            board=subject.board,
            as_of=subject.as_of,
            known_at=known_at,
            days=subject.days,
        )
    return _change(workspace, subject, question, known_at)


def _change(
    workspace: Workspace, subject: Subject, question: Question, known_at: datetime | None
) -> PersonChange | TeamChange:
    """What changed since an earlier day; or of that very day, since its end."""
    if question == "later" and subject.as_of is not None:
        since = subject.as_of
    else:
        days = 1 if question == "yesterday" else 7
        since = _since(workspace, subject.challenge, days, subject.as_of)
    if subject.kind == "person":
        asked = Asked(subject.board, subject.days)
        return person_change(
            workspace, subject.challenge, subject.id, since, subject.as_of, known_at, asked=asked
        )
    return team_change(
        workspace,
        subject.challenge,
        subject.id,
        since,
        board=subject.board,
        as_of=subject.as_of,
        known_at=known_at,
        days=subject.days,
    )


def _since(workspace: Workspace, challenge: str, days: int, as_of: date | None) -> date:
    """So many days before the day that is asked about, but no day before the first."""
    since = (as_of or workspace.today()) - timedelta(days=days)
    starts = next((row.starts for row in list_challenges(workspace) if row.name == challenge), None)
    return since if starts is None else max(since, min(starts, workspace.today()))


class ReasonsScreen(Frame):
    """Tab asks the next question about the same row."""

    BINDINGS = bindings_of("reasons")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("reasons", "text", "everywhere")
    AUTO_FOCUS = "TextPane"

    def __init__(self, workspace: Workspace, subject: Subject) -> None:
        super().__init__(workspace, subject.challenge)
        self._subject = subject
        self._questions = questions_about(subject)
        self._question = self._questions[0][0]

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
        question = partial(read_reasons, self.workspace, self._subject, self._question)
        self.watch_answer("reasons", question, self._show)

    def _show(self, page: ReasonsPage) -> None:
        trail = ("Moonwalk", page.title, self._subject.name)
        self.query_one(Headline).show(trail, _facts(page.reasons, self.said), week_day(page.today))
        sentence = "" if isinstance(page.reasons, PersonChange) else page.reasons.board.sentence
        self.query_one(BoardTabs).show(self._questions, page.question, sentence)
        self.query_one("#reasons", Ledger).show(reasons_lines(page.reasons, self.said))
        self.tell_troubles()

    def action_turn_question(self, step: int) -> None:
        """Ask the next question."""
        names = [name for name, _ in self._questions]
        self._turn_to(names[(names.index(self._question) + step) % len(names)])

    @on(TabChosen)
    def _choose_question(self, message: TabChosen) -> None:
        message.stop()
        self._turn_to(message.name)

    def _turn_to(self, question: Any) -> None:
        self._question = question
        self.query_one(TextPane).scroll_home(animate=False)
        self.load()


def _facts(reasons: Reasons, said: Said) -> tuple[tuple[str, str], ...]:
    if isinstance(reasons, PersonChange):
        return (
            (f"{reasons.after:,} points", "bold $primary"),
            (said(f"{reasons.before:,} at {reasons.since}"), ""),
            *(((reasons.heading, ""),) if reasons.heading else ()),
        )
    if isinstance(reasons, TeamWhy):
        row = reasons.row
    else:
        row = reasons.first if isinstance(reasons, Comparison) else reasons.after
    place = f"place {row.place:g} of {reasons.board.rows}" if row.place is not None else "no place"
    return ((f"{row.shown}{reasons.board.unit}", "bold $primary"), (place, ""), (reasons.board.heading, ""))
