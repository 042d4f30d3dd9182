"""`moonwalk simulate`: a challenge rehearsed with made-up people before anybody plays it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from typing import Final

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, left_out, workspace_if_any
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import put, redraw
from moonwalk.services.drafts import files_to_check
from moonwalk.services.simulation.behaviour import SCENARIOS
from moonwalk.services.simulation.correspondence import Correspondence
from moonwalk.services.simulation.plots import bar, sparkline
from moonwalk.services.simulation.rehearsal import Asked, rehearse
from moonwalk.services.simulation.remarks import first_place, in_figures
from moonwalk.services.simulation.summary import BoardFigures, Rehearsal, RuleFigures
from moonwalk.services.wording import counted
from moonwalk.services.workspace import load_plugins

_SEASONS: Final = 200
_ROUNDS: Final = 10
"""Seasons between two notes of progress: often enough to see it move."""


@click.command(short_help="Rehearse a challenge with made-up people.")
@click.argument("named", metavar="FILE")
@click.option("--seasons", show_default="200", type=click.IntRange(1, 10_000), help="How often it is played.")
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0), help="Another seed, other seasons."
)
@click.option(
    "--scenario",
    show_default="typical",
    type=click.Choice(list(SCENARIOS)),
    help="How long people keep it up.",
)
@click.option("--people", type=click.IntRange(2), help="So many made-up people, in place of the roster's.")
@click.option(
    "--entries-of",
    metavar="CHALLENGE",
    help="What people did in a challenge of the workspace, in place of made-up entries.",
)
@click.option("--messages", is_flag=True, help="Also every message that one person would get.")
@click.option("--start", type=DAY, help="The first day, where the file names none or another.")
@as_json
@click.pass_obj
def simulate_command(
    session: Session,
    named: str,
    seasons: int | None,
    seed: int,
    scenario: str | None,
    people: int | None,
    entries_of: str | None,
    messages: bool,
    start: date | None,
    json_: bool,
) -> None:
    """Play a challenge many times with made-up people, and show what it would be like.

    FILE is a path, or the name of a challenge of the workspace. In a workspace with a roster, its people
    take part in their teams; what they do is made up. Nothing is written, and the same seed gives the same
    answer.

    With --entries-of, the people and entries of a challenge that you have run are played once, as if its
    first day had been the first day of this one.
    """
    if entries_of and (seasons or scenario or people):
        raise click.UsageError(
            "--entries-of plays what was done, once. Leave out --seasons, --scenario and --people."
        )
    ws = workspace_if_any(session)
    plugins = ws.plugins if ws else load_plugins(left_out(session))
    (path,) = files_to_check((named,), ws.folder if ws else None)
    asked = Asked(
        seasons=seasons or _SEASONS,
        seed=seed,
        scenario=scenario or "typical",
        people=people,
        starts=start,
        entries_of=entries_of or "",
        messages=messages or None,
    )
    rehearsal = rehearse(path, plugins, ws, asked, _progress if sys.stderr.isatty() else None)
    if json_:
        print_json(rehearsal)
    else:
        _print(rehearsal, messages)


def _progress(done: int, of: int) -> None:
    if done == of:
        redraw()
    elif done % _ROUNDS == 0:
        redraw(f"{done} of {of}")


def _print(rehearsal: Rehearsal, in_full: bool) -> None:
    teams = f" in {counted(rehearsal.teams, 'team')}" if rehearsal.teams else ""
    if rehearsal.entries_of:
        put(f"{rehearsal.title}: the {rehearsal.people} people of '{rehearsal.entries_of}'{teams}.")
        put("Their entries are real, and moved to the days of this challenge. Nothing is made up.")
    else:
        who = "people of the roster" if rehearsal.from_roster else "made-up people"
        put(
            f"{rehearsal.title}: {counted(rehearsal.seasons, 'season')} of {rehearsal.people} {who}{teams}. "
            f"Scenario: {rehearsal.scenario}. Seed: {rehearsal.seed}."
        )
        put("What people do is made up; only the arithmetic is real.")
    _print_people(rehearsal)
    _print_rules(rehearsal)
    _print_goals(rehearsal)
    for board in rehearsal.boards:
        _print_board(board, rehearsal.seasons)
    if rehearsal.remarks:
        put()
        put("Think about:")
        for remark in rehearsal.remarks:
            put(f"- {remark}")
    if rehearsal.correspondence:
        _print_messages(rehearsal.correspondence, in_full)


def _print_people(rehearsal: Rehearsal) -> None:
    active = rehearsal.active_percent
    put()
    put(
        f"Logging, by week: {sparkline(active, 100)}  "
        f"{', '.join(f'{share:g}%' for share in active)} of the people."
    )
    put(
        f"Entries: {rehearsal.entries:g} each. {rehearsal.late_percent:g}% come too late, "
        f"{rehearsal.refused_percent:g}% are refused as mistakes."
    )
    points = rehearsal.points
    least, median, most = (points.percentiles[number] for number in ("0", "50", "100"))
    put(
        f"Points: from {least} to {most}, half of the people {median} or fewer. "
        f"{points.zero_percent:g}% of the people have none."
    )
    top = max(points.counts, default=0.0)
    width = len(str(points.bins[-1][1]))
    for count, (low, high) in zip(points.counts, points.bins, strict=True):
        put(f"  {low:>{width}} to {high:>{width}}  {count:>5.1f}%  {bar(count, top)}")


def _print_rules(rehearsal: Rehearsal) -> None:
    put()
    rows = [
        (
            rule.label,
            # 0% would look like a fault where a rule only changes amounts or gives badges.
            *(_share(share if rule.pays or rule.points_percent else None) for share in _shares(rule)),
            _share(rule.limited_percent),
        )
        for rule in rehearsal.rules
    ]
    put("Each rule: its share of all points and of the differences between people, who gets any, and on how")
    put("many of the days it limits what counts.")
    columns = ("Rule", "Points", "Differences", "People", "Limited")
    print_table(columns, rows, right=frozenset((1, 2, 3, 4)))


def _shares(rule: RuleFigures) -> tuple[float | None, ...]:
    return rule.points_percent, rule.differences_percent, rule.people_percent


def _share(percent: float | None) -> str:
    return "" if percent is None else f"{percent:g}%"


def _print_goals(rehearsal: Rehearsal) -> None:
    if not rehearsal.goals:
        return
    put()
    rows = [(goal.label, _of(goal.each), *_by_week(goal.percent)) for goal in rehearsal.goals]
    print_table(("Goal", "Met", "", "By week"), rows)


def _of(each: str) -> str:
    return "on days" if each == "day" else "by people"


def _by_week(percent: tuple[float, ...]) -> Iterator[str]:
    yield sparkline(percent, 100)
    yield ", ".join(f"{share:g}%" for share in percent)


def _print_board(board: BoardFigures, seasons: int) -> None:
    put()
    put(f"{board.label}: {first_place(board, seasons)}.")
    if seasons > 1 and len(board.sizes) > 1:
        rows = [
            (size.size, size.teams, f"{size.wins_percent:g}%", f"{size.by_lot_percent:g}%")
            for size in board.sizes
        ]
        print_table(("Members", "Teams", "Win", "Would by lot"), rows, right=frozenset((0, 1, 2, 3)))


def _print_messages(letters: Correspondence, in_full: bool) -> None:
    put()
    put(f"{in_figures(letters)}{':' if letters.most else '.'}")
    rows = [
        (notice.notice, f"{notice.people_percent:g}%", notice.messages, notice.most)
        for notice in letters.notices
    ]
    print_table(("Notice", "People", "Messages", "Most each"), rows, right=frozenset((1, 2, 3)))
    for problem in letters.problems:
        put(problem)
    if not in_full:
        return
    put()
    put(f"All that {letters.person} gets:")
    for message in letters.messages:
        put()
        put(f"{message.due:%a %d %b %Y, %H:%M}  {message.subject}")
        for line in message.text.strip().splitlines():
            put(f"    {line}".rstrip())
