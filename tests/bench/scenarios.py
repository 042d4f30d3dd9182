"""What a recording of answers asks: of the sample company, each ready challenge, and single files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import made_up
import yaml
from record_answers import Recorder

HERE: Final = Path(__file__).resolve().parent
BEFORE, WEEK_1, WEEK_2, WEEK_3, FINAL = (
    "2026-12-28T09:00",
    "2027-01-08T16:00",
    "2027-01-13T16:00",
    "2027-01-20T15:00",
    "2027-03-25T09:00",
)
"""A week before day 1; days of weeks 1, 2 and 3; after everything is final."""
ASKED_ABOUT: Final = ("e001", "e004", "e006", "e018")
"""Among them one who joins late and one who leaves early."""
MOST_TEAMS: Final = 4
"""So many teams of a board are asked about, each beside the next one."""
FLAGSHIP: Final = "walk-backward"
WHOLE: Final = ("--for", "organisers")
"""What is printed as JSON holds only what everyone may see, unless it is asked for whole."""

ALSO_AS_TEXT: Final = frozenset(
    {"help", "files", "demo", "buddy-ten", "department-league", "keep-your-seventy", "walk-backward"}
)
"""Scenarios whose text is recorded as well as their JSON: between them they have every kind of answer."""

Play = Callable[[Recorder], None]


def all_of(checkout: Path) -> Iterator[tuple[str, Play]]:
    """Each scenario with the name of its folder."""
    yield "help", ask_for_help
    yield "files", check_files
    yield "demo", play_the_demo
    for path in sorted((checkout / "challenges").glob("*.yaml")):
        yield path.stem, partial(play_a_challenge, name=path.stem)


def ask_for_help(to: Recorder) -> None:
    """Help of every command, and what is said to those who mistype."""
    to.ask("--help")
    for name in to.group.list_commands(None):  # type: ignore[arg-type]
        to.ask(name, "--help")
        command = to.group.get_command(None, name)  # type: ignore[arg-type]
        for inner in getattr(command, "commands", ()):
            to.ask(name, inner, "--help")
    for line in (("bord",), ("board",), ("board", "--top", "0", "x"), ("why", "x"), ("log", "x")):
        to.ask(*line)


def check_files(to: Recorder) -> None:
    """What the tests' good and broken files are answered, outside a workspace and in one."""
    to.work.mkdir()
    definitions = HERE.parent / "definitions"
    paths = [path for kind in ("good", "broken") for path in sorted((definitions / kind).glob("*.yaml"))]
    files = [str(shutil.copy(path, to.work / path.name)) for path in paths]
    to.ask("check")
    to.ask("check", *files)
    for file in files:
        to.ask("check", file, "--full")
    to.ask("check", str(to.work / "missing.yaml"))


@dataclass(frozen=True)
class Played:
    """A launched challenge and the names in its file."""

    name: str
    file: dict[str, Any]

    @property
    def activities(self) -> dict[str, dict[str, Any]]:
        """The activities by name."""
        return self.file["activities"]

    @property
    def boards(self) -> tuple[str, ...]:
        """The names of the boards."""
        return tuple(self.file["boards"])

    @property
    def of_people(self) -> tuple[str, ...]:
        """The names of the boards of people."""
        return tuple(name for name, board in self.file["boards"].items() if board["ranks"] == "people")


def play_a_challenge(to: Recorder, name: str) -> None:
    """A ready challenge from an empty workspace to its end."""
    to.now = BEFORE
    prepare(to, name)
    played = Played(
        name, yaml.safe_load((to.work / "challenges" / f"{name}.yaml").read_text(encoding="utf-8"))
    )
    launch(to, played)
    for now, first, days in ((WEEK_1, 0, 5), (WEEK_2, 3, 7)):
        to.now = now
        take_in(to, played, f"until-{now[:10]}", first, days)
        to.ask("tick")
    to.now = WEEK_3
    take_in(to, played, "stamped", 7, 10, stamped=True)
    mistakes(to, played)
    ask_boards(to, played)
    change(to, played)
    ask_everything(to, played)
    to.ask("tick", "--dry-run")
    to.ask("tick")
    look_at_the_outbox(to)
    to.now = FINAL
    ask_at_the_end(to, played)


def play_the_demo(to: Recorder) -> None:
    """The sample company, in its third week and after the end."""
    to.now = WEEK_3
    to.ask("demo", str(to.work))
    played = Played(
        FLAGSHIP, yaml.safe_load((to.work / "challenges" / f"{FLAGSHIP}.yaml").read_text("utf-8"))
    )
    for line in (("check",), ("templates",), ("plugins",), ("rules",), ("people", "list")):
        to.ask(*line)
    to.ask("plugins", before=("--without", "trackers"))
    to.ask("board", FLAGSHIP, before=("--without", "rankings"))
    for row in json.loads(to.data("rules").stdout):
        to.ask("rules", row["name"])
    to.ask("rules", "no_such_rule")
    for file, text in (("fitbit.csv", made_up.fitbit()), ("roster.csv", made_up.ROSTER_WITH_MISTAKES)):
        (to.work / file).write_text(text, encoding="utf-8", newline="")
        to.ask("import", str(to.work / file))
        to.ask("import", str(to.work / file), "--as", "fitbit_daily", "--dry-run")
    ask_everything(to, played)
    change(to, played)
    ask_everything(to, played)
    to.ask("tick", "--dry-run")
    to.ask("tick")
    look_at_the_outbox(to)
    to.now = FINAL
    ask_at_the_end(to, played)


def prepare(to: Recorder, name: str) -> None:
    """An empty workspace with people and the challenge as a file."""
    to.ask("init", str(to.work), "--name", "Made Up", "--timezone", "Europe/Berlin")
    to.ask("init", str(to.work))
    if name != FLAGSHIP:
        to.ask("new", name, "--from", name)
    to.ask("new", name, "--from", name)
    to.ask("new", "x", "--from", "no-such-template")
    to.ask("check", name)
    to.ask("check", "--full")
    roster, bad = to.work / "roster.csv", to.work / "bad-roster.csv"
    roster.write_text(made_up.roster(), encoding="utf-8")
    bad.write_text(made_up.ROSTER_WITH_MISTAKES, encoding="utf-8")
    for file in (roster, bad):
        to.ask("people", "import", str(file), "--dry-run")
        to.ask("people", "import", str(file))
    to.ask("people", "import", str(roster), "-o", "dates")
    to.ask("people", "list")
    to.ask("board", name)


def launch(to: Recorder, played: Played) -> None:
    """The launch; people sign up where they have to; teams are drawn or put together."""
    name = played.name
    to.ask("launch", "no-such-challenge")
    to.ask("launch", name)
    to.ask("launch", name, "--start", made_up.STARTS.isoformat())
    to.ask("launch", name, "--start", made_up.STARTS.isoformat())
    sign_ups = to.work / "sign-ups.csv"
    sign_ups.write_text(made_up.SIGN_UPS, encoding="utf-8")
    by_members = played.file.get("teams", {}).get("formed") == "by the members"
    for number, person in enumerate(made_up.PEOPLE[:10]):
        in_pair = number < 8 if by_members else number == 9
        to.ask("people", "join", name, person, *(("--team", f"Pair {number // 2}") if in_pair else ()))
    to.ask("people", "join", name, "--file", str(sign_ups), "--dry-run")
    to.ask("people", "join", name, "--file", str(sign_ups))
    to.ask("people", "join", name, "e999")
    to.ask("teams", "draw", name, "--seed", "7")
    to.ask("teams", "draw", name)
    for person in ("e010", "e011") if by_members else ("e011",):
        to.ask("teams", "put", name, person, "Pair 9" if by_members else "Team 2")
    to.ask("teams", "list", name)
    to.ask("people", "list", "--challenge", name)
    for goal in played.file.get("goals", {}):
        to.ask("people", "target", name, "e003", goal, "8000", "steps")
        to.ask("people", "target", name, "e004", goal, "8000", "kg")
    to.ask("tick", "--dry-run")
    to.ask("tick")
    for board in played.boards:
        to.ask("board", name, board)


def take_in(to: Recorder, played: Played, file: str, first: int, days: int, stamped: bool = False) -> None:
    """Imports some days' entries, as a dry run, for good, and once more."""
    begin = made_up.STARTS.fromordinal(made_up.STARTS.toordinal() + first)
    path = to.work / f"{file}.csv"
    path.write_text(made_up.entries(played.name, played.activities, begin, days, stamped), encoding="utf-8")
    to.ask("import", str(path), "--dry-run")
    to.ask("import", str(path))
    to.ask("import", str(path))


def mistakes(to: Recorder, played: Played) -> None:
    """Rows and single entries of which most cannot be used."""
    activity = next(iter(played.activities))
    path = to.work / "bad.csv"
    unit = played.activities[activity].get("unit", "times")
    path.write_text(made_up.entries_with_mistakes(activity, unit), encoding="utf-8")
    to.ask("import", str(path), "--dry-run")
    to.ask("import", str(path))
    to.ask("import", str(to.work / "missing.csv"))
    for who in ("e001", "Ada", "ada abel", "nobody", "e003@example.com"):
        to.ask("log", who, "2", activity)
    to.ask("log", "e002", f"3 {unit}", activity, "--day", "2027-01-19")
    to.ask("log", "e002", "3 parsecs", activity)
    to.ask("log", "e002", "3", "juggling")
    to.ask("log", "e002", "3", activity, "--day", "2027-04-01")


def ask_boards(to: Recorder, played: Played) -> None:
    """Every board, whole and in parts, now and as of days and moments before."""
    name = played.name
    to.ask("board", name)
    to.ask("board", name, "no_such_board")
    for board in played.boards:
        to.ask("board", name, board)
        to.ask_csv("board", name, board)
        for options in (
            WHOLE,
            ("--top", "3", *WHOLE),
            ("--around", "e003"),
            ("--compare",),
            ("--as-of", "2027-01-10"),
            ("--known-at", "2027-01-12T09:00"),
            ("--as-of", "2027-01-10", "--known-at", "2027-01-14"),
            ("--compare", "--as-of", "2027-01-10"),
        ):
            to.ask("board", name, board, *options)


def ask_why(to: Recorder, played: Played) -> None:
    """Why some people and all teams have their points, what parts them, and what changed."""
    name = played.name
    for who in (*ASKED_ABOUT, "no such person"):
        to.ask("why", name, who)
        to.ask("why", name, who, "--since", "2027-01-12")
        to.ask("why", name, who, "--as-of", "2027-01-12", "--known-at", "2027-01-13T10:00")
        to.ask("why", name, who, "--against")
    to.ask("why", name, "e001", "--against", "e002")
    for board in (name for name in played.boards if name not in played.of_people):
        rows = json.loads(to.data("board", name, board, *WHOLE).stdout)["rows"]
        for row, other in [*pairwise(rows)][:MOST_TEAMS]:
            to.ask("why", name, row["id"], "--team", "--board", board)
            to.ask("why", name, row["id"], "--team", "--board", board, "--against", other["id"])
            to.ask("why", name, row["id"], "--team", "--board", board, "--since", "2027-01-13T09:00")
    to.ask("why", name, "e001", "--team")


def ask_everything(to: Recorder, played: Played) -> None:
    """All questions that change nothing."""
    ask_boards(to, played)
    ask_why(to, played)
    to.ask("prizes", played.name)
    to.ask("prizes", played.name, "--as-of", "2027-01-10", *WHOLE)
    to.ask("teams", "list", played.name)
    to.ask("people", "list", "--challenge", played.name)
    to.ask_csv("people", "list")
    to.ask("people", "export", "e004")
    to.ask("people", "export", "e999")
    to.ask("entries")
    to.ask("entries", "--of", "e004", "--most", "500")
    to.ask_csv("entries", "--of", "e002")


def change(to: Recorder, played: Played) -> None:
    """Corrections, pauses, targets, joiners, leavers, movers and somebody who is forgotten."""
    name = played.name
    mine = [row["id"] for row in json.loads(to.data("entries", "--of", "e004", "--most", "500").stdout)]
    to.ask("entries", "correct", mine[0], "--amount", "1", "--reason", "typed wrongly")
    to.ask("entries", "correct", mine[0], "--amount", "2", "--reason", "already corrected")
    to.ask("entries", "correct", mine[1], "--day", "2027-01-18", "--reason", "the wrong day")
    to.ask("entries", "void", mine[2], "--reason", "meant for a colleague")
    to.ask("entries", "void", mine[2], "--reason", "again")
    to.ask("entries", "void", "nosuchentry", "--reason", "none")
    to.ask("people", "pause", name, "e002", "2027-01-21", "2027-01-22")
    to.ask("people", "pause", name, "e001", "2027-01-19")
    to.ask("people", "pause", name, "e001", "2027-01-21", "2027-02-28")
    to.ask("people", "resume", name, "e002", "--on", "2027-01-22")
    to.ask("people", "leave", name, "e012")
    to.ask("people", "leave", name, "e013", "--from", "2027-01-25")
    to.ask("people", "join", name, "e012", "--from", "2027-01-23")
    to.ask("teams", "put", name, "e014", "Team 2")
    to.ask("teams", "draw", name, "--seed", "8")
    for goal in played.file.get("goals", {}):
        to.ask("people", "target", name, "e003", goal, "9000", "steps", "--from", "2027-01-25")
    to.ask("people", "forget", "e035", "--reason", "asked for it", "--yes")


def look_at_the_outbox(to: Recorder) -> None:
    """Messages, and what can be done with one."""
    to.ask("outbox")
    to.ask("outbox", "--most", "3")
    numbers = [row["id"] for row in json.loads(to.data("outbox").stdout or "[]")]
    for number in (*numbers[:1], 999_999):
        to.ask("outbox", "retry", str(number))
        to.ask("outbox", "cancel", str(number))


def ask_at_the_end(to: Recorder, played: Played) -> None:
    """What stands when nothing can change any more."""
    to.ask("tick")
    to.ask("prizes", played.name, *WHOLE)
    ask_boards(to, played)
    ask_why(to, played)
    to.ask("log", "e001", "1", next(iter(played.activities)))
    to.ask("outbox")
