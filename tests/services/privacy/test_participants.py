"""What one participant sees of boards and prizes, and what is left to see when a challenge is long over."""

from __future__ import annotations

from datetime import date

import pytest

from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.privacy.audience import (
    EVERYONE,
    FOR_EVERYONE,
    FOR_ORGANISERS,
    ORGANISERS,
    Audience,
    audience_of,
    board_for,
    display_name,
    others_see,
    prizes_for,
)
from moonwalk.services.views import Range

from ...workspaces import LANES, MONDAY, PEOPLE, at, copied, day, fresh, roster

BOARDS = """\
boards:
  table: {label: Teams, ranks: teams, ranking: sum, ties: [shared place]}
  people: {label: People, ranks: people, ranking: sum, ties: [shared place]}
  mine: {label: Mine, ranks: people, ranking: sum, seen_by: own row}
  our_team: {label: Our team, ranks: teams, ranking: sum, seen_by: own row}
  our_site: {label: Our site, ranks: roster column, column: site, ranking: sum, seen_by: own row}
  secret: {label: Secret, ranks: people, ranking: sum, seen_by: organisers}
prizes:
  cup: {what: A cup, given: by place, board: people, places: 1}
  draw: {what: A book, given: by raffle, goal: good_day}
privacy: {smallest_group: 3, PRIVACY}
"""
SITES = ("Ulm",) * 3 + ("",) + ("Bern",) * 8
NICKNAMES = ("Ace  of walks", *("",) * 10, " Lulu ")
P01 = Audience("p01")


def company(folder, privacy):
    """Everyone walks ten minutes on day 3, the first two of North more; nobody does later."""
    lanes = fresh(folder / "work")
    lanes.challenge(LANES[: LANES.index("boards:")] + BOARDS.replace("PRIVACY", privacy))
    rows = [(*row, site, nick) for row, site, nick in zip(PEOPLE, SITES, NICKNAMES, strict=True)]
    lanes.people(roster(rows, ("site", "nickname")))
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    lines = [f"{who},{day(3)},walk,{30 - min(2, number) * 10}" for number, (who, *_) in enumerate(PEOPLE)]
    assert not lanes.entries("\n".join(["id,date,activity,minutes", *lines]) + "\n").rejected
    return lanes


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    return company(tmp_path_factory.mktemp("participants"), "people_see: own team, names: nickname")


@pytest.fixture
def walked(once, tmp_path):
    """The company on day 3."""
    return copied(once, tmp_path / "work")


@pytest.fixture(scope="module")
def open_once(tmp_path_factory):
    return company(
        tmp_path_factory.mktemp("open"), "people_see: everyone, names: initials, keep_entries: 30 days"
    )


@pytest.fixture
def walked_open(open_once, tmp_path):
    """The company on day 3, where everyone sees everyone."""
    return copied(open_once, tmp_path / "work")


def test_everyone_may_be_written_in_any_way_and_an_export_is_for_everyone():
    assert audience_of(None, exported=True) == audience_of("", exported=True) == FOR_EVERYONE
    assert audience_of(None, exported=False) == FOR_ORGANISERS
    assert audience_of("Everyone", exported=False) == FOR_EVERYONE
    assert audience_of("ORGANISERS", exported=True) == FOR_ORGANISERS
    assert audience_of("Ada Bell", exported=True) == Audience("Ada Bell")
    assert [Audience(name).is_organisers for name in (ORGANISERS, EVERYONE, "p01")] == [True, False, False]


def test_a_long_name_is_shown_by_its_first_part_and_a_nickname_with_single_spaces():
    assert display_name("Ada Maria Bell", "first name") == "Ada"
    assert display_name("Ada Maria Bell", "initials") == "A. M. B."
    assert display_name("Ada Bell", "nickname", " Ace  of walks ") == "Ace of walks"
    assert display_name("Ada Bell", "initials", "Ace") == "A. B."


def test_colleagues_are_shown_by_nickname_and_oneself_by_name(walked):
    view = board_for(walked.ws, "lanes", "people", P01)
    rows = [(row.id, row.name, row.score, row.place) for row in view.rows]

    assert rows == [
        ("p01", "Ada Bell", "30", 1),
        ("", "B. C.", "20", 2),
        ("", "C. D.", "10", 3),
        ("", "D. E.", "10", 3),
    ]
    assert (view.total, view.published, view.remarks) == (4, None, ())
    assert {row.active for row in view.rows} == {0}
    assert view.as_of == day(3)
    names = [row.name for row in board_for(walked.ws, "lanes", "people", Audience("p10")).rows]
    assert names == ["I. J.", "Jan Kern", "K. L.", "Lulu"]


def test_how_far_somebody_has_moved_is_for_that_person_alone(walked):
    walked.now = at(10)
    walked.log("p02", "40")
    view = board_for(walked.ws, "lanes", "people", Audience("p02"))
    whole = board_for(walked.ws, "lanes", "people", FOR_ORGANISERS)

    assert [(row.id, row.place, row.moved) for row in view.rows[:2]] == [("p02", 1, 1), ("", 2, None)]
    assert [(row.id, row.moved) for row in whole.rows[:2]] == [("p02", 1), ("p01", -1)]


def test_rows_may_be_the_first_ones_or_those_around_somebody(walked_open):
    first = board_for(walked_open.ws, "lanes", "people", FOR_EVERYONE, top=2)
    assert ([row.name for row in first.rows], first.total) == (["A. B.", "B. C."], 12)


def test_a_board_of_ones_own_row_has_that_row(walked_open):
    assert [row.id for row in board_for(walked_open.ws, "lanes", "mine", P01).rows] == ["p01"]
    with pytest.raises(Refused, match="only their own row"):
        board_for(walked_open.ws, "lanes", "our_team", FOR_EVERYONE)
    walked_open.now = at(10)

    def seen(board, who):
        view = board_for(walked_open.ws, "lanes", board, Audience(who))
        return [(row.name, row.score, row.place) for row in view.rows]

    assert seen("our_team", "p01") == [("North", "70", 1)]
    assert seen("our_team", "p05") == [("South", "40", 2)]
    assert seen("our_site", "p12") == [("Bern", "80", 1)]
    # Nobody has said where the fourth of North works, who would be what North has beside Ulm.
    assert seen("our_site", "p02") == [("Ulm", "-", None)]
    assert seen("our_site", "p04") == []


def test_days_of_ones_choice_and_earlier_moments_are_for_organisers(walked):
    with pytest.raises(Refused, match="Only organisers see who led on days of their choice"):
        board_for(walked.ws, "lanes", "people", P01, days=Range(day(1), day(2)))
    with pytest.raises(Refused, match="only shown as it is now"):
        board_for(walked.ws, "lanes", "people", P01, as_of=day(2))
    assert board_for(walked.ws, "lanes", "people", FOR_ORGANISERS, as_of=day(2)).as_of == day(2)


def test_figures_of_groups_can_be_seen_as_they_were_published_before(walked_open):
    walked_open.now = at(8)
    walked_open.entries(
        "id,date,activity,minutes\n" + "".join(f"{who},{day(8)},walk,10\n" for who, *_ in PEOPLE)
    )
    walked_open.now = at(18)

    def norths(**asked):
        view = board_for(walked_open.ws, "lanes", "table", FOR_EVERYONE, **asked)
        times = [each and f"{each:%F %H:%M}" for each in (view.published, view.next_published)]
        return *times, [row.score for row in view.rows]

    assert norths() == ("2027-03-16 12:00", None, ["110", "80", "80"])
    assert norths(as_of=day(9)) == ("2027-03-09 12:00", None, ["70", "40", "40"])
    # 12:00 in Berlin is 11:00 UTC: until then, something of the week could be logged.
    assert norths(known_at=at(9, 11)) == (None, None, [])
    assert norths(known_at=at(9, 11, 1)) == ("2027-03-09 12:00", None, ["70", "40", "40"])


def test_who_does_not_take_part_sees_no_points_of_others(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(
        LANES.replace("everyone on the roster", "those who sign up").replace(
            "organisers_see: entries", "people_see: own team"
        )
    )
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)

    with pytest.raises(Refused, match=r"Ada Bell \(p01\) does not take part in 'lanes'"):
        board_for(lanes.ws, "lanes", "people", P01)


def test_the_organiser_is_told_what_others_see(walked):
    assert others_see(walked.ws, "lanes", "secret") == "Others do not see this board."
    assert others_see(walked.ws, "lanes", "nothing") == ""
    assert others_see(walked.ws, "lanes", "people") == "Others see on this board: own team."


def test_the_organiser_is_told_since_when_and_how_many_rows_are_held_back(walked_open):
    assert others_see(walked_open.ws, "lanes", "people") == "Everyone sees this board."
    assert others_see(walked_open.ws, "lanes", "mine") == "Others see on this board: everyone."
    assert others_see(walked_open.ws, "lanes", "table") == (
        "Others see no figures yet. Next: 2027-03-09 12:00."
    )
    walked_open.now = at(9, 11, 1)
    assert others_see(walked_open.ws, "lanes", "table") == (
        "Others see figures of 2027-03-09 12:00. Next: 2027-03-16 12:00."
    )
    # Nobody has anything new in the second week.
    walked_open.now = at(18)
    assert others_see(walked_open.ws, "lanes", "table") == (
        "Others see figures of 2027-03-16 12:00, 3 held back."
    )


def test_winners_are_named_when_all_is_final_as_the_challenge_says(walked_open):
    cup, book = prizes_for(walked_open.ws, "lanes", FOR_EVERYONE).prizes
    assert (cup.winners, book.winners, cup.missed, book.tickets) == ((), (), (), ())
    walked_open.now = at(20)
    mine = prizes_for(walked_open.ws, "lanes", FOR_ORGANISERS)
    cup, book = prizes_for(walked_open.ws, "lanes", FOR_EVERYONE).prizes

    assert [(row.id, row.name, row.place) for row in cup.winners] == [("", "A. B.", 1)]
    assert [row.ticket for row in book.winners] == [row.ticket for row in mine.prizes[1].winners]
    assert [row.name for row in book.winners] == [
        display_name(row.name, "initials") for row in mine.prizes[1].winners
    ]
    assert (len(book.winners), {row.id for row in book.winners}) == (1, {""})
    assert (len(mine.prizes[1].tickets), book.tickets, cup.missed) == (12, (), ())


def without_streaks(lanes):
    settings = lanes.folder / "moonwalk.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("without: []", "without: [streaks]"), encoding="utf-8")
    return lanes


def test_nothing_is_published_of_a_challenge_that_is_not_scored(walked_open):
    walked_open.now = at(10)
    without_streaks(walked_open)

    with pytest.raises(PluginFailed, match=r"nothing can be published\. No entry is lost"):
        board_for(walked_open.ws, "lanes", "table", FOR_EVERYONE)
    assert others_see(walked_open.ws, "lanes", "table") == ""


def test_what_was_published_last_can_be_seen_when_entries_are_gone(walked_open):
    walked_open.now = at(18)
    before = board_for(walked_open.ws, "lanes", "table", FOR_EVERYONE)
    walked_open.now = at(16 + 30 + 1)
    assert "results are kept" in tick(walked_open.ws).ended[0]
    after = board_for(walked_open.ws, "lanes", "table", FOR_EVERYONE)

    assert after.rows == before.rows
    assert [(row.name, row.score, row.place) for row in after.rows] == [
        ("North", "70", None),
        ("South", "40", None),
        ("West", "40", None),
    ]
    assert f"{after.published:%F %H:%M}" == "2027-03-16 12:00"
    assert (after.total, after.as_of) == (3, date(2027, 3, 10))
    people = board_for(walked_open.ws, "lanes", "people", FOR_EVERYONE)
    assert (people.rows, people.total) == ((), 0)
    for board in ("our_team", "secret"):
        with pytest.raises(Refused, match="is not for everyone"):
            board_for(walked_open.ws, "lanes", board, FOR_EVERYONE)
