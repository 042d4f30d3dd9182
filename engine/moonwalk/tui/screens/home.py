"""The first screen: what needs attention, the challenges, and how the one under the cursor does today."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.services.attention import needs
from moonwalk.services.challenges import list_challenges
from moonwalk.services.overview import Overview, overview
from moonwalk.services.views import Attention, ChallengeRow, State
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.kept_page import Fact, KeptPage
from moonwalk.tui.messages import ChallengeChosen, GoTo, JobWanted
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.attention_list import AttentionList, describe_attention
from moonwalk.tui.widgets.challenge_list import ChallengeList
from moonwalk.tui.widgets.headline import Headline, Kind
from moonwalk.tui.widgets.overview_box import OverviewBox
from moonwalk.tui.wording import count, week_day

ORDER: Final[tuple[State, ...]] = ("running", "closing", "announced", "draft", "over", "closed")

FIRST_STEPS: Final = (
    ("No challenge yet.\n\n", "bold"),
    "Press ",
    ("n", "bold $primary"),
    " to start one from a ready challenge, such as four weeks of walking backward.",
)


@dataclass(frozen=True, slots=True)
class HomePage:
    """What this screen shows first; what needs attention follows."""

    title: str
    today: date
    challenges: tuple[ChallengeRow, ...]


def read_home(workspace: Workspace) -> HomePage:
    """The page, what runs now first."""
    rows = sorted(
        list_challenges(workspace), key=lambda row: (ORDER.index(row.state), row.starts or date.max, row.name)
    )
    title = workspace.settings.name or workspace.folder.resolve().name
    return HomePage(title, workspace.today(), tuple(rows))


class HomeScreen(Frame):
    """Whether all is well today. Enter on a line goes to where it is dealt with, on a challenge opens it."""

    BINDINGS = bindings_of("home")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("home", "list", "attention", "everywhere")
    PLACE = "home"
    HAS_STACK = True
    AUTO_FOCUS = "ChallengeList"

    def __init__(
        self,
        workspace: Workspace,
        challenge: str = "",
        *,
        page: HomePage | None = None,
        kept: KeptPage | None = None,
    ) -> None:
        super().__init__(workspace, challenge)
        self._begins_with = page
        self._kept = kept
        self._page: HomePage | None = None
        self._attention: tuple[Attention, ...] | None = None
        self._looked_at: str | None = None
        self._hint = ""
        self._saving = asyncio.Lock()

    def compose_body(self) -> Iterable[Widget]:
        """What needs attention comes first, then the challenges; beside or below them one of them today."""
        with Container(id="home"):
            with Vertical(id="lists"):
                yield AttentionList()
                yield ChallengeList()
                yield Static("", id="empty", markup=False)
            yield OverviewBox()

    def on_mount(self) -> None:
        """Begin with the page that was read already, and with what was kept of the rest."""
        super().on_mount()
        if self._kept is not None:
            self.query_one(OverviewBox).show_kept(self._kept.overview)
        if self._begins_with is not None:
            self._take_page(self._begins_with)

    @property
    def awaits_rows(self) -> bool:
        """Whether there is no list yet to which the keys belong."""
        is_drawn = self._page is not None and (not self._page.challenges or self.challenge is not None)
        return not is_drawn and not self.troubles

    @property
    def challenge(self) -> str | None:
        """The challenge under the cursor."""
        return self.query_one(ChallengeList).current

    @property
    def challenge_title(self) -> str:
        """The title of the challenge under the cursor."""
        rows = self._page.challenges if self._page is not None else ()
        return next((row.title or row.name for row in rows if row.name == self.challenge), "")

    @property
    def remarks(self) -> tuple[tuple[Kind, str], ...]:
        """The command that deals with what the organiser wanted to see to, where no screen does."""
        return (("warning", self._hint),) if self._hint else ()

    def begin_for(self, challenge: str, job: str) -> None:
        """Begin a job on a challenge, or on the workspace where none is named."""
        self.point_at(challenge)
        self.post_message(JobWanted(job))

    def point_at(self, challenge: str) -> None:
        """Put the cursor on a challenge, now or once it is in the list."""
        self.query_one(ChallengeList).point_at(challenge)

    def say_command(self, command: str) -> None:
        """Say which command deals with what the cursor is on; Esc takes it away."""
        self._hint = f"In a shell: {command}" if command.startswith("moonwalk") else command
        self.tell_troubles()

    def load(self) -> None:
        """Read the challenges; then what needs attention, and how the one under the cursor does."""
        self.ask("home", lambda: read_home(self.workspace), self._take_page)

    def _take_page(self, page: HomePage) -> None:
        before, self._page = self._page, page
        self.views.titles = {row.name: row.title or row.name for row in page.challenges}
        if page != before:
            self._show(page)
        if before is None:
            self.query_one(ChallengeList).point_at(getattr(self.app, "left_at", ""))
        # With many people this takes longer than all of the above, and would hold the first frame up.
        question = partial(needs, self.workspace, page.challenges)
        self.watch_answer("attention", question, self._show_attention)
        self._load_overview()

    def _load_overview(self) -> None:
        self._looked_at = self.challenge
        rows = self._page.challenges if self._page is not None else ()
        row = next((row for row in rows if row.name == self.challenge), None)
        if row is None and self._kept is not None:
            return  # the list has not been drawn yet
        if row is None or row.state == "draft":
            self._show_overview(None)
        else:
            self.ask("overview", partial(overview, self.workspace, row.name), self._show_overview)

    def _show_overview(self, shown: Overview | None) -> None:
        if self._page is not None and (shown is None or shown.challenge == self.challenge):
            rows = self._page.challenges
            # Later, the room belongs to the challenges that run.
            is_draft = bool(rows) and all(row.state == "draft" for row in rows)
            self.query_one(OverviewBox).show(shown, self._page.today, is_draft=is_draft)
            self._keep()

    @on(ChallengeChosen)
    def _choose(self, message: ChallengeChosen) -> None:
        message.stop()
        self._take_kept_keys()  # now there are lines that they may be about
        if self.challenge != self._looked_at:  # not where the list was only drawn anew
            self._load_overview()

    def _take_kept_keys(self) -> None:
        if getattr(self.app, "kept_keys", ()):
            self.set_focus(self.query_one(ChallengeList))
            self.app.press_kept_keys()  # type: ignore[attr-defined]

    def _show(self, page: HomePage) -> None:
        rows = page.challenges
        self._tell(page)
        if not rows:
            self._take_kept_keys()
        self.query_one(ChallengeList).show(rows, page.today)
        self.query_one(ChallengeList).display = bool(rows)
        self.query_one("#home").set_class(not rows, "-empty")
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(ui(*FIRST_STEPS))

    def _show_attention(self, attention: tuple[Attention, ...]) -> None:
        self._attention = tuple(replace(item, message=self.said(item.message)) for item in attention)
        self._kept = None
        if self._page is not None:
            self._tell(self._page)
            self._keep()

    def _keep(self) -> None:
        """Keep what is shown for the next start, where there is a place for it."""
        challenges, file = self.query_one(ChallengeList), getattr(self.app, "page_file", None)
        if file is None or self._attention is None or self._page is None or not challenges.option_count:
            return
        attention, now = self.query_one(AttentionList), self.workspace.now().astimezone(self.workspace.zone)
        trail, facts = self._headline(self._page)
        page = KeptPage(
            f"{week_day(now.date())} {now:%H:%M}",
            trail,
            facts,
            str(attention.border_title or ""),
            tuple(map(describe_attention, self._attention)),
            tuple(challenges.cards),
            challenges.highlighted or 0,
            self.query_one(OverviewBox).lines_to_keep(),
        )
        self.run_worker(self._save_page(page, file), group="keep", exit_on_error=False)

    async def _save_page(self, page: KeptPage, file: Path) -> None:
        # One after the other: two at once might leave the older page, or half of each.
        async with self._saving:
            await asyncio.to_thread(page.save, file)

    def _tell(self, page: HomePage) -> None:
        """Say how things stand: in the headline, and in the list of what needs attention."""
        kept = self._kept if page.challenges else None
        trail, facts = self._headline(page)
        if kept is not None:
            self.query_one(Headline).show(trail, kept.facts, kept.corner)
            self.query_one(AttentionList).show_kept(kept.heading, kept.attention)
            return
        self.query_one(Headline).show(trail, facts, week_day(page.today))
        self.query_one(AttentionList).show((self._attention or ()) if page.challenges else ())

    def _headline(self, page: HomePage) -> tuple[tuple[str, ...], tuple[Fact, ...]]:
        """The titles, and how many challenges there are and need attention; no facts without a challenge."""
        rows, attention = page.challenges, self._attention
        running = sum(row.state in ("running", "closing") for row in rows)
        facts = [(count(len(rows), "challenge", "challenges"), ""), (f"{running} running", "$primary")]
        if attention:
            needed = count(len(attention), "thing needs", "things need")
            facts.append((f"{needed} attention", "$warning"))
        elif attention is not None:
            facts.append(("all is well", ""))
        trail = ("Moonwalk", page.title) if page.title != "Moonwalk" else ("Moonwalk",)
        return trail, tuple(facts) if rows else ()

    def action_visit(self, place: str) -> None:
        """Go to another screen."""
        self.post_message(GoTo(place))

    def action_switch_list(self) -> None:
        """To the other list, where there are two."""
        attention, challenges = self.query_one(AttentionList), self.query_one(ChallengeList)
        self.set_focus(attention if attention.display and challenges.has_focus else challenges)

    def step_back(self) -> None:
        """Take the command away that was shown; else back to the challenges."""
        if self._hint:
            self._hint = ""
            self.tell_troubles()
        elif self.query_one(AttentionList).has_focus:
            self.set_focus(self.query_one(ChallengeList))
        else:
            super().step_back()
