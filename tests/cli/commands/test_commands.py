"""The commands as people type them, from an empty folder to a board."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from moonwalk.cli.output import width

from ...running import program, run
from ...workspaces import LANES, PEOPLE, at, day, roster

FITBIT = "Id,ActivityDate,TotalSteps,TotalDistance,TrackerDistance,Calories"
STARTS = date(2016, 4, 11)


def test_a_real_export_counted_through_the_program_is_the_direct_sum_of_its_rows(tmp_path):
    """Ids, month first, a comma in the thousands, zeros, blanks, days outside and a stranger."""
    people = [str(1503960366 + number) for number in range(14)]
    steps = {
        (who, STARTS + timedelta(days=each)): (number * 977 + each * 1301) % 14_000
        for number, who in enumerate(people)
        for each in range(-6, 34)
        if (number + each) % 9
    }
    rows = [
        f'{who},{each.month}/{each.day}/{each.year},"{count:,}",5.1,5.1,1985'
        for (who, each), count in steps.items()
    ]
    rows += [f"999,{STARTS.month}/{STARTS.day}/2016,5000,1,1,1"]
    export = tmp_path / "dailyActivity_merged.csv"
    export.write_text("\r\n".join([FITBIT, *rows]) + "\r\n", encoding="utf-8-sig")
    (tmp_path / "roster.csv").write_text(
        "id,name\n" + "".join(f"{who},Walker {number}\n" for number, who in enumerate(people)),
        encoding="utf-8",
    )
    work = ("-w", tmp_path / "work", "--now", "2016-06-01")

    for arguments, code in (
        (("init", tmp_path / "work"), 0),
        ((*work, "people", "import", tmp_path / "roster.csv"), 0),
        ((*work, "new", "spring", "--from", "steps"), 0),
        ((*work, "launch", "spring", "--start", STARTS), 0),
        ((*work, "teams", "draw", "spring"), 0),
        ((*work, "import", export), 1),
    ):
        result = run(*arguments)
        assert result.exit_code == code, (arguments, result.stderr, result.stdout)

    assert "999" in result.stdout
    assert f"{len(rows)} rows: {len(rows) - 1} accepted" in result.stderr
    board = json.loads(
        run(*work[:-1], "2016-07-15", "board", "spring", "--json", "--for", "organisers").stdout
    )
    assert board["state"] == "final"
    assert sum(row["members"] for row in board["rows"]) == 14
    last = STARTS + timedelta(days=27)
    for who in people:
        why = json.loads(run(*work, "why", "spring", who, "--json", "--reveal", "counting").stdout)
        counted = sum(entry["counted"] for entry in why["entries"])
        last = STARTS + timedelta(days=27)
        assert counted == sum(
            count for (one, each), count in steps.items() if one == who and STARTS <= each <= last
        )
    again = run(*work, "import", export, "--json")
    assert json.loads(again.stdout)["new"] == 0


def test_a_demo_without_a_terminal_builds_prints_the_board_and_ends(tmp_path):
    ran = program("--now", "2027-03-17", "demo", tmp_path / "acme")

    assert ran.code == 0
    assert len(ran.out.splitlines()) == 9
    assert "moonwalk -w" in ran.err
    again = program("demo", tmp_path / "acme")
    assert (again.code, "already" in again.err) == (1, True)


def test_an_import_tells_what_became_of_every_row_once_for_many_alike(shell):
    rows = [f"zz{number % 2},{day(6)},walk,3\n" for number in range(40)]
    path = shell.lanes.file("x.csv", "id,date,activity,minutes\n" + "".join(rows))

    result = shell("import", path, code=1)

    assert len(result.stdout.splitlines()) == 22
    assert result.stdout.startswith("x.csv:2: there is nobody 'zz0'")
    assert "10 more rows there is nobody 'zz0'" in result.stdout
    assert "40 rows: 0 accepted" in result.stderr


def test_a_dry_run_says_that_nothing_was_changed(shell):
    path = shell.lanes.file("x.csv", f"id,date,activity,minutes\np01,{day(6)},walk,3\n")
    before = shell.lanes.dump()

    assert "nothing was changed" in shell("import", "--dry-run", path).stderr
    assert "Nothing was changed" in shell("tick", "--dry-run").stderr
    assert (
        "nothing was changed"
        in shell("people", "import", "--dry-run", shell.lanes.file("r.csv", roster())).stderr
    )
    assert shell.lanes.dump() == before


@pytest.mark.parametrize("option", ["dates", "=", "dates=sideways", "nope=1"])
def test_an_option_of_a_source_that_cannot_be_is_told(shell, option):
    path = shell.lanes.file("x.csv", f"id,date,activity,minutes\np01,{day(6)},walk,3\n")

    assert "Traceback" not in shell("import", path, "-o", option, code=1).stderr


def test_an_entry_is_logged_corrected_and_voided_with_what_it_changed(shell):
    logged = shell("log", "Ada Bell", "12 minutes", "steps", code=1)
    assert "is in minutes" in logged.stderr
    entry = json.loads(shell("log", "p01", "6000", "steps", "--json").stdout)
    told = shell("entries", "correct", entry["id"], "--amount", "7000", "--reason", "read wrong").stderr
    assert "1 more" in told
    corrected = json.loads(shell("entries", "--of", "p01", "--json").stdout)
    newest = next(row for row in corrected if row["state"] == "current" and row["activity"] == "steps")
    gone = shell("entries", "void", newest["id"], "--reason", "twice").stderr
    assert gone.startswith("Taken out.")
    assert "7 fewer" in gone
    assert shell("entries", "void", newest["id"], code=2).stderr.count("--reason")


def test_a_negative_amount_is_told_as_no_amount(shell):
    assert shell("log", "--", "p01", "-5", "walk", code=1).stderr.startswith("'-5' is negative")


NAMES = (
    "日本 花子",
    "Zoë Ňovák",
    "שלום עולם",
    "[red]Bob[/red]",
    "[/]",
    "Ada 🚶",
    "O'Neil \\n",
    "{name}",
    "%s %d",
    "--help",
)


def test_names_of_every_kind_are_shown_as_they_are_and_line_up(shell):
    people = [(identifier, name, team) for (identifier, _, team), name in zip(PEOPLE, NAMES, strict=False)]
    shell.lanes.people(roster(people))

    lines = shell("people", "list").stdout.splitlines()
    board = shell("board", "lanes", "people").stdout

    for _, name, _ in people:
        assert name in board
    column = {
        width(line[: line.rindex(team)])
        for line in lines
        for team in ("North", "South", "West")
        if team in line
    }
    assert len(column) == 1


def test_names_with_control_characters_never_reach_the_terminal(shell):
    shell.lanes.people("id,name,team\np01,a\x1b[31mb\u202ec\x07,No\x1b]0;x\x07rth\n")

    for command in (
        ("people", "list"),
        ("board", "lanes", "people"),
        ("board", "lanes"),
        ("teams", "list", "lanes"),
        ("why", "lanes", "p01"),
        ("why", "lanes", "p01", "--against", "p02"),
        ("why", "lanes", "p01", "--since", "2027-03-02"),
        ("why", "lanes", "North"),
        ("why", "lanes", "]0;x", "--team", "--against", "South"),
        ("why", "lanes", "]0;x", "--team", "--since", "2027-03-02"),
    ):
        result = shell(*command)
        assert not set(result.stdout + result.stderr) & {"\x1b", "\x07", "\u202e"}


def test_a_person_may_be_named_like_an_option_after_two_dashes(shell):
    shell.lanes.people("id,name,team\n--help,Opt Ion,North\n")

    assert "Opt Ion" in shell("why", "lanes", "--", "--help").stderr


def test_why_lists_what_does_not_count_with_the_reason(shell):
    shell.lanes.log("p02", "61", on=day(2))

    told = shell("why", "lanes", "p02").stdout

    assert "Entries that do not count (1 of" in told
    assert "a single entry is refused above 60 minutes" in told


def test_a_part_of_a_board_says_so(shell):
    result = shell("board", "lanes", "people", "--top", "3")

    assert len(result.stdout.splitlines()) == 4
    assert "3 of 12 rows." in result.stderr


def test_rules_are_listed_and_one_shown_with_its_keys(shell):
    assert "per_unit" in shell("rules").stdout
    assert "points" in shell("rules", "streak").stdout
    assert "Did you mean 'streak'" in shell("rules", "streek", code=1).stderr


def test_rules_and_plugins_and_templates_need_no_workspace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    for command in ("rules", "plugins", "templates"):
        assert run(command).exit_code == 0


def test_a_dead_message_is_an_exit_code(shell, monkeypatch):
    from moonwalk.api.notices import Never
    from moonwalk_plugins.files import File

    monkeypatch.setattr(File, "deliver", lambda *_: Never(reason="gone"))
    shell.lanes.now += timedelta(days=5)

    assert "given up" in shell("tick", code=1).stderr
    assert "gone" in shell("outbox", code=1).stdout
    number = json.loads(shell("outbox", "--json", code=1).stdout)[0]["id"]
    assert "next tick" in shell("outbox", "retry", number).stderr
    assert "cancelled" in shell("outbox", "cancel", number).stderr
    shell("outbox", "cancel", "none", code=2)


PRIZES = """\
prizes:
  cup: {what: "A [bold]cup[/]", given: by place, board: table}
  socks: {what: Socks, given: by raffle, goal: good_day, most_tickets: 2}
  pin: {what: A pin, given: by goal, goal: good_week, needs: [at least 5 members]}
  later: {what: A hat, given: by goal, goal: good_week, needs: [at least 3 members]}
"""


def test_prizes_are_told_with_their_winners_and_those_who_miss_them(shell):
    assert "This challenge has no prizes." in shell("prizes", "lanes").stderr
    shell.lanes.challenge(LANES.replace("boards:\n", PRIZES + "boards:\n"), "prized")
    shell("launch", "prized", "--start", day(1))

    told = shell("prizes", "prized")
    assert "cup: A [bold]cup[/]\n  To the first place of 'Teams'.\n  Today it would go to: " in told.stdout
    assert " people.\n  Drawn when all is final, after " in told.stdout
    assert "Nobody would get it today.\n  Not to " in told.stdout
    assert ": needs at least 5 members\n" in told.stdout
    assert (
        "The seed of the draw is told after Tuesday, 2027-03-16 12:00 (Europe/Berlin). Its SHA-256: "
        in told.stderr
    )

    shell.lanes.now = at(30)
    told = shell("prizes", "prized")
    assert "  Goes to: " in told.stdout
    assert ", lot " in told.stdout
    assert "The seed of the draw: " in told.stderr
    shell("prizes", "prized", "--as-of", day(40), code=1)

    # Others are told who has won, and neither how many tickets there were nor which one it was.
    for_others = shell("prizes", "prized", "--for", "everyone").stdout
    socks = for_others[for_others.index("socks: ") : for_others.index("pin: ")]
    assert "  Goes to: " in socks
    assert re.search(r"0 tickets|ticket 1 of 0|, lot", socks) is None, socks


def test_many_winners_are_counted_and_not_listed(shell):
    shell.lanes.challenge(
        LANES.replace(
            "boards:\n", "prizes:\n  pin: {what: A pin, given: by goal, goal: good_day}\nboards:\n"
        ),
        "prized",
    )
    more = [(f"q{number:02}", f"Walker {number}", "North") for number in range(20)]
    shell.lanes.people(roster((*PEOPLE, *more)))
    shell("launch", "prized", "--start", day(1))
    for who, *_ in more:
        shell("log", who, "20", "walk")

    line = next(line for line in shell("prizes", "prized").stdout.splitlines() if "would go" in line)

    assert line.count(";") == 12
    assert line.endswith("more")


def test_a_board_is_compared_with_what_it_might_have_been(shell):
    told = shell("board", "lanes", "--compare").stdout
    lines = told.splitlines()

    assert lines[0].split() == ["Decided", "First", "Score", "Second", "Score", "Same", "winner?"]
    assert lines[1].startswith("as it is: mean ")
    assert re.fullmatch(r"\w+ wins under \d+ of \d+\.", lines[-1])
    found = json.loads(shell("board", "lanes", "--compare", "--json").stdout)
    assert list(found) == ["challenge", "board", "as_of", "state", "period", "same", "of", "rows"]
    assert len(found["rows"]) == len(lines) - 2
    assert {"ranking", "no_entries", "joiners", "leavers", "movers", "part_weeks"} <= {
        row["key"] for row in found["rows"]
    }
    assert "cannot be combined" in shell("board", "lanes", "--compare", "--top", "3", code=2).stderr


def test_before_the_first_day_nothing_is_compared(shell):
    shell.lanes.challenge(LANES, "later")
    shell("launch", "later", "--start", day(20))
    assert "Nobody has a place yet" in shell("board", "later", "--compare").stdout
