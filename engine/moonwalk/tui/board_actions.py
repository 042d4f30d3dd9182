"""The actions of boards, and of the pictures of how a challenge went."""

from __future__ import annotations

from typing import Final

from moonwalk.tui.action_types import Action

BOARD_ACTIONS: Final[tuple[Action, ...]] = (
    Action(
        "board.next",
        ("tab",),
        "Next board",
        "turn_board(1)",
        "board",
        "The challenge's next board",
    ),
    Action(
        "board.previous",
        ("shift+tab",),
        "Previous board",
        "turn_board(-1)",
        "board",
        "The challenge's previous board",
    ),
    Action(
        "board.earlier",
        ("left_square_bracket",),
        "Earlier",
        "turn_period(-1)",
        "board",
        "The week, month or period before",
    ),
    Action(
        "board.later",
        ("right_square_bracket",),
        "Later",
        "turn_period(1)",
        "board",
        "The week, month or period after",
    ),
    Action(
        "board.panels",
        ("v",),
        "Panels",
        "toggle_panels",
        "board",
        "Show or hide participation and other panels",
    ),
    Action(
        "board.others",
        ("e",),
        "Others",
        "others",
        "board",
        "The board as everyone sees it, and back",
    ),
    Action(
        "board.day_before", ("left",), "Day before", "turn_day(-1)", "board", "The board of the day before"
    ),
    Action("board.day_after", ("right",), "Day after", "turn_day(1)", "board", "The board of the day after"),
    Action(
        "board.known",
        ("K",),
        "Known then",
        "known_then",
        "board",
        "An earlier day by what was known at its end, or also by what became known later",
    ),
    Action(
        "board.course",
        ("c",),
        "Course",
        "course",
        "board",
        "How it went: the race of teams week by week; of people, how points are spread",
    ),
    Action(
        "course.picture",
        ("v",),
        "Picture",
        "toggle_picture",
        "course",
        "The table alone, or with the picture above it",
    ),
    Action(
        "board.why",
        ("w",),
        "Why",
        "why",
        "board",
        "Why this row is where it is: its score, the row above, what changed",
    ),
)
