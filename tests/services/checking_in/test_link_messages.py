"""The reader's own link in messages: put in when they leave, kept nowhere, and read by nobody else."""

from __future__ import annotations

import re

import pytest

from moonwalk.api.notices import Delivered
from moonwalk.definitions import read_challenge
from moonwalk.services.announcing import Announcement, announce
from moonwalk.services.checking_in.links import DeadLink, make_links, person_behind, revoke_links, visitor_of
from moonwalk.services.checking_in.tokens import KEY_FILE
from moonwalk.services.doctor import examine
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import list_messages, tick
from moonwalk.store import decisions
from moonwalk_plugins.console import Console
from moonwalk_plugins.files import File

from ...workspaces import LANES, PEOPLE, at, copied, day, fresh, roster
from .conftest import token_of

NOTICE = "  - {notice: challenge_starts, text: 'Hello {first_name} of {team}! Tap here: {link}'}\n"
URL = "page: {url: 'https://moves.example.com'}\n"
STOP = re.compile(r"https://moves\.example\.com/u/([\w-]{48})")
LINK = re.compile(r"https://moves\.example\.com/l/([\w-]{48})")
WITH_LINK = Announcement("News", "Your page, {first_name}: {link}")


def settings(lanes, *lines):
    path = lanes.folder / "moonwalk.yaml"
    kept = [
        line for line in path.read_text("utf-8").splitlines() if not line.startswith(("page:", "channels:"))
    ]
    path.write_text("\n".join([*kept, *lines]) + "\n", "utf-8")


@pytest.fixture(scope="module")
def started_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("started") / "work")
    lanes.people(roster((("p01", "Ada Bell", "{link}"), *PEOPLE[1:])))
    lanes.challenge(
        LANES.replace("  - notice: challenge_starts\n", NOTICE).replace("size: 3 to", "size: 1 to")
    )
    launch(lanes.ws, "lanes", day(1))
    lanes.now = at(1, 8, 30)
    return lanes


@pytest.fixture
def started(started_once, tmp_path):
    """The lanes on the first morning, before the tick; their start is announced with a link."""
    return copied(started_once, tmp_path / "work")


def written(lanes):
    return [path.read_text("utf-8") for path in lanes.ws.messages.rglob("*.txt")]


def test_everyone_gets_their_own_link_and_the_database_holds_none(started):
    settings(started, URL)
    report = tick(started.ws)
    assert (report.delivered, report.problems) == (12, ())
    texts = written(started)
    tokens = {text.partition("Hello ")[2].partition(" ")[0]: LINK.search(text)[1] for text in texts}
    links = make_links(started.ws, "lanes").links
    assert tokens == {link.name.partition(" ")[0]: token_of(link.url) for link in links}
    assert {visitor_of(started.ws, token).no for token in tokens.values()} == set(range(1, 13))
    # A team may be called anything: only what the author wrote is a link.
    assert sum("Ada of link!" in text for text in texts) == 1
    assert all("Tap here: {link}" in row.text for row in list_messages(started.ws))
    kept = (started.folder / "moonwalk.db").read_bytes()
    assert not any(token.encode() in kept for token in tokens.values())


def test_a_look_at_what_would_be_sent_gives_nobody_a_link(started):
    settings(started, URL)
    before = started.dump()
    texts = [preview.text for preview in tick(started.ws, dry_run=True).texts]
    assert len(texts) == 12
    assert all("https://moves.example.com/l/..." in text for text in texts)
    assert started.dump() == before
    assert not (started.folder / KEY_FILE).exists()
    make_links(started.ws, "lanes", ["p01"])
    texts = [preview.text for preview in tick(started.ws, dry_run=True).texts]
    assert sum(LINK.search(text) is not None for text in texts) == 1


def test_without_an_address_of_the_page_nobody_is_told_until_it_is_there(started):
    for dry_run in (True, False):
        report = tick(started.ws, dry_run=dry_run)
        assert report.enqueued == 0
        assert "does not say where people reach the page" in report.problems[0]
    with pytest.raises(Refused, match=r"Nothing was sent: .*moonwalk\.yaml"):
        announce(started.ws, "lanes", WITH_LINK)
    assert [each.says[:50] for each in examine(started.ws).findings if "{link}" in each.says] == [
        "'challenge_starts' of 'lanes' is not sent: the tex"
    ]
    settings(started, URL)
    assert tick(started.ws).delivered == 12
    assert not [each for each in examine(started.ws).findings if "{link}" in each.says]


def test_a_channel_that_others_read_carries_no_link(started, monkeypatch):
    settings(started, URL, "channels: [file, console]")
    assert tick(started.ws).delivered == 12
    assert announce(started.ws, "lanes", WITH_LINK).channels == ("file",)
    settings(started, URL, "channels: [console]")
    with pytest.raises(Refused, match="others may read what is sent by console"):
        announce(started.ws, "lanes", Announcement("More", "{link}"))
    # What waits already is asked again: the settings of a channel may have changed meanwhile.
    monkeypatch.setattr(File, "is_private", Console.is_private)
    assert tick(started.ws).given_up == 12
    assert "others may read" in list_messages(started.ws, 1)[0].note


def test_who_has_no_link_any_more_gets_no_message_with_one(started):
    settings(started, URL)
    make_links(started.ws, "lanes")
    revoke_links(started.ws, "lanes", ["p02"], "wishes to log on paper")
    report = tick(started.ws)
    assert (report.delivered, report.given_up) == (11, 1)
    assert "which was revoked" in next(
        row.note for row in list_messages(started.ws) if row.id and row.name == "Ben Cole"
    )


def test_a_link_belongs_into_the_text_and_not_into_the_subject(started):
    text = LANES.replace(
        "  - notice: challenge_starts\n", NOTICE.replace("text:", "subject: '{link}', text:")
    )
    problems = read_challenge(text.encode(), "lanes.yaml", started.ws.plugins).problems
    errors = [each.message for each in problems if each.severity == "error"]
    assert len(errors) == 1
    assert "Write {link} into 'text'" in errors[0]
    settings(started, URL)
    with pytest.raises(Refused, match="too long for a subject"):
        announce(started.ws, "lanes", Announcement("{link}", "Hello"))


def test_each_message_says_where_its_reader_leaves_all_of_them_and_the_database_does_not(
    started, monkeypatch
):
    settings(started, URL)
    given = {}
    monkeypatch.setattr(File, "is_private", lambda self: True)
    monkeypatch.setattr(
        File,
        "deliver",
        lambda self, message, folder: given.setdefault(message.recipient, message) and Delivered(),
    )
    tick(started.ws)
    assert len(given) == 12
    tokens = [STOP.fullmatch(message.unsubscribe)[1] for message in given.values()]
    for message, token in zip(given.values(), tokens, strict=True):
        visitor = visitor_of(started.ws, token, ["stop"])
        with started.ws.database() as db:
            assert person_behind(db, visitor).id == message.recipient
        assert len(message.unsubscribe) < 120
    kept = b"".join(path.read_bytes() for path in started.folder.rglob("*") if path.is_file())
    assert not [token for token in tokens if token.encode() in kept]
    # It is used long after the last day is closed, and not for ever.
    started.now = at(60)
    assert visitor_of(started.ws, tokens[0], ["stop"]).purpose == "stop"
    started.now = at(400)
    with pytest.raises(DeadLink):
        visitor_of(started.ws, tokens[0], ["stop"])


def test_links_by_which_messages_are_left_are_made_for_all_readers_as_one_decision(started, monkeypatch):
    settings(started, URL)
    monkeypatch.setattr(File, "is_private", lambda self: True)
    # The reminder that a week closes asks for no link in its text.
    started.now = at(8, 11, 30)
    assert tick(started.ws).delivered == 12
    assert not [row for row in list_messages(started.ws) if "{link}" in row.text]
    with started.ws.database() as db:
        (made,) = decisions.of_kinds(db, "links")
        assert (made.detail, made.person) == ({"people": 12}, None)


@pytest.mark.parametrize(("private", "lines"), [(False, (URL,)), (True, ())])
def test_no_message_says_so_where_others_read_it_or_there_is_no_page(started, monkeypatch, private, lines):
    started.challenge(LANES)
    settings(started, *lines)
    given = []
    monkeypatch.setattr(File, "is_private", lambda self: private)
    monkeypatch.setattr(File, "deliver", lambda self, message, folder: given.append(message) or Delivered())
    announce(started.ws, "lanes", Announcement("News", "Hello"))
    tick(started.ws)
    assert given
    assert {message.unsubscribe for message in given} == {""}
