"""The text of a challenge's file, with its problems underlined; and the lists beside and below it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from rich.style import Style
from rich.text import Text
from textual import on
from textual.content import Content
from textual.events import Blur, Key
from textual.widgets import OptionList, TextArea
from textual.widgets.option_list import Option

from moonwalk.api.problems import Problem
from moonwalk.services.rules import RuleRow
from moonwalk.tui.action_types import Scope
from moonwalk.tui.actions import actions_of, bindings_of
from moonwalk.tui.messages import BarClosed, ExampleWanted, ProblemOpened, TextChoiceMade
from moonwalk.tui.sentences import with_keys
from moonwalk.tui.text import REPLACED, clean, ui
from moonwalk.tui.widgets.bottom_bars import MenuBar

MOST_COLOURED: Final = 3000
"""Lines above which the text has no colours: every key would make all of them anew."""

SECTIONS: Final = MappingProxyType(
    {
        "person": "rules",
        "team": "teams: rules",
        "company": "company",
        "ranking": "boards",
        "notice": "notices",
    }
)
"""The section of a file in which something of each use stands."""


class YamlEditor(TextArea):
    """Begins a line as far in as the one above it, and sends no control character to the terminal."""

    def __init__(self) -> None:
        super().__init__(id="yaml", show_line_numbers=True, highlight_cursor_line=True)
        self.cursor_blink = False
        self._problems: dict[int, list[Problem]] = {}

    def show(self, text: str) -> None:
        """Show a text, in colours where the extra that knows YAML is installed."""
        # Without the extra, or with very many lines, plain text; Textual would warn about the one.
        coloured = text.count("\n") < MOST_COLOURED and knows_yaml()
        self.language = "yaml" if coloured else None
        self.load_text(text)

    def mark(self, problems: Sequence[Problem]) -> None:
        """Underline these problems."""
        self._problems = {}
        for problem in problems:
            self._problems.setdefault(place_in_text(problem)[0] - 1, []).append(problem)
        self._line_cache.clear()
        self.refresh()

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: what is no printable character has a mark in its place."""
        plain = self.document.get_line(line_index)
        line = Text("".join(_drawn(letter) for letter in plain), end="")
        for problem in self._problems.get(line_index, ()):
            start = min(place_in_text(problem)[1] - 1, max(0, len(plain) - 1))
            end = max((plain + " ").find(" ", start), start + 1)
            colour = "red" if problem.severity == "error" else "yellow"
            line.stylize(
                Style(underline=True, bold=True, color=None if self.app.no_color else colour), start, end
            )
        return line

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor at a place, counted from 1."""
        row = min(max(line - 1, 0), self.document.line_count - 1)
        self.move_cursor((row, min(max(column - 1, 0), len(self.document.get_line(row)))), center=True)

    def jump(self, problems: Sequence[Problem], step: int) -> None:
        """Put the cursor on the next of some problems, or on the one before; past the last on the first."""
        places = sorted({place_in_text(problem) for problem in problems}, reverse=step < 0)
        row, column = self.cursor_location
        here = (row + 1, column + 1)
        further = (place for place in places if (place > here if step > 0 else place < here))
        self.go_to(*next(further, places[0]))

    def insert_below(self, lines: Sequence[str]) -> None:
        """Insert lines below the cursor's, as far in as the items of a list around it."""
        row = self.cursor_location[0]
        here = self.document.get_line(row)
        lead = " " * self._indentation(row)
        text = "\n".join(f"{lead}{line}" for line in lines)
        if here.strip():
            self.insert(f"\n{text}", (row, len(here)))
        else:
            self.replace(text, (row, 0), (row, len(here)))
        self.move_cursor((row + len(lines) - (not here.strip()), len(lead) + len(lines[-1])))

    def _indentation(self, row: int) -> int:
        """How far in the items of the list around a line stand; two places where there is none above."""
        for number in range(row, -1, -1):
            line = self.document.get_line(number)
            if line.lstrip().startswith("- "):
                return len(line) - len(line.lstrip())
            if line.strip() and not line.startswith((" ", "#")):
                return 2
        return 2

    async def _on_key(self, event: Key) -> None:
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            row, column = self.selection.end
            before = self.document.get_line(row)[:column]
            start, end = self.selection
            self._replace_via_keyboard(f"\n{before[: len(before) - len(before.lstrip())]}", start, end)
            return
        await super()._on_key(event)


def place_in_text(problem: Problem) -> tuple[int, int]:
    """The line and column of a problem, counted from 1; the beginning for one of the whole text."""
    return problem.place.line or 1, problem.place.column or 1


def knows_yaml() -> bool:
    """Whether the extra that colours YAML is installed."""
    return all(find_spec(name) is not None for name in ("tree_sitter", "tree_sitter_yaml"))


def _drawn(letter: str) -> str:
    if letter == "\t":
        return "\t"
    # One mark for one character, or the cursor would stand elsewhere than what it edits.
    return clean(letter) or REPLACED


class ProblemList(OptionList):
    """The problems of the text; Enter goes to the place of one."""

    BINDINGS = bindings_of("problems")

    def __init__(self) -> None:
        super().__init__(id="problems", markup=False)
        self._problems: tuple[Problem, ...] = ()

    def show(self, problems: tuple[Problem, ...]) -> None:
        """Show these; the cursor stays where it was."""
        kept = self.highlighted or 0
        self._problems = problems
        self.clear_options()
        self.add_options([Option(self._line(problem)) for problem in problems])
        self.highlighted = min(kept, len(problems) - 1) if problems else None
        self.display = bool(problems)

    def _line(self, problem: Problem) -> Content:
        glyph, colour = ("✗", "$error") if problem.severity == "error" else ("!", "$warning")
        line, column = place_in_text(problem)
        return ui((f"{glyph} {line}:{column}  ", colour), with_keys(problem.message.replace("\n", " ")))

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(ProblemOpened(self._problems[event.option_index]))


class ExampleList(OptionList):
    """Rules, rankings and notices, each with its sentence; Enter inserts an example of one into the text."""

    BINDINGS = bindings_of("examples")

    def __init__(self) -> None:
        super().__init__(id="examples", markup=False)
        self._rows: tuple[RuleRow, ...] = ()

    def show(self, rows: tuple[RuleRow, ...]) -> None:
        """Show those that have an example."""
        self._rows = tuple(row for row in rows if row.example)
        self.clear_options()
        self.add_options([Option(self._card(row)) for row in self._rows])
        self.highlighted = 0 if self._rows else None

    def _card(self, row: RuleRow) -> Content:
        section = SECTIONS.get(row.use, row.use)
        return ui((row.name, "bold"), (f"  under {section}", "$text-muted"), f"\n  {row.says or row.about}")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(ExampleWanted(self._rows[event.option_index].example))


class ChoiceBar(MenuBar):
    """A question about the text, with a letter for each answer."""

    def __init__(self, scope: Scope, question: str) -> None:
        super().__init__(f"choice-{scope}", actions_of(scope))
        self.add_class("choice")
        self.border_title = ui(question)

    def action_choose(self, answer: str) -> None:
        """Give an answer."""
        self.post_message(BarClosed())
        self.post_message(TextChoiceMade(answer))

    @on(Blur)
    def _left(self) -> None:
        self.post_message(BarClosed())


class LeaveBar(ChoiceBar):
    """What is to become of a text that was not saved, before one leaves it."""

    BINDINGS = bindings_of("leave")

    def __init__(self) -> None:
        super().__init__("leave", "Not saved yet")


class ClashBar(ChoiceBar):
    """What is to become of two texts of one file."""

    BINDINGS = bindings_of("clash")

    def __init__(self) -> None:
        super().__init__("clash", "Another program has changed the file; nothing was saved")
