"""Results and certificates say what their audience may know, and nothing before it is final."""

from __future__ import annotations

import pytest

from moonwalk.api.language import speaking
from moonwalk.services.errors import Refused
from moonwalk.services.privacy.audience import FOR_EVERYONE, FOR_ORGANISERS, Audience, board_for
from moonwalk.services.privacy.retention import carry_out
from moonwalk.services.roster.people import import_people
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.sheets.certificates import certificates, write_certificates
from moonwalk.services.sheets.results import file_stem, results, results_text, write_results

from ...workspaces import LANES, PEOPLE, at
from .companies import PLAIN, plain
from .pages import Page

FULL_NAMES = {name for _, name, _ in PEOPLE}
FIRST_NAMES = {name.split()[0] for name in FULL_NAMES}


def named(names: set[str], text: str) -> set[str]:
    return {name for name in names if name in text.split() or name in text}


def test_nothing_is_written_while_something_can_still_be_logged(over):
    over.now = at(16, 11)
    for write in (write_results, write_certificates):
        with pytest.raises(Refused, match=r"is not final: until Tuesday, 16 March 2027, 12:00"):
            write(over.ws, "lanes", FOR_EVERYONE)
    assert not (over.folder / "reports").exists()


def test_the_page_has_the_rows_that_everyone_sees(over):
    html, text = write_results(over.ws, "lanes", FOR_EVERYONE)
    words = Page(html.read_text(encoding="utf-8")).text
    rows = board_for(over.ws, "lanes", "table", FOR_EVERYONE).rows
    assert [row.place for row in rows] == [1, 2, 3]
    for row in rows:
        assert f"{row.place:g} {row.name} {row.score}" in words
        assert f"{row.name}: {row.score}" in text.read_text(encoding="utf-8")
    assert f"First place {rows[0].name}" in words
    assert f"A cup {rows[0].name}" in words
    assert not named(FULL_NAMES, words)
    assert named(FIRST_NAMES, words) == FIRST_NAMES


def test_people_are_not_on_it_where_people_see_their_own_points(tmp_path):
    lanes = plain(tmp_path / "own", PLAIN.replace("people_see: everyone", "people_see: own points"))
    words = results_text(results(lanes.ws, "lanes", FOR_EVERYONE))
    assert not named(FIRST_NAMES, words)
    assert not any(page.reason == "Took part" for page in certificates(lanes.ws, "lanes", FOR_EVERYONE))
    for_organisers = results_text(results(lanes.ws, "lanes", FOR_ORGANISERS))
    assert named(FULL_NAMES, for_organisers) == FULL_NAMES
    own = results_text(results(lanes.ws, "lanes", Audience("p01")))
    assert named(FULL_NAMES, own) == {"Ada Bell"}


def test_a_group_that_is_too_small_has_no_figure_and_no_certificate(tmp_path):
    lanes = plain(tmp_path / "small", PLAIN.replace("smallest_group: 3", "smallest_group: 5"))
    page = results(lanes.ws, "lanes", FOR_EVERYONE)
    table = next(board for board in page.boards if board.view.ranks == "teams")
    assert {row.score for row in table.view.rows} == {"-"}
    assert (table.picture, page.first) == (None, ())
    pages = certificates(lanes.ws, "lanes", FOR_EVERYONE)
    assert not any(page.place for page in pages)


def test_what_is_not_for_everyone_says_so_and_takes_no_place_of_what_is(over):
    public = write_results(over.ws, "lanes", FOR_EVERYONE)
    before = [path.read_bytes() for path in public]
    private = [
        *write_results(over.ws, "lanes", FOR_ORGANISERS),
        *write_results(over.ws, "lanes", Audience("p01")),
    ]
    assert [path.name for path in private] == [
        "results-organisers.html", "results-organisers.txt", "results-p01.html", "results-p01.txt"
    ]  # fmt: skip
    assert [path.read_bytes() for path in public] == before
    for path, whom in zip(
        private, ("organisers", "organisers", "one participant", "one participant"), strict=True
    ):
        assert f"For {whom} only" in path.read_text(encoding="utf-8")
    assert file_stem("results", Audience("../../x y")) == "results-_x_y"


def test_a_closed_challenge_is_written_with_its_hash_and_the_same_whenever(closed):
    paths = write_results(closed.ws, "lanes", FOR_EVERYONE)
    paths += write_certificates(closed.ws, "lanes", FOR_EVERYONE)
    before = [path.read_bytes() for path in paths]
    assert b"SHA-256 of the results: " in before[0]
    closed.now = at(60)
    paths = write_results(closed.ws, "lanes", FOR_EVERYONE)
    paths += write_certificates(closed.ws, "lanes", FOR_EVERYONE)
    assert [path.read_bytes() for path in paths] == before


def test_when_entries_are_gone_the_page_has_what_teams_have_come_to(closed):
    before = results(closed.ws, "lanes", FOR_EVERYONE)
    places = [page for page in certificates(closed.ws, "lanes", FOR_EVERYONE) if page.reason != "Took part"]
    closed.now = at(400)
    with closed.database() as db:
        assert any("removed" in said for said in carry_out(closed.ws, db))
    after = results(closed.ws, "lanes", FOR_EVERYONE)
    (table,) = after.boards
    assert table.view.rows == before.boards[0].view.rows
    assert (table.picture, after.first) == (before.boards[0].picture, before.first)
    assert [prize.winners[0].name for prize in after.prizes] == [
        prize.winners[0].name for prize in before.prizes
    ]
    assert list(certificates(closed.ws, "lanes", FOR_EVERYONE)) == places
    with pytest.raises(Refused, match="its entries were removed"):
        certificates(closed.ws, "lanes", FOR_ORGANISERS)


def test_certificates_are_for_whom_privacy_allows_them(over):
    for_all = certificates(over.ws, "lanes", FOR_EVERYONE)
    assert [page.place for page in for_all[:3]] == [1, 2, 3]
    assert [page.reason for page in for_all[:4]] == ["First place", "Second place", "Third place", "Winner"]
    assert {page.name for page in for_all[4:]} == FIRST_NAMES
    organisers = certificates(over.ws, "lanes", FOR_ORGANISERS)
    of_people = [page for page in organisers if page.reason == "Took part"]
    assert {page.name for page in of_people} == FULL_NAMES
    # Whoever hands them out need not read anybody's points on them.
    assert not any("points" in line for page in of_people for line in page.lines)
    (own,) = certificates(over.ws, "lanes", Audience("p01"))
    score = next(row.score for row in over.board("people").rows if row.id == "p01")
    assert (own.name, own.lines[:2]) == ("Ada Bell", ("North", f"{score} points"))
    with pytest.raises(Refused, match="nobody"):
        certificates(over.ws, "lanes", Audience("p99"))


def test_where_nobody_may_be_named_there_is_no_empty_file(tmp_path):
    text = LANES.replace("privacy: {organisers_see: entries}", "privacy: {smallest_group: 9}")
    lanes = plain(tmp_path / "none", text)
    with pytest.raises(Refused, match="--for organisers"):
        write_certificates(lanes.ws, "lanes", FOR_EVERYONE)


@pytest.mark.promise("P11", "pages to hand out")
def test_pages_that_may_name_somebody_go_when_they_are_forgotten(over):
    paths = [
        *write_results(over.ws, "lanes", FOR_EVERYONE),
        *write_results(over.ws, "lanes", Audience("p01")),
        *write_certificates(over.ws, "lanes", FOR_ORGANISERS),
    ]
    assert forget_person(over.ws, "p01", "asked for it").problems == ()
    assert not [path for path in paths if path.exists()]


def test_results_and_certificates_are_in_the_language_that_is_asked_for_or_that_of_their_reader(over):
    english, german = (
        [
            path.read_text(encoding="utf-8")
            for path in write_results(over.ws, "lanes", FOR_EVERYONE, None, code)
        ]
        for code in ("en", "de")
    )
    assert "First place" in english[0]
    for words in (Page(german[0]).text, german[1]):
        assert "1. März 2027" in words
        assert not {"First", "Prizes", "Place", "Together", "results"} & set(words.split())
    assert "Erster Platz" in Page(german[0]).text
    assert '<html lang="de"' in german[0]

    rows = "id,name,team,language\np01,Ada Bell,North,de\n"
    import_people(over.ws, over.file("languages.csv", rows))
    own, others = (
        write_certificates(over.ws, "lanes", audience)[1].read_text(encoding="utf-8")
        for audience in (Audience("p01"), FOR_EVERYONE)
    )
    assert own.startswith("Urkunde")
    assert "Hat teilgenommen" in own
    assert "Tagen eingetragen" in own or "Tag eingetragen" in own
    assert others.startswith("Certificate")


def test_what_is_published_is_stored_alike_whatever_language_its_first_reader_speaks(tmp_path):
    together = (
        "company:\n  rules:\n    - {rule: collective_goal, id: tree, activity: walk, total: 100000 minutes, "
        "unlocks: {50%: A tree}}\n"
    )
    lanes = plain(tmp_path / "tree", PLAIN + together)
    with speaking("de"):
        (view,) = [board_for(lanes.ws, "lanes", "table", FOR_EVERYONE)]
    assert [row.now for row in view.together] == ["At 50%: A tree"]
    with lanes.database() as db:
        stored = " ".join(text for (text,) in db.rows("SELECT figures FROM publication"))
    assert "At 50%" in stored
    assert "Bei 50" not in stored
