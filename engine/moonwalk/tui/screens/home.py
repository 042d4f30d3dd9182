"""The first screen: the challenges, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from textual.widget import Widget
from textual.widgets import Static

from moonwalk.services.challenges import list_challenges
from moonwalk.services.doctor import reminder
from moonwalk.services.verification import chain_head
from moonwalk.services.views import ChallengeRow, State
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.challenge_list import AttentionList, ChallengeList
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.wording import count, week_day

ORDER: Final[tuple[State, ...]] = ("running", "closing", "announced", "draft", "over", "closed")


@dataclass(frozen=True, slots=True)
class HomePage:
    """All that this screen shows."""

    title: str
    today: date
    challenges: tuple[ChallengeRow, ...]
    reminder: str = ""
    chain: str = ""


def read_home(workspace: Workspace) -> HomePage:
    """The page, what runs now first."""
    rows = sorted(
        list_challenges(workspace), key=lambda row: (ORDER.index(row.state), row.starts or date.max, row.name)
    )
    title = workspace.settings.name or workspace.folder.resolve().name
    return HomePage(title, workspace.today(), tuple(rows), reminder(workspace), _chain(workspace))


def _chain(workspace: Workspace) -> str:
    """The head of the chain over everything that was written, in groups that can be copied by hand."""
    with workspace.database() as db:
        chain = chain_head(db)
    head = " ".join(chain.head[at : at + 8] for at in range(0, len(chain.head), 8))
    return f"Head of the chain ({count(chain.links, 'link', 'links')}): {head}"


class HomeScreen(Frame):
    """The running challenges and their state; Enter opens one."""

    BINDINGS = bindings_of("home")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("home", "list", "everywhere")
    PLACE = "home"
    HAS_STACK = True
    AUTO_FOCUS = "ChallengeList"

    def compose_body(self) -> Iterable[Widget]:
        """What needs attention comes first."""
        yield AttentionList()
        yield ChallengeList()
        yield Static("", id="empty", markup=False)
        yield Static("", id="chain", markup=False)

    @property
    def challenge(self) -> str | None:
        """The challenge under the cursor."""
        return self.query_one(ChallengeList).current

    def load(self) -> None:
        """Read the challenges."""
        self.watch_answer("home", lambda: read_home(self.workspace), self._show)

    def _show(self, page: HomePage) -> None:
        rows = page.challenges
        running = sum(row.state in ("running", "closing") for row in rows)
        needs = sum(len(row.attention) for row in rows)
        facts = [(count(len(rows), "challenge", "challenges"), ""), (f"{running} running", "$primary")]
        if needs:
            facts.append((f"{count(needs, 'thing needs', 'things need')} attention", "$warning"))
        elif rows:
            facts.append(("nothing needs attention", ""))
        if page.reminder:
            facts.append((page.reminder, "$warning"))
        trail = ("Moonwalk", page.title) if page.title != "Moonwalk" else ("Moonwalk",)
        self.query_one(Headline).show(trail, facts if rows else (), week_day(page.today))
        self.query_one(AttentionList).show(rows)
        self.query_one(ChallengeList).show(rows, page.today)
        self.query_one(ChallengeList).display = bool(rows)
        chain = self.query_one("#chain", Static)
        chain.set_class(bool(rows), "-shown")
        chain.update(ui((page.chain, "$text-muted")))
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(
            ui(
                ("No challenge yet.\n\n", "bold"),
                "Leave with ",
                ("Ctrl+Q", "bold $primary"),
                ", and start the four-week walk-backward challenge with:\n\n",
                ("  moonwalk new walk-backward --from walk-backward", "$primary"),
            )
        )
