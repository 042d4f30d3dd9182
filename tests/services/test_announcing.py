"""A message of the organiser's own: to whom it goes, in which words, and once."""

from __future__ import annotations

import pytest

from moonwalk.services.announcing import Announcement, announce
from moonwalk.services.errors import Refused
from moonwalk.services.journal import journal
from moonwalk.services.notice_choices import choose_notices
from moonwalk.services.notifications import list_messages, tick
from moonwalk.services.roster.people import import_people

from ..workspaces import at, roster

NEWS = Announcement("News  for\n{team}", "Hello {first_name},\n\nthe track is open again.\n")


def everyone(report):
    return [person for person, *_ in report.messages]


def test_everyone_gets_it_in_their_own_words_with_the_next_tick_and_only_once(lanes):
    lanes.now = at(3)
    report = announce(lanes.ws, "lanes", NEWS)
    again = announce(lanes.ws, "lanes", NEWS)

    assert len(report.messages) == 12
    assert report.messages[0] == (
        "p01",
        "Ada Bell",
        "News for North",
        "Hello Ada,\n\nthe track is open again.",
    )
    assert (len(again.messages), again.had_already) == (0, 12)
    assert tick(lanes.ws).delivered >= 12
    assert sum(row.subject.startswith("News for") for row in list_messages(lanes.ws)) == 12


def test_by_a_channel_that_comes_later_it_goes_to_those_who_want_it_by_that(lanes):
    lanes.now = at(3)
    for channels in ("file", "file, console"):
        lanes.file("moonwalk.yaml", f"name: Test\ntimezone: Europe/Berlin\nchannels: [{channels}]\n")
        if channels == "file":
            announce(lanes.ws, "lanes", NEWS)
    choose_notices(lanes.ws, "p02", "announcement", ["file"])

    report = announce(lanes.ws, "lanes", NEWS)

    assert (everyone(report), report.had_already) == ([f"p{n:02}" for n in (1, *range(3, 13))], 1)
    news = [row for row in list_messages(lanes.ws) if row.subject.startswith("News for")]
    sent = {(row.person, row.channel) for row in news}
    assert len(news) == len(sent) == 23
    assert ("p02", "console") not in sent


def test_it_is_one_decision_in_the_journal(lanes):
    lanes.now = at(3)
    announce(lanes.ws, "lanes", NEWS)
    announce(lanes.ws, "lanes", NEWS)

    sentences = [row.what for row in journal(lanes.ws)]
    assert sentences.count("Sent an announcement to 12 people of 'lanes'.") == 1


def test_a_rehearsal_shows_all_of_it_and_changes_nothing(lanes):
    lanes.now = at(3)
    before = lanes.dump(("cached_total",))

    report = announce(lanes.ws, "lanes", NEWS, dry_run=True)

    assert (len(report.messages), report.dry_run) == (12, True)
    assert lanes.dump(("cached_total",)) == before


def test_it_can_be_for_a_team_or_for_those_with_a_value_in_the_roster(lanes):
    rows = (("p01", "Ada Bell", "North", "Berlin"), ("p05", "Eva Frost", "South", "berlin"))
    file = lanes.folder / "sites.csv"
    file.write_text(roster(rows, ("site",)), encoding="utf-8")
    import_people(lanes.ws, file)
    lanes.now = at(3)

    def to(**whom):
        return everyone(announce(lanes.ws, "lanes", Announcement("S", "T", **whom), dry_run=True))

    assert to(team="north") == ["p01", "p02", "p03", "p04"]
    assert to(where=("site", "Berlin")) == ["p01", "p05"]
    assert to(team="South", where=("site", "Berlin")) == ["p05"]


@pytest.mark.parametrize(
    ("announcement", "reason"),
    [
        (Announcement("", "T"), "no subject"),
        (Announcement("S", " \n"), "no text"),
        (Announcement("S", "x" * 4001), "4,001 characters; at most 4,000"),
        (Announcement("S", "Hello {firstname}"), "no placeholder {firstname}. Nothing was sent."),
        (Announcement("S", "T", team="Nroth"), "Nobody is in a team 'Nroth' now. Nothing was sent."),
        (Announcement("S", "T", where=("sight", "Berlin")), "No roster has a column 'sight'."),
        (Announcement("S", "T", where=("team", "Elsewhere")), "Nobody who takes part is meant"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is(lanes, announcement, reason):
    lanes.now = at(3)
    with pytest.raises(Refused) as refused:
        announce(lanes.ws, "lanes", announcement)

    assert reason in refused.value.message
    assert not [row for row in list_messages(lanes.ws) if row.subject == "S"]


def test_what_a_name_has_in_braces_is_not_filled_in(lanes):
    file = lanes.folder / "names.csv"
    file.write_text(roster((("p01", "{team} Bell", "North"),)), encoding="utf-8")
    import_people(lanes.ws, file)
    lanes.now = at(3)

    report = announce(lanes.ws, "lanes", NEWS, dry_run=True)

    assert report.messages[0][3].startswith("Hello {team},")
