"""A challenge's prizes: who would get each today, who gets it in the end, and why others do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

from textual.content import Content

from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.boards.views import PrizeRow, PrizesView, PrizeView
from moonwalk.services.workspace import Workspace
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import count, week_day

MOST_NAMES: Final = 100
"""So many are listed under a heading; more would take long to lay out."""

_HOLDERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"people": ("person", "people"), "teams": ("team", "teams"), "groups": ("group", "groups")}
)

Part = str | tuple[str, str]


def in_short(prize: PrizeView) -> str:
    """Who gets a prize, in a few words; what there is to draw from, before a draw."""
    if len(prize.winners) == 1:
        return prize.winners[0].name
    if prize.winners:
        return f"{prize.winners[0].name} and {count(len(prize.winners) - 1, 'other', 'others')}"
    if prize.tickets:
        total = sum(row.tickets for row in prize.tickets)
        return f"{count(total, 'ticket', 'tickets')}, {count(len(prize.tickets), *_HOLDERS[prize.to])}"
    return "nobody yet"


COLUMNS: Final[tuple[Column[PrizeView], ...]] = (
    Column(
        "Prize",
        20,
        lambda row: row.what,
        lambda row: row.what.casefold(),
        most=56,
        style=lambda _: "table--strong",
    ),
    Column("Given", 9, lambda row: row.given, lambda row: row.given, style=lambda _: "table--quiet", drops=1),
    Column("Goes to", 22, in_short, lambda row: in_short(row).casefold(), most=44),
)


PERIOD: Final[Column[PrizeView]] = Column(
    "For", 7, lambda row: row.period, lambda row: row.period, most=14, style=lambda _: "table--quiet", drops=2
)
"""Only where a prize is given for each week or month."""


class PrizesScreen(DetailFrame):
    """Every prize; the one under the cursor in full."""

    PLACE = "prizes"
    COLUMNS = COLUMNS
    NOUNS = ("prize", "prizes")

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self._view: PrizesView | None = None

    def identity(self, prize: PrizeView) -> str:
        """The prize's name in the file, and the week or month."""
        return f"{prize.name}/{prize.period}"

    def searched(self, prize: PrizeView) -> str:
        """What it is, how it is given, and who gets it."""
        return f"{prize.what} {prize.given} {prize.period} {in_short(prize)}"

    @property
    def empty(self) -> str:
        """Where prizes come from."""
        return "This challenge has no prizes. Its author adds them under 'prizes:' in the file."

    def load(self) -> None:
        """Read who wins what."""
        self.watch_answer("prizes", partial(show_prizes, self.workspace, self._challenge), self._show)

    def _show(self, view: PrizesView) -> None:
        self._view = view
        final = view.state == "final"
        state = "final" if final else f"as of {week_day(view.as_of)}, final after {_moment(view)}"
        title = view.title or view.challenge
        self.query_one(Headline).show(("Moonwalk", title, "Prizes"), ((state, "bold" if final else ""),))
        periods = any(prize.period for prize in view.prizes)
        self.table.show(view.prizes, (COLUMNS[0], PERIOD, *COLUMNS[1:]) if periods else COLUMNS)
        self.describe_row()

    def in_full(self, prize: PrizeView) -> Content:
        """How it is given, who gets it, and why others do not."""
        return ui(*_in_full(prize, self._view)) if self._view is not None else ui("")


def _moment(view: PrizesView) -> str:
    return f"{week_day(view.final_at.date())} {view.final_at:%H:%M}"


def _in_full(prize: PrizeView, view: PrizesView) -> Iterator[Part]:
    final = prize.state == "final"
    yield (prize.what, "bold")
    if prize.period:
        yield (f" · {prize.period}", "$text-muted")
    yield "\n"
    yield (prize.says, "$text-muted")
    if prize.given == "by raffle":
        yield "\n"
        yield (_drawn(prize, view), "$text-muted")
    yield from _listed("Goes to" if final else "Today it would go to", prize.winners, _won)
    yield from _listed("Not to", prize.missed, lambda row: row.why)
    yield from _listed("Tickets", prize.tickets, lambda row: str(row.tickets))


def _drawn(prize: PrizeView, view: PrizesView) -> str:
    if prize.period and prize.state != "final":
        return f"Drawn when {prize.period} has closed. SHA-256 of the seed: {view.seed_sha256}"
    if prize.period and view.seed is None:
        return f"Drawn. The seed is told after {_moment(view)}. Its SHA-256: {view.seed_sha256}"
    if view.seed is None:
        return f"Drawn after {_moment(view)}. SHA-256 of the seed: {view.seed_sha256}"
    return f"Drawn with the seed {view.seed}."


def _won(row: PrizeRow) -> str:
    if row.score:
        place = "" if row.place is None else f"{'=' if row.tied else ''}{row.place:g}"
        return f"place {place}, {row.score}"
    return f"ticket {row.ticket} of {row.tickets}" if row.ticket else ""


def _listed(heading: str, rows: Sequence[PrizeRow], said: Callable[[PrizeRow], str]) -> Iterator[Part]:
    if not rows:
        return
    yield "\n\n"
    yield (heading, "bold $primary")
    for row in rows[:MOST_NAMES]:
        yield f"\n  {row.name}"
        yield (" · ".join(("", *(part for part in (row.group, row.team, said(row)) if part))), "$text-muted")
    if len(rows) > MOST_NAMES:
        yield (f"\n  and {count(len(rows) - MOST_NAMES, 'other', 'others')}", "$text-muted")
