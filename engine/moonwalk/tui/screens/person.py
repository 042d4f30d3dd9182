"""A person: the days, every point, every entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.services.notice_choices import choices_of
from moonwalk.services.privacy.readings import may_see, record, without_entries
from moonwalk.services.views import Range, WhyAward, WhyEntry
from moonwalk.services.why.cards import FILLED, filled_of, rows_of_numbers
from moonwalk.services.why.narrowed import ALL, Asked
from moonwalk.services.why.person import explain
from moonwalk.services.why.views import Why
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.messages import ReasonsWanted, Subject
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.text import fold
from moonwalk.tui.widgets.days_strip import DaysStrip
from moonwalk.tui.widgets.headline import Headline, Kind
from moonwalk.tui.widgets.picker import Choice
from moonwalk.tui.widgets.prose import Ledger, Line, TextPane
from moonwalk.tui.wording import count, signed, thousandths, week_day

Said = Callable[[str], str]
"""What says a sentence of an answer as the screen does."""


def award_lines(why: Why, said: Said) -> tuple[Line, ...]:
    """The newest day first, each with its sum, its awards and where their rules stand; the total last."""
    if not why.awards:
        return (Line("", "No points yet. They come with the first entry that counts.", style="$text-muted"),)
    awards = sorted(why.awards, key=lambda award: award.day, reverse=True)
    lines: list[Line] = []
    for day, members in groupby(awards, key=lambda award: award.day):
        of_day = tuple(members)
        lines.append(Line(signed(sum(award.points for award in of_day)), week_day(day), heading=True))
        lines += [_award(award, said) for award in of_day]
    lines.append(
        Line(
            f"{sum(award.points for award in awards):,}",
            f"Total of {count(len(awards), 'award', 'awards')}",
            heading=True,
        )
    )
    return tuple(lines)


def _award(award: WhyAward, said: Said) -> Line:
    label = award.label or award.rule
    badge = f"badge: {award.badge}" if award.badge else ""
    if not award.reason:  # organisers do not see it
        text = " · ".join(filter(None, (label, badge)))
        return Line(signed(award.points), text, award.at, beside=True)
    reason = " · ".join(filter(None, (said(award.reason), badge)))
    # "you met: a good day" says already that it is for Good day.
    is_said = fold(label) in fold(award.reason)
    source = " · ".join(part for part in ("" if is_said else label, award.at) if part)
    return Line(signed(award.points), reason, source)


def card_lines(why: Why) -> tuple[Line, ...]:
    """Each card: how it looks, by the numbers of its squares, and what these are."""
    lines: list[Line] = []
    for label, card in why.cards.items():
        lines.append(Line(f"{filled_of(card)} of {len(card.squares)}", label, heading=True))
        lines += [Line("", row, style="bold") for row in rows_of_numbers(card)]
        for number, square in enumerate(card.squares, start=1):
            filled = f"{FILLED} {week_day(square.filled)}" if square.filled else ""
            lines.append(Line(str(number), square.label, filled, style="" if filled else "$text-muted"))
    return tuple(lines)


def entry_lines(why: Why, said: Said) -> tuple[Line, ...]:
    """The newest day first; an entry that does not count says so and why."""
    if why.hidden:
        return (
            Line("", "Organisers see points here. Press e to look at the entries.", style="$text-muted"),
            Line("", "It is recorded, and the person can read it.", style="$text-muted"),
        )
    if not why.entries:
        return (Line("", "Nothing logged yet. Press a to log the first entry.", style="$text-muted"),)
    entries = sorted(why.entries, key=lambda entry: (entry.day, entry.logged), reverse=True)
    return tuple(_lines_of_entries(entries, said))


def _lines_of_entries(entries: list[WhyEntry], said: Said) -> Iterator[Line]:
    for day, members in groupby(entries, key=lambda entry: entry.day):
        yield Line("", week_day(day), heading=True)
        for entry in members:
            yield _entry(entry, said)


def _entry(entry: WhyEntry, said: Said) -> Line:
    figure = thousandths(entry.amount)
    what = f"{entry.unit} · {entry.label or entry.activity}"
    verdict = "✓ counts"
    if 0 < entry.counted != entry.amount:
        verdict = f"✓ {thousandths(entry.counted)} of it count"
    if not entry.counted:
        verdict = f"✗ does not count: {entry.verdict}"
    source = " · ".join(part for part in (verdict, said(entry.reason), f"from {entry.source}") if part)
    return Line(figure, what, source, style="" if entry.counted else "$text-muted")


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that this screen shows; `notices` says which messages the person does not want, if any."""

    why: Why
    today: date
    notices: str = ""


class PersonScreen(Frame):
    """Why a person has these points."""

    BINDINGS = bindings_of("person")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("person", "text", "everywhere")
    AUTO_FOCUS = "TextPane"

    def __init__(self, workspace: Workspace, challenge: str, person: str, asked: Asked = ALL) -> None:
        super().__init__(workspace, challenge)
        self._asked = asked
        self._person = person
        self._page: PersonPage | None = None
        self._reveal: str | None = None
        self._noted = False

    @property
    def person_here(self) -> Choice | None:
        """This person."""
        if self._page is None:
            return None
        why = self._page.why
        return Choice(why.person, why.name, why.team)

    @property
    def awaits_rows(self) -> bool:
        """Whether the person is still to be shown."""
        return self._page is None and not self.troubles

    def compose_body(self) -> Iterable[Widget]:
        """Days and entries on one side, points on the other; one below the other where it is narrow."""
        days = Vertical(
            Static("Days", classes="heading", markup=False),
            DaysStrip(),
            Ledger("cards"),
            Ledger("notices"),
            classes="section",
        )
        why = Vertical(
            Static("Why these points", classes="heading", markup=False),
            Ledger("awards"),
            id="why",
            classes="section",
        )
        entries = Vertical(
            Static("Entries", classes="heading", markup=False), Ledger("entries"), classes="section"
        )
        yield TextPane(Container(days, why, entries, id="person"))

    def load(self) -> None:
        """Read the person's points afresh."""
        # One look, however often the screen is brought up to date.
        again, self._noted = self._noted, True
        question = partial(
            read_person,
            self.workspace,
            self._challenge,
            self._person,
            self._reveal,
            again=again,
            asked=self._asked,
        )
        self.watch_answer("why", question, self._show)

    def action_reveal(self) -> None:
        """Show what organisers do not see here, and record it."""
        if self._page is not None and self._page.why.hidden:
            self._reveal, self._noted = "looked at on the screen", False
            self.load()

    def _show(self, page: PersonPage) -> None:
        self._page = page
        why = page.why
        counting = sum(entry.counted > 0 for entry in why.entries)
        facts = [
            (count(why.total, "point", "points"), "bold $primary"),
            *(((why.heading, "bold"),) if why.heading else ()),
            (why.team or "no team", ""),
            (
                "entries not shown"
                if why.hidden
                else f"{counting} of {count(len(why.entries), 'entry counts', 'entries count')}",
                "",
            ),
        ]
        self.query_one(Headline).show(
            ("Moonwalk", why.title or why.challenge, why.name), facts, week_day(page.today)
        )
        self.query_one(DaysStrip).show(why.days, page.today)
        cards = self.query_one("#cards", Ledger)
        cards.display = bool(why.cards)
        cards.show(card_lines(why))
        notices = self.query_one("#notices", Ledger)
        notices.display = bool(page.notices)
        notices.show((Line("", page.notices, "to change it: d z", style="$text-muted"),))
        self.query_one("#awards", Ledger).show(award_lines(why, self.said))
        self.query_one("#entries", Ledger).show(entry_lines(why, self.said))
        self.tell_troubles()

    def action_why(self) -> None:
        """Show why the person stands where they do."""
        if self._page is not None:
            why = self._page.why
            days = self._asked.days if isinstance(self._asked.days, Range) else None
            subject = Subject(self._challenge, "person", why.person, why.name, self._asked.board, None, days)
            self.post_message(ReasonsWanted(subject))

    @property
    def remarks(self) -> tuple[tuple[Kind, str], ...]:
        """That the awards do not add up, which would be a fault of the engine."""
        if self._page is None:
            return ()
        why = self._page.why
        added = sum(award.points for award in why.awards)
        if added == why.total:
            return ()
        trouble = (
            f"These awards add up to {added:,} points, but the total is {why.total:,}. Press r to reload."
        )
        return (("error", trouble),)


def read_person(
    workspace: Workspace,
    challenge: str,
    person: str,
    reveal: str | None = None,
    *,
    again: bool = False,
    asked: Asked = ALL,
) -> PersonPage:
    """The page; with the entries if organisers may see them, which is recorded when it is opened."""
    why = explain(workspace, challenge, person, asked=asked)
    if not may_see(workspace, challenge, reveal):
        why = without_entries(why)
    elif not again:
        record(workspace, [why.person], f"screen {challenge}", reveal)
    return PersonPage(why, workspace.today(), choices_of(workspace, why.person).sentence)
