from __future__ import annotations

import sqlite3

import pytest

from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.challenges import list_challenges
from moonwalk.services.closing import close, reopen
from moonwalk.services.doctor import examine
from moonwalk.services.entries import correct_entry, list_entries, log_entry, void_entry
from moonwalk.services.errors import Refused
from moonwalk.services.imports.undo import undo_import
from moonwalk.services.launch import launch
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.verification import verify
from moonwalk.services.workspace import DATABASE
from moonwalk.store.schema import TRIGGERS

from ..workspaces import LANES, MONDAY, Lanes, at, copied, day, played

PRIZES = """\
prizes:
  cup: {what: A cup, given: by place, board: table}
  pin: {what: A pin, given: by raffle, goal: good_day, most_tickets: 2}
"""
OVER = at(20)


@pytest.fixture(scope="module")
def over_once(tmp_path_factory):
    lanes = played(tmp_path_factory.mktemp("over") / "work")
    lanes.now = OVER
    return lanes


@pytest.fixture(scope="module")
def closed_once(over_once, tmp_path_factory):
    lanes = copied(over_once, tmp_path_factory.mktemp("closed") / "work")
    close(lanes.ws, "lanes")
    return lanes


@pytest.fixture
def over(over_once, tmp_path):
    """The lanes when nothing can be logged any more."""
    return copied(over_once, tmp_path / "over")


@pytest.fixture
def closed(closed_once, tmp_path):
    """The lanes, closed; a copy elsewhere, as on another machine."""
    return copied(closed_once, tmp_path / "elsewhere")


def check(lanes: Lanes):
    (closing,) = verify(lanes.ws).closings
    return closing


def tamper(lanes: Lanes, trigger: str, sql: str) -> None:
    """Change the database as a program would that knows its triggers."""
    connection = sqlite3.connect(lanes.folder / DATABASE)
    connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute(sql)
    connection.execute(TRIGGERS[trigger])
    connection.commit()
    connection.close()


def test_days_at_the_end_on_which_nobody_logged_are_told_before_it_is_closed(over):
    last = max(entry.day for entry in list_entries(over.ws, most=10_000))
    report = close(over.ws, "lanes", dry_run=True)
    assert report.silent == (day(10) - last).days
    assert bool(report.warning) == (report.silent >= 3)
    over.now = at(12)
    over.log("p01", on=day(10))
    over.now = OVER
    assert close(over.ws, "lanes", dry_run=True).warning == ""


def test_a_challenge_is_closed_when_its_grace_is_over_and_not_before(over):
    over.now = at(16, 11)
    with pytest.raises(Refused, match=r"2027-03-16 12:00 .* can still be logged"):
        close(over.ws, "lanes")
    over.now = OVER
    row = list_challenges(over.ws)[0]
    assert (row.state, [item.remedy for item in row.attention]) == ("over", ["moonwalk close lanes"])
    assert "moonwalk close lanes" in [finding.todo for finding in examine(over.ws).findings]

    report = close(over.ws, "lanes")

    row = list_challenges(over.ws)[0]
    assert (row.state, row.attention) == ("closed", ())
    assert "moonwalk close lanes" not in [finding.todo for finding in examine(over.ws).findings]
    assert report.people == 12
    with pytest.raises(Refused, match="was closed on 2027-03-20 already"):
        close(over.ws, "lanes")


def test_a_rehearsal_of_closing_freezes_the_same_and_writes_nothing(over):
    before = over.dump()
    rehearsed = close(over.ws, "lanes", dry_run=True)
    assert over.dump() == before
    done = close(over.ws, "lanes")
    assert (rehearsed.inputs_sha256, rehearsed.results_sha256) == (done.inputs_sha256, done.results_sha256)


def test_a_copy_on_another_machine_is_confirmed_whenever_it_is_asked(closed):
    closed.now = at(400)
    report = verify(closed.ws)
    assert report.faults == ()
    assert (report.closings[0].differences, report.closings[0].remarks) == ((), ())


def test_an_entry_that_was_changed_is_named_with_whose_points_it_changes(closed):
    tamper(closed, "entry_is_never_changed", "UPDATE entry SET amount = 1000 WHERE no = 7")
    with closed.database() as db:
        who, on = db.row(
            "SELECT person.id, day FROM entry JOIN person ON person.no = person WHERE entry.no = 7"
        )
    differences = check(closed).differences
    assert f"The entry 7 ({who}, {on}) was changed since the closing." in differences
    assert f"The points of {who} are not those of the closing." in differences
    assert any("board 'table'" in difference for difference in differences)
    assert {fault.check for fault in verify(closed.ws).faults} >= {"chain", "closing"}


def test_the_name_of_a_rule_that_was_changed_is_named(closed):
    tamper(
        closed,
        "launch_is_never_changed",
        "UPDATE launch SET text = replace(text, 'id: week_bonus', 'id: week_prize')",
    )
    differences = check(closed).differences
    assert any("was 'id: week_bonus' and is 'id: week_prize'" in difference for difference in differences)


def test_a_plugin_with_other_code_is_named(closed, monkeypatch):
    ws = closed.ws
    codes = type(ws.plugins).code

    def other(registry, plugin):
        code = codes(registry, plugin)
        return type(code)(code.package, code.version, "f" * 64) if plugin == "streaks" else code

    monkeypatch.setattr(type(ws.plugins), "code", other)
    (difference,) = check(closed).differences
    assert difference.startswith("The plugin 'streaks' was moonwalk ")


def test_what_was_written_down_cannot_be_changed_unnoticed(closed):
    tamper(
        closed,
        "closing_is_never_changed",
        """UPDATE closing SET record = replace(record, '"North"', '"Nord"')""",
    )
    differences = check(closed).differences
    assert "What was written down of its results at the closing was changed since." in differences


def test_an_erased_person_leaves_it_verifiable(closed):
    forget_person(closed.ws, "p01", "asked for it")
    report = verify(closed.ws)
    assert report.faults == ()
    (remark,) = report.closings[0].remarks
    assert remark.startswith("1 person was erased since.")
    tamper(closed, "entry_is_never_changed", "UPDATE entry SET amount = amount + 5000 WHERE no = 7")
    assert check(closed).differences


def test_nothing_can_be_logged_corrected_or_imported_after_the_closing(closed):
    before, points = closed.dump(), closed.points()
    entry = list_entries(closed.ws, "p01")[0].id
    for change in (
        lambda: log_entry(closed.ws, "p01", "20", "walk", day(3)),
        lambda: correct_entry(closed.ws, entry, "a slip", "5"),
        lambda: void_entry(closed.ws, entry, "a slip"),
        lambda: undo_import(closed.ws, 2, "the wrong file"),
    ):
        with pytest.raises(Refused, match="moonwalk reopen lanes --reason WHY"):
            change()
    assert closed.dump() == before

    report = closed.entries(f"id,date,activity,minutes\np01,{day(4)},walk,33\n", "late.csv")
    assert "moonwalk reopen lanes" in report.rejected[0].reason
    assert closed.points() == points


def test_what_is_logged_for_an_open_challenge_does_not_change_the_closed_one(closed):
    closed.challenge(LANES.replace("challenge: Lanes", "challenge: Long"), "long")
    launch(closed.ws, "long", MONDAY)
    before, closed.now = closed.points(), at(21)

    log_entry(closed.ws, "p01", "25", "walk", day(9))

    assert closed.points() == before
    assert closed.points("long")["p01"] != before["p01"]
    assert verify(closed.ws).faults == ()


def test_a_challenge_that_is_opened_again_can_be_put_right_and_closed_again(closed):
    first = check(closed)
    with pytest.raises(Refused, match="needs a reason"):
        reopen(closed.ws, "lanes", " ")
    reopen(closed.ws, "lanes", "a sheet was lost")
    with pytest.raises(Refused, match="is not closed"):
        reopen(closed.ws, "lanes", "again")
    assert verify(closed.ws).closings == ()

    log_entry(closed.ws, "p01", "25", "walk", day(9))
    again = close(closed.ws, "lanes")

    assert again.inputs_sha256 != first.inputs_sha256
    assert verify(closed.ws).faults == ()


def test_prizes_are_drawn_by_the_published_seed(over):
    over.challenge(LANES + PRIZES, "prized")
    launched = launch(over.ws, "prized", MONDAY)
    over.now = at(40)
    view = show_prizes(over.ws, "prized")

    report = close(over.ws, "prized")

    assert report.seed == view.seed
    assert launched.seed_sha256 == view.seed_sha256
    assert [[row.id for row in prize.winners] for prize in report.prizes] == [
        [row.id for row in prize.winners] for prize in view.prizes
    ]
    assert verify(over.ws).faults == ()
