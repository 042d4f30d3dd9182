"""Why a team or a person stands where it does: its score, the row above, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import ClassVar, Final, Literal

from textual.widget import Widget

from moonwalk.runs.why.views import Comparison, PersonChange, TeamWhy
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.desk import Desk, title_of
from moonwalk.tui.messages import Subject
from moonwalk.tui.screens.frame import Frame
from moonwalk.tui.screens.reasons_lines import Reasons, reasons_lines
from moonwalk.tui.widgets.board_tabs import BoardTabs
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.ledger import Ledger
from moonwalk.tui.widgets.picker import Choice
from moonwalk.tui.widgets.text_pane import TextPane
from moonwalk.tui.wording import week_day

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
